"""Hits by marking and by answer, and how a bevraging stands (rows 2 to 8; readings 7 to 18, 37 to 39)."""

from hub.schemas.events import (
    AdviceConfirmationRequested,
    CorrectionForwarded,
    HouseAnswered,
    HouseHit,
    InquiryAnswered,
    InquiryForwarded,
    InquiryRequested,
    NoHouse,
)
from hub.schemas.vocabulary import Channel, HouseAnswer, MarkingEndReason, NoHouseReason
from simulators.hits import answer_news, hit_news
from simulators.hours import HOURS_BY_NAME, Hours
from simulators.known import KnownCase, house_at_home
from simulators.telling import ZSM, Telling


def review(t: Telling, case: KnownCase) -> None:
    """What is new of hits in a case; only on the monitor, never at CVOM (5, 36)."""
    if not case.open or case.on_monitor_at is None or case.at_cvom:
        return
    for news in hit_news(t.person, case, t.now):
        house, hit, to = news.house, news.hit, {*ZSM, *case.partners}  # 8
        hit.told |= to
        if news.ended is None:
            fields = {"house": house, "late": hit.late, "ended": None, "advice__version": hit.version}
            t.tell(case, to, HouseHit, **fields)
        else:
            t.tell(case, to, HouseHit, house=house, late=hit.late, ended=news.ended.value)  # 16
        if news.first and house not in case.asked_to_confirm:  # 13
            case.asked_to_confirm.add(house)
            t.tell(case, [house], AdviceConfirmationRequested)
        if news.ended is MarkingEndReason.FOUTIEF:  # 17
            t.tell(case, hit.told, CorrectionForwarded, house=house)
    for news in answer_news(t.person, case, t.now):  # 39
        fields = {"house": news.house, "origin": None, "late": False, "advice__version": news.hit.version}
        t.tell(case, {*ZSM, *case.partners}, HouseHit, **fields)


def requested(t: Telling, case: KnownCase, fact: InquiryRequested, _version: int) -> None:
    """OM asks houses whether they know the person (37, 38a)."""
    if not case.open or case.at_cvom:
        return
    houses: tuple[str, ...] = fact.houses
    if not houses:
        at_home = house_at_home(t.reference, t.person.residence, t.now)
        if at_home is None:
            why = (
                NoHouseReason.GEEN_HUIS_VOOR_GEMEENTE if t.person.residence else NoHouseReason.GEEN_WOONPLAATS
            )
            t.tell(case, ["OM"], NoHouse, reason=why.value)
            return
        houses = (at_home,)
    new = [h for h in houses if t.person.holding(h, t.now) is None and not _waits(case, h, fact.channel)]
    if fact.channel is Channel.REGISTER:
        t.tell(case, new, InquiryForwarded, channel=fact.channel.value)
    case.asked |= dict.fromkeys(new, fact.channel)
    case.unanswered |= set(new)
    if any(not hours_of(t, house).open_at(t.now) for house in new):
        _tell_where_it_stands(t, case)


def answered(t: Telling, case: KnownCase, fact: HouseAnswered, _version: int) -> None:
    """A house says whether it knows the person (38b)."""
    case.answers.append(fact)
    case.unanswered.discard(fact.house)
    if case.open and not case.at_cvom:
        _tell_where_it_stands(t, case)


def hours_of(t: Telling, house: str) -> Hours:
    """When a house can be reached."""
    return HOURS_BY_NAME[t.reference.houses[house].opening]


def _waits(case: KnownCase, house: str, channel: Channel) -> bool:
    """Whether a house has yet to answer; one that was only to be called can still be asked by register."""
    return house in case.unanswered and (case.asked[house] is Channel.REGISTER or channel is Channel.TELEFOON)


def _tell_where_it_stands(t: Telling, case: KnownCase) -> None:
    latest: dict[str, HouseAnswer | None] = {}
    for one in sorted(case.answers, key=lambda one: one.answered_at):
        latest[one.house] = one.answer
    latest |= dict.fromkeys(case.unanswered)
    fields = {
        "houses__house": sorted(latest),
        "houses__answer": [answer.value for answer in latest.values() if answer is not None],
        "complete": None not in latest.values(),
    }
    t.tell(case, {*ZSM, *case.partners}, InquiryAnswered, **fields)
