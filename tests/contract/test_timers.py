"""Timers are rows: they fire once, in order, at their moment, also across a restart."""

from tests.support.engine import ALICE, BOB, Hub, MakeHub, PlainStep, message


def fired(engine: Hub) -> list[str]:
    """When timers fired, in the order of the journal."""
    kind = "nl.strafrechtketen.tijdstip-bereikt"
    return [e["recordedat"] for e in engine.lines("events") if e["type"] == kind]


def test_a_timer_fires_between_messages_at_its_own_time(engine: Hub) -> None:
    """A timer due between two messages becomes an event before the second, with its due time as now."""
    engine.process([message(1, "wake 2", minute=0), message(2, "none", minute=5)])

    assert fired(engine) == ["2016-10-17T08:02:00Z"]
    assert [e["recordedat"] for e in engine.lines("events")][-1] == "2016-10-17T08:05:00Z"


def test_a_timer_does_not_fire_before_its_time(engine: Hub) -> None:
    """As long as no message is as late as the timer, it waits."""
    engine.process([message(1, "wake 2", minute=0), message(2, "none", minute=1.9)])

    assert fired(engine) == []


def test_a_moved_timer_fires_at_its_new_time_only(engine: Hub) -> None:
    """Setting a timer of the same kind and key again replaces it."""
    engine.process(
        [message(1, "wake 2", minute=0), message(2, "wake 3", minute=1), message(3, "none", minute=9)]
    )

    assert fired(engine) == ["2016-10-17T08:04:00Z"]


def test_a_cancelled_timer_never_fires(engine: Hub) -> None:
    """A cancelled timer is gone, also when the database alone knew it."""
    first = [message(1, "wake 2", minute=0)]
    engine.process(first)
    engine.process([*first, message(2, "calm", minute=1), message(3, "none", minute=9)])

    assert fired(engine) == []


def test_a_timer_survives_a_restart_and_fires_once(engine: Hub) -> None:
    """A timer set before a restart fires after it, and not again after the next."""
    told = [message(1, "wake 2", minute=0), message(2, "none", minute=5), message(3, "none", minute=6)]
    for upto in (1, 2, 3):
        engine.process(told[:upto])

    assert fired(engine) == ["2016-10-17T08:02:00Z"]
    assert len(engine.lines("deliveries")) == 1


def test_a_timer_that_a_rule_refuses_is_a_dead_letter(make: MakeHub) -> None:
    """A refused timer event holds nobody up: it is a dead letter, and the message after it is processed."""
    hub = make(step=PlainStep(broken={"timer"}))
    hub.process([message(1, "wake 2", minute=0), message(2, "tell OM", minute=5)])

    assert [(d["stage"], d["code"]) for d in hub.lines("deadletters")] == [("step", "refused")]
    assert len(hub.lines("deliveries")) == 1


def test_timers_fire_in_the_order_of_their_moments(engine: Hub) -> None:
    """Of several due timers the earliest fires first, whoever set theirs first."""
    engine.process(
        [
            message(1, "wake 4", minute=0, bsn=ALICE),
            message(2, "wake 1", minute=1, bsn=BOB),
            message(3, "none", minute=9, bsn=BOB),
        ]
    )

    assert fired(engine) == ["2016-10-17T08:02:00Z", "2016-10-17T08:04:00Z"]
