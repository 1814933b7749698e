"""What two cases that are one remember of decisions, feedback and reminders: nothing told is lost."""

from typing import Any

import pytest

from hub.schemas.vocabulary import CorrectedFact, DecisionKind
from hub.streams.dossier import Case, Decision, Feedback
from hub.streams.effects import FeedbackStatus
from hub.streams.facts_after import Recorded, Recording
from hub.streams.uniting import one_case
from tests.support import history as h

SENT = Feedback(status=FeedbackStatus.VERSTUURD, ground=("VH22/m1",))


def _decision(record: str = "d", version: int = 1, at: str = "16:00", **told: Any) -> Decision:  # noqa: ANN401
    kind = DecisionKind.TRANSACTIE if version > 1 else DecisionKind.DAGVAARDING
    return Decision(record=record, version=version, decision=kind, at=h.at_time(at), **told)


@pytest.mark.parametrize("swapped", [False, True])
def test_of_one_record_the_higher_version_counts(swapped: bool) -> None:
    """Who was told the lower version is owed the correction, whichever case it stood in."""
    old = Case(final=_decision(told=("3RO",)))
    new = Case(final=_decision(version=2, told=("RVDK",)), corrections=1)

    both = one_case(new, old) if swapped else one_case(old, new)

    assert both.final == _decision(version=2, told=("RVDK",), corrects=("3RO",))
    assert both.corrections == 1


def test_of_one_version_both_were_told() -> None:
    """One decision that was told in two cases was told to all of either."""
    both = one_case(Case(final=_decision(told=("3RO",))), Case(final=_decision(told=("RVDK",))))

    assert both.final == _decision(told=("3RO", "RVDK"))


def test_a_correction_of_one_decision_makes_feedback_about_another_no_older() -> None:
    """Of two records, what was told in the case without a correction was told as it is."""
    corrected = Case(
        final=_decision(version=2),
        corrections=1,
        feedback={"VH22": SENT.model_copy(update={"correction": 1})},
    )
    other = Case(
        final=_decision("e", at="17:00"),
        feedback={"VH24": SENT},
        recording={"3RO": Recording(since=h.at_time("17:00"))},
    )

    both = one_case(corrected, other)

    assert {house: one.correction for house, one in both.feedback.items()} == {"VH22": 1, "VH24": 1}
    assert both.recording["3RO"].correction == 1


def test_feedback_that_went_before_a_correction_is_owed_it() -> None:
    """Of one record, the case that had not heard of the correction told its houses what is wrong."""
    both = one_case(
        Case(final=_decision(version=2), corrections=1),
        Case(final=_decision(), feedback={"VH22": SENT}),
    )

    assert both.feedback["VH22"].correction == 0


def test_feedback_keeps_its_ground_its_correction_and_the_furthest_station() -> None:
    """What was sent last says what was told and withdrawn; the markings of both bore it."""
    acknowledged = SENT.model_copy(update={"status": FeedbackStatus.GEAGENDEERD, "ground": ("VH22/m2",)})
    withdrawn = SENT.model_copy(update={"correction": 1, "withdrawn": CorrectedFact.BESLISSING})
    first = Case(final=_decision(version=2), corrections=1, feedback={"VH22": withdrawn})

    both = one_case(first, Case(final=_decision(), feedback={"VH22": acknowledged}))

    assert both.feedback["VH22"] == Feedback(
        status=FeedbackStatus.GEAGENDEERD,
        ground=("VH22/m1", "VH22/m2"),
        correction=1,
        withdrawn=CorrectedFact.BESLISSING,
    )


def test_reminders_are_not_begun_anew() -> None:
    """Of two that await the same partner, the one that reminded most goes on; confirmations of both count."""
    since = h.at_time("16:00")
    record = Recorded(record="r", organisation="3RO", at=since)
    one = Case(final=_decision(), recording={"3RO": Recording(since=since, reminders=2)})
    other = Case(final=_decision(), recording={"3RO": Recording(since=since)}, recorded=(record,))

    for both in (one_case(one, other), one_case(other, one)):
        assert both.recording["3RO"].reminders == 2
        assert both.recorded == (record,)
