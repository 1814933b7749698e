"""The mailboxes, on both databases: arrival, order of persons, parking, marks and receipts."""

from collections.abc import Sequence
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from hub.engine import mailbox
from hub.engine import tables as t
from hub.engine.mailbox import Arrival, Mailbox, resume_endpoint
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.errors import UnreachableError
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import HouseHit
from tests.support.addressed import addressed
from tests.support.engine import START

MINUTE = timedelta(minutes=1)
BOTH = (0, 1)


def arrival(
    position: int, subject: str, recipient: str = "VH22", partition: int = 0, event: str = ""
) -> Arrival:
    """A record of a recipient's topic about a person; its event is named after its place."""
    attributes = {"id": event or f"{recipient}/{partition}/{position}", "subject": subject, "caseid": "z"}
    return Arrival(recipient, partition, position, attributes, b"v")


def arrive(store: Store, *arrivals: Arrival) -> None:
    """They arrive at `START`."""
    with store.transaction() as connection:
        Mailbox(store).arrive(connection, arrivals, START)


def due(store: Store, at: int = 0, *, limit: int = 9, partitions: Sequence[int] = BOTH) -> list[str]:
    """The ids of what may be tried so many minutes after `START`, at VH22."""
    with Mailbox(store).desk() as desk:
        return [one.id for one in desk.due("VH22", partitions, START + at * MINUTE, limit=limit)]


def receipt() -> Envelope:
    """Something to be sent to the steps."""
    return addressed("VH22", HouseHit(house="VH22"), Category.HOUSE_HIT)


def test_a_second_arrival_changes_nothing(store: Store) -> None:
    """What the relay published twice is one row, at its first place, also after it was delivered."""
    arrive(store, arrival(1, "a", event="e"))
    arrive(store, arrival(2, "a", event="e"), arrival(3, "b"))
    with Mailbox(store).desk() as desk:
        desk.delivered("VH22", "e", START, receipt())
    arrive(store, arrival(4, "a", event="e"))

    assert due(store) == ["VH22/0/3"]


def test_one_event_for_two_recipients_is_two_rows(store: Store) -> None:
    """Recipients have mailboxes of their own, whatever ids events have."""
    arrive(store, arrival(1, "a", event="e"), arrival(1, "a", "OM", event="e"))
    with Mailbox(store).desk() as desk:
        desk.delivered("VH22", "e", START, receipt())
        assert [one.id for one in desk.due("OM", BOTH, START, limit=9)] == ["e"]


def test_many_arrive_at_once(store: Store) -> None:
    """More rows than one statement takes arrive whole."""
    arrive(store, *(arrival(n, f"p{n}") for n in range(1201)))

    assert len(due(store, limit=5000)) == 1201


def test_only_the_first_of_a_person_is_due(store: Store) -> None:
    """A later event of a person waits for the earlier, in the order of partition and position."""
    arrive(store, arrival(2, "a"), arrival(1, "a"), arrival(3, "b"), arrival(0, "a", partition=1))

    assert due(store) == ["VH22/0/1", "VH22/0/3"]


def test_who_waits_holds_back_nobody_else(store: Store) -> None:
    """While a person's first event is not due, neither are its later ones; another person's are."""
    arrive(store, arrival(1, "a"), arrival(2, "a"), arrival(3, "b"))
    with Mailbox(store).desk() as desk:
        desk.failed("VH22", "VH22/0/1", "http-500", START + 5 * MINUTE)

    assert due(store) == ["VH22/0/3"]
    assert due(store, 5) == ["VH22/0/1", "VH22/0/3"]


def test_partitions_of_others_are_left_alone(store: Store) -> None:
    """Only what lies in the given partitions is due, parked or looked for."""
    arrive(store, arrival(1, "a"), arrival(1, "b", partition=1))
    with Mailbox(store).desk() as desk:
        desk.park("VH22", [1], START + 9 * MINUTE, "closed")
        assert desk.next_due("VH22", [0], START) is None
        assert desk.next_due("VH22", [1], START) == START + 9 * MINUTE

    assert due(store, partitions=[0]) == ["VH22/0/1"]
    assert due(store, partitions=[1]) == []


def test_busy_persons_and_limits(store: Store) -> None:
    """Persons with an event on its way are passed over; no more is given than was asked for."""
    arrive(store, *(arrival(n, f"p{n}") for n in range(5)))
    with Mailbox(store).desk() as desk:
        found = desk.due("VH22", BOTH, START, limit=2, busy=["p0", "p2"])

    assert [one.subject for one in found] == ["p1", "p3"]


def test_the_least_tried_come_first_on_request(store: Store) -> None:
    """So that an event that always fails does not take every turn."""
    arrive(store, arrival(1, "a"), arrival(2, "b"))
    with Mailbox(store).desk() as desk:
        desk.failed("VH22", "VH22/0/1", "http-500", START)
        found = desk.due("VH22", BOTH, START, limit=2, least_tried=True)

    assert [(one.subject, one.attempts) for one in found] == [("b", 0), ("a", 1)]


def test_parking_counts_as_no_attempt(store: Store) -> None:
    """Rows wait until the moment, and say why; what waits longer than that keeps its own moment."""
    arrive(store, arrival(1, "a"), arrival(2, "b"))
    with Mailbox(store).desk() as desk:
        desk.failed("VH22", "VH22/0/2", "http-422", START + 9 * MINUTE)
        desk.park("VH22", BOTH, START + 5 * MINUTE, "closed")
    with store.transaction() as connection:
        rows = connection.execute(
            select(t.mailbox.c.id, t.mailbox.c.attempts, t.mailbox.c.problem).order_by(t.mailbox.c.id)
        ).all()

    assert [tuple(row) for row in rows] == [("VH22/0/1", 0, "closed"), ("VH22/0/2", 1, "http-422")]
    assert due(store, 4) == []
    assert due(store, 5) == ["VH22/0/1"]


def test_what_waits_for_a_person_to_act_has_no_next_moment(store: Store) -> None:
    """Parked without a moment it is never due by itself; reconsidered, it is at once."""
    arrive(store, arrival(1, "a"))
    with Mailbox(store).desk() as desk:
        desk.park("VH22", BOTH, None, "no-endpoint")
        assert desk.next_due("VH22", BOTH, START) is None
        desk.hurry("VH22", START)
    assert due(store, 60 * 24 * 365) == []

    with Mailbox(store).desk() as desk:
        desk.reconsider("VH22", {"closed"}, START)
        desk.reconsider("OM", {"no-endpoint"}, START)
    assert due(store) == []
    with Mailbox(store).desk() as desk:
        desk.reconsider("VH22", {"no-endpoint"}, START)
    assert due(store) == ["VH22/0/1"]


def test_a_long_wait_ends_piece_by_piece(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many wait, one statement changes a bounded number, and says whether that was all."""
    monkeypatch.setattr(mailbox, "_AT_ONCE", 3)
    arrive(store, *(arrival(n, f"p{n}") for n in range(5)), arrival(1, "a", "OM"))
    with Mailbox(store).desk() as desk:
        assert [desk.park("VH22", BOTH, None, "no-endpoint") for _ in range(3)] == [False, True, True]
        assert len(desk.due("OM", BOTH, START, limit=9)) == 1
        assert [desk.reconsider("VH22", {"no-endpoint"}, START) for _ in range(2)] == [False, True]

    assert len(due(store)) == 5


def test_a_delivery_is_marked_once_with_its_receipt(store: Store) -> None:
    """The mark and the receipt are one transaction; a second mark does nothing."""
    arrive(store, arrival(1, "a"))
    with Mailbox(store).desk() as desk:
        first = desk.delivered("VH22", "VH22/0/1", START, receipt())
        again = desk.delivered("VH22", "VH22/0/1", START + MINUTE, receipt())
        desk.failed("VH22", "VH22/0/1", "http-500", START)
    with store.transaction() as connection:
        (sent,) = connection.execute(select(t.outbox)).mappings()
        (row,) = connection.execute(select(t.mailbox)).mappings()

    assert (first, again) == (True, False)
    assert (sent["topic"], sent["recipient"], sent["sent_at"]) == ("events", "", None)
    assert orjson.loads(sent["attributes"])["id"] == sent["id"] == receipt().id
    assert (row["delivered_at"], row["attempts"], row["problem"]) == (to_micros(START), 1, "")


def test_what_is_known_of_an_endpoint_is_kept(store: Store) -> None:
    """All of it comes back as it was put; of an endpoint never tried nothing is known."""
    known = {
        "agreed_at": START,
        "rate": 120,
        "gone_at": None,
        "failures": 2,
        "problem": "http-500",
        "retry_at": START + MINUTE,
        "slot_at": None,
    }
    with Mailbox(store).desk() as desk:
        fresh = desk.endpoint("VH22")
        desk.keep_endpoint("VH22", known)
        kept = desk.endpoint("VH22")
        everybody = desk.endpoints()

    assert fresh == dict.fromkeys(known) | {"failures": 0, "problem": ""}
    assert kept == known
    assert everybody == {"VH22": known}


def test_a_person_resumes_an_endpoint_that_is_gone(store: Store) -> None:
    """All that is known of it is forgotten, and what had failed is due; others stay as they are."""
    arrive(store, arrival(1, "a"))
    assert not resume_endpoint(store, "VH22", START)
    with Mailbox(store).desk() as desk:
        desk.keep_endpoint("VH22", desk.endpoint("VH22") | {"gone_at": START, "agreed_at": START})
        desk.failed("VH22", "VH22/0/1", "gone", START + 9 * MINUTE)

    assert resume_endpoint(store, "VH22", START)
    with Mailbox(store).desk() as desk:
        assert desk.endpoint("VH22")["agreed_at"] is None
    assert due(store) == ["VH22/0/1"]


def test_waiting_is_counted_by_recipient(store: Store) -> None:
    """How many wait for whom and since when, without what was delivered."""
    arrive(store, arrival(1, "a"), arrival(2, "a"), arrival(1, "a", "OM"), arrival(1, "a", "3RO"))
    with Mailbox(store).desk() as desk:
        desk.delivered("3RO", "3RO/0/1", START, receipt())
        assert desk.waiting() == {"VH22": (2, START), "OM": (1, START)}


def lose(store: Store) -> None:
    """Begin to note a failure, and lose the database in the middle of it."""
    with Mailbox(store).desk() as desk:
        desk.failed("VH22", "VH22/0/1", "http-500", START + MINUTE)
        end = "SELECT pg_terminate_backend(pg_backend_pid())"
        statement = end if store.engine.dialect.name == "postgresql" else "SELECT kwetsbaar FROM gone"
        desk._connection.exec_driver_sql(statement)


def test_a_database_that_is_away_is_named_without_its_words(store: Store) -> None:
    """A transaction that the database breaks off undoes all of it, and is told in our words."""
    arrive(store, arrival(1, "a"))
    with pytest.raises(UnreachableError, match="the database with the mailboxes") as told:
        lose(store)

    assert told.value.__cause__ is None
    assert due(store) == ["VH22/0/1"]
