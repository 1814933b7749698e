"""Long absences in virtual time: a house over the weekend, a partner that fails for a day, a merged house.

Each runs beside a partner that is well, whose every delivery must come at the same moment as without them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.delivery.policy import Reply, Trouble
from hub.engine import mailbox
from hub.engine import tables as t
from hub.engine.mailbox import Arrival
from hub.engine.store import Store, open_store
from hub.engine.tables import from_micros
from hub.rules import load_rules
from tests.support.partners import Answer, Script, Taken, Week, arrival, endpoint, every, willing

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FRIDAY_NOON = datetime(2016, 10, 14, 10, 0, tzinfo=UTC)
FRIDAY_CLOSING = datetime(2016, 10, 14, 15, 0, tzinfo=UTC)
MONDAY_OPENING = datetime(2016, 10, 17, 6, 30, tzinfo=UTC)
MONDAY_AFTERNOON = datetime(2016, 10, 17, 14, 0, tzinfo=UTC)
PEOPLE = 7

HOURS = load_rules().hours


def steady(
    recipient: str, step: timedelta, since: datetime, until: datetime
) -> list[tuple[datetime, Arrival]]:
    """Events for a recipient at even distances, about a few persons in turn, in both partitions."""
    return [
        (at, arrival(recipient, n, f"p{n % PEOPLE}", partition=n % PEOPLE % 2))
        for n, at in enumerate(every(step, since, until))
    ]


def play(
    store: Store, others: Sequence[str] = (), script: Script = willing, *, until: datetime = MONDAY_AFTERNOON
) -> Week:
    """OM's day and night from Friday noon on, and meanwhile these others, who answer by the script."""
    week = Week(store, [endpoint("OM")], opens=HOURS.next_open)
    week.restart(
        endpoint("OM"),
        *(endpoint(one, hours="opening" if one.startswith("VH") else "always") for one in others),
    )
    week.clock.now = FRIDAY_NOON
    week.courier.scripts.update(dict.fromkeys(others, script))
    coming = steady("OM", 19 * MINUTE, FRIDAY_NOON, until - HOUR)
    for one in others:
        coming += steady(one, 31 * MINUTE, FRIDAY_NOON, until - HOUR)
    week.play(coming, until)
    return week


def moments(taken: Sequence[Taken], recipient: str) -> list[tuple[str, datetime]]:
    """What a recipient took, and when."""
    return [(one.event, one.at) for one in taken if one.recipient == recipient]


def assert_complete_and_in_order(week: Week, recipient: str, store: Store) -> None:
    """Everything that arrived was taken once, each person's in the order of arrival."""
    took = week.courier.took(recipient)
    with store.transaction() as connection:
        box = t.mailbox.c
        statement = select(box.id, box.subject).where(box.recipient == recipient)
        rows = connection.execute(statement.order_by(box.partition, box.position)).all()
    assert sorted(took) == sorted(row.id for row in rows)
    for person in {row.subject for row in rows}:
        its_own = [row.id for row in rows if row.subject == person]
        assert [one for one in took if one in set(its_own)] == its_own


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, datetime]]:
    """When OM takes what, while nobody else gets anything."""
    store = open_store(tmp_path_factory.mktemp("alone") / "hub.db", migrate=True)
    week = play(store)
    store.close()
    return moments(week.courier.taken, "OM")


def test_a_house_that_is_closed_for_a_weekend(store: Store, undisturbed: list[tuple[str, datetime]]) -> None:
    """From Friday 17:00 to Monday 08:30 a house gets nothing and loses nothing; nobody else notices."""
    week = play(store, ["VH22"])
    at = [moment for _, moment in moments(week.courier.taken, "VH22")]

    assert not [moment for moment in at if FRIDAY_CLOSING <= moment < MONDAY_OPENING]
    on_monday = [moment for moment in at if moment == MONDAY_OPENING]
    assert len(on_monday) > 100
    assert_complete_and_in_order(week, "VH22", store)
    assert moments(week.courier.taken, "OM") == undisturbed


def test_what_waits_over_the_weekend_says_so(store: Store) -> None:
    """What is parked names the opening moment, and no attempt was counted."""
    play(store, ["VH22"], until=FRIDAY_CLOSING + 12 * HOUR)
    with store.transaction() as connection:
        rows = (
            connection.execute(select(t.mailbox).where(t.mailbox.c.delivered_at.is_(None))).mappings().all()
        )

    assert {(row["problem"], row["attempts"], from_micros(row["next_at"])) for row in rows} == {
        ("closed", 0, MONDAY_OPENING)
    }


def failing_until(moment: datetime, answer: Answer) -> Script:
    """A partner that answers this until a moment, to handshakes as well."""
    return lambda at, name: answer if at < moment else willing(at, name)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Reply(500), id="500"),
        pytest.param(Reply(403), id="403", marks=pytest.mark.long),
        pytest.param(Trouble.TIMEOUT, id="timeout", marks=pytest.mark.long),
    ],
)
def test_a_partner_that_fails_for_a_day(
    answer: Answer, store: Store, undisturbed: list[tuple[str, datetime]]
) -> None:
    """A partner that fails for a day gets all of it within a minute of its recovery; nobody else notices."""
    back = FRIDAY_NOON + 24 * HOUR
    week = play(store, ["3RO"], failing_until(back, answer), until=back + 2 * HOUR)
    taken = moments(week.courier.taken, "3RO")

    missed = len(list(every(31 * MINUTE, FRIDAY_NOON, back)))
    assert {at <= back + MINUTE for _, at in taken[:missed]} == {True}
    assert min(at for _, at in taken) >= back
    assert_complete_and_in_order(week, "3RO", store)
    assert moments(week.courier.taken, "OM") == [one for one in undisturbed if one[1] < back + HOUR]
    tries = [one for one in week.courier.requests if one.recipient == "3RO" and one.at < back]
    assert len(tries) <= 24 * 60 + 20  # one a minute is no burden


@pytest.mark.long
def test_a_house_that_begins_to_fail_when_it_opens(store: Store) -> None:
    """Closed first and failing then, each in its time: delivered when both are over, and in order."""
    week = play(store, ["VH22"], failing_until(MONDAY_OPENING + 2 * HOUR, Reply(502)))

    assert min(at for _, at in moments(week.courier.taken, "VH22")) >= MONDAY_OPENING + 2 * HOUR
    assert_complete_and_in_order(week, "VH22", store)


def test_a_house_that_merged_away_keeps_its_events(store: Store) -> None:
    """A house that never opens again is no reason to drop anything: a person must decide on it."""
    week = Week(store, [endpoint("VH31", hours="opening")], opens=HOURS.next_open)
    week.clock.now = datetime(2017, 1, 2, 10, 0, tzinfo=UTC)
    week.arrive(arrival("VH31", 0, "a"))

    assert week.dispatch() is None
    with store.transaction() as connection:
        (row,) = connection.execute(select(t.mailbox)).mappings()
    assert (row["problem"], row["attempts"], week.courier.requests) == ("closed-for-good", 0, [])


def test_more_than_one_statement_parks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much waits for a house to open, or to be connected, all of it is parked and comes back."""
    monkeypatch.setattr(mailbox, "_AT_ONCE", 3)
    week = Week(store, [endpoint("VH22", hours="opening")], opens=HOURS.next_open, strangers=["VH24"])
    week.clock.now = FRIDAY_CLOSING
    coming = [arrival(house, n, f"p{n}") for n in range(10) for house in ("VH22", "VH24")]
    week.arrive(*coming)
    assert week.dispatch() == MONDAY_OPENING
    with store.transaction() as connection:
        found = connection.execute(select(t.mailbox.c.problem)).scalars().all()
    assert sorted(found) == ["closed"] * 10 + ["no-endpoint"] * 10

    week.strangers = ()
    week.restart(endpoint("VH22", hours="opening"), endpoint("VH24", hours="opening"))
    week.play([], MONDAY_OPENING)
    assert {moment for _, moment in moments(week.courier.taken, "VH22")} == {MONDAY_OPENING}
    assert len(week.courier.taken) == 20


def test_other_hours_after_a_restart_count_at_once(store: Store) -> None:
    """Parked until Monday, it goes when the house is opened day and night and the worker starts anew."""
    week = play(store, ["VH22"], until=FRIDAY_CLOSING + 4 * HOUR)
    before = len(week.courier.took("VH22"))
    week.restart(endpoint("VH22", hours="always"))
    week.dispatch()

    assert len(week.courier.took("VH22")) > before
    assert_complete_and_in_order(week, "VH22", store)
