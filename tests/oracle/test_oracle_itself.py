"""The oracle, held against histories whose outcome was worked out by hand from the tables."""

from datetime import date

import pytest

from tests.oracle.by_hand import Row, fact, selected
from tests.oracle.facts import CVOM, History
from tests.oracle.table_a import judge
from tests.oracle.terms import hold_end, opens_at

ARRESTED = (fact(60, "arrested"), fact(70, "on_monitor", on_monitor_at=65))
TRANSFERRED = fact(200, "transferred", house=None, transferred_at=200)
ACCEPTED = fact(210, "triaged", house="VH22", outcome="AANGENOMEN", casus="t", triaged_at=210)


def hit_at(minute: int) -> tuple[tuple[int, str, str], ...]:
    """A hit of VH21 at ZSM, and what the house is asked."""
    return (
        (minute, "VH21", "advies-bevestiging-gevraagd"),
        (minute, "OM", "veiligheidshuis-hit"),
        (minute, "POLITIE", "veiligheidshuis-hit"),
    )


HIT = hit_at(70)
TAKEN_BACK = (
    (90, "OM", "veiligheidshuis-hit"),
    (90, "POLITIE", "veiligheidshuis-hit"),
    (90, "OM", "correctie-doorgegeven"),
    (90, "POLITIE", "correctie-doorgegeven"),
)
ROWS = {
    "2: marked before the arrest": Row((fact(1, "marked"), *ARRESTED), HIT),
    "4: expired": Row((fact(1, "marked", valid_to=10), *ARRESTED), ()),
    "4: not yet valid, so told by the clock": Row(
        (fact(1, "marked", valid_from=310), *ARRESTED),
        hit_at(310),
    ),
    "5: marked while the case is open": Row(
        (*ARRESTED, fact(80, "marked", registered_at=80)),
        hit_at(80),
    ),
    "6: marked after the final decision": Row(
        (*ARRESTED, fact(301, "decision"), fact(400, "marked", registered_at=390)), ()
    ),
    "6: marked before it, but heard after": Row(
        (*ARRESTED, fact(301, "decision"), fact(400, "marked")), ((400, "VH21", "terugkoppeling"),)
    ),
    "7: wrong": Row(
        (
            fact(1, "marked"),
            *ARRESTED,
            fact(90, "ended", house="VH21", marking="m", reason="FOUTIEF", ended_at=90),
        ),
        (
            *HIT,
            *TAKEN_BACK,
        ),
    ),
    "7: wrong, and what held at CVOM only is no excuse": Row(
        (
            fact(1, "marked", marking="right"),
            fact(2, "marked"),
            fact(70, "on_monitor", on_monitor_at=65, region=CVOM),
            fact(75, "ended", house="VH21", marking="right", reason="LOSGELATEN", ended_at=75),
            fact(80, "on_monitor", on_monitor_at=80),
            fact(90, "ended", house="VH21", marking="m", reason="FOUTIEF", ended_at=90),
        ),
        (
            *hit_at(80),
            *TAKEN_BACK,
        ),
    ),
    "7: wrong, and a partner had only heard of the answer": Row(
        (
            fact(1, "marked"),
            fact(60, "arrested", birth_date=date(1980, 1, 1)),
            fact(70, "on_monitor", on_monitor_at=65),
            fact(80, "ended", house="VH21", marking="m", reason="LOSGELATEN", ended_at=80),
            fact(90, "answered", house="VH21", answer="BEKEND", answered_at=90),
            selected(100),
            fact(110, "ended", house="VH21", marking="m", reason="FOUTIEF", ended_at=80),
        ),
        (
            *HIT,
            (80, "OM", "veiligheidshuis-hit"),
            (80, "POLITIE", "veiligheidshuis-hit"),
            (90, "OM", "bevraging-uitslag"),
            (90, "POLITIE", "bevraging-uitslag"),
            (90, "OM", "veiligheidshuis-hit"),
            (90, "POLITIE", "veiligheidshuis-hit"),
            (100, "3RO", "zaak-aangeboden"),
            (100, "3RO", "advies-gevraagd"),
            (110, "OM", "correctie-doorgegeven"),
            (110, "POLITIE", "correctie-doorgegeven"),
        ),
    ),
    "9: Bekend at the decision": Row(
        (fact(1, "marked"), *ARRESTED, fact(301, "decision")), (*HIT, (301, "VH21", "terugkoppeling"))
    ),
    "9: a pull house hears when it asks": Row(
        (
            fact(1, "answered", house="VH23", answer="BEKEND", answered_at=1),
            fact(301, "decision"),
            fact(400, "requested", house="VH23", requested_at=400),
        ),
        (
            (1, "OM", "bevraging-uitslag"),
            (1, "POLITIE", "bevraging-uitslag"),
            (400, "VH23", "terugkoppeling"),
        ),
    ),
    "10: final without Bekend, residence or not": Row((*ARRESTED, fact(301, "decision")), ()),
    "10: provisional": Row(
        (fact(1, "marked"), *ARRESTED, fact(301, "decision", status="VOORLOPIG")),
        HIT,
    ),
    "11, 12: to the house of residence, which accepts, and hears of the decision": Row(
        (*ARRESTED, TRANSFERRED, ACCEPTED, fact(301, "decision")),
        (
            (200, "VH22", "zaak-verwezen"),
            (210, "OM", "casusantwoord-doorgegeven"),
            (210, "POLITIE", "casusantwoord-doorgegeven"),
            (301, "VH22", "terugkoppeling"),
        ),
    ),
    "11: the pick has no room": Row(
        (*ARRESTED, fact(200, "transferred", house="VH04", transferred_at=200)), ((200, "OM", "geen-huis"),)
    ),
    "12: an answer of a house that was not asked": Row((*ARRESTED, ACCEPTED), ()),
    "15: birth date unknown": Row(
        (
            *ARRESTED,
            selected(100),
        ),
        ((100, "OM", "leeftijd-onbekend"), (100, "POLITIE", "leeftijd-onbekend")),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_oracle_reads_the_row(row: str) -> None:
    """What the oracle finds is what the table says, worked out by hand."""
    found = judge(History(0, ROWS[row].facts, ROWS[row].until)).told
    assert tuple((told.at, told.recipient, told.what) for told in found) == ROWS[row].told


@pytest.mark.parametrize(
    ("start", "end"),
    [(2 * 60, 8 * 60), (9 * 60 + 30, 15 * 60 + 30), (10 * 60 + 30, 25 * 60 + 30), (19 * 60 + 15, 31 * 60)],
)
def test_oracle_counts_the_hold_by_the_clock(start: int, end: int) -> None:
    """Rows of deadline_vectors.csv for 2016 (10:00, 17:30, 18:30, 03:15), as minutes from 08:00."""
    assert hold_end(start) == end


@pytest.mark.parametrize(
    ("house", "minute", "opens"),
    [
        ("VH22", 0, 30),
        ("VH22", 30, None),
        ("VH22", 539, None),
        ("VH22", 540, 4350),
        ("VH22", 2000, 4350),
        ("VH19", 0, None),
        ("VH19", 14 * 60, 24 * 60),
    ],
)
def test_oracle_knows_when_houses_open(house: str, minute: int, opens: int | None) -> None:
    """Office hours, closing time excluded, shut at the weekend; Rotterdam-Rijnmond as ZSM (report fn59)."""
    assert opens_at(house, minute) == opens
