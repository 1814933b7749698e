"""The simulator's own legal clocks, against vectors that were worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from hub.schemas.calendar import AMSTERDAM
from hub.schemas.events import CustodyChanged, DecisionHeld, DecisionTaken, SuspectArrested
from hub.schemas.vocabulary import CustodyKind, DecisionKind, DecisionStatus, HeldFor, TermKind
from simulators.hours import OFFICE_HOURS
from simulators.known import KnownCase
from simulators.terms import chosen, hold_end, legal, next_mornings


def local(text: str) -> datetime:
    """A moment by the clock in Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2016-07-15 10:00", 6, "2016-07-15 16:00"),
        ("2016-07-15 18:00", 6, "2016-07-16 00:00"),
        ("2016-07-15 18:30", 6, "2016-07-16 09:30"),
        ("2016-07-16 03:15", 6, "2016-07-16 15:00"),
        ("2016-07-15 17:30", 12, "2016-07-16 14:30"),
        ("2016-03-26 23:00", 6, "2016-03-27 14:00"),
        ("2016-10-29 23:00", 9, "2016-10-30 17:00"),
    ],
)
def test_nights_do_not_count(start: str, hours: int, end: str) -> None:
    """From midnight to nine a hold stands still, also in the nights in which the clock changes (52)."""
    assert hold_end(local(start), hours) == local(end)


def held(*custody: tuple[CustodyKind, str], arrested: str = "2016-10-17 10:00") -> KnownCase:
    """An arrest, and what became of the suspect."""
    case = KnownCase("case")
    case.suspicion = SuspectArrested(region="LIMBURG", offences=(), arrested_at=local(arrested))
    case.custody = [CustodyChanged(custody=kind, since=local(since)) for kind, since in custody]
    return case


IVS, LONGER = CustodyKind.INVERZEKERINGSTELLING, CustodyKind.INVERZEKERINGSTELLING_VERLENGD


@pytest.mark.parametrize(
    ("case", "ends"),
    [
        (held(), {"OPHOUDEN": "2016-10-17 16:00"}),
        (held((CustodyKind.OPHOUDEN_IDENTIFICATIE, "2016-10-17 15:00")), {"OPHOUDEN": "2016-10-17 22:00"}),
        (
            held((IVS, "2016-10-17 15:00")),
            {"INVERZEKERINGSTELLING": "2016-10-20 15:00", "VOORGELEIDING": "2016-10-21 01:00"},
        ),
        (
            held((IVS, "2016-10-17 15:00"), (LONGER, "2016-10-20 09:00")),
            {"INVERZEKERINGSTELLING": "2016-10-23 15:00", "VOORGELEIDING": "2016-10-21 01:00"},
        ),
        (
            held((IVS, "2017-03-02 15:00"), arrested="2017-03-02 10:00"),
            {"INVERZEKERINGSTELLING": "2017-03-05 15:00", "VOORGELEIDING": "2017-03-06 04:00"},
        ),
        (held((IVS, "2016-10-17 15:00"), (CustodyKind.VOORGELEID, "2016-10-19 09:00")), {}),
        (held((CustodyKind.HEENGEZONDEN, "2016-10-17 12:00")), {}),
        (
            held((CustodyKind.HEENGEZONDEN, "2016-10-16 12:00")),
            {"OPHOUDEN": "2016-10-17 16:00"},
        ),
    ],
    ids=["hold", "identity", "ivs", "extended", "2017", "before court", "let go", "arrested anew"],
)
def test_terms_of_the_law(case: KnownCase, ends: dict[str, str]) -> None:
    """The latest custody since the arrest says what runs, and an extension counts from the first (52)."""
    assert {kind.value: end for kind, end in legal(case)} == {k: local(v) for k, v in ends.items()}


@pytest.mark.parametrize(
    ("held_for", "at", "houses", "end"),
    [
        (HeldFor.VEILIGHEIDSHUIS, "2016-10-17 17:10", 1, "2016-10-18 08:30"),
        (HeldFor.VEILIGHEIDSHUIS, "2016-10-17 10:00", 1, "2016-10-17 13:00"),
        (HeldFor.VEILIGHEIDSHUIS, "2016-10-17 10:00", 0, "2016-10-18 10:00"),
        (HeldFor.VOLGENDE_OCHTEND, "2016-10-17 21:00", 0, "2016-10-18 08:00"),
        (HeldFor.WERKPLAATS, "2016-10-17 10:00", 0, "2016-10-31 09:00"),
    ],
)
def test_terms_that_people_choose(held_for: HeldFor, at: str, houses: int, end: str) -> None:
    """A decision waits for a house to open, three hours if one is open, a day if there is none (54)."""
    case = KnownCase("case", held=[DecisionHeld(held_for=held_for, held_at=local(at))])

    ((_, found),) = chosen(case, [OFFICE_HOURS] * houses)

    assert found == local(end)


def test_a_decision_ends_the_wait() -> None:
    """A provisional decision is one, too (54)."""
    case = KnownCase(
        "case", held=[DecisionHeld(held_for=HeldFor.WERKPLAATS, held_at=local("2016-10-17 10:00"))]
    )
    assert [kind for kind, _ in chosen(case, [])] == [TermKind.WERKPLAATS]
    case.provisional.append(
        DecisionTaken(
            decision=DecisionKind.DAGVAARDING,
            status=DecisionStatus.VOORLOPIG,
            decided_at=local("2016-10-18 10:00"),
        )
    )

    assert chosen(case, []) == []


def test_mornings() -> None:
    """The first morning is that after the moment, by the clock of Amsterdam, also when that changes (51)."""
    found = next_mornings(local("2016-10-29 08:00"), 2)

    assert found == (local("2016-10-30 08:00"), local("2016-10-31 08:00"))
    assert found[0].astimezone(AMSTERDAM).date() == date(2016, 10, 30)
