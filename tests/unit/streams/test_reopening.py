"""A case whose final decision proves provisional is open again (reading 70): what waited is told."""

from hub.schemas.envelope import Envelope
from hub.schemas.events import DataCorrected, Terugkoppeling
from hub.schemas.vocabulary import DecisionKind, DecisionStatus, SelectionOutcome
from hub.streams.driver import Driver
from hub.streams.effects import FeedbackStatus
from tests.support import history as h
from tests.unit.streams.telling import lines

FINAL = h.decided(record="d")
PROVISIONAL = h.decided(DecisionStatus.VOORLOPIG, "17:00", record="d", version=2)
OPEN = [h.arrested(), h.on_monitor()]


def _feed(driver: Driver, facts: list[Envelope]) -> list[str]:
    """What the last of these facts led to."""
    for fact in facts[:-1]:
        driver.feed(fact)
    return lines(driver.feed(facts[-1]))


def test_a_hit_that_the_decision_kept_back_is_told(driver: Driver) -> None:
    """A house that marked the person after the decision gives a hit once the case is open again."""
    facts = [*OPEN, FINAL, h.marked(at="16:30"), PROVISIONAL]

    assert _feed(driver, facts) == ["17:00 ZSM hit VH22 late provisional", "17:00 VH22 asked"]


def test_a_case_that_was_selected_meanwhile_is_offered(driver: Driver) -> None:
    """3RO is offered the case, and hears of the decision as it is now."""
    facts = [*OPEN, FINAL, h.selected(SelectionOutcome.ZSM, "16:30"), PROVISIONAL]

    told = _feed(driver, facts)

    assert "17:00 3RO offered" in told
    assert "17:00 3RO VOORLOPIG DAGVAARDING" in told


def test_the_next_final_decision_closes_it(driver: Driver) -> None:
    """Its feedback goes to a house that marked the person meanwhile, as feedback in time."""
    _feed(driver, [*OPEN, FINAL, h.marked(at="16:30"), PROVISIONAL])

    again = h.decided(at="18:00", decision=DecisionKind.TRANSACTIE, record="e")

    assert [line for line in _feed(driver, [again]) if "feedback" in line] == ["18:00 VH22 feedback"]
    assert driver.ledger[h.CASE, "VH22"].status is FeedbackStatus.VERSTUURD


def test_at_cvom_a_house_hears_only_that_it_was_wrong(driver: Driver) -> None:
    """No Terugkoppeling from CVOM (36), but what the house was told must not stand."""
    facts = [h.marked(), *OPEN, FINAL, h.on_monitor("16:30", region="CVOM")]
    _feed(driver, facts)

    corrected = h.decided(at="17:00", decision=DecisionKind.TRANSACTIE, record="d", version=2)
    to_houses = [
        one.data for one in driver.feed(corrected) if one.routing and one.routing.recipient.startswith("VH")
    ]

    assert [type(one) for one in to_houses] == [DataCorrected]
    back = driver.feed(h.on_monitor("18:00"))
    (feedback,) = [one.data for one in back if isinstance(one.data, Terugkoppeling)]
    assert feedback.corrects
