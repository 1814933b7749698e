"""Where Kafka and PostgreSQL come from: the first rung that holds, and why those above it did not.

::

    Kafka        an address given → a container → Kafka's own jars
    PostgreSQL   an address given → the wheel

An address that was given is taken, whatever it is: to fall back to another server in silence would put the
events of one hub into two. Who climbs again takes the rung of the first time, so that ``ketenhub up`` finds
its data where it left them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local import docker_kafka, jars
from deploy.local.docker_kafka import DockerKafka
from deploy.local.kafka import LocalKafka
from deploy.local.postgres import LocalPostgres, installed_programs
from deploy.local.state import How
from hub.errors import ConfigurationError, UnreachableError
from hub.settings import Settings


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers.

    Attributes:
        how: the rung.
        address: bootstrap servers, or the URL of a database with its password: never shown.
        stop: ends the server; does nothing to one that was given. What has no folder is thrown away.
        log: its log, if it is a file here.
    """

    how: How
    address: str
    stop: Callable[[], None]
    log: Path | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to come by a server.

    Attributes:
        how: its name.
        obstacle: what stands in its way, with the remedy; empty: it can be tried. May take seconds.
        serve: takes it.
    """

    how: How
    obstacle: Callable[[], str]
    serve: Callable[[], Served]


def kafka_rungs(
    settings: Settings, folder: Path | None = None, *, nodes: int | None = None, survive: bool = False
) -> tuple[Rung, ...]:
    """The rungs to a Kafka, best first.

    Args:
        settings: may name one.
        folder: where it keeps its data; None: nowhere, it is thrown away when stopped.
        nodes: 1 or 3; None: as many as stand in the folder, else 1.
        survive: whether it outlives this program.
    """

    def local() -> Served:
        kafka = LocalKafka(folder, nodes=nodes, survive=survive)
        kafka.open()
        return Served(
            How.JARS, kafka.bootstrap, kafka.stop if folder else kafka.destroy, kafka.log(kafka.nodes[0])
        )

    def docker() -> Served:
        kafka = DockerKafka(folder)
        kafka.open()
        return Served(How.DOCKER, kafka.bootstrap, kafka.stop)

    return (
        _given(settings.kafka, "KETENHUB_KAFKA"),
        Rung(How.DOCKER, lambda: docker_kafka.obstacle(nodes or 1), docker),
        Rung(How.JARS, jars.obstacle, local),
    )


def postgres_rungs(
    settings: Settings, folder: Path | None = None, *, survive: bool = False, durable: bool = True
) -> tuple[Rung, ...]:
    """The rungs to a PostgreSQL, best first; arguments as for `kafka_rungs`, and of `LocalPostgres`."""

    def local() -> Served:
        postgres = LocalPostgres(folder, survive=survive, durable=durable)
        postgres.open()
        return Served(How.WHEEL, postgres.url, postgres.stop if folder else postgres.destroy, postgres.log)

    return (
        _given(settings.database.get_secret_value(), "KETENHUB_DATABASE"),
        Rung(How.WHEEL, _wheel_obstacle, local),
    )


def climb(rungs: Sequence[Rung], *, only: How | None = None) -> Served:
    """Take the first rung that holds.

    Args:
        rungs: best first.
        only: the rung that was taken before; an address that is given goes before it.

    Raises:
        UnreachableError: none holds; one line says why, rung by rung, and what to do.
        ConfigurationError: the same, where the only rung that may be taken does not fit its folder.
    """
    reasons = []
    for rung in rungs:
        if only is not None and rung.how not in {How.GIVEN, only}:
            continue
        obstacle = rung.obstacle()
        if not obstacle:
            try:
                return rung.serve()
            except (ConfigurationError, UnreachableError) as error:
                if rung.how is only:
                    raise
                obstacle = str(error)
        reasons.append(f"{rung.how}: {obstacle}")
    raise UnreachableError("; ".join(reasons))


def obstacles(rungs: Sequence[Rung]) -> Iterator[tuple[How, str]]:
    """Each rung and what stands in its way (empty: nothing), for `ketenhub doctor`. Starts nothing."""
    for rung in rungs:
        yield rung.how, rung.obstacle()


def _given(address: str, variable: str) -> Rung:
    return Rung(
        How.GIVEN,
        lambda: "" if address else f"{variable} is empty",
        lambda: Served(How.GIVEN, address, lambda: None),
    )


def _wheel_obstacle() -> str:
    try:
        installed_programs()
    except ConfigurationError as error:
        return str(error)
    return ""
