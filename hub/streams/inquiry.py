"""Does a house know this person: OM asks, houses answer (routing row 8; readings 37 and 38).

The suspect lives in Tholen, the area of VH22, and nobody marked him. VH22 and VH24 keep office hours, and
10:00 on a Monday is within them. "Asked" goes to the house, "result" to ZSM: OM, police, and the partners
that were offered the case.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    10:00 OM asks                                   VH22 asked
2    10:00 OM asks VH24                              VH24 asked
     wrong: VH22 asked                               residence where the OM picked
3    no residence, 10:00 OM asks                     OM no house GEEN_WOONPLAATS
4    abroad, 10:00 OM asks                           OM no house GEEN_HUIS_VOOR_GEMEENTE
5    VH22 marked, 10:00 OM asks VH22 and VH24        VH24 asked: VH22 is known to know
6    10:00 OM asks, 10:05 asks again                 VH22 asked, once
7    10:00 OM asks, 10:30 VH22 NIET_BEKEND,          VH22 asked; 10:30 result; VH22 asked
     11:00 OM asks
8    10:00 by phone                                  nothing: people call
9    10:00 by phone, 10:05 by register               10:05 VH22 asked
     wrong: nothing                                  the house was never sent anything
10   20:00 OM asks                                   VH22 asked; result: VH22 opens tomorrow, too late
11   20:00 by phone                                  the result as 10
12   10:00 OM asks VH22 and VH24,                    both asked; 10:30 result with one answer;
     10:30 VH22 BEKEND, 10:40 VH24 NIET_BEKEND       10:40 result with both, complete
     wrong: two results, one of each                 the OM asked one question (R023)
13   10:00 OM asks, 10:30 VH22 ONBEREIKBAAR          VH22 asked; 10:30 result, complete
14   as 13, 11:00 VH22 BEKEND                        as 13; 11:00 result: BEKEND
15   10:30 VH22 BEKEND, without a question           10:30 result
16   as 15, once more under a new version            10:30 result, once
17   10:30 VH22 BEKEND, 10:40 what it said at        10:30 result; 10:40 result, still BEKEND
     10:00: NIET_BEKEND
18   16:00 final decision, then as 1 and as 15       nothing
===  ==============================================  ===================================================

A request is acted on when it arrives, and only then. A house's answer makes it known, see
`hub.streams.bekend`; what OM then hears of its advice is `hub.streams.answer_hits`.
"""

from collections.abc import Iterator
from datetime import datetime

from hub.rules.purpose import Relation
from hub.schemas.events import (
    HouseAnswered,
    HouseInquiry,
    InquiryAnswered,
    InquiryForwarded,
    InquiryRequested,
    NoHouse,
)
from hub.schemas.vocabulary import Channel, HouseAnswer, NoHouseReason
from hub.streams.awaiting import opened, settled
from hub.streams.bekend import known_houses, standing
from hub.streams.dossier import NO_CASE, Answer, Case, Dossier
from hub.streams.effects import AwaitedKind, Effect, Send
from hub.streams.facts_asking import Inquiry
from hub.streams.fold import repeated
from hub.streams.person import at_cvom, birth_date, residence, term_end
from hub.streams.turn import AT_ZSM, OM, Told, Turn, advising, to_zsm, with_case

_ROW = "A8"


def inquire(turn: Turn, dossier: Dossier) -> Told:
    """Ask the houses that OM wants to ask, and tell what they answered, all in one message."""
    identifier = turn.envelope.case or ""
    case = dossier.cases.get(identifier) or NO_CASE
    if case.final is not None or at_cvom(case):
        return dossier, []
    match turn.envelope.data:
        case InquiryRequested() as data if not repeated(turn.before, turn.envelope):
            case, effects = _ask(turn, dossier, identifier, case, data)
        case HouseAnswered() as data:
            before = turn.before.cases.get(identifier) or NO_CASE
            if set(before.answers) == set(case.answers):
                return dossier, []
            case, effects = settled(identifier, case, AwaitedKind.BEVRAGING, data.house, data.answer)
            effects = [*_result(turn, identifier, case), *effects]
        case _:
            return dossier, []
    return with_case(dossier, identifier, case), effects


def _ask(
    turn: Turn, dossier: Dossier, identifier: str, case: Case, data: InquiryRequested
) -> tuple[Case, list[Effect]]:
    houses = data.houses or _home(turn, dossier)
    if isinstance(houses, NoHouse):
        return case, [Send(OM, identifier, houses, _ROW, AT_ZSM)]
    marked = standing(dossier, turn.now)
    effects: list[Effect] = []
    asked = [house for house in sorted(set(houses)) if house not in marked and _is_due(case, house, data)]
    ends = term_end(case, turn.rules.terms)
    for house in asked:
        inquiry = Inquiry(channel=data.channel, answers=len(_answers(case, house)) + 1)
        case = case.model_copy(update={"inquiries": {**case.inquiries, house: inquiry}})
        if data.channel is Channel.REGISTER:
            effects.append(_question(turn, dossier, identifier, case, house))
        case, line = opened(
            identifier, case, AwaitedKind.BEVRAGING, house, house, since=turn.now, due_at=ends
        )
        effects.append(line)
    if any(not turn.rules.hours.is_open(house, turn.now) for house in asked):
        effects += _result(turn, identifier, case)
    return case, effects


def _home(turn: Turn, dossier: Dossier) -> tuple[str, ...] | NoHouse:
    home = residence(dossier)
    if home is None:
        return NoHouse(reason=NoHouseReason.GEEN_WOONPLAATS)
    house = turn.rules.reference.house_of(home, turn.today)
    return (house,) if house is not None else NoHouse(reason=NoHouseReason.GEEN_HUIS_VOOR_GEMEENTE)


def _is_due(case: Case, house: str, data: InquiryRequested) -> bool:
    """Whether a request asks the house anything: not while it is pending, unless it was only to be called."""
    inquiry = case.inquiries.get(house)
    if inquiry is None or not _is_pending(case, house):
        return True
    return inquiry.channel is Channel.TELEFOON and data.channel is Channel.REGISTER


def _is_pending(case: Case, house: str) -> bool:
    inquiry = case.inquiries.get(house)
    return inquiry is not None and len(_answers(case, house)) < inquiry.answers


def _answers(case: Case, house: str) -> list[Answer]:
    return [one for one in case.answers if one.house == house]


def _question(turn: Turn, dossier: Dossier, identifier: str, case: Case, house: str) -> Send:
    data = InquiryForwarded(
        channel=Channel.REGISTER,
        birth_date=birth_date(dossier),
        answer_before=term_end(case, turn.rules.terms),
    )
    bekend = house in known_houses(dossier, case, turn.now)
    relation = Relation(on_monitor=bool(case.appearances), bekend=bekend, addressed=True)
    return Send(house, identifier, data, _ROW, relation)


def _result(turn: Turn, identifier: str, case: Case) -> Iterator[Send]:
    ends = term_end(case, turn.rules.terms)
    houses = sorted({*case.inquiries, *(one.house for one in case.answers)})
    listed = tuple(_stand(turn, case, house, ends) for house in houses)
    data = InquiryAnswered(houses=listed, complete=all(one.answer is not None for one in listed))
    yield from to_zsm(identifier, data, _ROW)
    for partner in advising(case):
        yield Send(partner, identifier, data, _ROW, Relation(on_monitor=True, offered=True))


def _stand(turn: Turn, case: Case, house: str, ends: datetime | None) -> HouseInquiry:
    """Where the bevraging of one house stands. Who was asked again has not answered until it does."""
    given, inquiry = _answers(case, house), case.inquiries.get(house)
    last = None
    if not _is_pending(case, house):
        # Of two answers at one moment, that it knows the person was said by the house itself.
        last = max(given, key=lambda one: (one.at, one.answer is HouseAnswer.BEKEND, one.record))
    channel = inquiry.channel if inquiry is not None else given[0].channel
    if last is not None and last.answer is not HouseAnswer.ONBEREIKBAAR:
        return HouseInquiry(house=house, channel=channel, answer=last.answer)
    opens, in_time = reachable(turn, house, ends)
    answer = last.answer if last is not None else None
    return HouseInquiry(house=house, channel=channel, answer=answer, opens_at=opens, in_time=in_time)


def reachable(turn: Turn, house: str, ends: datetime | None) -> tuple[datetime | None, bool]:
    """When a house that is shut now opens, and whether that is before a term ends; (None, True) if open.

    A house that never opens again, as one that was merged, has no moment, and is not in time.
    """
    if turn.rules.hours.is_open(house, turn.now):
        return None, True
    opens = turn.rules.hours.next_open(house, turn.now)
    return opens, opens is not None and (ends is None or opens < ends)
