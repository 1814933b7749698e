"""Steps: events of the log, in order, once; dossiers at hand only while nobody else was there."""

from dataclasses import replace
from datetime import datetime

import pytest

from hub.engine import tables as t
from hub.engine.cluster.records import Record
from hub.engine.cluster.repair import partition_of, repair
from hub.engine.cluster.roles import Steps
from hub.engine.cluster.runner import Runner
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.errors import InputError
from hub.schemas import codec
from hub.schemas.envelope import Envelope
from hub.schemas.events import SelectionDecided
from hub.schemas.framing import SingleObject
from hub.streams.dossier import Dossier
from hub.streams.step import StepEffect
from tests.support.engine import PlainStep, plain_ports
from tests.unit.engine.cluster.making import TOPICS, at, on_log, rang, rows, said

NOW = at(600)
HOME = partition_of("s1")
"""Where the events of the person are, as a repair sees it."""


def started(store: Store, ports: Ports | None = None) -> Runner[Envelope | InputError]:
    """A runner of steps that has the person's partition."""
    steps = Steps(ports or plain_ports(), store, SingleObject(), lambda: NOW)
    runner = Runner(store, steps, topics=TOPICS)
    runner.positions({("events", HOME): 0})
    return runner


def log(*events: Envelope, start: int = 0) -> list[Record]:
    """These events on the log, one after another."""
    return [on_log(n, event, partition=HOME) for n, event in enumerate(events, start=start)]


def told(store: Store) -> list[tuple[str, str]]:
    """Topic and cause of what is to be sent, in order, without notices."""
    return [
        (row["topic"], codec_cause(row["attributes"]))
        for row in sorted(rows(store, t.outbox), key=lambda row: int(row["seq"]))
        if row["recipient"]
    ]


def codec_cause(attributes: str) -> str:
    """The id of the event that something was sent for."""
    return attributes.partition('"causedby":"')[2].partition('"')[0]


def count(store: Store) -> int:
    """How many events the person's dossier has counted."""
    (row,) = rows(store, t.dossiers)
    return codec.decode_state(Dossier, row["state"]).versions["count"]


def test_events_are_stepped_and_kept(store: Store) -> None:
    """A batch leaves the dossier, the journal, what is to be sent, unsent, and the audit lines."""
    result = started(store).process(log(said("a", "tell OM"), said("b", "tell VH22", minute=1))).result

    assert (result.messages, result.events, result.sent) == (2, 2, 2)
    assert told(store) == [("out.OM", "a"), ("out.VH22", "b")]
    assert {row["sent_at"] for row in rows(store, t.outbox)} == {None}
    assert [row["event_id"] for row in rows(store, t.inbox)] == ["a", "b"]
    assert len(rows(store, t.events)) == len(rows(store, t.audit)) == count(store) == 2


def test_an_event_that_comes_twice_is_stepped_once(store: Store) -> None:
    """What the relay published twice changes nothing, in the same batch or in a later one."""
    runner = started(store)

    first = runner.process(log(said("a", "tell OM"), said("a", "tell OM"))).result
    second = runner.process(log(said("a", "tell OM"), start=2)).result

    assert (first.events, first.duplicates, second.events, second.duplicates) == (1, 1, 0, 1)
    assert len(told(store)) == count(store) == 1


@pytest.mark.parametrize(
    ("change", "stage", "code"),
    [
        ({"value": b"\xc3\x01nonsense"}, "decode", "unknown-fingerprint"),
        ({"value": b""}, "decode", "empty-value"),
        ({"headers": {}}, "envelope", "missing-attribute"),
        ({"headers": {"ce_id": b"\xff"}}, "envelope", "malformed-attribute"),
    ],
)
def test_what_is_no_event_is_a_dead_letter(
    store: Store, change: dict[str, object], stage: str, code: str
) -> None:
    """A record that cannot be decoded is a dead letter under its place, whole; the others are stepped."""
    good = log(said("a", "tell OM"), said("b", "tell OM"), said("c", "tell OM"))
    broken = replace(good[1], **change)  # type: ignore[arg-type] # any of its fields

    result = started(store).process([good[0], broken, good[2]]).result

    assert (result.events, result.dead) == (2, 1)
    (letter,) = rows(store, t.deadletters)
    assert (letter["id"], letter["registry"], letter["stage"], letter["code"]) == (
        f"events/{HOME}/1",
        "hub",
        stage,
        code,
    )
    assert letter["payload"] == broken.value


def test_dossiers_at_hand_are_not_read_again(store: Store) -> None:
    """While nobody else was there, the dossier that this worker made last is the one it steps from."""
    runner = started(store)
    runner.process(log(said("a", "none")))
    with store.transaction() as connection:
        state = codec.encode_state(Dossier(subject="s1", versions={"count": 100}))
        store.put(connection, t.dossiers, [{"subject": "s1", "state": state}])

    runner.process(log(said("b", "none"), start=1))

    assert count(store) == 2


def test_dossiers_at_hand_are_dropped_when_another_worker_was_there(store: Store) -> None:
    """After a partition went to another worker and came back, the dossier is read anew."""
    runner, other = started(store), started(store)
    runner.process(log(said("a", "none")))
    other.process(log(said("b", "none"), start=1))

    runner.process(log(said("c", "none"), start=2))

    assert count(store) == 3


def test_dossiers_at_hand_are_dropped_after_a_transaction_that_failed(store: Store) -> None:
    """What a batch made of a dossier is not at hand unless it was committed."""
    kills = ["before-commit"]

    def kill(place: str) -> None:
        if place in kills:
            kills.remove(place)
            raise BrokenPipeError

    steps = Steps(plain_ports(), store, SingleObject(), lambda: NOW)
    runner = Runner(store, steps, topics=TOPICS, failpoint=kill)
    runner.positions({("events", HOME): 0})

    runner.process(log(said("a", "none"), said("b", "none")))

    assert count(store) == 2


def test_dossiers_at_hand_are_dropped_when_a_repair_was_there(store: Store) -> None:
    """After a repair the worker goes on from what the repair left, though no offset moved."""
    step = PlainStep()
    ports = plain_ports(step=step)
    runner = started(store, ports)
    runner.process(log(said("a", "none"), said("b", "fail", minute=1), said("c", "none", minute=2)))
    assert count(store) == 1
    step.broken.clear()

    assert repair(ports, store, "s1", lambda: NOW) == 2
    runner.process(log(said("d", "tell OM", minute=3), start=3))

    assert step.order == ["none", "fail", "none", "tell OM"]
    assert (count(store), rows(store, t.quarantine), rows(store, t.parked)) == (4, [], [])


def test_a_timers_event_fires_it_once(store: Store) -> None:
    """The event of a timer that still stands fires it; a second one fires nothing."""
    runner = started(store)
    runner.process(log(said("a", "wake 10")))
    (timer,) = rows(store, t.timers)
    assert (timer["partition"], timer["ticked"]) == (HOME, False)

    runner.process(log(rang(10), rang(10), start=1))
    runner.process(log(rang(10), start=3))

    assert rows(store, t.timers) == []
    assert told(store) == [("out.OM", rang(10).id)]
    assert [row["event_id"] for row in rows(store, t.inbox)] == sorted(["a", rang(10).id])


@pytest.mark.parametrize("change", ["calm", "wake 20"])
def test_a_timers_event_does_not_fire_one_that_was_cancelled_or_moved(store: Store, change: str) -> None:
    """The event of a timer that was cancelled or moved while it was on its way changes nothing."""
    runner = started(store)
    runner.process(log(said("a", "wake 10"), said("b", change, minute=5)))

    runner.process(log(rang(10), start=2))

    assert told(store) == []
    assert len(rows(store, t.timers)) == (change != "calm")


def test_a_persons_own_timers_fire_before_the_next_event(store: Store) -> None:
    """What is due by an event's time fires before it, so that a dossier's time never runs back."""
    started(store).process(log(said("a", "wake 10"), said("b", "tell VH22", minute=11)))

    assert told(store) == [("out.OM", rang(10).id), ("out.VH22", "b")]


def test_a_record_that_must_be_given_up_parks_its_person(store: Store) -> None:
    """A failure while writing costs one event, and its person waits from then on; others are not held up."""
    runner = started(store, plain_ports(step=unwritable))

    runner.process(
        log(
            said("a", "tell OM"),
            said("b", "secret"),
            said("c", "tell OM"),
            said("d", "tell OM", subject="s2"),
        )
    )

    (letter,) = rows(store, t.deadletters)
    assert (letter["id"], letter["code"]) == (f"events/{HOME}/1", "unforeseen-failure")
    assert [row["subject"] for row in rows(store, t.quarantine)] == ["s1"]
    assert len(rows(store, t.parked)) == 1
    assert told(store) == [("out.OM", "a"), ("out.OM", "d")]
    kept = [*rows(store, t.quarantine), letter | {"payload": b""}]
    assert "secret" not in str(kept)


def unwritable(dossier: Dossier, event: Envelope, now: datetime) -> tuple[Dossier, tuple[StepEffect, ...]]:
    """The plain step; at ``secret``, a dossier that cannot be encoded."""
    found, effects = PlainStep()(dossier, event, now)
    if isinstance(event.data, SelectionDecided) and event.data.reason == "secret":
        return found.model_copy(update={"versions": {"secret": "secret"}}), effects
    return found, effects
