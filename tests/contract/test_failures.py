"""Bad input and bad code: nothing is lost, and nobody else is held up."""

from pathlib import Path

import pytest

from hub.engine.messages import read_message
from hub.errors import QuarantineError
from tests.support.engine import ALICE, BOB, Embedded, Hub, MakeHub, PlainStep, message


def test_a_refused_message_is_a_dead_letter_with_its_place(engine: Hub) -> None:
    """What an adapter refuses stands in the dead letters with stage, field and hint; the rest goes on."""
    engine.process([message(1, "garbage", minute=0), message(2, "tell OM", minute=1)])

    letters = engine.lines("deadletters")
    assert [(d["id"], d["stage"], d["code"], d["field"]) for d in letters] == [
        ("messages/1", "map", "unknown-code", "do")
    ]
    assert letters[0]["hint"]
    assert len(engine.lines("deliveries")) == 1


def test_a_defect_of_an_adapter_is_a_dead_letter(engine: Hub) -> None:
    """An adapter that crashes costs its own message only, and its text (which may quote a person) nothing."""
    engine.process([message(1, "crash", minute=0), message(2, "tell OM", minute=1)])

    (letter,) = engine.lines("deadletters")
    assert letter["code"] == "adapter-failure"
    assert "a defect" not in letter["hint"].removesuffix("this is a defect of the adapter.")
    assert len(engine.lines("deliveries")) == 1


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (b'{"registry": "plain", ', "not-json", "byte:22"),
        (b"[1]", "not-an-object", ""),
        (b'{"registry":"plain","at":"2016-10-17T08:00:00Z"}', "missing-field", "body"),
        (b'{"registry":"plain","at":"2016-10-17T08:00:00","body":""}', "naive-time", "at"),
        (b'{"registry":"plain","at":"nu","body":""}', "malformed-value", "at"),
        (
            b'{"registry":"plain","at":"2016-10-17T08:00:00Z","body":"%","encoding":"base64"}',
            "not-base64",
            "body",
        ),
        (b'{"registry":"nobody","at":"2016-10-17T08:00:00Z","body":""}', "unknown-registry", "registry"),
    ],
)
def test_a_line_that_is_no_message_is_a_dead_letter(
    tmp_path: Path, line: bytes, code: str, field: str
) -> None:
    """A line that cannot be read is named with its place in the line (embedded: a log has no lines)."""
    engine = Embedded(tmp_path)
    engine.process([read_message(1, line), message(2, "tell OM", minute=1)])

    (letter,) = engine.lines("deadletters")
    assert (letter["id"], letter["stage"], letter["code"], letter["field"]) == (
        "messages/1",
        "envelope",
        code,
        field,
    )
    assert len(engine.lines("deliveries")) == 1


def test_an_event_that_a_rule_refuses_changes_nothing(engine: Hub) -> None:
    """A refusal by a step is a dead letter of stage step; the person's next event is processed."""
    engine.process([message(1, "refuse", minute=0), message(2, "tell OM", minute=1)])

    assert [(d["stage"], d["code"]) for d in engine.lines("deadletters")] == [("step", "refused")]
    assert len(engine.lines("deliveries")) == 1


def test_an_unknown_failure_parks_one_person_only(make: MakeHub) -> None:
    """After an unknown failure that person's events wait, and everyone else's go on."""
    hub = make()
    first = [message(1, "fail", minute=0, bsn=ALICE), message(2, "tell OM", minute=1, bsn=BOB)]
    hub.process(first)
    hub.process(
        [*first, message(3, "tell OM", minute=2, bsn=ALICE), message(4, "tell OM", minute=3, bsn=BOB)]
    )

    subjects = {e["id"]: e["subject"] for e in hub.lines("events")}
    told = [subjects[d["caused_by"]] for d in hub.lines("deliveries")]
    assert len(told) == 2
    assert len(set(told)) == 1


def test_repair_brings_everything_in_order(make: MakeHub) -> None:
    """Once the cause is mended, the parked events are stepped in their order, timers among them."""
    step = PlainStep()
    hub = make(step=step)
    hub.process(
        [
            message(1, "wake 2", minute=0),
            message(2, "fail", minute=1),
            message(3, "tell OM", minute=3),
            message(4, "tell VH22", minute=4),
        ]
    )
    assert hub.lines("deliveries") == []
    subject = hub.lines("events")[0]["subject"]
    step.broken.clear()

    assert hub.repair(subject) == 4  # the failure, the timer between, and the two after it

    assert step.order == ["wake 2", "fail", "tell OM", "tell VH22"]
    assert [d["recipient"] for d in hub.lines("deliveries")] == ["OM", "OM", "VH22"]
    hub.process([message(n, "tell OM", minute=n) for n in range(1, 6)])
    assert len(hub.lines("deliveries")) == 4


def test_repair_passes_over_what_a_rule_refuses(make: MakeHub) -> None:
    """A parked event that a rule refuses becomes a dead letter at the repair; the others go on."""
    step = PlainStep()
    hub = make(step=step)
    hub.process(
        [message(1, "fail", minute=0), message(2, "refuse", minute=1), message(3, "tell OM", minute=2)]
    )
    subject = hub.lines("events")[0]["subject"]
    step.broken.clear()

    hub.repair(subject)

    assert [d["code"] for d in hub.lines("deadletters")] == ["refused"]
    assert [d["recipient"] for d in hub.lines("deliveries")] == ["OM"]


def test_repair_changes_nothing_while_the_cause_is_there(make: MakeHub) -> None:
    """A repair that fails leaves the person parked, says so without the failure's text, and sends nothing."""
    hub = make()
    hub.process([message(1, "fail secret", minute=0), message(2, "tell OM", minute=1)])
    subject = hub.lines("events")[0]["subject"]

    with pytest.raises(QuarantineError, match="ZeroDivisionError") as caught:
        hub.repair(subject)

    assert "secret" not in str(caught.value)
    assert hub.lines("deliveries") == []


def test_nobody_is_repaired_who_is_not_parked(engine: Hub) -> None:
    """Repair of a person who is not in quarantine is refused."""
    engine.process([message(1, "none", minute=0)])

    with pytest.raises(QuarantineError, match="not in quarantine"):
        engine.repair("s-unknown")


def test_a_failure_that_passes_is_tried_once_more(make: MakeHub) -> None:
    """A step that fails once and then works quarantines nobody."""
    hub = make(step=PlainStep(broken={"tell"}, failures_left=1))

    total = hub.process([message(1, "tell OM", minute=0)])

    assert total.quarantined == 0
    assert len(hub.lines("deliveries")) == 1
