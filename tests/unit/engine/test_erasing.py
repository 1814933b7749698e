"""Erasure where a relay publishes: what is not delivered still goes, and what comes after the order stays."""

from typing import Any

import orjson
from sqlalchemy import select, update

from hub.engine import tables as t
from hub.engine.batch import Batch
from hub.engine.erasing import ERASED
from hub.engine.mailbox import Arrival, Mailbox
from hub.engine.persons import numbers_of
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.engine.writes import Writes
from hub.schemas.envelope import Envelope
from hub.schemas.events import PersonDataErased, SelectionDecided
from hub.schemas.vocabulary import ErasureGround, Role, SelectionOutcome
from tests.support.engine import ALICE, START, outbound, plain_ports

HASH = "0" * 31 + "1"
SUBJECT = "s" + "0" * 31 + "2"
OTHER = "s" + "0" * 31 + "3"
ORDER = PersonDataErased(ground=ErasureGround.RECHTER, reference="RK-1", ordered_at=START)


def event(name: str, data: Any = None, subject: str = SUBJECT) -> Envelope:  # noqa: ANN401 - any event
    """An event of a person, that a registry reported."""
    reported = SelectionDecided(
        outcome=SelectionOutcome.ZSM, deciders=(Role.OVJ,), decided_at=START, reason="tell VH22"
    )
    found = Envelope.by_the_hub(name, data or reported, subject=subject, at=START, synthetic=True)
    return Envelope.from_attributes(found.attributes() | {"source": "urn:nld:oin:1:systeem:x"}, found.data)


def published(store: Store, *events: Envelope) -> None:
    """Ingest put them in the outbox."""
    writes = Writes(relayed=True)
    for one in events:
        writes.publish(one)
    with store.transaction() as connection:
        store.add(connection, t.outbox, writes.outbox)


def known(store: Store) -> None:
    """Ingest knows the person by a BSN."""
    row = {"hash": HASH, "owner": SUBJECT, "subject": SUBJECT, "scheme": "bsn", "value": ALICE}
    with store.transaction() as connection:
        store.add(connection, t.identity, [row])
        store.add(connection, t.traits, [{"hash": HASH, "subject": SUBJECT, "kind": "born"}])


def step(store: Store, *events: Envelope) -> None:
    """A steps worker takes them, in one transaction."""
    with store.transaction() as connection:
        batch = Batch(plain_ports(), store, connection, cache={}, clock=START, writes=Writes(relayed=True))
        batch.load_own(events)
        for one in events:
            batch.take_own(one)
        batch.write(partition_of=lambda _: 0)


def relay(store: Store) -> list[str]:
    """All that is told is published and has come into the mailboxes; its ids, in order."""
    with store.transaction() as connection:
        connection.execute(update(t.outbox).values(sent_at=to_micros(START)))
        c = t.outbox.c
        rows = connection.execute(
            select(c.recipient, c.attributes, c.value).where(c.recipient != "").order_by(c.seq)
        ).all()
        arrivals = [
            Arrival(recipient, 0, place, orjson.loads(attributes), value)
            for place, (recipient, attributes, value) in enumerate(rows)
        ]
        Mailbox(store).arrive(connection, arrivals, START)
    return [one.attributes["id"] for one in arrivals]


def deliver(store: Store, recipient: str, name: str) -> None:
    """A recipient takes an event."""
    with Mailbox(store).desk() as desk:
        assert desk.delivered(recipient, name, START, outbound(event(f"receipt-{name}"), "OM"))


def contents(store: Store, name: str) -> set[bytes]:
    """What the outbox and the mailbox hold of an event."""
    with store.transaction() as connection:
        return {
            value
            for table in (t.outbox, t.mailbox)
            for value in connection.scalars(select(table.c.value).where(table.c.id == name))
        }


def numbers(store: Store) -> tuple[bool, list[tuple[str, str]]]:
    """Whether a message with the number would find the person, and what a message to a partner would bear."""
    with store.transaction() as connection:
        found = list(store.rows_by(connection, t.identity, "hash", [HASH]))
        return bool(found), numbers_of(store, connection, subject=SUBJECT, case=None)[0]


def test_what_waits_keeps_its_content_and_the_numbers_until_it_is_delivered(store: Store) -> None:
    """Nobody is found by a number meanwhile; with the last delivery content and numbers are gone."""
    known(store)
    one, order = event("one"), event("order", ORDER)
    published(store, one, order)
    step(store, one)
    (hit,) = relay(store)
    step(store, order)
    _, forwarded = relay(store)

    assert ERASED not in contents(store, hit)
    assert numbers(store) == (False, [("bsn", ALICE)])
    deliver(store, "VH22", hit)
    assert contents(store, hit) == {ERASED}
    assert numbers(store) == (False, [("bsn", ALICE)])
    deliver(store, "OM", forwarded)
    assert ERASED not in contents(store, forwarded)
    assert numbers(store) == (False, [])


def test_what_was_delivered_is_emptied_at_once(store: Store) -> None:
    """What its recipient has taken has no content after the order, in the outbox nor in the mailbox."""
    one = event("one")
    step(store, one)
    (hit,) = relay(store)
    deliver(store, "VH22", hit)
    step(store, event("order", ORDER))

    assert contents(store, hit) == {ERASED}


def test_an_event_on_its_way_keeps_the_numbers(store: Store) -> None:
    """What ingest took in before it heard of the order is told with the numbers, and finds them again."""
    known(store)
    order, after = event("order", ORDER), event("after")
    published(store, order, after)
    step(store, order)
    step(store, after)
    forwarded, hit = relay(store)
    deliver(store, "OM", forwarded)

    assert numbers(store) == (True, [("bsn", ALICE)])
    assert ERASED not in contents(store, hit)
    assert ERASED not in contents(store, "after")


def test_what_was_published_for_the_steps_is_emptied_too(store: Store) -> None:
    """A canonical event that was stepped loses its content where ingest had put it."""
    one, order = event("one"), event("order", ORDER)
    published(store, one, order)
    step(store, one, order)

    assert contents(store, "one") == {ERASED}
    assert ERASED not in contents(store, "order")


def test_nobody_else_is_touched(store: Store) -> None:
    """Another person's event, told and journaled in the same batch, stays whole."""
    other = event("other", subject=OTHER)
    published(store, other)
    step(store, other, event("order", ORDER))
    told = relay(store)

    assert ERASED not in contents(store, "other") | contents(store, told[0])
    with store.transaction() as connection:
        rows = connection.execute(select(t.events.c.subject, t.events.c.value)).mappings()
        journal = {row["subject"]: row["value"] for row in rows}
    assert journal[OTHER] != ERASED
