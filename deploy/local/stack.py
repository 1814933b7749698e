"""The whole of it in one folder: Kafka, PostgreSQL, the hub's workers; up, and down again."""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from deploy.local.databases import create_database
from deploy.local.docker_kafka import DockerKafka
from deploy.local.kafka import LocalKafka
from deploy.local.ladder import climb, kafka_rungs, postgres_rungs
from deploy.local.postgres import LocalPostgres
from deploy.local.processes import wait_until
from deploy.local.state import How, State, forget_state, read_state, write_state
from deploy.local.workers import COMMANDS, STOP_WITHIN_S, WorkerHome
from hub.errors import UnreachableError
from hub.settings import Settings

DATABASE = "ketenhub"
"""The name of the hub's database on a server that we started."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that runs, or ran, for people.

    Attributes:
        name: what.
        state: ``given``, ``running`` (before we came), ``started``, ``stopped``.
        where: its address, without a password.
        log: its log file; empty if it has none here.
    """

    name: str
    state: str
    where: str = ""
    log: str = ""


class Stack:
    """What ``ketenhub up`` and ``down`` work on.

    Args:
        home: the folder with everything; made if need be.
    """

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self._kafka, self._postgres = self.home / "kafka", self.home / "postgres"
        self._place = WorkerHome(self.home)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within, no other ``up`` or ``down`` works on this folder; they wait for each other."""
        # Others may pass, for PostgreSQL runs as somebody else where root starts it; no more than that.
        self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        with (self.home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def raise_servers(self, settings: Settings, nodes: int | None) -> list[Part]:
        """Start what does not run of Kafka and PostgreSQL, wait until both answer, and remember where.

        Raises:
            UnreachableError: a server cannot be had, with the reasons and the remedies.
            ConfigurationError: the Kafka in the folder has another number of nodes.
        """
        ran = self._running()
        kafka = climb(kafka_rungs(settings, self._kafka, nodes=nodes, survive=True), only=self._kafka_how())
        postgres = climb(postgres_rungs(settings, self._postgres, survive=True))
        given = postgres.how is How.GIVEN
        state = State(
            kafka=kafka.address,
            kafka_how=kafka.how,
            nodes=0 if kafka.how is How.GIVEN else len(kafka.address.split(",")),
            database=SecretStr(postgres.address if given else create_database(postgres.address, DATABASE)),
            database_how=postgres.how,
        )
        if state != read_state(self.home):
            # Workers that speak with other servers than these must not go on.
            self._lower_workers()
            write_state(self.home, state)
        return [
            Part(name, _state(name, served.how, ran), where, str(served.log or ""))
            for name, served, where in (
                ("kafka", kafka, state.kafka),
                ("postgresql", postgres, without_password(state.database.get_secret_value())),
            )
        ]

    def raise_workers(self, settings: Settings, *, within: float) -> list[Part]:
        """Start the workers under a supervisor, unless they run, and wait until all are ready.

        Args:
            settings: what the workers are to know, the addresses of the servers too.
            within: seconds that they have.

        Raises:
            UnreachableError: one is not ready in time; its log is named.
        """
        supervisor = self._place.supervisor()
        ran = {worker.name for worker in self._place.workers() if self._place.server(worker).is_running()}
        if not supervisor.is_running():
            ran = set()
            self._place.plan(COMMANDS)
            supervisor.start(
                [sys.executable, "-m", "deploy.local.supervisor", str(self.home)],
                log=self._place.log("supervisor"),
                folder=Path.cwd(),
                environment=self._environment(settings),
            )
        workers = self._place.workers()
        wait_until(lambda: all(worker.is_ready() for worker in workers), within=within, every=0.2)
        late = [worker.name for worker in workers if not worker.is_ready()]
        if late:
            logs = ", ".join(str(self._place.log(name)) for name in late)
            msg = f"{', '.join(late)}: not ready within {within:.0f} s; see {logs}"
            raise UnreachableError(msg)
        return [
            Part(
                worker.name,
                "running" if worker.name in ran else "started",
                f"http://127.0.0.1:{worker.health_port}/ready",
                str(self._place.log(worker.name)),
            )
            for worker in workers
        ]

    def lower(self, *, purge: bool) -> list[Part]:
        """End everything, workers first. Data stay, unless ``purge``.

        A server that was given is not ours to end. What an ``up`` that failed left behind ends as well.
        """
        parts = self._lower_workers()
        for name, server in self._servers().items():
            # One node of three is reason enough.
            ran = bool(server.running()) if isinstance(server, LocalKafka) else server.is_running()
            server.stop()
            if ran:
                parts.append(Part(name, "stopped"))
            if purge:
                server.destroy()
        forget_state(self.home)
        if purge:
            for name in ("kafka", "postgres", "logs", "run"):
                shutil.rmtree(self.home / name, ignore_errors=True)
            (self.home / "workers.json").unlink(missing_ok=True)
        return parts

    def _lower_workers(self) -> list[Part]:
        workers = self._place.workers()
        ran = [worker.name for worker in workers if self._place.server(worker).is_running()]
        # It has the workers end, and gives them their time.
        self._place.supervisor().stop(within=STOP_WITHIN_S + 5)
        # Where it was killed before, and the system could not tell them.
        self._place.stop()
        return [Part(name, "stopped", log=str(self._place.log(name))) for name in ran]

    def _kafka_how(self) -> How | None:
        """The rung that the Kafka in the folder came by."""
        if LocalKafka.is_in(self._kafka):
            return How.JARS
        return How.DOCKER if DockerKafka.is_in(self._kafka) else None

    def _servers(self) -> dict[str, LocalKafka | DockerKafka | LocalPostgres]:
        """The servers that stand in the folder, running or not."""
        found: dict[str, LocalKafka | DockerKafka | LocalPostgres] = {}
        if LocalKafka.is_in(self._kafka):
            found["kafka"] = LocalKafka(self._kafka, survive=True)
        elif DockerKafka.is_in(self._kafka):
            found["kafka"] = DockerKafka(self._kafka)
        if LocalPostgres.is_in(self._postgres):
            found["postgresql"] = LocalPostgres(self._postgres, survive=True)
        return found

    def _running(self) -> set[str]:
        return {name for name, server in self._servers().items() if server.is_running()}

    def _environment(self, settings: Settings) -> dict[str, str]:
        return os.environ | {
            "KETENHUB_HOME": str(self.home),
            "KETENHUB_KAFKA": settings.kafka,
            "KETENHUB_DATABASE": settings.database.get_secret_value(),
            "KETENHUB_REPLICATION": str(settings.replication),
        }


def without_password(url: str) -> str:
    """The URL of a database as people may see it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def _state(name: str, how: How, ran: set[str]) -> str:
    if how is How.GIVEN:
        return "given"
    return "running" if name in ran else "started"
