"""Erasure: of a person nothing is left but that something was told, to whom, and that it was destroyed."""

from typing import Any

import pytest
from sqlalchemy import select

from hub.engine import tables as t
from hub.engine.letters.taking import Outcome
from hub.engine.mailbox import Desk
from hub.schemas.envelope import Envelope
from hub.schemas.events import DeliveryConfirmed
from tests.support.engine import ALICE, BOB, START, Hub, MakeHub, PlainStep, message
from tests.support.mending import Site

SKN = "12345678"
PV = "PL2000-2016123456"
PROOF = "nl.strafrechtketen.vernietiging-uitgevoerd"
ORDER = "nl.strafrechtketen.gegevens-vernietigd"
SELECTED = "nl.strafrechtketen.selectiebeslissing-genomen"
DAY = [
    message(1, "tell VH22", minute=0, skn=SKN, bvh=PV),
    message(2, "tell OM", minute=1, bsn=BOB),
    message(3, "await q", minute=2, bvh=PV),
    message(4, "wake 60", minute=3),
    message(5, "erase", minute=4),
]


def rows(engine: Hub, *tables: str) -> list[dict[str, Any]]:
    """All rows of these tables, or of all; each in a transaction, for a slow reader's would be ended."""
    store, found = engine.open(), []
    try:
        for name in tables or t.metadata.tables:
            with store.transaction() as connection:
                rows = connection.execute(select(t.metadata.tables[name])).mappings().all()
            found += [dict(row) for row in rows]
    finally:
        store.close()
    return found


def holding(engine: Hub, needle: str) -> list[dict[str, Any]]:
    """The rows of the store in which a text stands."""
    return [row for row in rows(engine) if any(needle in str(v) for v in row.values())]


def deliver(engine: Hub) -> None:
    """Let every recipient take what waits for it; embedded nothing waits."""
    store = engine.open()
    try:
        with store.transaction() as connection:
            box = t.mailbox.c
            waiting = connection.execute(select(box.recipient, box.id, box.subject)).all()
            desk = Desk(store, connection)
            for recipient, event, subject in waiting:
                desk.delivered(recipient, event, START, _receipt(recipient, event, subject))
    finally:
        store.close()


def _receipt(recipient: str, event: str, subject: str) -> Envelope:
    data = DeliveryConfirmed(recipient=recipient, delivered=event, delivered_type="x", accepted_at=START)
    return Envelope.by_the_hub(f"receipt-{event}", data, subject=subject, at=START, synthetic=True)


def subject_of(engine: Hub, kind: str) -> str:
    """The person of the (only) event of a kind."""
    (found,) = [e["subject"] for e in engine.lines("events") if e["type"] == kind]
    return str(found)


@pytest.mark.parametrize("batch", [1, 500])
def test_an_erased_person_has_no_content_left(engine: Hub, batch: int) -> None:
    """Events, deliveries, numbers, timers and traits of the person go; those of others stay as they were."""
    engine.process(DAY, batch=batch)
    deliver(engine)

    alice = subject_of(engine, ORDER)
    events = [e for e in engine.lines("events") if e["subject"] == alice]
    kept = {e["type"] for e in events if e["data"] is not None}
    assert kept - {"nl.strafrechtketen.aflevering-bevestigd"} == {ORDER, PROOF}
    assert [e["data"] is None for e in engine.lines("events") if e["subject"] != alice][:1] == [False]
    for secret in (ALICE, SKN, PV):
        assert holding(engine, secret) == []
    assert [row for row in rows(engine, "identity") if row["subject"] == alice] == []
    assert [row for row in rows(engine, "timers") if row["subject"] == alice] == []
    assert [row["outcome"] for row in rows(engine, "awaited")] == ["VERNIETIGD"]
    assert len(holding(engine, BOB)) == 1


def test_the_proof_says_what_was_emptied(engine: Hub) -> None:
    """What was carried out names ground and order, and how many events and messages lost their content."""
    engine.process(DAY)

    (proof,) = [e["data"] for e in engine.lines("events") if e["type"] == PROOF]
    assert proof == {"ground": "VERZOEK", "reference": "V-1", "events": 3, "messages": 1}


def test_the_audit_outlives_the_content(engine: Hub) -> None:
    """To whom something was disclosed, and on what ground, is known after the erasure too."""
    engine.process(DAY)

    alice = subject_of(engine, ORDER)
    audit = [row["recipient"] for row in rows(engine, "audit") if row["subject"] == alice]
    assert sorted(audit) == ["OM", "VH22"]


def test_a_message_after_the_erasure_founds_the_person_anew(engine: Hub) -> None:
    """The next message about the person is taken in, told with its content, and found by its numbers."""
    day = [*DAY, message(6, "tell POLITIE", minute=5, bvh=PV), message(7, "none", minute=6, bsn=None, bvh=PV)]
    engine.process(day)

    alice = subject_of(engine, ORDER)
    events = [e for e in engine.lines("events") if e["subject"] == alice]
    assert [e["data"]["reason"] for e in events[-2:]] == ["tell POLITIE", "none"]
    assert [d["data"] is None for d in engine.lines("deliveries") if d["recipient"] == "POLITIE"] == [False]
    dossiers = [row["state"] for row in rows(engine, "dossiers") if row["subject"] == alice]
    assert b'"count":2' in dossiers[0]


def test_a_timer_of_an_erased_person_never_fires(engine: Hub) -> None:
    """Also where a timer was set in the same batch, its moment passes in silence."""
    engine.process([*DAY, message(6, "none", minute=90, bsn=BOB)])

    assert [e for e in engine.lines("events") if e["type"] == "nl.strafrechtketen.tijdstip-bereikt"] == []


def test_a_dead_letter_with_a_number_of_the_person_is_emptied(engine: Hub) -> None:
    """What was refused of the person, and what no adapter could read, stays without its payload."""
    engine.process(
        [
            message(1, "refuse", minute=0),
            message(2, "garbage", minute=1),
            message(3, "garbage", minute=2, bsn=BOB),
            message(4, "erase", minute=3),
        ]
    )

    letters = rows(engine, "deadletters")
    assert [BOB.encode() in row["payload"] for row in letters if row["payload"]] == [True]
    assert len(letters) == 3


def test_an_erasure_waits_with_its_person_in_quarantine(make: MakeHub) -> None:
    """Parked with the others, it is carried out when the quarantine is lifted; what came after it stays."""
    step = PlainStep()
    hub = make(step=step)
    hub.process(
        [
            message(1, "fail", minute=0),
            message(2, "erase", minute=1),
            message(3, "tell OM", minute=2),
        ]
    )
    before = [e["data"] for e in hub.lines("events")]
    step.broken.clear()
    hub.repair(subject_of(hub, ORDER))

    assert None not in before
    after = {e["type"]: e["data"] for e in hub.lines("events")[1:]}
    assert hub.lines("events")[0]["data"] is None
    assert {kind: after[kind] is None for kind in after} == dict.fromkeys((ORDER, PROOF, SELECTED), False)
    assert [row["value"] for row in rows(hub, "identity")] == [ALICE]


def test_an_emptied_letter_cannot_be_replayed(make: MakeHub) -> None:
    """A replay says that the letter's content was erased; it stays for somebody to close it."""
    site = Site(make)
    site.process(message(1, "garbage", minute=0), message(2, "erase", minute=1))
    site.registry.mend()

    result = site.replay("messages/1")

    assert result.outcome is Outcome.UNABLE
    assert result.reason is not None
    assert result.reason.code == "erased"
    assert [letter["state"] for letter in site.letters()] == ["open"]
