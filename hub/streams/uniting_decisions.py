"""Two cases that are one: which decision counts, and how far its feedback and its reminders went.

What was told in either case was told; nothing of it is lost, and nothing is told again.
"""

from typing import TypeVar

from hub.streams.dossier import Case, Decision, Feedback
from hub.streams.effects import FeedbackStatus
from hub.streams.facts_after import Recording

Counted = TypeVar("Counted", Feedback, Recording)

_FURTHEST = (
    FeedbackStatus.VERVALLEN,
    FeedbackStatus.GEVRAAGD_AFWACHTEN,
    FeedbackStatus.VERSTUURD,
    FeedbackStatus.AFGELEVERD,
    FeedbackStatus.GEAGENDEERD,
    FeedbackStatus.AFGEROND,
)
"""Of two cases that are one: what was sent for either is sent."""


def one_decision(own: Decision | None, other: Decision | None) -> Decision | None:
    """The first of two decisions; of one record the higher version."""
    found = [one for one in (own, other) if one is not None]
    if own is not None and other is not None and own.record == other.record:
        return _of_one_record(own, other)
    return min(found, key=lambda one: (one.at, one.record), default=None)


def _of_one_record(own: Decision, other: Decision) -> Decision:
    """The higher version; who was told the lower one must hear that it was corrected."""
    old, new = sorted((own, other), key=lambda one: one.version)
    misled = _both(old.corrects, new.corrects)
    if old.version == new.version:
        return new.model_copy(update={"told": _both(old.told, new.told), "corrects": misled})
    return new.model_copy(update={"corrects": _both(misled, old.told)})


def counted_alike(own: Case, other: Case) -> tuple[Case, Case]:
    """Both cases, so that what was told in either is as old as it was.

    Where the decisions are of two records, a correction of one says nothing of what was told of the other.
    """
    records = {case.final.record if case.final is not None else None for case in (own, other)}
    if own.corrections == other.corrections or (len(records) == 1 and records != {None}):
        return own, other
    most = max(own.corrections, other.corrections)
    return _counted_up(own, most - own.corrections), _counted_up(other, most - other.corrections)


def _counted_up(case: Case, by: int) -> Case:
    def moved(told: Counted) -> Counted:
        return told.model_copy(update={"correction": told.correction + by})

    feedback = {house: moved(one) for house, one in case.feedback.items()}
    recording = {partner: moved(one) for partner, one in case.recording.items()}
    return case.model_copy(update={"feedback": feedback, "recording": recording})


def further(own: Feedback, other: Feedback) -> Feedback:
    """What was sent last to a house, at the furthest station that it reached in either case."""
    stations = [_FURTHEST.index(one.status) for one in (own, other)]
    last = max(own, other, key=lambda one: (one.correction, _FURTHEST.index(one.status)))
    ground = _both(own.ground, other.ground)
    return last.model_copy(update={"status": _FURTHEST[max(stations)], "ground": ground})


def longer_chased(own: Recording, other: Recording) -> Recording:
    """The one of which a partner was reminded most; reminders do not begin anew."""
    return max(own, other, key=lambda one: (one.correction, one.reminders, one.since))


def _both(own: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*own, *other}))
