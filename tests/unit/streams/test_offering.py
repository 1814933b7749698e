"""The time table of `hub.streams.offering`, and row 15's age bands at their borders."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.events import CaseOffered, Offence
from hub.schemas.vocabulary import CustodyKind, Role, SelectionOutcome
from hub.streams import offering
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import clock, lines, rows_of

RELEASED, IVS = CustodyKind.HEENGEZONDEN, CustodyKind.INVERZEKERINGSTELLING
BACKOFFICE = SelectionOutcome.BACKOFFICE
OFFERED = ["11:00 3RO offered", "11:00 3RO advice via iris"]
LATER = ["11:30 3RO offered", "11:30 3RO advice via iris"]


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
    6: ([h.arrested(birth_date=None), h.selected()], ["11:00 ZSM age unknown"]),
    7: (
        [h.arrested(birth_date=None, record="a"), h.selected(), _second_version()],
        ["11:00 ZSM age unknown", *LATER],
    ),
    8: (
        [h.arrested(birth_date=None), h.selected(), h.arrested("11:30", case="z-2")],
        ["11:00 ZSM age unknown", *LATER],
    ),
    9: ([h.decided(at="08:00"), h.arrested(), h.selected()], []),
    10: (
        [h.arrested(record="a"), h.selected(), _second_version(minor_involved=True)],
        [*OFFERED, "11:30 RVDK offered", "11:30 RVDK advice via kbps"],
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table offers what it says, to whom it says, when it says."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert lines(driver.sent) == told


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
    (offer, _) = driver.feed(h.selected(at="23:00"))

    assert isinstance(offer.data, CaseOffered)
    assert (offer.data.term_end and clock(offer.data.term_end)) == term


def test_inverzekeringstelling_lasts_three_days(driver: Driver) -> None:
    """The term of an inverzekeringstelling is its start and three days."""
    driver.feed(h.arrested())
    driver.feed(h.custody(IVS, "17:00"))
    (offer, _) = driver.feed(h.selected(at="18:00"))

    assert offer.data.model_dump()["term_end"] == h.at_time("17:00") + timedelta(days=3)


def _offered(driver: Driver) -> list[str]:
    return [one.routing.recipient for one in driver.sent if one.routing and isinstance(one.data, CaseOffered)]
