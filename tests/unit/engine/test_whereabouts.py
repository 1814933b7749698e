"""Where a Terugkoppeling is and why it is no further, on both databases, from the ask to the agenda."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from hub.engine import tables as t
from hub.engine.mailbox import Arrival, Mailbox
from hub.engine.read import feedback_status, partner_status
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.engine.writes import Writes
from hub.schemas import codec
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope, rfc3339
from hub.schemas.events import HouseHit, Outbound, Terugkoppeling
from hub.schemas.vocabulary import Consulted, DecisionKind, Followed
from hub.streams.effects import FeedbackStatus, Ledger
from tests.support.addressed import addressed
from tests.support.engine import START

MINUTE = timedelta(minutes=1)
FEEDBACK = Terugkoppeling(
    decision=DecisionKind.TRANSACTIE, decided_at=START, consulted=Consulted.NVT, followed=Followed.NVT
)


def told(house: str, data: Outbound = FEEDBACK, name: str = "") -> Envelope:
    """Something told to a house about the case."""
    envelope = addressed(house, data, Category.DECISION)
    return replace(envelope, id=name or f"feedback-{house}", subject="s", case="z")


def send(store: Store, *envelopes: Envelope, published: bool = True) -> None:
    """As the steps of a cluster write it, and the relay marks it."""
    writes = Writes(relayed=True)
    for envelope in envelopes:
        writes.send(envelope, codec.encode(envelope.data), START)
    with store.transaction() as connection:
        sent_at = to_micros(START + MINUTE) if published else None
        store.add(connection, t.outbox, [row | {"sent_at": sent_at} for row in writes.outbox])


def collect(store: Store, *envelopes: Envelope) -> None:
    """As a deliver worker takes them in, two minutes on."""
    with store.transaction() as connection:
        arrivals = [
            Arrival(one.routing.recipient, 0, n, one.attributes(), codec.encode(one.data))
            for n, one in enumerate(envelopes)
            if one.routing is not None
        ]
        Mailbox(store).arrive(connection, arrivals, START + 2 * MINUTE)


def owe(store: Store, house: str, status: FeedbackStatus) -> None:
    """A line of the ledger."""
    writes = Writes()
    writes.feedback(Ledger("z", house, status, START, "marking"), "s", START)
    with store.transaction() as connection:
        store.put(connection, t.ledger, list(writes.ledger.values()))


def why(store: Store, house: str = "VH22") -> dict[str, Any]:
    """What is said of one house's line, as far as it says why."""
    (line,) = feedback_status(store, house=house)
    return {name: line[name] for name in ("why", "since", "attempts", "next_at")}


def line(why: str, minutes: int | None, attempts: int = 0, next_at: int | None = None) -> dict[str, Any]:
    """The same, as it should be; times in minutes after `START`."""

    def at(after: int | None) -> str | None:
        return None if after is None else rfc3339(START + after * MINUTE)

    return {"why": why, "since": at(minutes), "attempts": attempts, "next_at": at(next_at)}


@pytest.fixture
def on_cluster(store: Store) -> bool:
    """Whether there are mailboxes between the log and the house."""
    return store.engine.dialect.name == "postgresql"


def test_from_the_ask_to_the_agenda(store: Store, on_cluster: bool) -> None:
    """Each station is named, with the moment since when it is there; what is done awaits nothing."""
    owe(store, "VH22", FeedbackStatus.GEVRAAGD_AFWACHTEN)
    assert why(store) == line("not-requested", 0)

    owe(store, "VH22", FeedbackStatus.VERSTUURD)
    assert why(store) == line("unknown", None)
    send(store, told("VH22"), published=False)
    assert why(store) == line("not-published", 0)
    with store.transaction() as connection:
        connection.execute(delete(t.outbox))
    send(store, told("VH22"))
    assert why(store) == line("not-collected" if on_cluster else "not-on-agenda", 1)
    collect(store, told("VH22"))
    assert why(store) == line("queued", 2, next_at=2)

    with Mailbox(store).desk() as desk:
        desk.delivered("VH22", "feedback-VH22", START + 3 * MINUTE, told("VH22", name="receipt"))
    assert why(store) == line("not-on-agenda", 3, 1)
    owe(store, "VH22", FeedbackStatus.AFGELEVERD)
    assert why(store) == line("not-on-agenda", 3, 1)
    for done in (FeedbackStatus.GEAGENDEERD, FeedbackStatus.AFGEROND, FeedbackStatus.VERVALLEN):
        owe(store, "VH22", done)
        assert why(store) == line("", None)


def test_what_stands_in_the_way_of_the_event(store: Store) -> None:
    """The problem of the event itself, with its attempts and the next."""
    owe(store, "VH22", FeedbackStatus.VERSTUURD)
    send(store, told("VH22"))
    collect(store, told("VH22"))
    with Mailbox(store).desk() as desk:
        desk.failed("VH22", "feedback-VH22", "http-422", START + 9 * MINUTE)
    assert why(store) == line("http-422", 2, 1, 9)

    with Mailbox(store).desk() as desk:
        desk.park("VH22", [0], START + 90 * MINUTE, "closed")
    assert why(store) == line("closed", 2, 1, 90)
    with Mailbox(store).desk() as desk:
        desk.park("VH22", [0], None, "no-endpoint")
    assert why(store) == line("no-endpoint", 2, 1)


def test_what_stands_in_the_way_of_the_house(store: Store) -> None:
    """An event that was never tried says what its endpoint met with; gone comes before everything."""
    owe(store, "VH22", FeedbackStatus.VERSTUURD)
    send(store, told("VH22"))
    collect(store, told("VH22"))
    with Mailbox(store).desk() as desk:
        known = desk.endpoint("VH22") | {"failures": 4, "problem": "timeout", "retry_at": START + 8 * MINUTE}
        desk.keep_endpoint("VH22", known)
    assert why(store) == line("timeout", 2, 0, 8)

    with Mailbox(store).desk() as desk:
        desk.failed("VH22", "feedback-VH22", "http-500", START)
        desk.keep_endpoint("VH22", known | {"gone_at": START})
    assert why(store) == line("gone", 2, 1)


def test_an_earlier_event_of_the_person_holds_it_back(store: Store) -> None:
    """It says so, and only while the earlier one waits."""
    owe(store, "VH22", FeedbackStatus.VERSTUURD)
    hit = told("VH22", HouseHit(house="VH22"), "hit")
    send(store, hit, told("VH22"))
    collect(store, hit, told("VH22"))
    with Mailbox(store).desk() as desk:
        desk.failed("VH22", "hit", "http-422", START + 9 * MINUTE)
    assert why(store)["why"] == "held-back"

    with Mailbox(store).desk() as desk:
        desk.delivered("VH22", "hit", START, told("VH22", name="receipt"))
    assert why(store)["why"] == "queued"


def test_houses_and_missing_narrow_the_list(store: Store) -> None:
    """One house's lines only, or only those that no house has put on its agenda."""
    for house, status in (
        ("VH21", FeedbackStatus.GEAGENDEERD),
        ("VH22", FeedbackStatus.AFGELEVERD),
        ("VH23", FeedbackStatus.GEVRAAGD_AFWACHTEN),
    ):
        owe(store, house, status)
    send(store, told("VH22"), told("VH21"))

    assert [one["house"] for one in feedback_status(store)] == ["VH21", "VH22", "VH23"]
    assert [one["house"] for one in feedback_status(store, missing=True)] == ["VH22", "VH23"]
    assert [one["house"] for one in feedback_status(store, missing=True, house="VH22")] == ["VH22"]


def test_partners_say_how_they_stand(store: Store) -> None:
    """What waits for whom and why, and each endpoint that was ever tried."""
    hits = [told(house, HouseHit(), f"{house}/{n}") for house in ("OM", "VH22") for n in range(2)]
    collect(store, *hits)
    with Mailbox(store).desk() as desk:
        desk.failed("OM", "OM/0", "http-500", START + 5 * MINUTE)
        desk.failed("OM", "OM/1", "http-500", START + 6 * MINUTE)
        known = desk.endpoint("OM") | {"failures": 2, "problem": "http-500", "agreed_at": START, "rate": 60}
        desk.keep_endpoint("OM", known | {"retry_at": START + 7 * MINUTE})
        desk.park("VH22", [0], None, "no-endpoint")
        desk.keep_endpoint("3RO", known | {"failures": 0, "problem": "gone", "gone_at": START})

    om, gone, house = sorted(
        partner_status(store), key=lambda one: ["OM", "3RO", "VH22"].index(one["partner"])
    )
    assert om == {
        "partner": "OM",
        "waiting": 2,
        "problems": {"http-500": 2},
        "oldest": rfc3339(START + 2 * MINUTE),
        "next_at": rfc3339(START + 7 * MINUTE),
        "endpoint": "http-500",
        "failures": 2,
        "agreed_at": rfc3339(START),
        "rate": 60,
        "gone_at": None,
    }
    assert (gone["endpoint"], gone["gone_at"], gone["waiting"]) == ("gone", rfc3339(START), 0)
    assert (house["problems"], house["next_at"], house["agreed_at"]) == ({"no-endpoint": 2}, None, None)
