"""Three brokers, three copies, two acknowledge: leader, controller and quorum go and come back under load."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from deploy.local import jars
from deploy.local.kafka import LocalKafka
from hub.engine import kafka_client
from hub.engine.cluster.drain import wait_until
from hub.engine.lag import lags
from hub.errors import UnreachableError
from hub.streams.topics import EVENTS, EVENTS_PARTITIONS
from simulators.run import Options, generate
from tests.support.figures import report
from tests.support.fleet import Fleet, Partition
from tests.support.judgement import judge
from tests.support.servers import absent

NAMES = ("ingest-1", "steps-1", "deliver-1", "relay-1")
RECOVERED_S = 60.0
_LOOK_S = 0.02

# kafka-python 3.0.12 leaves sockets of brokers that went away to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

Stop = Callable[[int], None]
_Found = TypeVar("_Found")


@pytest.fixture
def brokers() -> Iterator[LocalKafka]:
    """Three nodes that only this test uses, each broker and controller."""
    obstacle = jars.obstacle()
    if obstacle:
        absent("Kafka of three nodes", obstacle)
    with LocalKafka(nodes=3) as kafka:
        yield kafka


class Bounces:
    """Takes brokers away and gives them back while a hub runs.

    Attributes:
        seconds: by kind, from the loss (of a quorum: from its return) until something
            that was written after it is processed, of a partition of the events that the lost node led.
    """

    def __init__(self, fleet: Fleet, kafka: LocalKafka) -> None:
        self._fleet = fleet
        self._kafka = kafka
        self.seconds: dict[str, float] = {}

    def leader(self, how: str, stop: Stop) -> None:
        """The broker that leads a partition of the events."""
        self._one(
            f"leader {how}", lambda: self._kafka.leader_of(self._fleet.declared.prefix + EVENTS, 0), stop
        )

    def controller(self, how: str, stop: Stop) -> None:
        """The node that leads the controllers."""
        self._one(f"controller {how}", self._kafka.controller, stop)

    def quorum(self, how: str, stop: Stop) -> None:
        """Two of three: nothing is acknowledged until they are back."""
        gone, lost = self._kafka.nodes[:2], time.monotonic()
        for node in gone:
            stop(node)
        self._fleet.until(self._has_no_quorum, "the controllers still have a leader")
        begin = time.monotonic()
        self._bring_back(gone)
        self.seconds[f"quorum {how} was away"] = round(time.monotonic() - lost, 1)
        self._went_on(f"quorum {how}", begin, range(EVENTS_PARTITIONS))

    def _has_no_quorum(self) -> bool:
        try:
            self._kafka.controller()
        except UnreachableError:
            return True
        return False

    def _one(self, what: str, find: Callable[[], int], stop: Stop) -> None:
        node = _found(find)
        topic = self._fleet.declared.prefix + EVENTS
        led = [number for number in range(EVENTS_PARTITIONS) if self._kafka.leader_of(topic, number) == node]
        begin = time.monotonic()
        stop(node)
        self._went_on(what, begin, led)
        self._bring_back([node])

    def _marks(self, partitions: Sequence[int]) -> dict[Partition, int]:
        """The ends of partitions of the events, as soon as somebody leads them: what is beyond came later."""
        with kafka_client.admin(self._fleet.settings) as client:
            ends = lags(client, self._fleet.store, self._fleet.read_topics(), self._fleet.declared.prefix)
        return {
            (one.topic, one.partition): one.end
            for one in ends
            if one.topic == EVENTS and one.partition in partitions
        }

    def _went_on(self, what: str, begin: float, partitions: Sequence[int]) -> None:
        """Something was written to, and processed of, a partition that had lost its leader."""
        marks = _found(lambda: self._marks(partitions))

        def moved() -> bool:
            now = self._fleet.offsets("steps")
            return any(now.get(partition, 0) > at for partition, at in marks.items())

        self._fleet.until(moved, f"after {what} the hub did not go on", within_s=RECOVERED_S)
        self.seconds[what] = round(time.monotonic() - begin, 1)

    def _bring_back(self, nodes: Sequence[int]) -> None:
        for node in nodes:
            self._kafka.start_node(node)
        self._kafka.wait_ready(120)


def _found(find: Callable[[], _Found]) -> _Found:
    """Ask until somebody leads, and answers."""
    found: list[_Found] = []

    def asked() -> bool:
        try:
            found.append(find())
        except UnreachableError:
            return False
        return True

    wait_until(asked, "nobody leads", within_s=RECOVERED_S)
    return found[0]


def bounced(brokers: LocalKafka, database: str, tmp_path: Path, bounce: Callable[[Bounces], None]) -> None:
    """Play what was generated, with bounces meanwhile, and judge."""
    hub = tmp_path / "hub"
    with Fleet(brokers.bootstrap, database, hub, NAMES, replication=3, batch=100) as fleet:
        fleet.start()
        fleet.await_ready()
        playing = fleet.play(tmp_path / "messages.ndjson")
        fleet.await_progress("steps", 100)
        bounces = Bounces(fleet, brokers)
        try:
            bounce(bounces)
        except UnreachableError as error:
            error.add_note(f"played {playing.sent}, over: {playing.is_over}; so far {bounces.seconds}")
            playing.check()
            error.add_note(f"brokers that run: {brokers.running()}, that take part: {brokers.brokers()}")
            raise
        while not playing.is_over:
            fleet.check()
            time.sleep(_LOOK_S)
        playing.join()
        found = judge(fleet, tmp_path, tmp_path / "out")
        report(
            "brokers bounced",
            events=len(found.events),
            deliveries=len(found.deliveries),
            acknowledged_lost=0,
            published_again=found.doubles,
            **{f"{kind}_s": seconds for kind, seconds in bounces.seconds.items()},
        )


def test_a_leader_that_is_killed(brokers: LocalKafka, database: str, tmp_path: Path) -> None:
    """The broker that leads a partition of the events dies in mid-load: all goes on with the other two."""
    generate("zsm-day", tmp_path, Options(seed=13))
    bounced(brokers, database, tmp_path, lambda bounces: bounces.leader("hard", brokers.kill))


@pytest.mark.long
def test_leader_controller_and_quorum_clean_and_hard(
    brokers: LocalKafka, database: str, tmp_path: Path
) -> None:
    """Each is ended politely and killed, and two of three at once: no acknowledged event is lost."""
    generate("zsm-year", tmp_path, Options(seed=13, days=25))

    def all_of_them(bounces: Bounces) -> None:
        for how, stop in (("hard", brokers.kill), ("clean", brokers.terminate)):
            bounces.leader(how, stop)
            bounces.controller(how, stop)
            bounces.quorum(how, stop)

    bounced(brokers, database, tmp_path, all_of_them)
