"""Which houses know a person: Bekend(h) = M, B or T of the routing tables, at a moment.

- **M(h)**: a marking of h holds: ``valid_from <= t < valid_to``, ``t < ended_at``, ``registered_at <= t``,
  and it did not end as ``FOUTIEF``, for then it never held.
- **B(h)**: h's latest answer up to t to a bevraging in this case is ``BEKEND``. ``ONBEREIKBAAR`` is no
  answer: who cannot be reached takes nothing back.
- **T(h)**: h accepted the casus of this case, at or before t, and did not let it go since (R112).

Letting a casus go ends the markings that the house had made for it by then. One that it registers later for
the same casus is new: it took the casus up again.

Residence and place of arrest never make a house know anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.schemas.vocabulary import HouseAnswer, MarkingEndReason, TriageOutcome
from hub.streams.dossier import Case, Dossier, Marking, MarkingEnd, Triage, marking_key


class Knowing(StrEnum):
    """Why a house is Bekend; the strongest reason wins."""

    MARKING = "marking"
    ANSWER = "answer"
    CASUS = "casus"


@dataclass(frozen=True, slots=True)
class Span:
    """When a marking holds: from ``start`` up to ``end``. ``reason``: why it ends; ``FOUTIEF`` never held."""

    key: str
    marking: Marking
    start: datetime
    end: datetime | None
    reason: MarkingEndReason | None

    def holds(self, at: datetime) -> bool:
        """Whether the marking holds at a moment."""
        return (
            self.start <= at
            and (self.end is None or at < self.end)
            and self.reason is not MarkingEndReason.FOUTIEF
        )

    def over(self, at: datetime) -> bool:
        """Whether the marking is behind us at a moment, or was never right."""
        return self.reason is MarkingEndReason.FOUTIEF or (self.end is not None and self.end <= at)


def span_of(dossier: Dossier, key: str) -> Span | None:
    """When a marking holds, by its own dates and by how its house ended it; None if it is not known.

    Of several ends ``FOUTIEF`` wins, then the earliest; at one moment, what the house said before the expiry.
    """
    marking = dossier.markings.get(key)
    if marking is None:
        return None
    start = max(marking.valid_from, marking.registered_at)
    end, reason = marking.valid_to, MarkingEndReason.VERLOPEN if marking.valid_to is not None else None
    ends = _ends(dossier, key, marking) if dossier.ends or dossier.releases else ()
    for one in sorted(ends, key=lambda one: (one.at, one.reason)) if ends else ():
        if one.reason is MarkingEndReason.FOUTIEF:
            return Span(key, marking, start, one.at, one.reason)
        if end is None or one.at < end or (one.at == end and reason is MarkingEndReason.VERLOPEN):
            end, reason = one.at, one.reason
    return Span(key, marking, start, end, reason)


def _ends(dossier: Dossier, key: str, marking: Marking) -> tuple[MarkingEnd, ...]:
    """How a marking was ended: by itself or with its casus, also by a house that it came to.

    See `hub.streams.inheriting`.
    """
    inherited = marking_key(marking.house, key.partition("/")[2])
    ended = dossier.ends.get(key, ())
    if inherited != key:
        ended += dossier.ends.get(inherited, ())
    return ended + tuple(
        MarkingEnd(record=one.record, reason=MarkingEndReason.LOSGELATEN, at=one.at)
        for one in dossier.releases.get(marking.house, ())
        if one.casus == marking.casus and marking.registered_at <= one.at
    )


def spans(dossier: Dossier) -> Iterator[Span]:
    """All markings, in the order of their keys."""
    for key in sorted(dossier.markings):
        span = span_of(dossier, key)
        if span is not None:
            yield span


def by_registration(span: Span) -> tuple[datetime, str]:
    """Orders markings: registered first, then the lowest key."""
    return span.marking.registered_at, span.key


def standing(dossier: Dossier, at: datetime) -> dict[str, list[Span]]:
    """M: the markings that hold at a moment, by house; houses in order."""
    found: dict[str, list[Span]] = {}
    for span in spans(dossier):
        if span.holds(at):
            found.setdefault(span.marking.house, []).append(span)
    return found


def known_houses(dossier: Dossier, case: Case, at: datetime) -> dict[str, Knowing]:
    """Bekend at a moment in a case: the houses in order, each with why."""
    known: dict[str, Knowing] = {
        triage.house: Knowing.CASUS
        for triage in case.triages
        if triage.outcome is TriageOutcome.AANGENOMEN and triage.at <= at and not _let_go(dossier, triage, at)
    }
    if case.answers:
        known |= dict.fromkeys(answered(case, at), Knowing.ANSWER)
    known |= dict.fromkeys(standing(dossier, at), Knowing.MARKING)
    return dict(sorted(known.items())) if len(known) > 1 else known


def known_otherwise(dossier: Dossier, case: Case, house: str, at: datetime) -> bool:
    """Whether a house is Bekend by B or T."""
    accepted = accepted_casus(case, house, at)
    return (accepted is not None and not _let_go(dossier, accepted, at)) or house in answered(case, at)


def accepted_casus(case: Case, house: str, at: datetime | None = None) -> Triage | None:
    """T(h): the answer by which a house accepted the casus (up to a moment); of several the last."""
    return max(
        (
            triage
            for triage in case.triages
            if triage.house == house
            and triage.outcome is TriageOutcome.AANGENOMEN
            and (at is None or triage.at <= at)
        ),
        key=lambda triage: (triage.at, triage.record),
        default=None,
    )


def _let_go(dossier: Dossier, accepted: Triage, at: datetime) -> bool:
    """Whether a house let an accepted casus go again, up to a moment."""
    return any(
        one.casus == accepted.casus and accepted.at <= one.at <= at
        for one in dossier.releases.get(accepted.house, ())
    )


def answered(case: Case, at: datetime) -> set[str]:
    """B: the houses whose latest answer is that they know the person."""
    last: dict[str, tuple[datetime, bool]] = {}
    for answer in case.answers:
        if answer.answer is HouseAnswer.ONBEREIKBAAR or answer.at > at:
            continue
        # Two answers at one moment: that the house knows the person was said by the house itself.
        said = (answer.at, answer.answer is HouseAnswer.BEKEND)
        last[answer.house] = max(said, last.get(answer.house, said))
    return {house for house, (_, knows) in last.items() if knows}
