"""The time table of `hub.streams.contact`, row by row, and who may ask for contact."""

import pytest

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.events import ContactRequested
from hub.schemas.vocabulary import ClientStatus
from hub.streams import contact
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from tests.support import history as h
from tests.unit.streams import asking as a
from tests.unit.streams.telling import ASKING, lines, rows_of

CALL = "11:30 3RO TELEFOON with OM"
EARLY = "11:00 3RO TELEFOON with OM"
HOUSE = "12:00 OM TELEFOON with VH22"
VISIT = "10:30 VH19 FYSIEK with OM at 14:00"

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([h.selected(), a.client("11:30")], [CALL]),
    2: ([a.client("10:30"), h.selected()], [EARLY]),
    3: ([h.selected(), a.client("11:30"), a.client("11:40", "K. Smit")], [CALL]),
    4: ([h.selected(), a.client("11:30", "")], []),
    5: ([a.client("10:30"), a.client("10:40", "", ClientStatus.NIET_BEKEND), h.selected()], []),
    6: ([h.marked(), a.contact()], [HOUSE]),
    7: ([h.marked(), a.contact(), a.again(a.contact(), "12:10")], [HOUSE]),
    8: ([h.marked("VH19"), h.on_monitor(), a.moment("14:00")], [VISIT]),
    9: ([h.marked("VH20"), h.on_monitor(), a.moment("14:00")], ["10:30 VH20 VIDEO with OM at 14:00"]),
    10: ([h.marked("VH20"), h.on_monitor(), a.moment("20:00")], []),
    11: ([h.marked(), h.on_monitor(), a.moment("14:00")], []),
    12: (
        [h.marked("VH19"), h.on_monitor(), a.moment("14:00"), a.moment("15:00", "11:00")],
        [VISIT, "11:00 VH19 FYSIEK with OM at 15:00"],
    ),
    13: (
        [h.marked("VH19"), a.moment("14:00"), h.on_monitor("11:00")],
        ["11:00 VH19 FYSIEK with OM at 14:00"],
    ),
    14: ([h.marked("VH19"), a.moment("14:00"), h.on_monitor("14:30")], []),
    15: ([h.on_monitor(), h.answered("VH19", at="10:15"), a.moment("14:00")], [VISIT]),
}


def _said(driver: Driver) -> list[str]:
    return lines(driver.sent, {ContactRequested: ASKING[ContactRequested]})


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table asks those to speak with each other that it says, when it says."""
    facts, told = TABLE[row]

    for fact in [h.arrested(), *facts]:
        driver.feed(fact)

    assert _said(driver) == told
    assert driver.withheld == []


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(contact.__doc__) == [str(row) for row in TABLE]


def _contact(driver: Driver) -> ContactRequested:
    (found,) = [one.data for one in driver.sent if isinstance(one.data, ContactRequested)]
    assert isinstance(found, ContactRequested)
    return found


def test_the_partner_reads_which_of_its_people_to_ask(driver: Driver) -> None:
    """3RO sees the name that its own register gave."""
    for fact in (h.arrested(), h.selected(), a.client("11:30")):
        driver.feed(fact)

    assert _contact(driver).handler == "J. de Boer"


@pytest.mark.parametrize("facts", [[a.contact()], [h.on_monitor(), a.moment("14:00")]], ids=["R100", "R101"])
def test_a_conversation_names_the_casus_of_the_house(facts: list[Envelope], driver: Driver) -> None:
    """Who takes part in it finds the file of the house by its own number."""
    for fact in (h.marked("VH22"), h.marked("VH19"), *facts):
        driver.feed(fact)

    found = _contact(driver)
    assert found.casus == ("casus-VH22" if found.by == "VH22" else "casus-VH19")


@pytest.mark.parametrize(
    ("facts", "by"),
    [
        ([], "VH22"),
        ([h.marked(), h.unmarked(at="11:00")], "VH22"),
        ([h.marked("VH24")], "VH22"),
        ([h.arrested(), h.transferred("11:00")], "VH22"),
        ([h.arrested()], "3RO"),
        ([h.marked()], "KIB"),
    ],
)
def test_a_stranger_asks_for_no_contact(facts: list[Envelope], by: str, driver: Driver) -> None:
    """A house that does not know the person, and a partner without the case, have nothing to speak about."""
    for fact in facts:
        driver.feed(fact)

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(a.contact(by=by))

    assert refusal.value.code == "contact-of-stranger"


def test_a_partner_with_the_case_may_ask_for_contact(driver: Driver) -> None:
    """3RO, which was offered the case, can ask to speak with the OvJ as a house can."""
    for fact in (h.arrested(), h.selected(), a.contact(by="3RO")):
        driver.feed(fact)

    assert _said(driver) == ["12:00 OM TELEFOON with 3RO"]


def test_every_message_of_a_house_is_a_request_of_its_own(driver: Driver) -> None:
    """A house that asks again an hour later is heard again."""
    for fact in (h.marked(), a.contact(), a.contact("13:00")):
        driver.feed(fact)

    assert _said(driver) == [HOUSE, "13:00 OM TELEFOON with VH22"]


def test_a_conversation_is_awaited_until_the_decision(driver: Driver) -> None:
    """Nobody reports that people spoke; the final decision ends the waiting."""
    for fact in (h.marked("VH19"), h.on_monitor(), a.moment("14:00")):
        driver.feed(fact)
    line = driver.awaited[h.CASE, AwaitedKind.CONTACT, "R101/OM/VH19"]
    assert (line.of, line.due_at, line.outcome) == ("VH19", h.at_time("14:00"), "")

    driver.feed(h.decided())

    assert driver.awaited[h.CASE, AwaitedKind.CONTACT, "R101/OM/VH19"].outcome == "case-closed"


def test_nobody_is_asked_about_a_closed_case(driver: Driver) -> None:
    """After the final decision no client's handler is to be called, and no house sits in."""
    for fact in (h.arrested(), h.selected(), h.decided(), a.client("16:30"), a.moment("17:00", "16:30")):
        driver.feed(fact)

    assert _said(driver) == []
