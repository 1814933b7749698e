"""A hub of real processes on a real Kafka and PostgreSQL, for the proofs of what survives their deaths.

The processes are started by the thread that made the fleet and die with it, so a simulated day is played in
another thread (`Fleet.play`), while the test's own thread does the damage.
"""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from pydantic import SecretStr
from sqlalchemy import func, select

from hub.app import build_ports, declared
from hub.app_cluster import build_framer
from hub.engine import kafka_client
from hub.engine import tables as t
from hub.engine.administration import create
from hub.engine.cluster.drain import wait_until
from hub.engine.cluster.player import Player
from hub.engine.messages import read_messages
from hub.engine.store import Store, open_database
from hub.errors import UnreachableError
from hub.settings import Settings
from hub.streams.topics import GROUPS, Principal, Topic
from tests.support.hub_process import KILLED, HubProcess
from tests.support.patient import GatedStore, PatientDrain, PatientProducer

SESSION_S = 6
"""The shortest that Kafka allows: a dead worker's partitions go to another after so long."""

_LOOK_S = 0.02
_READY_WITHIN_S = 90.0
_WINDOW = 50
"""Messages after which all is drained: small, so that every role is at work from the first to the last."""

Partition = tuple[str, int]


class Playing:
    """A file that is being played in a thread of its own. ``sent`` counts its messages."""

    def __init__(self, player: Callable[[Callable[[int], None]], int]) -> None:
        self.sent = 0
        self._failure: BaseException | None = None
        self._player = player
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether all is sent and drained, or it failed."""
        return not self._thread.is_alive()

    def check(self) -> None:
        """Raise what ended it, if anything did."""
        if self._failure is not None:
            raise self._failure

    def join(self) -> None:
        """Wait for its end."""
        self._thread.join()
        self.check()

    def _run(self) -> None:
        try:
            self._player(self._watch)
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits in the other thread
            self._failure = error

    def _watch(self, count: int) -> None:
        self.sent += count


class Fleet:
    """Processes of one hub, with topics and a database that nothing else uses.

    Args:
        kafka: bootstrap servers.
        database: URL of an empty database.
        folder: for logs.
        names: of the processes, ``ingest-1``, ``steps-2``, ``relay-1``; started by `start`.
        replication: of the topics.
        batch: records in one transaction at most; small ones make more places to die at.
        migrate: whether the database is made ready here.
    """

    def __init__(
        self,
        kafka: str,
        database: str,
        folder: Path,
        names: tuple[str, ...],
        *,
        replication: int = 1,
        batch: int = 500,
        migrate: bool = True,
    ) -> None:
        self.settings = Settings(
            kafka=kafka,
            database=SecretStr(database),
            topic_prefix=f"f{uuid4().hex[:8]}.",
            replication=replication,
            clock="simulated",
            kafka_session_s=SESSION_S,
        )
        environment = {
            "KETENHUB_KAFKA": kafka,
            "KETENHUB_DATABASE": database,
            "KETENHUB_TOPIC_PREFIX": self.settings.topic_prefix,
            "KETENHUB_REPLICATION": str(replication),
            "KETENHUB_CLOCK": "simulated",
            "KETENHUB_KAFKA_SESSION_S": str(SESSION_S),
            "KETENHUB_BATCH_SIZE": str(batch),
            "KETENHUB_FAILPOINT": "",
        }
        folder.mkdir(parents=True, exist_ok=True)
        self.processes = {name: HubProcess(name, environment, folder) for name in names}
        self.declared = declared(self.settings)
        self.ports = build_ports(self.settings)
        self.framer = build_framer(self.settings)
        self.gate = threading.RLock()
        self.wanted: set[str] = set()
        """The processes that are to run; what is not among them may end."""
        self._store: Store | None = None
        if migrate:
            self.migrate()

    def __enter__(self) -> Self:
        try:
            with kafka_client.admin(self.settings, patience_s=30) as client:
                create(client, self.declared)
        except BaseException:
            self._tear_down()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is not None:
            for process in self.processes.values():
                state = process.ended_with if process.reasons is None else process.reasons
                error.add_note(f"{process.name} {state}:\n{process.tail()[-1500:]}")
        self._tear_down()

    def migrate(self) -> None:
        """Make the database ready, as `ketenhub up` does."""
        open_database(self.settings.database.get_secret_value(), migrate=True).close()

    @property
    def store(self) -> Store:
        """The store, for looking; opened when first asked for."""
        if self._store is None:
            self._store = GatedStore(self.settings.database.get_secret_value(), self.gate)
        return self._store

    def start(self, *names: str, failpoints: Mapping[str, str] | None = None) -> None:
        """Start processes (default: all), without waiting for them."""
        for name in names or self.processes:
            self.processes[name].start(KETENHUB_FAILPOINT=(failpoints or {}).get(name, ""))
            self.wanted.add(name)

    def await_ready(self, *names: str) -> None:
        """Wait until these (default: all that are to run) say that they are ready."""
        for name in names or sorted(self.wanted):
            self.until(self.processes[name].is_ready, f"{name} was not ready", within_s=_READY_WITHIN_S)

    def until(self, met: Callable[[], bool], what: str, *, within_s: float = 60.0) -> float:
        """Wait until something is so; the seconds that it took. Nobody may die of himself meanwhile."""
        begin = time.monotonic()

        def look() -> bool:
            self.check()
            return met()

        wait_until(look, what, within_s=within_s, look_s=_LOOK_S)
        return time.monotonic() - begin

    def await_red(self, name: str, need: str, reason: str = "") -> float:
        """Wait until a process says that it lacks something (for a reason); the seconds that it took."""
        process = self.processes[name]

        def red() -> bool:
            found = process.reasons or {}
            return need in found and reason in {"", found[need]}

        return self.until(red, f"{name} did not say that it lacks its {need}")

    def await_progress(self, role: str, records: int) -> float:
        """Wait until a role has processed so many records in all; the seconds that it took."""
        return self.until(lambda: self.progress(role) >= records, f"{role} stands still")

    def await_shared(self, role: str) -> float:
        """Wait until `is_shared`; the seconds that it took."""
        return self.until(lambda: self.is_shared(role), f"the group of {role} is not at rest")

    def check(self) -> None:
        """No process ended but by SIGKILL, or because it was told to."""
        for name in self.wanted:
            ended = self.processes[name].ended_with
            assert ended in {None, KILLED}, f"{name} ended by itself with {ended}"

    def play(self, messages: Path) -> Playing:
        """Play a file of messages into the hub, in a thread."""
        producer = PatientProducer(self.settings)
        drain = PatientDrain(self.settings, self.store, self.read_topics(), self.declared.prefix)
        player = Player(
            self.ports, self.store, producer, self.declared.prefix, drain, check=self.check, window=_WINDOW
        )

        def run(watch: Callable[[int], None]) -> int:
            try:
                return player.play(read_messages(messages), watch)
            finally:
                producer.close(timeout=5)

        return Playing(run)

    def drain(self) -> None:
        """Wait until nothing is under way any more."""
        PatientDrain(self.settings, self.store, self.read_topics(), self.declared.prefix).wait(
            check=self.check
        )

    def read_topics(self) -> list[Topic]:
        """The topics that the processes of this fleet read."""
        roles = {process.role for process in self.processes.values()}
        readers = {Principal(f"hub-{role}") for role in roles}
        return [topic for topic in self.declared.topics if readers.intersection(topic.readers)]

    def progress(self, role: str) -> int:
        """How many records a role has processed, by the store's offsets."""
        statement = select(func.coalesce(func.sum(t.offsets.c.next), 0))
        statement = statement.where(t.offsets.c.source.startswith(f"{role}/"))
        with self.store.transaction() as connection:
            return int(connection.scalar(statement) or 0)

    def offsets(self, role: str) -> dict[Partition, int]:
        """The first record not processed, by partition."""
        with self.store.transaction() as connection:
            rows = connection.execute(select(t.offsets)).mappings().all()
        parts = {row["source"]: row["next"] for row in rows if row["source"].startswith(f"{role}/")}
        return {(source.split("/")[1], int(source.split("/")[2])): at for source, at in parts.items()}

    def members(self, role: str) -> list[tuple[str, set[Partition]]]:
        """The processes in a role's group and what each has; none while it rebalances.

        A dead process is a member until its session ends.
        """
        group = self.declared.prefix + GROUPS[Principal(f"hub-{role}")]
        try:
            with kafka_client.admin(self.settings, patience_s=5) as client:
                found = client.describe_groups([group])[group]
        except UnreachableError:
            return []
        if found["group_state"] != "Stable":
            return []
        return [(member["client_id"], self._assigned(member)) for member in found["members"]]

    def owners(self, role: str) -> dict[Partition, str]:
        """Which process has which partition; nothing while the group rebalances."""
        return {part: name for name, parts in self.members(role) for part in parts}

    def is_shared(self, role: str) -> bool:
        """Whether the group is at rest, and its members are those that are to run, each once."""
        ours = sorted(name for name in self.wanted if self.processes[name].role == role)
        return sorted(name for name, _ in self.members(role)) == ours

    def _assigned(self, member: Mapping[str, Any]) -> set[Partition]:
        return {
            (part["topic"].removeprefix(self.declared.prefix), number)
            for part in member["member_assignment"]["assigned_partitions"]
            for number in part["partitions"]
        }

    def _tear_down(self) -> None:
        for process in self.processes.values():
            if process.is_running():
                process.kill()
        if self._store is not None:
            self._store.close()
        try:
            with kafka_client.admin(self.settings, patience_s=5) as client:
                names = [self.declared.prefix + topic.name for topic in self.declared.topics]
                client.delete_topics(names, raise_errors=False)
        except UnreachableError:
            pass  # the cluster was this test's own, and is gone
