"""The time table of `hub.streams.leaving`, and who sees what of it (rows 17 and 18)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.events import CaseDirected, CaseLeftZsm, Event, Offence
from hub.schemas.vocabulary import CustodyKind, HaltOutcome, SelectionOutcome, TargetList
from hub.streams import leaving
from hub.streams.driver import Driver
from tests.support import history as h
from tests.support import history_selection as k
from tests.unit.streams.telling import ROUTES, clock, lines, rows_of

BACKOFFICE, HALT, PGA = SelectionOutcome.BACKOFFICE, SelectionOutcome.HALT, SelectionOutcome.PGA
MINOR = date(2001, 5, 1)
AMSTERDAM = "AMSTERDAM"
SAID: dict[type[Event], Callable[[Any], str]] = {one: ROUTES[one] for one in (CaseDirected, CaseLeftZsm)}
DAY = date(2016, 10, 17)
THEFT, ROBBERY = (Offence(article=article, committed_on=DAY) for article in ("Sr 310", "Sr 312"))


def said(at: str, destination: str, *recipients: str, case: bool = True) -> list[str]:
    """The case to its destination, and where it went to the others."""
    notices = [f"{at} {recipient} left to {destination}" for recipient in recipients]
    return [*([f"{at} {destination} the case"] if case else []), *notices]


def at(envelope: Envelope, arrival: str) -> Envelope:
    """The same, reaching the hub at another time."""
    return replace(envelope, recorded_at=h.at_time(arrival))


def known(version: int, arrival: str, born: date = h.ADULT) -> Envelope:
    """A version of the arrest with a birth date."""
    return at(h.arrested(record="a", version=version, birth_date=born), arrival)


def listed(target: TargetList = TargetList.TOP_600, **fields: Any) -> Envelope:  # noqa: ANN401
    """VH04 marks the person, for a list."""
    return h.marked("VH04", target_list=target, **fields)


def amsterdam(*offences: Offence, region: str = AMSTERDAM, monitor: str = AMSTERDAM) -> list[Envelope]:
    """An arrest for these offences, and the case on the monitor at 10:00."""
    return [h.arrested(region=region, offences=offences), h.on_monitor(region=monitor)]


MARKED = h.marked()
UNKNOWN = [MARKED, h.arrested(birth_date=None, record="a")]
GONE = [MARKED, h.arrested(), h.selected(BACKOFFICE)]
WENT = said("11:00", "BACKOFFICE", "3RO", "VH22")
BOY = [MARKED, h.arrested(birth_date=MINOR)]
TO_PGA = ["10:00 PGA the case"]

TABLE: dict[int, tuple[list[Envelope], list[str], list[str]]] = {
    1: (GONE, WENT, []),
    2: (
        [MARKED, h.selected(BACKOFFICE), at(h.arrested(), "11:30")],
        said("11:30", "BACKOFFICE", "3RO", "VH22"),
        [],
    ),
    3: ([*BOY, h.selected(BACKOFFICE)], said("11:00", "BACKOFFICE", "RVDK", "VH22"), []),
    4: ([*GONE, h.selected(BACKOFFICE, "11:30"), h.marked("VH24", "12:00")], WENT, []),
    5: ([*UNKNOWN, h.selected(BACKOFFICE)], said("11:00", "BACKOFFICE", "VH22"), []),
    6: (
        [*UNKNOWN, h.selected(BACKOFFICE), known(2, "11:30")],
        [*said("11:00", "BACKOFFICE", "VH22"), *said("11:30", "BACKOFFICE", "3RO", case=False)],
        [],
    ),
    7: (
        [*GONE, h.selected(PGA, "12:00")],
        [*WENT, *said("12:00", "PGA", "3RO", "VH22", case=False)],
        ["zaak-doorgezonden"],
    ),
    8: ([*BOY, h.selected(HALT)], said("11:00", "HALT", "RVDK", "VH22"), []),
    9: ([*UNKNOWN, h.selected(HALT)], [], []),
    10: (
        [*UNKNOWN, h.selected(HALT), known(2, "11:30", MINOR)],
        said("11:30", "HALT", "RVDK", "VH22"),
        [],
    ),
    11: ([*UNKNOWN, h.selected(HALT), known(2, "11:30")], [], ["zaak-doorgezonden"]),
    12: (
        [*UNKNOWN, h.selected(HALT), known(2, "11:30"), known(3, "12:00", MINOR)],
        said("12:00", "HALT", "RVDK", "VH22"),
        ["zaak-doorgezonden"],
    ),
    13: ([h.on_monitor("08:00", region="CVOM"), *GONE], [], []),
    14: (
        [h.on_monitor("08:00", region="CVOM"), *GONE, h.on_monitor("12:00")],
        said("12:00", "BACKOFFICE", "3RO", "VH22"),
        [],
    ),
    15: ([h.decided(at="08:00"), *GONE], [], []),
    16: (
        [
            MARKED,
            h.arrested(),
            h.selected(),
            h.selected(SelectionOutcome.VEILIGHEIDSHUIS, "11:30"),
        ],
        [],
        [],
    ),
    17: ([listed(), *amsterdam(ROBBERY)], TO_PGA, []),
    18: ([listed(), *amsterdam(THEFT)], [], []),
    19: ([listed(), *amsterdam(THEFT, ROBBERY)], TO_PGA, []),
    20: ([listed(TargetList.CRIMINELE_FAMILIES), *amsterdam(ROBBERY)], [], []),
    21: ([listed(), *amsterdam(ROBBERY, region=h.REGION)], [], []),
    22: (
        [listed(), *amsterdam(ROBBERY, region=h.REGION), k.moved(AMSTERDAM, "10:30")],
        ["10:30 PGA the case"],
        [],
    ),
    23: ([listed(valid_from="10:30"), *amsterdam(ROBBERY)], ["10:30 PGA the case"], []),
    24: (
        [listed(), *amsterdam(ROBBERY), h.selected(PGA)],
        [*TO_PGA, *said("11:00", "PGA", "3RO", "VH04", case=False)],
        [],
    ),
    25: (
        [listed(), *amsterdam(THEFT), h.selected(PGA)],
        said("11:00", "PGA", "3RO", "VH04", case=False),
        ["zaak-doorgezonden"],
    ),
    26: ([listed(), *amsterdam(ROBBERY, monitor="CVOM")], [], []),
}


def feed(driver: Driver, facts: list[Envelope]) -> None:
    """Feed these, and let the hours of the day pass."""
    for fact in facts:
        driver.feed(fact)
    driver.advance(h.at_time("20:00"))


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table tells what it says, to whom it says, when it says, and withholds the rest."""
    facts, told, withheld = TABLE[row]

    feed(driver, facts)

    assert lines(driver.sent, SAID) == told
    assert [one.data.kind for one in driver.withheld] == withheld


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(leaving.__doc__) == [str(row) for row in TABLE]


def _told(driver: Driver, recipient: str, event: type[Event]) -> Any:  # noqa: ANN401 - of that type
    (found,) = [
        one.data
        for one in driver.sent
        if one.routing and one.routing.recipient == recipient and isinstance(one.data, event)
    ]
    return found


def test_the_backoffice_gets_the_case_and_why(driver: Driver) -> None:
    """The backoffice sees what for, who, where the suspect lives, until when, and why it was selected so."""
    feed(driver, [h.arrested(), h.selected(BACKOFFICE, reason="regulier")])

    case = _told(driver, "BACKOFFICE", CaseDirected)
    assert (case.offences, case.birth_date, case.residence) == (h.THEFT, h.ADULT, "GM0716")
    assert (case.reason, clock(case.term_end)) == ("regulier", "15:00")


def test_halt_does_not_see_the_term(driver: Driver) -> None:
    """Halt sees who and what for, and not until when the suspect can be held."""
    feed(driver, [*BOY, h.selected(HALT, reason="eerste keer")])

    case = _told(driver, "HALT", CaseDirected)
    assert (case.offences, case.birth_date, case.reason, case.term_end) == (
        h.THEFT,
        MINOR,
        "eerste keer",
        None,
    )


def _notices(driver: Driver) -> dict[str, tuple[date | None, bool, str | None]]:
    """Of each notice: the birth date, whether it holds offences, and the region of the Raad."""
    return {
        one.routing.recipient: (one.data.birth_date, bool(one.data.offences), one.data.raad_region)
        for one in driver.sent
        if one.routing and isinstance(one.data, CaseLeftZsm)
    }


def test_who_sees_what_of_an_adults_case_that_left(driver: Driver) -> None:
    """3RO hears where the case went, not who it is about; a house that knows the person also what for."""
    feed(driver, GONE)

    assert _notices(driver) == {"3RO": (None, False, None), "VH22": (h.ADULT, True, None)}


def test_who_was_told_of_the_inverzekeringstelling_sees_the_notice_whole(driver: Driver) -> None:
    """3RO, which knows who is held and what for, sees that again when the case leaves."""
    ivs = h.custody(CustodyKind.INVERZEKERINGSTELLING, "10:00")
    feed(driver, [h.arrested(), ivs, h.selected(BACKOFFICE)])

    assert _notices(driver) == {"3RO": (h.ADULT, True, None)}


def test_who_sees_what_of_a_minors_case_that_left(driver: Driver) -> None:
    """The Raad sees who, and which of its regions it concerns; a house no region."""
    feed(driver, [*BOY, h.selected(BACKOFFICE)])

    assert _notices(driver) == {"RVDK": (MINOR, False, h.REGION), "VH22": (MINOR, True, None)}


@pytest.mark.parametrize("born", [date(2004, 10, 18), date(1998, 10, 17)])
def test_halt_is_refused_outside_its_ages(born: date, driver: Driver) -> None:
    """A selection for Halt of somebody known to be 11 or 18 at the offence is refused and changes nothing."""
    driver.feed(h.arrested(birth_date=born))
    before = driver.dossier(h.SUBJECT)

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(h.selected(HALT))

    assert (refusal.value.code, refusal.value.field) == ("halt-not-12-17", "outcome")
    assert driver.dossier(h.SUBJECT) == before


@pytest.mark.parametrize("born", [date(2004, 10, 17), date(1998, 10, 18)])
def test_halt_takes_those_of_12_and_17(born: date, driver: Driver) -> None:
    """Who was 12 or 17 at the offence, to the day, goes to Halt."""
    feed(driver, [h.arrested(birth_date=born), h.selected(HALT)])

    assert _told(driver, "HALT", CaseDirected).birth_date == born


@pytest.mark.parametrize("outcome", list(HaltOutcome)[1:])
def test_the_end_of_a_halt_referral_is_told_to_nobody(outcome: HaltOutcome, driver: Driver) -> None:
    """How a referral ended is for the OvJ to see and decide on; no message goes and no decision follows."""
    feed(driver, [*BOY, h.selected(HALT)])
    before = len(driver.sent)

    feed(driver, [k.halt_ended(outcome, "+30 10:00")])

    assert [one for one in driver.sent[before:] if one.recorded_at == h.at_time("+30 10:00")] == []
    assert driver.dossier(h.SUBJECT).cases[h.CASE].final is None


def test_a_case_that_comes_back_is_offered(driver: Driver) -> None:
    """A case that left and is selected for ZSM later is offered by age as any other."""
    feed(driver, [*GONE, h.selected(at="12:00")])

    assert "12:00 3RO offered" in lines(driver.sent)


def test_a_light_case_of_the_list_stays_at_zsm(driver: Driver) -> None:
    """A light offence of somebody on the list is offered as any other, and PGA does not hear of it."""
    feed(driver, [listed(), *amsterdam(THEFT), h.selected()])

    recipients = {one.routing.recipient for one in driver.sent if one.routing}
    assert "3RO" in recipients
    assert "PGA" not in recipients
