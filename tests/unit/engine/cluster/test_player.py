"""A replay: whose messages wait for whose, and what happens before time goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.engine import tables as t
from hub.engine.cluster.clock import SimulatedClock
from hub.engine.cluster.drain import Drain
from hub.engine.cluster.player import Groups, Player
from hub.engine.cluster.records import LETTER, RECORDED_AT
from hub.engine.cluster.timer_service import TimerService
from hub.engine.messages import Message
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.errors import MappingError
from hub.schemas.vocabulary import TimerKind
from tests.support.engine import ALICE, BOB, message, plain_ports
from tests.unit.engine.cluster.making import at, rows

PV = "PL2000-2016123456"

members = st.lists(st.sampled_from("abcdefgh"), max_size=4)


@given(st.lists(members, max_size=12))
def test_groups_are_what_was_seen_together(seen: list[list[str]]) -> None:
    """Two members are in one group if a chain of joins leads from one to the other, and only then."""
    groups = Groups()
    sets: list[set[str]] = [{letter} for letter in "abcdefgh"]
    for joined in seen:
        touched = [one for one in sets if one & set(joined)]
        sets = [one for one in sets if one not in touched] + ([set[str]().union(*touched)] if touched else [])

        assert groups.join(joined) == (groups.find(joined[0]) if joined else None)

    for one in "abcdefgh":
        together = {other for other in "abcdefgh" if groups.find(other) == groups.find(one)}
        assert together == next(each for each in sets if one in each)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record went."""

    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Promise:
    """Of a place."""

    place: Place

    def get(self, timeout: float) -> Place:
        """The place."""
        assert timeout > 0
        return self.place


@dataclass
class Hub:
    """Kafka and workers in one: takes in at once what is flushed, and notes what happens in which order.

    Attributes:
        waves: the letters of what was sent between two flushes.
        story: waves, drains and ticks of timers, in order.
        sent: topic, key and headers of each letter.
    """

    store: Store
    waves: list[list[str]] = field(default_factory=list)
    story: list[str] = field(default_factory=list)
    sent: dict[str, tuple[str, bytes | None, dict[str, bytes]]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _next: int = 0

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: Any) -> Promise:  # noqa: ANN401 - as the library
        """Note a record."""
        assert value
        letter = dict(headers)[LETTER].decode()
        self._open.append(letter)
        self.sent[letter] = topic, key, dict(headers)
        self._next += 1
        return Promise(Place(0, self._next - 1))

    def flush(self, timeout: float) -> None:
        """All that was sent is taken in."""
        assert timeout > 0
        self.waves.append(self._open)
        self.story.append(" ".join(self._open))
        self._open = []
        row = {"source": "ingest/in.plain/0", "next": self._next, "clock": 0, "fingerprint": ""}
        with self.store.transaction() as connection:
            self.store.put(connection, t.offsets, [row])

    def wait(self, *, within_s: float, check: Callable[[], None], due_by: datetime | None = None) -> None:
        """All is drained; timers that are due go off."""
        assert within_s > 0
        check()
        ticked = TimerService(self.store, SimulatedClock(self.store), synthetic=True).tick(range(8))
        assert not ticked or due_by == SimulatedClock(self.store)()
        self.story += [f"{ticked} ticked"] * bool(ticked)
        self.story.append("drained")


@pytest.fixture
def hub(store: Store) -> Hub:
    """One on an empty store."""
    return Hub(store)


def play(hub: Hub, messages: Sequence[Message], *, window: int = 100) -> int:
    """Play messages of the plain registry."""
    drain: Any = hub  # it waits as a `Drain` does
    assert callable(Drain.wait)
    player = Player(plain_ports(), hub.store, hub, "p.", drain, window=window)
    return player.play(messages)


def test_one_persons_messages_wait_for_each_other(hub: Hub) -> None:
    """Of one person there is one message in a wave, in order; everybody else's do not wait."""
    messages = [
        message(n, "none", minute=n, bsn=bsn) for n, bsn in enumerate([ALICE, ALICE, BOB, ALICE, BOB])
    ]

    assert play(hub, messages) == 5
    assert hub.waves == [["messages/0", "messages/2"], ["messages/1", "messages/4"], ["messages/3"]]


def test_what_a_later_message_ties_together_waits_too(hub: Hub) -> None:
    """Messages known to be one person's only by a third message still keep their order."""
    messages = [
        message(0, "none", minute=0, bsn=ALICE),
        message(1, "none", minute=1, bsn=None, skn="1234567"),
        message(2, "none", minute=2, bsn=None, bvh=PV),
        message(3, "none", minute=3, bsn=ALICE, skn="1234567", bvh=PV),
    ]

    play(hub, messages)

    assert hub.waves == [["messages/0"], ["messages/1"], ["messages/2"], ["messages/3"]]


def test_each_record_says_when_it_came_and_what_it_is_called(hub: Hub) -> None:
    """Moment and name go along as headers, and the registry's record is the key, as a pseudonym."""
    play(hub, [message(1, "none", minute=5), message(2, "garbage", minute=6)])

    topic, key, headers = hub.sent["messages/1"]
    ports = plain_ports()
    assert topic == "p.in.plain"
    assert key == ports.pseudonyms.record(ports.registries["plain"].source, "r1").encode()
    assert headers[RECORDED_AT] == b"2016-10-17T08:05:00Z"
    assert hub.sent["messages/2"][1] is None


def test_a_line_that_no_topic_takes_is_a_dead_letter(hub: Hub) -> None:
    """An unreadable line, one of an unknown registry and one that is too large are kept, and not sent."""
    refused = Message(1, "plain", at(1), b"x", MappingError("not-json"), "messages/1")
    unknown = Message(2, "nobody", at(2), b"x", None, "messages/2")
    large = Message(
        3, "plain", at(3), message(3, "none", minute=3).body + b" " * 1_048_000, None, "messages/3"
    )

    assert play(hub, [refused, unknown, large, message(4, "none", minute=4)]) == 4

    letters = {row["id"]: (row["code"], row["at"]) for row in rows(hub.store, t.deadletters)}
    assert letters == {
        "messages/1": ("not-json", to_micros(at(1))),
        "messages/2": ("unknown-registry", to_micros(at(2))),
        "messages/3": ("message-too-large", to_micros(at(3))),
    }
    assert hub.waves == [["messages/4"]]


def test_time_goes_on_between_two_windows(hub: Hub) -> None:
    """What was sent is drained, what is due by then fires and is drained; only then more is sent."""
    timers = [
        {"subject": s, "kind": TimerKind.MARKING_EXPIRES.value, "key": "m", "due_at": to_micros(at(minute))}
        for s, minute in (("s1", 10), ("s2", 15), ("s3", 20), ("s4", 21), ("s5", 99))
    ]
    with hub.store.transaction() as connection:
        hub.store.add(connection, t.timers, [row | {"partition": 0, "ticked": False} for row in timers])

    window = [message(n, "none", minute=15, bsn=None, bvh=f"PL2000-{n:010}") for n in range(3)]
    play(hub, [*window, message(3, "none", minute=5), message(4, "none", minute=21)], window=3)

    between = ["drained", "2 ticked", "drained"]
    waves = [" ".join(one.letter for one in window), "messages/3", "messages/4"]
    assert hub.story == [waves[0], *between, *waves[1:], *between]
    assert SimulatedClock(hub.store)() == at(21)


def test_what_ends_the_hub_ends_the_replay(hub: Hub) -> None:
    """If a worker dies, waiting for it ends with what killed it."""

    def dead() -> None:
        raise ChildProcessError

    drain: Any = hub
    player = Player(plain_ports(), hub.store, hub, "p.", drain, check=dead)
    with pytest.raises(ChildProcessError):
        player.play([message(1, "none", minute=5)])
