"""Deliver: what recipients' topics hold comes into the mailboxes, once."""

from dataclasses import replace

import pytest

from hub.engine import tables as t
from hub.engine.cluster.records import Record
from hub.engine.cluster.roles import Deliver
from hub.engine.cluster.runner import Runner
from hub.engine.mailbox import Arrival, Mailbox
from hub.engine.store import Store
from hub.errors import InputError
from hub.schemas.framing import SingleObject
from tests.support.engine import outbound
from tests.unit.engine.cluster.making import TOPICS, at, on_log, rows, said


class Bell:
    """Notes who was told that something arrived."""

    def __init__(self) -> None:
        self.rung: list[set[str]] = []

    def __call__(self, *recipients: str) -> None:
        """Something arrived for these."""
        self.rung.append(set(recipients))


def started(store: Store, bell: Bell) -> Runner[Arrival | InputError]:
    """A runner of delivery that has the topics of OM and VH22."""
    role = Deliver(store, Mailbox(store), SingleObject(), lambda: at(60), bell)
    runner = Runner(store, role, topics=TOPICS)
    runner.positions({("out.OM", 0): 0, ("out.VH22", 0): 0})
    return runner


def sent(offset: int, event: str, recipient: str = "OM") -> Record:
    """Something told to a recipient because of an event, on that recipient's topic."""
    return on_log(offset, outbound(said(event, f"tell {recipient}"), recipient), topic=f"out.{recipient}")


def test_an_event_comes_into_its_recipients_mailbox(store: Store) -> None:
    """Each recipient's row has the event as it was published and its place; the sender is woken after."""
    bell = Bell()

    started(store, bell).process([sent(0, "a"), sent(0, "a", "VH22"), sent(1, "b")])

    found = rows(store, t.mailbox)
    assert sorted((row["recipient"], row["position"]) for row in found) == [
        ("OM", 0),
        ("OM", 1),
        ("VH22", 0),
    ]
    assert {row["value"] for row in found} == {sent(0, "a").value}
    assert bell.rung == [{"OM", "VH22"}]


def test_an_event_that_comes_twice_is_one_row(store: Store) -> None:
    """What the relay published twice is one row at its first place, in one batch or two."""
    runner = started(store, Bell())

    runner.process([sent(0, "a"), sent(1, "a")])
    runner.process([sent(2, "a"), sent(3, "b")])

    assert sorted(row["position"] for row in rows(store, t.mailbox)) == [0, 3]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"headers": {"ce_subject": b"s1"}}, "missing-attribute"),
        ({"headers": {"ce_id": b"\xff"}}, "malformed-attribute"),
        ({"value": b""}, "empty-value"),
    ],
)
def test_what_is_no_event_is_a_dead_letter(store: Store, change: dict[str, object], code: str) -> None:
    """A record that nobody could be given is a dead letter under its place; what is beside it arrives."""
    broken = replace(sent(0, "a"), **change)  # type: ignore[arg-type] # any of its fields

    result = started(store, Bell()).process([broken, sent(1, "b")]).result

    assert (result.messages, result.dead) == (2, 1)
    assert [(row["id"], row["code"]) for row in rows(store, t.deadletters)] == [("out.OM/0/0", code)]
    assert [row["position"] for row in rows(store, t.mailbox)] == [1]


def test_nobody_is_woken_for_what_was_not_committed(store: Store) -> None:
    """The sender is told of arrivals after the commit, never before."""
    bell = Bell()

    def seen_before_commit(place: str) -> None:
        if place == "before-commit":
            assert bell.rung == []

    role = Deliver(store, Mailbox(store), SingleObject(), lambda: at(60), bell)
    runner = Runner(store, role, topics=TOPICS, failpoint=seen_before_commit)
    runner.positions({("out.OM", 0): 0})
    runner.process([sent(0, "a")])

    assert bell.rung == [{"OM"}]
