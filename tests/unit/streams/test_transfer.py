"""The table of `hub.streams.transfer`, what repeats itself, and who else is told."""

from dataclasses import replace
from datetime import date

import pytest

from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import SelectionOutcome, TriageOutcome
from hub.streams import transfer
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import lines, rows_of

HERE, NOWHERE, ABROAD = "GM0716", None, "GM9999"
ONE, BOTH, NOBODY = ("VH24",), ("VH21", "VH24"), ()

TABLE: dict[int, tuple[tuple[str, ...], str | None, str | None, str]] = {
    1: (ONE, None, HERE, "VH24"),
    2: (ONE, "VH24", HERE, "VH24"),
    3: (ONE, "VH22", HERE, "no house KEUZE_NIET_TOEGESTAAN VH24"),
    4: (BOTH, "VH21", HERE, "VH21"),
    5: (BOTH, None, HERE, "no house MEERDERE_HUIZEN VH21 VH24"),
    6: (BOTH, "VH22", HERE, "no house MEERDERE_HUIZEN VH21 VH24"),
    7: (NOBODY, None, HERE, "VH22"),
    8: (NOBODY, "VH22", HERE, "VH22"),
    9: (NOBODY, "VH24", HERE, "no house KEUZE_NIET_TOEGESTAAN VH22"),
    10: (NOBODY, "VH24", NOWHERE, "VH24"),
    11: (NOBODY, None, NOWHERE, "no house GEEN_WOONPLAATS"),
    12: (NOBODY, "VH24", ABROAD, "VH24"),
    13: (NOBODY, None, ABROAD, "no house GEEN_HUIS_VOOR_GEMEENTE"),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table sends the casus where it says, or tells the OvJ that there is no house."""
    known, pick, residence, outcome = TABLE[row]
    for house in known:
        driver.feed(h.marked(house))
    driver.feed(h.arrested(residence=residence, birth_date=None))

    told = lines(driver.feed(h.transferred(house=pick)))

    if outcome.startswith("no house"):
        assert told == [f"13:00 OM {outcome}"]
    else:
        assert told == [f"13:00 {outcome} referred to {outcome}"]


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(transfer.__doc__) == [str(row) for row in TABLE]


@pytest.mark.parametrize("house", ["VH22", "VH24"])
def test_bekend_by_answer_or_acceptance_counts(house: str, driver: Driver) -> None:
    """A house that answered that it knows the person gets the casus before the house of residence does."""
    driver.feed(h.arrested(birth_date=None))
    driver.feed(h.answered(house))

    assert lines(driver.feed(h.transferred())) == [f"13:00 {house} referred to {house}"]


def test_selection_of_a_house_transfers(driver: Driver) -> None:
    """A selection with outcome Veiligheidshuis transfers the casus at once, and respects the pick."""
    driver.feed(h.arrested(residence=None, birth_date=None))

    told = driver.feed(h.selected(SelectionOutcome.VEILIGHEIDSHUIS, house="VH24"))

    assert lines(told) == ["11:00 VH24 referred to VH24"]


def test_without_bekend_house_the_latest_residence_counts(driver: Driver) -> None:
    """Who was arrested again and lives elsewhere now goes to the house of where he lives now."""
    driver.feed(h.arrested(birth_date=None))
    driver.feed(h.arrested("11:00", case="z-2", residence="GM0758", birth_date=None))

    assert lines(driver.feed(h.transferred())) == ["13:00 VH23 referred to VH23"]


REFUSED = TriageOutcome.AFGEWEZEN
ACCEPTED = TriageOutcome.AANGENOMEN


@pytest.mark.parametrize(
    ("between", "again"),
    [
        ([], False),
        ([h.triaged(outcome=ACCEPTED, at="13:30")], False),
        ([h.triaged(outcome=REFUSED, at="13:30")], True),
        ([h.triaged(outcome=REFUSED, at="13:30"), h.transferred("13:40", record="t2")], False),
        (
            [h.triaged(outcome=REFUSED, at="13:30"), h.triaged(outcome=REFUSED, at="13:35", record="r2")],
            True,
        ),
    ],
)
def test_a_repeated_transfer(between: list[Envelope], again: bool, driver: Driver) -> None:
    """A transfer again sends nothing while the first is pending or accepted; after a refusal it goes."""
    driver.feed(h.arrested(birth_date=None))
    driver.feed(h.transferred())
    for fact in between:
        driver.feed(fact)

    told = driver.feed(h.transferred("14:00", record="t3"))

    assert lines(told) == (["14:00 VH22 referred to VH22"] if again else [])


def test_a_message_that_comes_twice_is_one_transfer(driver: Driver) -> None:
    """The same transfer once more, after the refusal, does not send the casus again."""
    driver.feed(h.arrested(birth_date=None))
    asked = h.transferred()
    driver.feed(asked)
    driver.feed(h.triaged(outcome=REFUSED))

    assert lines(driver.feed(replace(asked, id="again", recorded_at=h.at_time("15:00")))) == []


def test_a_closed_case_is_not_transferred(driver: Driver) -> None:
    """After the final decision a transfer sends nothing."""
    driver.feed(h.arrested())
    driver.feed(h.decided())

    assert driver.feed(h.transferred("17:00")) == []


def test_a_case_at_cvom_is_not_transferred(driver: Driver) -> None:
    """A casus of a case that is handled at CVOM goes to no house, and nobody is told that there is none."""
    driver.feed(h.arrested())
    driver.feed(h.on_monitor(region="CVOM"))
    driver.feed(h.transferred())

    assert driver.sent == []


def test_partners_with_the_case_are_notified(driver: Driver) -> None:
    """Partners that were offered the case are told which house has it."""
    driver.feed(h.arrested(birth_date=date(1996, 1, 1)))
    driver.feed(h.selected())

    told = lines(driver.feed(h.transferred()))

    assert told == [f"13:00 {who} referred to VH22" for who in ("VH22", "3RO", "RVDK")]


@pytest.mark.parametrize(
    ("born", "partners"), [(date(2000, 1, 1), ["RVDK"]), (date(1990, 1, 1), ["3RO"]), (None, [])]
)
def test_transfer_at_selection_notifies_by_age(
    born: date | None, partners: list[str], driver: Driver
) -> None:
    """Where nobody was offered the case, row 15's partners hear that it went to a house, but not to which."""
    driver.feed(h.arrested(birth_date=born))

    told = driver.feed(h.selected(SelectionOutcome.VEILIGHEIDSHUIS))

    assert lines(told) == [
        "11:00 VH22 referred to VH22",
        *(f"11:00 {who} referred to a house" for who in partners),
    ]


def test_the_raad_sees_who_left_zsm(driver: Driver) -> None:
    """Of a minor whose case left at selection the Raad sees the identity, and 3RO nothing of an adult's."""
    driver.feed(h.arrested(birth_date=date(2000, 1, 1)))
    _, raad = driver.feed(h.selected(SelectionOutcome.VEILIGHEIDSHUIS))

    assert raad.routing is not None
    assert raad.routing.categories == (Category.IDENTITY,)
    assert raad.data.model_dump()["offences"] == ()


def test_no_house_is_told_to_the_om_only(driver: Driver) -> None:
    """Partners are not told of a transfer that could not be made."""
    driver.feed(h.arrested(residence=None))
    driver.feed(h.selected())

    assert lines(driver.feed(h.transferred())) == ["13:00 OM no house GEEN_WOONPLAATS"]
