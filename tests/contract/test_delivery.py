"""What goes in comes out once, whatever the batches, the repeats and the crashes."""

from pathlib import Path

import pytest

from hub.engine.embedded import EmbeddedEngine
from hub.engine.failpoints import Failpoint
from hub.engine.messages import Message
from hub.errors import ConfigurationError, PolicyError
from hub.schemas.envelope import Envelope
from tests.support.engine import ALICE, BOB, Embedded, Hub, MakeHub, PlainStep, message


class Crash(BaseException):
    """Stands for a kill: nothing in the hub may catch it."""


def crash_at(place: str, count: int) -> Failpoint:
    """A failpoint that dies at the ``count``-th pass through ``place``."""
    passes = 0

    def failpoint(passed: str) -> None:
        nonlocal passes
        passes += passed == place
        if passed == place and passes == count:
            raise Crash

    return failpoint


def story(length: int = 40) -> list[Message]:
    """Two persons by turns; each message tells OM something or moves a timer."""
    verbs = ("tell OM", "wake 3", "tell VH22", "calm", "wake 2.5", "tell POLITIE")
    return [
        message(n, verbs[n % len(verbs)], minute=n, bsn=(ALICE, BOB)[n % 5 == 0])
        for n in range(1, length + 1)
    ]


def test_each_message_is_delivered_once(engine: Hub) -> None:
    """A message that tells two partners in turn reaches each of them once, with its cause."""
    engine.process([message(1, "tell OM", minute=0), message(2, "tell VH22", minute=1)])

    events = engine.lines("events")
    deliveries = engine.lines("deliveries")
    assert [d["recipient"] for d in deliveries] == ["OM", "VH22"]
    assert [d["caused_by"] for d in deliveries] == [e["id"] for e in events]


def test_a_repeated_message_changes_nothing(engine: Hub) -> None:
    """The same record and version again, in the same batch or later, is counted and dropped."""
    first = message(1, "tell OM", minute=0)
    again = message(2, "tell OM", minute=1, record="r1")
    later = message(3, "tell OM", minute=2, record="r1")

    totals = [engine.process([first, again]), engine.process([first, again, later])]

    assert [t.duplicates for t in totals] == [1, 1]
    assert len(engine.lines("deliveries")) == 1


@pytest.mark.parametrize("size", [1, pytest.param(3, marks=pytest.mark.long), 500])
def test_batches_do_not_show(make: MakeHub, size: int) -> None:
    """However the messages are cut in batches, events and deliveries are the same bytes."""
    whole, cut = make(), make()
    whole.process(story(), batch=40)
    cut.process(story(), batch=size)

    for name in ("events", "deliveries", "deadletters"):
        assert whole.lines(name) == cut.lines(name)


@pytest.mark.parametrize("place", ["before-commit", "after-commit"])
@pytest.mark.parametrize("count", [1, 4, pytest.param(8, marks=pytest.mark.long)])
def test_a_crash_at_any_commit_loses_and_doubles_nothing(make: MakeHub, place: str, count: int) -> None:
    """After a crash around a commit, a restart ends with the same files as an undisturbed run."""
    calm, crashed = make(), make()
    calm.process(story(), batch=5)
    with pytest.raises(Crash):
        crashed.process(story(), batch=5, failpoint=crash_at(place, count))
    crashed.process(story(), batch=5)

    for name in ("events", "deliveries"):
        assert calm.lines(name) == crashed.lines(name)


def test_another_file_is_refused(tmp_path: Path) -> None:
    """A store filled from one source does not take another's messages for the rest of its own (embedded)."""
    engine = Embedded(tmp_path)
    engine.process([message(1, "tell OM", minute=0)])
    store = engine.open()

    with pytest.raises(ConfigurationError, match="other messages"):
        EmbeddedEngine(engine.ports, store, fingerprint="another")
    store.close()


def test_what_may_not_be_told_costs_nothing_else(engine: Hub) -> None:
    """A step that could not lawfully tell somebody leaves a dead letter; its facts stand and others go on."""
    engine.process([message(1, "hush", minute=0), message(2, "tell OM", minute=1)])

    assert [(d["stage"], d["field"]) for d in engine.lines("deadletters")] == [("policy", "house")]
    assert len(engine.lines("events")) == 2
    assert len(engine.lines("deliveries")) == 1


def test_what_a_partner_may_never_see_stays_in(make: MakeHub) -> None:
    """An event that the egress guard refuses is a dead letter; the rest of the step goes out."""

    def guard(envelope: Envelope) -> None:
        if envelope.routing is not None and envelope.routing.recipient == "VH22":
            raise PolicyError("never-for-recipient", field="house")

    hub = make(step=PlainStep(), egress=guard)
    hub.process([message(1, "tell OM", minute=0), message(2, "tell VH22", minute=1)])

    assert [d["recipient"] for d in hub.lines("deliveries")] == ["OM"]
    assert [(d["stage"], d["code"], d["field"]) for d in hub.lines("deadletters")] == [
        ("policy", "never-for-recipient", "house")
    ]
