"""The dispatcher in virtual time: order, what holds back whom, handshakes, stops, and kills."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import orjson
import pytest
from sqlalchemy import select

from hub.delivery.policy import Reply, Trouble
from hub.engine import tables as t
from hub.engine.mailbox import resume_endpoint
from hub.engine.store import Store
from hub.schemas import codec
from hub.schemas.events import DeliveryConfirmed
from tests.support.engine import START
from tests.support.partners import TAKEN, Answer, Script, Week, arrival, endpoint, willing

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BROKEN, REFUSED = Reply(500), Reply(422)


def failing(event: str, answer: Answer = REFUSED, *, times: int = 1) -> Script:
    """A partner that does not take one event the first few times."""
    left = times

    def answers(at: datetime, name: str) -> Answer:
        nonlocal left
        if name == event and left:
            left -= 1
            return answer
        return willing(at, name)

    return answers


def problems(store: Store) -> dict[str, tuple[str, int]]:
    """Of what waits: the problem and the number of attempts, by event."""
    statement = select(t.mailbox).where(t.mailbox.c.delivered_at.is_(None))
    with store.transaction() as connection:
        rows = connection.execute(statement).mappings()
        return {row["id"]: (row["problem"], row["attempts"]) for row in rows}


def test_what_arrived_is_delivered_in_order_with_receipts(store: Store) -> None:
    """A person's events reach the partner in order; each gives one receipt for the steps, of that person."""
    week = Week(store, [endpoint("OM")])
    week.arrive(*(arrival("OM", n, f"p{n % 3}") for n in range(9)))

    assert week.dispatch() is None
    took = week.courier.took("OM")
    assert sorted(took) == [f"OM-0-{n}" for n in range(9)]
    for person in range(3):
        assert [one for one in took if int(one[-1]) % 3 == person] == [
            f"OM-0-{person + n}" for n in (0, 3, 6)
        ]
    with store.transaction() as connection:
        receipts = connection.execute(select(t.outbox).order_by(t.outbox.c.seq)).mappings().all()
    told = [codec.decode(row["value"]) for row in receipts]
    assert [one.delivered for one in told if isinstance(one, DeliveryConfirmed)] == took
    first = orjson.loads(receipts[0]["attributes"])
    assert (receipts[0]["topic"], receipts[0]["subject"], first["causedby"]) == ("events", "p0", took[0])
    assert (first["source"], first["actor"], "recipient" in first) == (
        "urn:nld:oin:00000099000000099000:systeem:ketenhub",
        "SYSTEEM",
        False,
    )


def test_persons_go_side_by_side_and_no_more_than_agreed(store: Store) -> None:
    """Some persons at a time, as many as the endpoint bears; one person never twice at once."""
    week = Week(store, [endpoint("OM", concurrency=3)])
    week.arrive(
        *(arrival("OM", n, f"p{n}") for n in range(10)), *(arrival("OM", n, "q") for n in range(10, 15))
    )
    week.dispatch()

    assert week.courier.together["OM"] == 3
    assert len(week.courier.took("OM")) == 15


def test_an_undelivered_event_holds_back_its_person_only(store: Store) -> None:
    """While one event is refused, the same person's later ones wait, and everybody else's go."""
    week = Week(store, [endpoint("OM")])
    week.courier.scripts["OM"] = failing("OM-0-0")
    week.arrive(arrival("OM", 0, "a"), arrival("OM", 1, "a"), arrival("OM", 2, "b"))

    assert week.dispatch() == START + SECOND
    assert week.courier.took("OM") == ["OM-0-2"]
    assert problems(store) == {"OM-0-0": ("http-422", 1), "OM-0-1": ("", 0)}

    week.clock.now = START + SECOND
    assert week.dispatch() is None
    assert week.courier.took("OM") == ["OM-0-2", "OM-0-0", "OM-0-1"]


def test_an_event_that_is_never_taken_holds_up_nobody(store: Store) -> None:
    """A partner that always fails on one event gets all others with a second's delay at most."""
    week = Week(store, [endpoint("OM")])
    week.courier.scripts["OM"] = failing("OM-0-0", BROKEN, times=10_000)
    week.arrive(arrival("OM", 0, "a"))
    coming = [(START + n * MINUTE, arrival("OM", n, f"p{n}")) for n in range(1, 120)]
    week.play(coming, START + 5 * HOUR)

    late = [one.at - START - int(one.event[5:]) * MINUTE for one in week.courier.taken]
    assert len(late) == 119
    assert max(late) <= MINUTE
    assert sum(late, timedelta()) / len(late) < 2 * SECOND
    tries = [one for one in week.courier.requests if one.event == "OM-0-0"]
    assert 20 < len(tries) < 60  # at last every quarter of an hour, and once more after each success


def test_a_handshake_comes_first_and_once_a_day(store: Store) -> None:
    """Before the first event, again after a day and not in between."""
    week = Week(store, [endpoint("OM")])
    coming = [(START + n * HOUR, arrival("OM", n, "a")) for n in range(26)]
    week.play(coming, START + 30 * HOUR)

    assert [one.event for one in week.courier.requests[:2]] == ["", "OM-0-0"]
    asked = [one.at for one in week.courier.requests if not one.event]
    assert asked == [START, START + 24 * HOUR]
    assert len(week.courier.took("OM")) == 26


def test_an_agreement_on_paper_needs_no_handshake(store: Store) -> None:
    """Where the file says so nobody is asked, and the rate of the file holds."""
    week = Week(store, [endpoint("OM", handshake=False, rate=60)])
    week.arrive(*(arrival("OM", n, f"p{n}") for n in range(3)))
    week.play([], START + MINUTE)

    assert [one.event for one in week.courier.requests] == ["OM-0-0", "OM-0-1", "OM-0-2"]
    assert [one.at - START for one in week.courier.taken] == [0 * SECOND, SECOND, 2 * SECOND]


def test_without_consent_nothing_is_sent(store: Store) -> None:
    """A site that does not say that it wants our events gets none, and is asked again until it does."""
    week = Week(store, [endpoint("OM")])
    week.courier.scripts["OM"] = lambda at, name: (
        willing(at, name) if name or at >= START + HOUR else Reply(200, allowed_origin="another.example")
    )
    week.arrive(arrival("OM", 0, "a"), arrival("OM", 1, "b"))
    week.play([], START + 59 * MINUTE)
    assert week.courier.took("OM") == []
    assert {problem for problem, _ in problems(store).values()} <= {"not-agreed", ""}

    week.play([], START + 2 * HOUR)
    assert sorted(week.courier.took("OM")) == ["OM-0-0", "OM-0-1"]


def test_after_a_401_it_asks_again(store: Store) -> None:
    """Who no longer lets us in is asked anew before the next attempt."""
    week = Week(store, [endpoint("OM")])
    week.courier.scripts["OM"] = failing("OM-0-0", Reply(401))
    week.arrive(arrival("OM", 0, "a"))
    week.play([], START + MINUTE)

    assert [one.event for one in week.courier.requests] == ["", "OM-0-0", "", "OM-0-0"]


def test_the_allowed_rate_is_kept(store: Store) -> None:
    """A partner that allows 30 a minute gets one every two seconds, across a restart too."""
    week = Week(store, [endpoint("OM")])
    week.courier.scripts["OM"] = lambda _at, name: (
        TAKEN if name else Reply(200, allowed_origin="*", allowed_rate="30")
    )
    week.arrive(*(arrival("OM", n, f"p{n}") for n in range(4)))
    assert week.dispatch() == START + 2 * SECOND
    week.restart()
    week.play([], START + MINUTE)

    assert [one.at - START for one in week.courier.taken] == [n * 2 * SECOND for n in range(4)]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_across_a_restart(store: Store, status: int) -> None:
    """Until the moment that the partner named it gets no request at all, whoever's event it is."""
    week = Week(store, [endpoint("OM")])
    week.courier.scripts["OM"] = failing("OM-0-0", Reply(status, retry_after="3600"))
    week.arrive(arrival("OM", 0, "a"))
    assert week.dispatch() == START + HOUR
    week.restart()
    week.play([(START + MINUTE, arrival("OM", 1, "b"))], START + 2 * HOUR)

    assert [one.at - START for one in week.courier.requests] == [0 * HOUR, 0 * HOUR, HOUR, HOUR]
    assert len(week.courier.took("OM")) == 2


def test_gone_stops_until_a_person_resumes(store: Store) -> None:
    """After a 410 the partner gets nothing, not even after a restart; resumed, it is asked and gets all."""
    week = Week(store, [endpoint("OM"), endpoint("3RO")])
    week.courier.scripts["OM"] = failing("OM-0-0", Reply(410))
    week.arrive(arrival("OM", 0, "a"))
    week.play([], START + HOUR)
    week.restart()
    coming = [(START + 2 * HOUR, arrival("OM", 1, "a")), (START + 2 * HOUR, arrival("3RO", 0, "a"))]
    week.play(coming, START + 9 * HOUR)
    assert len([one for one in week.courier.requests if one.recipient == "OM"]) == 2
    assert week.courier.took("3RO") == ["3RO-0-0"]
    assert problems(store) == {"OM-0-0": ("gone", 1), "OM-0-1": ("", 0)}

    assert resume_endpoint(store, "OM", week.clock.now)
    week.dispatcher.wake()
    week.dispatch()
    assert [one.event for one in week.courier.requests if one.recipient == "OM"][2:] == [
        "",
        "OM-0-0",
        "OM-0-1",
    ]


def test_without_an_endpoint_it_waits_visibly_until_there_is_one(store: Store) -> None:
    """What nobody said where to send stays, with its reason, and goes when a start finds an endpoint."""
    week = Week(store, [endpoint("OM")], strangers=["VH22"])
    week.arrive(arrival("VH22", 0, "a"), arrival("VH22", 1, "a"), arrival("OM", 0, "a"))
    assert week.dispatch() is None
    assert problems(store) == {"VH22-0-0": ("no-endpoint", 0), "VH22-0-1": ("no-endpoint", 0)}

    week.strangers = ()
    week.restart(endpoint("OM"), endpoint("VH22"))
    week.dispatch()
    assert week.courier.took("VH22") == ["VH22-0-0", "VH22-0-1"]


def test_partitions_of_other_workers_are_left_alone(store: Store) -> None:
    """Only what this worker owns is tried; what a rebalance brings is tried at once."""
    week = Week(store, [endpoint("OM")])
    week.arrive(arrival("OM", 0, "a"), arrival("OM", 0, "b", partition=1))
    asyncio.run(week.dispatcher.dispatch_once([("OM", 0)]))
    assert week.courier.took("OM") == ["OM-0-0"]
    week.dispatch()
    assert week.courier.took("OM") == ["OM-0-0", "OM-1-0"]


class KilledError(BaseException):
    """The process ends here."""


def killing_at(place: str) -> Callable[[str], None]:
    """A failpoint that strikes once."""
    left = [place]

    def pass_by(passed: str) -> None:
        if left == [passed]:
            left.clear()
            raise KilledError

    return pass_by


@pytest.mark.parametrize(("place", "times"), [("before-mark", 2), ("after-mark", 1)])
def test_a_kill_loses_nothing_and_repeats_the_same_event(store: Store, place: str, times: int) -> None:
    """Killed between taking and marking, it goes out again under the same id, with one receipt in all."""
    week = Week(store, [endpoint("OM")], failpoint=killing_at(place))
    week.arrive(arrival("OM", 0, "a"), arrival("OM", 1, "a"))
    with pytest.raises(KilledError):
        week.dispatch()
    week.restart()
    week.dispatch()

    assert week.courier.took("OM") == ["OM-0-0"] * times + ["OM-0-1"]
    with store.transaction() as connection:
        assert len(connection.execute(select(t.outbox.c.id)).all()) == 2


def test_what_cannot_be_read_waits_and_is_told(store: Store) -> None:
    """A row that this version cannot decode, or that lies in the wrong mailbox, is kept and never sent."""
    week = Week(store, [endpoint("OM")])
    strange = arrival("OM", 0, "a")
    week.arrive(
        type(strange)("OM", 0, 0, strange.attributes, b"\xc3\x01 no such schema"),
        type(strange)("OM", 0, 1, arrival("VH22", 1, "b").attributes, arrival("VH22", 1, "b").value),
        arrival("OM", 2, "c"),
    )
    week.dispatch()

    assert week.courier.took("OM") == ["OM-0-2"]
    assert problems(store) == {
        "OM-0-0": ("unknown-fingerprint", 1),
        "VH22-0-1": ("addressed-to-another", 1),
    }


def test_a_courier_that_breaks_holds_up_one_person(store: Store) -> None:
    """A defect of ours with one event is that event's problem, and is tried again."""
    week = Week(store, [endpoint("OM")])

    def breaks(at: datetime, name: str) -> Answer:
        if name == "OM-0-0" and at == START:
            msg = "kwetsbaar"
            raise ZeroDivisionError(msg)
        return willing(at, name)

    week.courier.scripts["OM"] = breaks
    week.arrive(arrival("OM", 0, "a"), arrival("OM", 1, "b"))
    week.dispatch()

    assert problems(store) == {"OM-0-0": ("defect", 1)}
    week.play([], START + MINUTE)
    assert problems(store) == {}


def test_figures_name_partners_and_codes(store: Store) -> None:
    """Attempts and deliveries are counted by partner; persons stand in none of them."""
    week = Week(store, [endpoint("OM")])
    week.courier.scripts["OM"] = failing("OM-0-0", Trouble.TIMEOUT)
    week.arrive(arrival("OM", 0, "s-kwetsbaar"))
    week.play([], START + MINUTE)

    labels = {"partner": "OM", "outcome": "timeout"}
    assert week.registry.get_sample_value("ketenhub_delivery_attempts_total", labels) == 1
    assert week.registry.get_sample_value("ketenhub_delivered_total", {"partner": "OM"}) == 1
    assert "kwetsbaar" not in str([metric.samples for metric in week.registry.collect()])


def test_a_partner_with_no_news_is_left_in_peace(store: Store) -> None:
    """Nobody is even asked for an agreement as long as there is nothing to tell them."""
    week = Week(store, [endpoint("OM"), endpoint("3RO")])
    week.arrive(arrival("OM", 0, "a"))
    week.dispatch()

    assert {one.recipient for one in week.courier.requests} == {"OM"}
