"""Offering by KIB's instrument (row 16): who sees what, by which row, on which days."""

import pytest

from hub.errors import RuleBreachError
from hub.schemas.vocabulary import InstrumentColour
from hub.streams.driver import Driver
from tests.support import history as h
from tests.support import history_selection as k
from tests.unit.streams.test_offering import ARREST, MINOR, RED, ROTTERDAM, SELECTED, J, offers_of


def test_what_red_shows_to_whom(driver: Driver) -> None:
    """SHN sees the offence but not who; the municipality who as well; neither the term, hits or advice."""
    for fact in [h.marked("VH19", J("08:00")), ARREST, h.on_monitor(J("10:00"), region=ROTTERDAM)]:
        driver.feed(fact)
    driver.feed(h.advised("VH19", J("10:10")))
    driver.feed(k.applied(RED, J("10:30")))
    driver.feed(SELECTED)

    offers = offers_of(driver)
    shown = {name: (bool(one.offences), one.birth_date, one.hits) for name, one in offers.items()}
    assert shown["SHN"] == (True, None, ())
    assert shown["GEMEENTE"] == shown["VEILIG_THUIS"] == shown["GI"] == (True, h.ADULT, ())
    assert shown["3RO"] == shown["RVDK"] == (True, h.ADULT, ("VH19",))
    assert {name for name, one in offers.items() if one.term_end or one.advices} == {"3RO", "RVDK"}


def test_only_3ro_and_raad_hear_of_a_later_hit(driver: Driver) -> None:
    """Whom KIB's instrument adds to them is not even told that there is a hit."""
    for fact in [ARREST, h.on_monitor(J("10:00"), region=ROTTERDAM), k.applied(RED, J("10:30")), SELECTED]:
        driver.feed(fact)

    told = driver.feed(h.marked("VH19", J("12:00")))

    hits = {one.routing.recipient for one in told if one.routing and one.data.kind == "veiligheidshuis-hit"}
    assert hits == {"OM", "POLITIE", "3RO", "RVDK"}


@pytest.mark.parametrize(("colour", "row"), [(None, "A15"), (RED, "A16")])
def test_an_offer_names_the_row_that_it_goes_by(
    colour: InstrumentColour | None, row: str, driver: Driver
) -> None:
    """With KIB an offer and its questions go by row 16, else by row 15."""
    region = ROTTERDAM if colour is not None else h.REGION
    driver.feed(h.arrested(J("09:00"), region=region))
    if colour is not None:
        driver.feed(k.applied(colour, J("10:30")))
    told = driver.feed(SELECTED)

    assert {one.routing.rule for one in told if one.routing} == {row}


def test_the_instrument_is_refused_for_a_minor(driver: Driver) -> None:
    """A score of the 18+ instrument for a known minor is refused and changes nothing."""
    driver.feed(h.arrested(J("09:00"), region=ROTTERDAM, birth_date=MINOR))
    before = driver.dossier(h.SUBJECT)

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(k.applied(RED, J("10:30")))

    assert (refusal.value.code, refusal.value.field) == ("instrument-for-minor", "colour")
    assert driver.dossier(h.SUBJECT) == before


@pytest.mark.parametrize(
    ("day", "partners"), [("-170", ["3RO"]), ("-169", []), ("-47", []), ("-46", ["3RO"])]
)
def test_kib_replaces_the_ages_on_its_days_only(day: str, partners: list[str], driver: Driver) -> None:
    """From 1 May up to and including 31 August 2016 nobody in Rotterdam is offered a case without a score."""
    driver.feed(h.arrested(f"{day} 09:00", region=ROTTERDAM))
    driver.feed(h.selected(at=f"{day} 11:00"))

    assert list(offers_of(driver)) == partners
