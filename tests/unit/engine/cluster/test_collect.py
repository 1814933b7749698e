"""What topics are read back as: each event once, and deliveries as the embedded engine exports them."""

import pytest

from hub.engine.cluster.collect import deliveries, events
from hub.engine.cluster.records import Record
from hub.errors import InputError
from hub.schemas.framing import SingleObject
from tests.support.engine import outbound
from tests.unit.engine.cluster.making import native, on_log, said


def sent(offset: int, event: str, recipient: str, *, minute: float = 0) -> Record:
    """What a recipient was told because of an event."""
    cause = said(event, f"tell {recipient}", minute=minute)
    return on_log(offset, outbound(cause, recipient), topic=f"out.{recipient}")


def test_an_event_is_given_once_however_often_it_lies_there() -> None:
    """Source and id tell an event; a later record of the same is passed over, in any partition."""
    log = [
        on_log(0, said("a", "none")),
        on_log(1, said("b", "none")),
        on_log(2, said("a", "none")),
        on_log(0, said("b", "none"), partition=1),
    ]

    assert [event.id for event in events(log, SingleObject())] == ["a", "b"]


def test_the_same_event_on_two_topics_is_two() -> None:
    """What two recipients were told is told twice, also if it had one id."""
    told = outbound(said("a", "tell OM"), "OM")
    log = [on_log(0, told, topic="out.OM"), on_log(0, told, topic="out.VH22")]

    assert len(list(events(log, SingleObject()))) == 2


def test_what_is_no_event_is_not_passed_over() -> None:
    """A record that is none of ours ends the reading: a proof must not look away."""
    with pytest.raises(InputError):
        list(events([native(0)], SingleObject()))


def test_deliveries_are_lines_in_the_order_of_time() -> None:
    """Only what lies on recipients' topics is a delivery; lines are ordered by moment, then recipient."""
    log = [
        on_log(0, said("a", "none")),
        sent(0, "late", "OM", minute=2),
        sent(0, "early", "VH22", minute=1),
        sent(1, "early", "OM", minute=1),
        sent(2, "early", "OM", minute=1),
    ]

    lines = deliveries(log, SingleObject())

    assert [(line["at"], line["recipient"], line["caused_by"]) for line in lines] == [
        ("2016-10-17T08:01:00Z", "OM", "early"),
        ("2016-10-17T08:01:00Z", "VH22", "early"),
        ("2016-10-17T08:02:00Z", "OM", "late"),
    ]
    assert lines[0].keys() == {"recipient", "id", "type", "subject", "case", "caused_by", "at", "data"}
