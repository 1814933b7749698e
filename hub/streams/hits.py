"""What there is to say of one house's hit in one case. `hub.streams.matching` decides when to say it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from hub.schemas.events import HouseAdvice
from hub.schemas.vocabulary import MarkingEndReason
from hub.streams.bekend import Span, spans
from hub.streams.dossier import Case, Dossier


def current_advice(dossier: Dossier, house: str) -> HouseAdvice | None:
    """The highest version of a house's advice, with when that version was last confirmed."""
    advice = dossier.advices.get(house)
    if advice is None:
        return None
    confirmed = [one.at for one in dossier.confirmations.get(house, ()) if one.version == advice.version]
    return advice.model_copy(update={"confirmed_at": max(confirmed)}) if confirmed else advice


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


def why_ended(
    dossier: Dossier, house: str, now: datetime, *, moved: bool
) -> tuple[MarkingEndReason, datetime]:
    """Why and when a house's hit ended, now that no marking of it holds any more.

    The reason is that of the marking that ended last, by the registers' own times. ``moved``: a new version
    of a marking moved its dates, which is ``VERLOPEN`` whatever ended before.
    """
    ended = [(span.end or now, _weight(span), span) for span in _over(spans(dossier), house, now)]
    if moved or not ended:
        at = max((end for end, _, _ in ended), default=now)
        return MarkingEndReason.VERLOPEN, at
    at, _, last = max(ended, key=lambda one: one[:2])
    return last.reason or MarkingEndReason.VERLOPEN, at


def _over(found: Iterable[Span], house: str, now: datetime) -> list[Span]:
    return [span for span in found if span.marking.house == house and span.over(now)]


def _weight(span: Span) -> bool:
    """Of two that ended at one moment, the one that was never right weighs more: it must be corrected."""
    return span.reason is MarkingEndReason.FOUTIEF
