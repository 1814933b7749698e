"""Which hits start, change and end in a case (rows 2 to 8; readings 7 to 18 and 39).

`simulators.chain_hits` tells them.
"""

from dataclasses import dataclass
from datetime import datetime

from hub.schemas.vocabulary import MarkingEndReason
from simulators.known import Hit, KnownCase, KnownPerson, Marking


@dataclass(frozen=True, slots=True)
class HitNews:
    """Something to tell about one house's hit. ``ended``: why, if it ended. ``first``: it just began."""

    house: str
    hit: Hit
    first: bool = False
    ended: MarkingEndReason | None = None


def hit_news(person: KnownPerson, case: KnownCase, now: datetime) -> list[HitNews]:
    """What is new at ``now`` in an open case on the monitor: first hits and new advice, then ends."""
    news, ends = [], []
    for house in person.marking_houses():
        marking, hit = person.holding(house, now), case.hits.get(house)
        if marking is not None and hit is None:
            hit = case.hits[house] = _begin(person, case, marking)
            news.append(HitNews(house, hit, first=True))
        elif marking is None and hit is not None:
            del case.hits[house]
            ends.append(HitNews(house, hit, ended=_why_ended(person, house, now)))
        elif hit is not None and _advice_changed(person, house, hit):
            news.append(HitNews(house, hit))
    return news + ends


def answering(case: KnownCase, now: datetime) -> list[str]:
    """Houses with a hit by their word alone."""
    houses = sorted({answer.house for answer in case.answers} - case.hits.keys())
    return [house for house in houses if case.said_known(house, now)]


def answer_news(person: KnownPerson, case: KnownCase, now: datetime) -> list[HitNews]:
    """What is new at ``now`` of houses that said that they know the person, and have no hit by marking."""
    news = []
    for house in answering(case, now):
        hit = case.answer_hits.get(house)
        if hit is None:
            advice = person.advice(house)
            version = None if advice is None else advice.version
            hit = case.answer_hits[house] = Hit(
                late=False, version=version, confirmed_at=person.confirmed_at(house)
            )
            news.append(HitNews(house, hit, first=True))
        elif _advice_changed(person, house, hit):
            news.append(HitNews(house, hit))
    return news


def _begin(person: KnownPerson, case: KnownCase, marking: Marking) -> Hit:
    advice, shown = person.advice(marking.house), case.on_monitor_at
    late = shown is not None and (marking.registered_at > shown or marking.valid_from > shown)  # 10
    version = None if advice is None else advice.version
    return Hit(late, version, person.confirmed_at(marking.house))


def _advice_changed(person: KnownPerson, house: str, hit: Hit) -> bool:
    """Whether the current advice or its confirmation is another than was told (9); notes it as told."""
    advice = person.advice(house)
    version = None if advice is None else advice.version
    confirmed_at = person.confirmed_at(house)
    if (version, confirmed_at) == (hit.version, hit.confirmed_at):
        return False
    hit.version, hit.confirmed_at = version, confirmed_at
    return True


def _why_ended(person: KnownPerson, house: str, now: datetime) -> MarkingEndReason:
    """The reason of the marking that ended last; a marking that was moved away has run out (16)."""
    ended: list[tuple[datetime, MarkingEndReason]] = []
    for marking in person.markings.values():
        if marking.house != house:
            continue
        if marking.reason is not None and marking.ended_at is not None and marking.ended_at <= now:
            ended.append((marking.ended_at, marking.reason))
        elif marking.valid_to is not None and marking.valid_to <= now:
            ended.append((marking.valid_to, MarkingEndReason.VERLOPEN))
    return max(ended, default=(now, MarkingEndReason.VERLOPEN))[1]
