"""The timers of those to whom nothing happens: their events are sent on once, by whoever owns them."""

import pytest

from hub.engine import tables as t
from hub.engine.cluster.roles import Steps
from hub.engine.cluster.runner import Runner
from hub.engine.cluster.timer_service import TimerService, first_due
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.schemas.framing import SingleObject
from hub.schemas.vocabulary import TimerKind
from tests.support.engine import plain_ports
from tests.unit.engine.cluster.making import TOPICS, at, on_log, rang, rows, said


def service(store: Store, minute: float) -> TimerService:
    """The service at a minute."""
    return TimerService(store, lambda: at(minute), synthetic=True)


def standing(store: Store, subject: str, minute: float, *, partition: int = 0) -> None:
    """A timer of a person, due at a minute."""
    row: dict[str, object] = {"subject": subject, "kind": TimerKind.MARKING_EXPIRES.value, "key": "m"}
    row |= {"due_at": to_micros(at(minute)), "partition": partition, "ticked": False}
    with store.transaction() as connection:
        store.put(connection, t.timers, [row])


def sent(store: Store) -> list[tuple[str, str]]:
    """Id and topic of what is in the outbox, in order."""
    return [(r["id"], r["topic"]) for r in sorted(rows(store, t.outbox), key=lambda r: int(r["seq"]))]


def test_what_is_due_is_sent_on_once_earliest_first(store: Store) -> None:
    """A due timer's event goes to the events' topic, in the order of the moments, and not again."""
    standing(store, "s1", 10)
    standing(store, "s2", 5)
    standing(store, "s3", 11)

    assert service(store, 10).tick([0]) == 2
    assert service(store, 10).tick([0]) == 0

    assert sent(store) == [(rang(5, subject="s2").id, "events"), (rang(10).id, "events")]
    assert {row["at"] for row in rows(store, t.outbox)} == {to_micros(at(5)), to_micros(at(10))}
    assert first_due(store) == at(11)


@pytest.mark.parametrize(("minute", "count"), [(9.999, 0), (10, 1), (10.001, 1)])
def test_a_timer_is_due_at_its_moment(store: Store, minute: float, count: int) -> None:
    """A timer is due from its very microsecond on, not before."""
    standing(store, "s1", 10)

    assert service(store, minute).tick([0]) == count


def test_timers_of_other_partitions_are_their_owners(store: Store) -> None:
    """Only timers of partitions that this worker owns are sent on; with none, nothing is."""
    standing(store, "s1", 1, partition=1)
    standing(store, "s2", 1, partition=2)

    assert service(store, 10).tick([0, 2]) == 1
    assert service(store, 10).tick([]) == 0

    assert sent(store) == [(rang(1, subject="s2").id, "events")]
    assert first_due(store) == at(1)


def test_a_timer_that_was_moved_meanwhile_has_two_events_and_fires_once(store: Store) -> None:
    """If a timer is moved while its event is on its way, the old event does nothing, the new one fires it."""
    steps = Runner(store, Steps(plain_ports(), store, SingleObject(), lambda: at(60)), topics=TOPICS)
    steps.positions({("events", 0): 0})
    steps.process([on_log(0, said("a", "wake 10"))])
    assert service(store, 10).tick([0]) == 1
    steps.process([on_log(1, said("b", "wake 20", minute=5))])

    assert first_due(store) == at(25)
    assert service(store, 25).tick([0]) == 1
    steps.process([on_log(2, rang(10)), on_log(3, rang(25))])

    assert [row["topic"] for row in rows(store, t.outbox)].count("out.OM") == 1
    assert (first_due(store), rows(store, t.timers)) == (None, [])


def test_a_second_worker_passes_over_what_the_first_is_sending_on(server: Store) -> None:
    """Two workers that both believe to own a partition neither wait for each other nor send twice."""
    standing(server, "s1", 1)
    standing(server, "s2", 2)
    other = TimerService(server, lambda: at(10), synthetic=True)
    with server.transaction() as connection:
        connection.execute(t.timers.select().where(t.timers.c.subject == "s1").with_for_update())
        assert other.tick([0]) == 1

    assert other.tick([0]) == 1
    assert sent(server) == [(rang(2, subject="s2").id, "events"), (rang(1).id, "events")]


def test_a_timer_set_anew_for_the_same_moment_still_fires(store: Store) -> None:
    """A timer that was sent on, cancelled, and set again for the same moment fires when its event comes."""
    steps = Runner(store, Steps(plain_ports(), store, SingleObject(), lambda: at(60)), topics=TOPICS)
    steps.positions({("events", 0): 0})
    steps.process([on_log(0, said("a", "wake 10"))])
    assert service(store, 10).tick([0]) == 1
    steps.process([on_log(1, said("b", "calm", minute=1)), on_log(2, said("c", "wake 8", minute=2))])

    service(store, 10).tick([0])
    steps.process([on_log(3, rang(10))])

    assert [row["topic"] for row in rows(store, t.outbox)].count("out.OM") == 1
