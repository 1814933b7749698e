"""The composition root of a replay on a cluster: a database and topics of its own, workers in threads."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hub.app import declared
from hub.app_cluster import NEEDS, RELAY_NEEDS, Site, open_site
from hub.engine import kafka_client
from hub.engine.administration import create
from hub.engine.batch import BatchResult
from hub.engine.cluster import collect
from hub.engine.cluster.drain import Drain
from hub.engine.cluster.player import Player
from hub.engine.cluster.threads import MakeWorker, Threads
from hub.engine.export import export
from hub.engine.health import Health
from hub.engine.lag import ROLES
from hub.engine.messages import read_messages
from hub.engine.metrics import Metrics
from hub.engine.store import open_database
from hub.settings import Settings
from hub.streams.topics import OUT_PREFIX


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster engine that runs in threads of this process."""

    site: Site
    threads: Threads
    drain: Drain
    metrics: Mapping[str, Metrics]

    def figures(self) -> BatchResult:
        """What the workers have done so far."""

        def count(role: str, what: str) -> int:
            labels = {"role": role, "what": what}
            found = self.metrics[role].registry.get_sample_value("ketenhub_processed_total", labels)
            return int(found or 0)

        return BatchResult(
            messages=count("ingest", "records"),
            events=count("steps", "events"),
            duplicates=count("ingest", "duplicates") + count("steps", "duplicates"),
            sent=count("steps", "sent"),
            dead=count("ingest", "dead") + count("steps", "dead"),
            quarantined=count("steps", "quarantined"),
        )


@contextmanager
def running(site: Site, drain: Drain) -> Iterator[Cluster]:
    """All roles and a relay on a site, ready; stopped at the end.

    Raises:
        UnreachableError: not ready in time.
    """
    metrics = {role: Metrics(role) for role in ROLES}
    healths = {role: Health(NEEDS) for role in ROLES}
    workers: dict[str, tuple[MakeWorker, Health]] = {
        role: (partial(site.worker, role, healths[role], metrics[role]), healths[role]) for role in ROLES
    }
    relay = Health(RELAY_NEEDS)
    threads = Threads(workers, (partial(site.relay, relay, Metrics("relay")), relay))
    try:
        threads.start()
        yield Cluster(site, threads, drain, metrics)
    finally:
        threads.stop()


def replay_on_cluster(
    settings: Settings, messages: Path, out: Path, *, watch: Callable[[int], None] = lambda _: None
) -> BatchResult:
    """Process a file of messages on the cluster that the settings name, and export what came of it.

    The settings must name a database and a topic prefix that nothing else uses; both are filled here and left
    to the caller. Deliveries are read back from the recipients' topics.

    Raises:
        UnreachableError: Kafka or PostgreSQL does not answer, or a message did not come through in time.
    """
    out.mkdir(parents=True, exist_ok=True)
    settings = settings.model_copy(update={"clock": "simulated"})
    open_database(settings.database.get_secret_value(), migrate=True).close()
    wanted = declared(settings)
    with kafka_client.admin(settings) as client:
        create(client, wanted)
    names = [topic.name for topic in wanted.topics]
    site = open_site(settings, [n.removeprefix(OUT_PREFIX) for n in names if n.startswith(OUT_PREFIX)])
    try:
        drain = Drain(settings, site.store, wanted.topics, wanted.prefix)
        with running(site, drain) as cluster:
            producer = kafka_client.producer(settings, client_id="ketenhub-replay")
            player = Player(
                site.ports, site.store, producer, wanted.prefix, drain, check=cluster.threads.check
            )
            count = player.play(read_messages(messages), watch)
            producer.close(timeout=5)
            figures = cluster.figures()
        outward = [name for name in names if name.startswith(OUT_PREFIX)]
        records = collect.read_topics(settings, outward, wanted.prefix)
        export(site.store, out, deliveries=collect.deliveries(records, site.framer))
    finally:
        site.store.close()
    figures.messages = count
    return figures


def remove_topics(settings: Settings) -> None:
    """Take away the topics of a replay that are there."""
    names = {settings.topic_prefix + topic.name for topic in declared(settings).topics}
    with kafka_client.admin(settings) as client:
        client.delete_topics(sorted(names.intersection(client.list_topics())))
