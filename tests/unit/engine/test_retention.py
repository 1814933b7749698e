"""Retention of rows that no plain day makes: each kind by itself, on both databases."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import Table, insert, select

from hub.engine import tables as t
from hub.engine.retention import Gone, Retention
from hub.engine.retention_kinds import Bounds
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.schemas.envelope import Envelope
from hub.schemas.events import ErasureForwarded, Terugkoppeling, TimerDue
from hub.schemas.vocabulary import Consulted, ErasureGround, Followed, TimerKind
from hub.streams.topics import DEADLETTERS, EVENTS
from tests.support.engine import START

SUBJECT = "s" + "0" * 31 + "2"
BEFORE, AFTER = START - timedelta(minutes=1), START + timedelta(minutes=1)
NOTHING = {field.name: START - timedelta(days=9000) for field in fields(Bounds)}
FEEDBACK = Terugkoppeling(consulted=Consulted.NVT, followed=Followed.NVT)
PROOF = ErasureForwarded(ground=ErasureGround.VERZOEK)
TIMER = TimerDue(timer=TimerKind.MARKING_EXPIRES, key="m", due_at=BEFORE)
DELIVERED = {"delivered_at": to_micros(BEFORE)}


def run(store: Store, *what: str, at_once: int = 1000) -> dict[tuple[str, str], tuple[int, int]]:
    """A run in which only these are past their time, from `START` on; what went and what was kept."""
    bounds = Bounds(**(NOTHING | dict.fromkeys(what, START)))
    found: list[Gone] = Retention(store, bounds, apply=True, at_once=at_once).run()
    return {(gone.what, gone.table): (gone.rows, gone.kept) for gone in found if gone.rows or gone.kept}


def fill(store: Store, table: Table, *rows: Mapping[str, Any]) -> None:
    """Put rows in a table."""
    with store.transaction() as connection:
        for row in rows:
            connection.execute(insert(table), [row])


def held(store: Store, table: Table, column: str) -> list[Any]:
    """A column of all rows, by the table's own order."""
    with store.transaction() as connection:
        return list(connection.scalars(select(table.c[column]).order_by(*table.primary_key.columns)))


def attributes(name: str, data: Any = None) -> str:  # noqa: ANN401 - any event
    """The attributes of an event as the store keeps them."""
    told = data or TIMER
    found = Envelope.by_the_hub(name, told, subject=SUBJECT, at=BEFORE, synthetic=True)
    return orjson.dumps(found.attributes()).decode()


def told(name: str, *, data: Any = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any event
    """A row of the outbox: told to VH22 and published before `START`."""
    row = {
        "id": name, "recipient": "VH22", "subject": SUBJECT, "case_id": "c1", "at": to_micros(BEFORE),
        "attributes": attributes(name, data or FEEDBACK), "value": b"x",
        "sent_at": to_micros(BEFORE), "topic": "out.VH22",
    }  # fmt: skip
    return row | more


def boxed(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    """A row of VH22's mailbox, of something that `told` told."""
    row = {
        "recipient": "VH22", "id": name, "subject": SUBJECT, "case_id": "c1",
        "attributes": attributes(name, FEEDBACK), "value": b"x", "partition": 0, "position": 0,
        "arrived_at": to_micros(BEFORE), "attempts": 1, "next_at": 0, "problem": "",
    }  # fmt: skip
    return row | more


def owed(status: str, at: datetime = BEFORE) -> dict[str, Any]:
    """A line of the ledger: what VH22 is due in the case."""
    moment = to_micros(at)
    return {
        "case_id": "c1", "house": "VH22", "subject": SUBJECT, "status": status, "due_at": moment,
        "reason": "", "updated_at": moment,
    }  # fmt: skip


def letter(name: str, state: str, at: datetime = BEFORE) -> dict[str, Any]:
    """A dead letter."""
    return {
        "id": name, "registry": "gps", "stage": "map", "code": "x", "field": "", "hint": "",
        "at": to_micros(at), "adapter_version": "1", "event_id": None, "payload": b"x", "state": state,
    }  # fmt: skip


def closing(name: str, what: str, at: datetime) -> dict[str, Any]:
    """A line about something done to a dead letter."""
    return {
        "at": to_micros(at), "letter": name, "what": what, "desk": "FB", "reason": "r", "was": "x",
        "outcome": "", "code": "", "adapter_version": "1",
    }  # fmt: skip


def test_a_terugkoppeling_is_kept_to_learn_from(store: Store) -> None:
    """Its copy in the outbox has a term of its own; the one in the mailbox goes with all that was told."""
    fill(store, t.outbox, told("a"))
    fill(store, t.mailbox, boxed("a", **DELIVERED))

    assert run(store, "message") == {("message", "mailbox"): (1, 0)}
    assert held(store, t.outbox, "value") == [b"x"]
    assert run(store, "feedback") == {("feedback", "outbox"): (1, 0)}
    assert held(store, t.outbox, "value") == [b""]


def test_what_waits_in_a_mailbox_is_kept(store: Store) -> None:
    """Neither content nor line goes before its recipient took it, however long ago it was told."""
    fill(store, t.mailbox, boxed("a"))

    assert run(store, "message", "delivery") == {
        ("message", "mailbox"): (0, 1),
        ("delivery", "mailbox"): (0, 1),
    }


def test_the_term_runs_from_the_delivery(store: Store) -> None:
    """What a partner took after two weeks is kept for two weeks more."""
    fill(store, t.mailbox, boxed("a", delivered_at=to_micros(AFTER)), boxed("b", **DELIVERED))

    assert run(store, "message") == {("message", "mailbox"): (1, 0)}
    assert held(store, t.mailbox, "value") == [b"x", b""]


@pytest.mark.parametrize(("status", "goes"), [("VERSTUURD", 0), ("GEAGENDEERD", 1), ("VERVALLEN", 1)])
def test_what_a_house_owes_is_kept(store: Store, status: str, goes: int) -> None:
    """The ledger's line, and that of the delivery, until the house has it on its agenda."""
    fill(store, t.ledger, owed(status))
    fill(store, t.outbox, told("a"))
    fill(store, t.mailbox, boxed("a", **DELIVERED))

    assert run(store, "delivery", "ledger") == {
        ("delivery", "outbox"): (goes, 1 - goes),
        ("delivery", "mailbox"): (goes, 1 - goes),
        ("ledger", "ledger"): (goes, 1 - goes),
    }


def test_the_proof_of_an_erasure_keeps_its_content(store: Store) -> None:
    """That a partner was told to destroy it can be shown."""
    fill(store, t.outbox, told("a", data=PROOF))
    fill(store, t.mailbox, boxed("a", attributes=attributes("a", PROOF), **DELIVERED))

    assert run(store, "message", "feedback") == {}


def test_what_was_published_for_the_steps_goes_once_they_had_it(store: Store) -> None:
    """Stepped or a timer's: empty; not published, not stepped, or of a person in quarantine: kept."""
    of_steps = {"recipient": "", "topic": EVENTS}
    fill(
        store,
        t.outbox,
        told("a", **of_steps),
        told("b", **of_steps),
        told("c", **of_steps, sent_at=None),
        told("d", **of_steps, subject="held"),
        told("e", **of_steps, data=TIMER),
        told("f", **of_steps, data=PROOF),
    )
    fill(store, t.inbox, *({"event_id": name} for name in "acdf"))
    fill(store, t.merged, {"retired": "held", "survivor": "whole"})
    fill(store, t.quarantine, {"subject": "whole", "since": 0, "error": "E"})

    assert run(store, "event") == {("event", "outbox"): (2, 3)}
    assert held(store, t.outbox, "value") == [b"", b"x", b"x", b"x", b"", b"x"]


def test_a_letter_is_kept_from_its_closing_on(store: Store) -> None:
    """The day on which it was replayed or discarded counts, not that on which it came or was looked at."""
    names = ("a", "b", "c", "d")
    fill(store, t.deadletters, *(letter(name, "replayed") for name in names), letter("e", "open"))
    fill(store, t.repairs, closing("a", "replay", AFTER), closing("b", "discard", BEFORE))
    fill(store, t.repairs, closing("c", "reveal", AFTER))

    assert run(store, "closed_letter") == {
        ("closed_letter", "deadletters"): (3, 0),
        ("open_letter", "deadletters"): (0, 1),
    }
    assert held(store, t.deadletters, "payload") == [b"x", b"", b"", b"", b"x"]
    assert run(store, "open_letter", "closed_letter") == {("open_letter", "deadletters"): (1, 0)}


def test_what_is_awaited_still_is_kept(store: Store) -> None:
    """A line goes by when it was due, or by when it began where nothing says when; an open one never."""
    line = {"case_id": "c1", "kind": "VRAAG", "subject": SUBJECT, "of": "VH22", "since": to_micros(BEFORE)}
    due = {"due_at": to_micros(BEFORE), "outcome": "BEANTWOORD"}
    fill(
        store,
        t.awaited,
        line | {"key": "1"} | due,
        line | {"key": "2", "due_at": None, "outcome": "BEANTWOORD"},
        line | {"key": "3"} | due | {"due_at": to_micros(AFTER)},
        line | {"key": "4"} | due | {"outcome": ""},
    )

    assert run(store, "awaited") == {("awaited", "awaited"): (2, 1)}
    assert held(store, t.awaited, "key") == ["3", "4"]


def test_notices_and_timers_of_old_go_with_the_journal(store: Store) -> None:
    """What was published and is in no journal: dead letters' notices, and timers that were cancelled."""
    of_the_hub = {"recipient": "", "data": TIMER}
    fill(
        store,
        t.outbox,
        told("a", recipient="", topic=DEADLETTERS, value=b""),
        told("b", topic=EVENTS, **of_the_hub),
        told("c", topic=EVENTS, **of_the_hub, sent_at=None),
    )

    assert run(store, "journal") == {("journal", "outbox"): (2, 1)}
    assert held(store, t.outbox, "id") == ["c"]


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
def test_the_size_of_a_transaction_changes_nothing(store: Store, at_once: int) -> None:
    """Tables are walked by keys of one column and of two, whole, however many rows a transaction has."""
    fill(store, t.ledger, *(owed("VERVALLEN") | {"case_id": c, "house": h} for c in "abc" for h in "xy"))
    fill(store, t.repairs, *(closing(name, "replay", at) for name in "ab" for at in (BEFORE, AFTER)))

    assert run(store, "ledger", "repair", at_once=at_once) == {
        ("ledger", "ledger"): (6, 0),
        ("repair", "repairs"): (2, 0),
    }


def names_of(rows: Iterable[Gone]) -> set[str]:
    """The tables that a run reports on."""
    return {one.table for one in rows}


def test_what_the_hub_knows_of_persons_is_no_part_of_it(store: Store) -> None:
    """Every table is either walked, or named as one that stays, or goes with another's rows."""
    walked = names_of(Retention(store, Bounds(**NOTHING), apply=False).run())
    stays = {"dossiers", "identity", "traits", "merged", "worklist", "timers", "endpoints", "offsets"}
    goes_with_others = {"inbox", "quarantine", "parked", "unerased"}

    assert walked | stays | goes_with_others == set(t.metadata.tables)
