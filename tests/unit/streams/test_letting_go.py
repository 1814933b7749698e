"""A house lets a casus go (reading 67): what that ends, and what it leaves as it was."""

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import TimerKind
from hub.streams.bekend import known_houses
from hub.streams.driver import Driver
from hub.streams.effects import FeedbackStatus
from tests.support import history as h
from tests.unit.streams.telling import lines

HIT = ["10:00 ZSM hit VH22", "10:00 VH22 asked"]
ENDED = "12:00 ZSM hit VH22 ended LOSGELATEN"
OPEN = [h.arrested(), h.on_monitor()]


def _told(driver: Driver, facts: list[Envelope]) -> list[str]:
    for fact in facts:
        driver.feed(fact)
    return [line for line in lines(driver.sent) if "hit" in line or "asked" in line or "feedback" in line]


def test_letting_go_ends_every_marking_of_the_casus(driver: Driver) -> None:
    """Both markings that the house made for the casus end, as LOSGELATEN; no feedback follows (R112)."""
    facts = [h.marked(), h.marked(at="-3 09:00", marking="m2"), *OPEN, h.released()]

    assert _told(driver, [*facts, h.decided()]) == [*HIT, ENDED]
    line = driver.ledger[h.CASE, "VH22"]
    assert (line.status, line.reason) == (FeedbackStatus.VERVALLEN, "LOSGELATEN")


@pytest.mark.parametrize(
    "other",
    [
        h.released(casus="another"),
        h.released("VH24", casus="casus-VH22"),
        h.released(released_at="-10 09:00"),
    ],
    ids=["another-casus", "another-house", "before-it-was-marked"],
)
def test_other_markings_stay(other: Envelope, driver: Driver) -> None:
    """Another casus, another house's casus of that number, and a marking made afterwards are untouched."""
    assert _told(driver, [h.marked(), *OPEN, other]) == HIT


def test_the_release_may_overtake_the_marking(driver: Driver) -> None:
    """Registries keep no order: a marking that reaches the hub after its end gives no hit."""
    late = h.marked(at="-9 09:00")
    assert _told(driver, [h.released(at="09:30"), *OPEN, late]) == []


def test_a_casus_that_is_taken_up_again_is_known_again(driver: Driver) -> None:
    """A marking that is registered after the release holds."""
    facts = [h.marked(), *OPEN, h.released(), h.marked(at="13:00", marking="m2")]

    assert _told(driver, facts) == [*HIT, ENDED, "13:00 ZSM hit VH22 late"]


def test_a_release_that_is_announced_wakes_the_dossier(driver: Driver) -> None:
    """One that is to come is a boundary like any other: at that moment the hit ends."""
    _told(driver, [h.marked(), *OPEN, h.released(at="11:00", released_at="12:00")])

    assert (h.SUBJECT, TimerKind.MARKING_EXPIRES, "VH22/m1") in driver.timers
    assert lines(driver.advance(h.at_time("12:00"))) == [ENDED]


ACCEPTED = [h.arrested(), h.transferred("10:00"), h.triaged(at="11:00", casus="casus-VH22")]


def test_a_casus_that_was_let_go_makes_the_house_know_nobody(driver: Driver) -> None:
    """T(h) lasts until the house lets the casus go: of a decision after that it hears nothing."""
    assert _told(driver, [*ACCEPTED, h.released(), h.decided()]) == []


def test_an_earlier_decision_keeps_its_feedback(driver: Driver) -> None:
    """What the house knew when the decision was taken is not undone, also where it let go before it asked."""
    facts = [*ACCEPTED, h.decided(), h.released(at="17:00"), h.decided(at="17:30")]

    assert _told(driver, facts) == ["16:00 VH22 feedback"]
    dossier = driver.dossier(h.SUBJECT)
    assert "VH22" in known_houses(dossier, dossier.cases[h.CASE], h.at_time("16:00"))
    assert "VH22" not in known_houses(dossier, dossier.cases[h.CASE], h.at_time("17:00"))


def test_a_casus_that_is_accepted_again_counts_again(driver: Driver) -> None:
    """Letting go ends the acceptance before it, not the one after it."""
    again = h.triaged(at="13:00", casus="casus-VH22")

    assert _told(driver, [*ACCEPTED, h.released(), again, h.decided()]) == ["16:00 VH22 feedback"]


def test_a_hit_that_ends_is_no_lapse_while_the_casus_is_kept(driver: Driver) -> None:
    """The marking's casus was let go, the accepted one not: the ledger waits for the decision."""
    other = [*OPEN, h.transferred("10:00", house="VH22"), h.triaged(at="11:00", casus="another")]

    _told(driver, [h.marked(), *other, h.released()])
    assert (h.CASE, "VH22") not in driver.ledger
    assert _told(driver, [h.decided()])[-1] == "16:00 VH22 feedback"
