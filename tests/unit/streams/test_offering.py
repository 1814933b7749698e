"""The time table of `hub.streams.offering`, and row 15's age bands at their borders."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.events import AdviceRequested, CaseOffered, Event, InstrumentMissing, Offence
from hub.schemas.vocabulary import CustodyKind, InstrumentColour, Role, SelectionOutcome
from hub.streams import offering
from hub.streams.driver import Driver
from tests.support import history as h
from tests.support import history_selection as k
from tests.unit.streams.telling import ROUTES, WORDS, clock, lines, rows_of

SAID: dict[type[Event], Callable[[Any], str]] = {
    event: (WORDS | ROUTES)[event] for event in (CaseOffered, AdviceRequested, InstrumentMissing)
}

RELEASED, IVS = CustodyKind.HEENGEZONDEN, CustodyKind.INVERZEKERINGSTELLING
BACKOFFICE = SelectionOutcome.BACKOFFICE
OFFERED = ["11:00 3RO offered", "11:00 3RO advice via iris"]
LATER = ["11:30 3RO offered", "11:30 3RO advice via iris"]


ROTTERDAM = "ROTTERDAM"
MINOR, YOUNG = date(2001, 5, 1), date(1996, 5, 1)
GREEN, ORANGE, RED = InstrumentColour.GROEN, InstrumentColour.ORANJE, InstrumentColour.ROOD
BOTH = [
    "11:00 3RO offered",
    "11:00 3RO advice via iris",
    "11:00 RVDK offered",
    "11:00 RVDK advice via kbps",
    "11:00 RVDK advice via vir",
]
ALL = [
    "11:00 SHN offered",
    *BOTH[:4],
    *(f"11:00 {one} offered" for one in ("GEMEENTE", "VEILIG_THUIS", "GI")),
]


def J(clock: str) -> str:  # noqa: N802 - July, in which KIB works: it stands at every time of a row
    """A clock time on 9 July 2016, a hundred days before the test day."""
    return f"-100 {clock}"


ARREST, SELECTED = h.arrested(J("09:00"), region=ROTTERDAM), h.selected(at=J("11:00"))

LAST_DAY = [h.arrested("-47 09:00", region=ROTTERDAM), h.selected(at="-47 11:00")]


def _arriving(envelope: Envelope, at: str) -> Envelope:
    return replace(envelope, recorded_at=h.at_time(at))


def _second_version(*, minor_involved: bool = False) -> Envelope:
    return _arriving(h.arrested(record="a", version=2, minor_involved=minor_involved), "11:30")


TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([h.arrested(), h.selected()], OFFERED),
    2: ([h.selected(), _arriving(h.arrested(), "11:30")], LATER),
    3: ([h.arrested(), h.selected(), h.selected(at="11:30")], OFFERED),
    4: ([h.arrested(), h.selected(), h.selected(BACKOFFICE, "12:00")], OFFERED),
    5: ([h.arrested(), h.selected(BACKOFFICE), h.selected(at="11:30", decided_at="10:45")], []),
    6: ([h.arrested(birth_date=None), h.selected()], []),
    7: ([h.arrested(birth_date=None, record="a"), h.selected(), _second_version()], LATER),
    8: ([h.arrested(birth_date=None), h.selected(), h.arrested("11:30", case="z-2")], LATER),
    9: ([h.decided(at="08:00"), h.arrested(), h.selected()], []),
    10: (
        [h.arrested(record="a"), h.selected(), _second_version(minor_involved=True)],
        [*OFFERED, "11:30 RVDK offered", "11:30 RVDK advice via kbps"],
    ),
    11: ([h.on_monitor("08:00", region="CVOM"), h.arrested(), h.selected()], []),
    12: (
        [h.on_monitor("08:00", region="CVOM"), h.arrested(), h.selected(), h.on_monitor("12:00")],
        ["12:00 3RO offered", "12:00 3RO advice via iris"],
    ),
    13: ([h.arrested(birth_date=YOUNG), h.selected()], BOTH),
    14: ([h.arrested(birth_date=YOUNG), h.selected(), h.selected(at="11:30")], BOTH),
    15: ([ARREST, SELECTED], ["11:00 ZSM no score"]),
    16: ([ARREST, SELECTED, k.applied(GREEN, J("11:30"))], ["11:00 ZSM no score", "11:30 SHN offered"]),
    17: ([ARREST, k.applied(GREEN, J("10:30")), SELECTED], ["11:00 SHN offered"]),
    18: (
        [ARREST, k.applied(GREEN, J("10:30")), SELECTED, k.applied(ORANGE, J("11:30"))],
        ["11:00 SHN offered", *LATER],
    ),
    19: ([ARREST, k.applied(RED, J("10:30")), SELECTED], ALL),
    20: ([ARREST, k.applied(RED, J("10:30")), SELECTED, k.applied(GREEN, J("11:30"))], ALL),
    21: (
        [
            ARREST,
            k.applied(ORANGE, J("10:30")),
            k.applied(RED, J("10:50"), applied_at=J("10:00")),
            SELECTED,
        ],
        ["11:00 SHN offered", "11:00 3RO offered", "11:00 3RO advice via iris"],
    ),
    22: (
        [
            h.arrested(J("09:00"), region=ROTTERDAM, birth_date=YOUNG),
            k.applied(GREEN, J("10:30")),
            SELECTED,
            k.applied(ORANGE, J("11:30")),
        ],
        ["11:00 SHN offered", *LATER, "11:30 3RO advice via vir"],
    ),
    23: (
        [h.arrested(J("09:00"), region=ROTTERDAM, birth_date=MINOR), SELECTED],
        ["11:00 RVDK offered", "11:00 RVDK advice via kbps", "11:00 RVDK advice via vir"],
    ),
    24: ([h.arrested(region=ROTTERDAM), h.selected()], OFFERED),
    25: (
        [ARREST, k.applied(GREEN, J("10:30")), SELECTED, k.moved(h.REGION, J("11:30"))],
        ["11:00 SHN offered", *LATER],
    ),
    26: ([h.on_monitor(J("08:00"), region="CVOM"), ARREST, SELECTED], []),
    27: (LAST_DAY, ["11:00 ZSM no score", "00:00 3RO offered", "00:00 3RO advice via iris"]),
    28: ([*LAST_DAY, h.decided(at="-47 12:00")], ["11:00 ZSM no score"]),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table offers what it says, to whom it says, when it says."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)
    driver.advance(facts[-1].recorded_at + timedelta(hours=14))

    assert lines(driver.sent, SAID) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(offering.__doc__) == [str(row) for row in TABLE]


@pytest.mark.parametrize(
    ("born", "minor_involved", "partners"),
    [
        (date(1998, 10, 18), False, ["RVDK"]),  # 17, for one day more
        (date(1998, 10, 17), False, ["3RO", "RVDK"]),  # 18 today
        (date(1993, 10, 18), False, ["3RO", "RVDK"]),  # 22, for one day more
        (date(1993, 10, 17), False, ["3RO"]),  # 23 today
        (date(1998, 10, 18), True, ["RVDK"]),
        (date(1998, 10, 17), True, ["3RO", "RVDK"]),
        (date(1993, 10, 17), True, ["3RO", "RVDK"]),
    ],
)
def test_age_bands(born: date, minor_involved: bool, partners: list[str], driver: Driver) -> None:
    """Under 18 the Raad, 18 to 22 both, 23 and over 3RO; with a minor involved the Raad as well."""
    driver.feed(h.arrested(birth_date=born, minor_involved=minor_involved))
    driver.feed(h.selected())

    assert _offered(driver) == partners


def test_age_is_that_on_the_earliest_offence(driver: Driver) -> None:
    """Who turned 18 between two offences and the arrest is a minor in this case."""
    offences = tuple(
        Offence(article="Sr 310", committed_on=day) for day in (date(2016, 10, 1), date(2016, 8, 1))
    )

    driver.feed(h.arrested(birth_date=date(1998, 9, 1), offences=offences))
    driver.feed(h.selected())

    assert _offered(driver) == ["RVDK"]


def test_without_offence_date_the_day_of_arrest_counts_in_amsterdam(driver: Driver) -> None:
    """An arrest at 00:30 in Amsterdam falls on the birthday, although in UTC it is the day before."""
    undated = (Offence(article="Sr 310"),)

    driver.feed(h.arrested("00:30", birth_date=date(1993, 10, 17), offences=undated))
    driver.feed(h.selected())

    assert _offered(driver) == ["3RO"]


@pytest.mark.parametrize(
    "deciders",
    [
        (),
        (Role.OVJ,),
        (Role.POLITIECOORDINATOR,),
        (Role.OVJ, Role.VERBALISANT),
        (Role.OVJ, Role.JURIDISCH_BEOORDELAAR),
    ],
)
def test_selection_by_one_side_is_refused(deciders: tuple[Role, ...], driver: Driver) -> None:
    """A selection that OM and police did not take together is refused and changes nothing."""
    driver.feed(h.arrested())
    before = driver.dossier(h.SUBJECT)

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(h.selected(deciders=deciders))

    assert (refusal.value.code, refusal.value.field) == ("selection-not-joint", "deciders")
    assert driver.dossier(h.SUBJECT) == before


def test_juridisch_beoordelaar_speaks_for_the_om(driver: Driver) -> None:
    """The juridisch beoordelaar may select for the OM."""
    driver.feed(h.arrested())
    driver.feed(h.selected(deciders=(Role.POLITIECOORDINATOR, Role.JURIDISCH_BEOORDELAAR)))

    assert _offered(driver) == ["3RO"]


@pytest.mark.parametrize(
    ("facts", "term"),
    [
        ([h.arrested("12:00")], "18:00"),
        ([h.arrested("12:00", brought_in_at="12:40")], "18:40"),
        ([h.arrested("22:00")], "13:00"),  # two hours before midnight, four from 09:00
        ([h.summoned("12:00")], None),
        ([h.arrested("12:00"), h.custody(RELEASED, "13:00")], None),
        ([h.arrested("12:00"), h.custody(IVS, "17:00")], "17:00"),
        ([h.arrested("12:00"), h.custody(IVS, "17:00"), h.custody(RELEASED, "12:30")], "17:00"),
        ([h.custody(RELEASED, "11:00"), h.arrested("12:00")], "18:00"),
        ([h.arrested("12:00"), h.summoned("12:30", interrogation_at="+7 10:00")], "18:00"),
    ],
)
def test_end_of_term(facts: list[Envelope], term: str | None, driver: Driver) -> None:
    """An offer shows until when the suspect can be held, if at all: by the clock that runs last."""
    for fact in facts:
        driver.feed(fact)
    (offer,) = [one.data for one in driver.feed(h.selected(at="23:00")) if isinstance(one.data, CaseOffered)]

    assert (offer.term_end and clock(offer.term_end)) == term


def test_inverzekeringstelling_lasts_three_days(driver: Driver) -> None:
    """The term of an inverzekeringstelling is its start and three days."""
    driver.feed(h.arrested())
    driver.feed(h.custody(IVS, "17:00"))
    (offer, _) = driver.feed(h.selected(at="18:00"))

    assert offer.data.model_dump()["term_end"] == h.at_time("17:00") + timedelta(days=3)


def _offered(driver: Driver) -> list[str]:
    return [one.routing.recipient for one in driver.sent if one.routing and isinstance(one.data, CaseOffered)]


def offers_of(driver: Driver) -> dict[str, CaseOffered]:
    """The offers that went, by partner, in order."""
    return {
        one.routing.recipient: one.data
        for one in driver.sent
        if one.routing and isinstance(one.data, CaseOffered)
    }


@pytest.mark.parametrize(
    ("born", "residence", "region"),
    [(MINOR, "GM0363", "AMSTERDAM"), (MINOR, None, h.REGION), (YOUNG, "GM0363", None)],
)
def test_the_raad_of_a_minors_residence_is_named(
    born: date, residence: str | None, region: str | None, driver: Driver
) -> None:
    """An offer to the Raad names the region where a minor lives, or else that of the case; of adults none."""
    driver.feed(h.arrested(birth_date=born, residence=residence))
    driver.feed(h.selected())

    assert offers_of(driver)["RVDK"].raad_region == region


def test_a_case_that_moved_is_of_its_new_region(driver: Driver) -> None:
    """The offer shows the region that OM moved the case to last, whichever message came last."""
    driver.feed(h.arrested())
    driver.feed(k.moved("AMSTERDAM", "10:30"))
    driver.feed(k.moved("LIMBURG", "10:40", changed_at="10:20"))
    driver.feed(h.selected())

    assert offers_of(driver)["3RO"].region == "AMSTERDAM"
