"""What the scenarios share: a way to play a file of messages on either engine, and to see what it left."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest

from hub.app import declared, open_existing, replay
from hub.app_cluster import open_site
from hub.app_replay import remove_topics, replay_on_cluster, running
from hub.engine.cluster.drain import Drain
from hub.engine.store import Store, open_database
from hub.settings import Settings
from hub.streams.topics import OUT_PREFIX


class Replay(ABC):
    """One engine. Call it with a file of messages and a folder for the results."""

    @abstractmethod
    def __call__(self, messages: Path, out: Path) -> object:
        """Process the messages, and write events, deliveries and dead letters."""

    @abstractmethod
    def _open(self, out: Path) -> Store:
        """What it left behind."""

    relayed: ClassVar[bool]
    """Whether what is published goes through a log."""

    @abstractmethod
    def going_on(self, store: Store) -> AbstractContextManager[Callable[[], None]]:
        """The hub at work again on the store of a run; what it gives waits until all is done."""

    @contextmanager
    def store(self, out: Path) -> Iterator[Store]:
        """The store of the run into a folder, as the reading commands see it."""
        store = self._open(out)
        try:
            yield store
        finally:
            store.close()


class Embedded(Replay):
    """One process, with a store in the folder."""

    relayed = False

    def going_on(self, store: Store) -> AbstractContextManager[Callable[[], None]]:  # noqa: ARG002 - as its kin
        """Nothing waits here: what is published is done at once."""
        return nullcontext(lambda: None)

    def __call__(self, messages: Path, out: Path) -> object:
        """See `Replay`."""
        return replay(Settings(), messages, out)

    def _open(self, out: Path) -> Store:
        return open_existing(out)


class Cluster(Replay):
    """A real Kafka and PostgreSQL, with topics and a database of this test's own."""

    relayed = True

    @contextmanager
    def going_on(self, store: Store) -> Iterator[Callable[[], None]]:
        """See `Replay`."""
        settings = self.settings.model_copy(update={"clock": "simulated"})
        wanted = declared(settings)
        names = [topic.name for topic in wanted.topics]
        site = open_site(settings, [n.removeprefix(OUT_PREFIX) for n in names if n.startswith(OUT_PREFIX)])
        drain = Drain(settings, store, wanted.topics, wanted.prefix)
        try:
            with running(site, drain) as cluster:
                yield lambda: drain.wait(check=cluster.threads.check)
        finally:
            site.store.close()

    def __init__(self, kafka: str, database: str) -> None:
        self.settings = Settings(
            kafka=kafka, database=database, topic_prefix=f"s{uuid4().hex[:8]}.", replication=1
        )

    def __call__(self, messages: Path, out: Path) -> object:
        """See `Replay`."""
        return replay_on_cluster(self.settings, messages, out)

    def _open(self, out: Path) -> Store:  # noqa: ARG002 - it is in the database
        return open_database(self.settings.database.get_secret_value(), migrate=False)


@pytest.fixture(params=["embedded", "cluster"])
def replayed(request: pytest.FixtureRequest) -> Iterator[Replay]:
    """Replays on the embedded engine, or on a real Kafka and PostgreSQL."""
    if request.param == "embedded":
        yield Embedded()
        return
    cluster = Cluster(request.getfixturevalue("kafka"), request.getfixturevalue("database"))
    yield cluster
    remove_topics(cluster.settings)
