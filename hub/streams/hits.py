"""What there is to say of one house's hit in one case. `hub.streams.matching` decides when to say it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from hub.schemas.events import HouseAdvice
from hub.schemas.vocabulary import MarkingEndReason
from hub.streams.bekend import Span, answered, span_of, standing
from hub.streams.dossier import Case, Dossier


def current_advice(dossier: Dossier, house: str) -> HouseAdvice | None:
    """The highest version of a house's advice, with when that version was last confirmed."""
    advice = dossier.advices.get(house)
    if advice is None:
        return None
    confirmed = [one.at for one in dossier.confirmations.get(house, ()) if one.version == advice.version]
    return advice.model_copy(update={"confirmed_at": max(confirmed)}) if confirmed else advice


def houses_with_hit(case: Case, now: datetime) -> tuple[str, ...]:
    """The houses whose hit was told and stands, by a marking or by an answer (reading 39), in order."""
    marked = {house for house, hit in case.hits.items() if hit.ended is None}
    return tuple(sorted(marked | (case.answer_hits.keys() & answered(case, now))))


def houses_due(dossier: Dossier, case: Case, now: datetime) -> set[str]:
    """The houses that have a hit now by the facts, told or not; their advices are compared (row 3)."""
    return standing(dossier, now).keys() | answered(case, now)


def on_monitor_at(case: Case) -> datetime | None:
    """When the case came on the monitor; the first time if it came twice."""
    return min((one.at for one in case.appearances), default=None)


def is_late(span: Span, monitor: datetime) -> bool:
    """Whether a marking was registered, or became valid, after the case came on the monitor (row 5)."""
    return span.marking.registered_at > monitor or span.marking.valid_from > monitor


def advices_conflict(dossier: Dossier, houses: Collection[str]) -> bool:
    """Whether what one of these houses holds indicated, another holds contra-indicated (row 3)."""
    if len(houses) < 2:
        return False
    advices = [dossier.advices[house] for house in houses if house in dossier.advices]
    return any(
        one.house != other.house and _same(one.indicated, other.contra_indicated)
        for one in advices
        for other in advices
    )


def _same(indicated: str, contra_indicated: str) -> bool:
    text = indicated.strip().casefold()
    return bool(text) and text == contra_indicated.strip().casefold()


def how_ended(
    dossier: Dossier, ground: Iterable[str], now: datetime, *, moved: bool
) -> tuple[MarkingEndReason, datetime]:
    """Why and when a hit ended, now that none of the house's markings holds any more (readings 16 and 17).

    It is the end of the marking that ended last, by the registers' own times, of those that bore the hit. One
    that proved ``FOUTIEF`` never bore it, so that is the reason only if there is no other. The marking of the
    last message is the tempting alternative, and wrong: it would have OM told that a right hit was wrong.

    Args:
        dossier: of the person.
        ground: keys of the markings that bore the hit.
        now: the moment of the step.
        moved: a new version of a marking moved its dates, which counts as ``VERLOPEN``.
    """
    found = [span for key in ground if (span := span_of(dossier, key)) is not None]
    right = [span for span in found if span.reason is not MarkingEndReason.FOUTIEF]
    if not right:
        return MarkingEndReason.FOUTIEF, now
    # One that was moved to the future has an end that is still to come: it did not end last.
    ends = [(span.end, span.reason) for span in right if span.end and span.reason and span.end <= now]
    at, reason = max(ends, default=(now, MarkingEndReason.VERLOPEN))
    return MarkingEndReason.VERLOPEN if moved else reason, at
