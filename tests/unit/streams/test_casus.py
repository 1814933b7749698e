"""What a house answers to a casus, and its plan."""

import pytest

from hub.errors import RuleBreachError
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import CasusAnswered
from hub.schemas.vocabulary import TriageOutcome
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import lines


@pytest.mark.parametrize("outcome", [TriageOutcome.AANGENOMEN, TriageOutcome.AFGEWEZEN])
def test_an_answer_is_passed_on(outcome: TriageOutcome, driver: Driver) -> None:
    """OM and police hear what the house answered, with its reason."""
    driver.feed(h.arrested())
    driver.feed(h.transferred())

    told = driver.feed(h.triaged(outcome=outcome, reason="te zwaar"))

    assert lines(told) == [f"14:00 ZSM VH22 {outcome}"]
    assert {one.data.reason for one in told if isinstance(one.data, CasusAnswered)} == {"te zwaar"}


def test_a_repeated_answer_is_passed_on_once(driver: Driver) -> None:
    """The same answer under a new version of its record is no news; another answer is."""
    driver.feed(h.arrested())
    driver.feed(h.transferred())
    driver.feed(h.triaged(record="r"))

    assert driver.feed(h.triaged(record="r", version=2)) == []
    changed = driver.feed(h.triaged(record="r", version=3, outcome=TriageOutcome.AFGEWEZEN))
    assert lines(changed) == ["14:00 ZSM VH22 AFGEWEZEN"]


def test_an_answer_of_a_house_without_the_casus_is_refused(driver: Driver) -> None:
    """A house that was sent nothing cannot accept: it would make itself known."""
    driver.feed(h.arrested())
    driver.feed(h.transferred())

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(h.triaged("VH24"))

    assert refusal.value.code == "casus-not-transferred"


@pytest.mark.parametrize(
    "facts", [[h.marked()], [h.arrested(), h.transferred(), h.triaged()]], ids=["marked", "accepted"]
)
def test_a_plan_is_passed_on(facts: list[Envelope], driver: Driver) -> None:
    """The plan of a house that marked the person, or took the casus, goes to ZSM and to who leads it."""
    for fact in facts:
        driver.feed(fact)

    told = driver.feed(h.planned())

    assert lines(told) == [f"15:00 {who} plan plan-1 led by 3RO" for who in ("ZSM", "3RO")]


def test_a_plan_led_by_the_house_goes_to_zsm_only(driver: Driver) -> None:
    """Nobody outside ZSM gets a plan that the house leads itself."""
    driver.feed(h.marked())

    assert lines(driver.feed(h.planned(casusregie="VH22"))) == ["15:00 ZSM plan plan-1 led by VH22"]


def test_a_plan_is_passed_on_once(driver: Driver) -> None:
    """A plan that is reported again is no news."""
    driver.feed(h.marked())
    driver.feed(h.planned())

    assert driver.feed(h.planned(at="15:30")) == []


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [h.marked(), h.unmarked()],
        [h.marked("VH24")],
        [h.arrested(), h.transferred()],
        [h.arrested(), h.transferred(), h.triaged(outcome=TriageOutcome.AFGEWEZEN)],
        [h.answered()],
    ],
    ids=["stranger", "let-go", "another-house", "pending", "refused", "answered-only"],
)
def test_a_plan_of_another_house_is_refused(facts: list[Envelope], driver: Driver) -> None:
    """A house that neither took the casus nor has a marking now makes no plan here."""
    for fact in facts:
        driver.feed(fact)

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(h.planned())

    assert refusal.value.code == "plan-without-casus"


def test_who_leads_sees_the_plan_only(driver: Driver) -> None:
    """The partner that leads a plan, and was not offered the case, sees the plan and nothing else."""
    driver.feed(h.marked())
    *_, lead = driver.feed(h.planned())

    assert lead.routing is not None
    assert lead.routing.categories == (Category.PLAN,)
