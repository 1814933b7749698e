"""Hits: a house knows the suspect of an open case (routing rows 2 to 5 and 7; readings 7 to 18).

VH22 and VH24 are houses, m1 and m2 markings of VH22. "Marked" is registered and valid from then on, unless
said otherwise. A time is when the message reached the hub. ZSM is OM and police; "asked" goes to the house.

===  =========================================  =======================================================
row  facts                                      told
===  =========================================  =======================================================
1    10:00 on monitor, 10:30 marked             10:30 ZSM hit, late; VH22 asked
     wrong: nothing                             joins only when the case arrives
2    marked, 09:00 arrest, 10:00 on monitor     10:00 ZSM hit; VH22 asked
     wrong: hit at 09:00                        an arrest is not intake yet (R027)
3    marked, 09:00 let go, 10:00 on monitor     nothing
     wrong: hit at 10:00                        keeps the marking, forgets its end
4    marked until 09:30, 10:00 on monitor       nothing
5    marked from 10:30, 10:00 on monitor        10:30 ZSM hit, late; VH22 asked
     wrong: nothing                             no message arrives at 10:30: a timer must wake us
6    12:00 on monitor since 10:00,              12:05 ZSM hit; VH22 asked
     12:05 marked and registered at 09:00
     wrong: late                                takes the arrival for the registration
7    10:00 on monitor, 10:30 marked, valid      10:30 ZSM hit, late; VH22 asked
     since 08:00
     wrong: not late                            believes the backdated start
8    marked, 10:00 on monitor, 10:05 marked     10:00 ZSM hit; VH22 asked
     (the same message)
     wrong: 10:05 hit again                     tells what it was told, not what is new
9    marked until 14:00 (version 2),            10:00 ZSM hit; VH22 asked; 14:00 ZSM hit ended VERLOPEN
     09:00 marked without end (version 1),
     10:00 on monitor
     wrong: no end at 14:00                     the older version came last, and won
10   09:30 let go, 10:00 on monitor,            nothing
     10:05 marked (registered days ago)
     wrong: 10:05 hit                           drops an end that finds no marking
11   marked by VH22 and VH24, 10:00 on monitor  10:00 ZSM hit VH22, VH22 asked, ZSM hit VH24, VH24 asked
     wrong: one message with both houses        no house may learn of another
12   marked m1 and m2, 10:00 on monitor         10:00 ZSM hit with the origin of m1; VH22 asked
     wrong: two hits                            one for each marking
13   marked, 10:00 on monitor, 12:00 let go     hit, asked; 12:00 ZSM hit ended LOSGELATEN; VERVALLEN
14   marked, 10:00 on monitor, 12:00 FOUTIEF    hit, asked; 12:00 ZSM hit ended FOUTIEF, and correction
15   marked until 12:00, 10:00 on monitor       hit, asked; 12:00 ZSM hit ended VERLOPEN; VERVALLEN
16   as 13, 13:00 marked m2                     as 13; 13:00 ZSM hit, late
     wrong: VH22 asked again                    once for each case and house
17   marked m1 and m2, 10:00 on monitor,        hit, asked
     12:00 m1 let go
     wrong: 12:00 hit ended                     m2 still holds
18   marked, 10:00 on monitor, 11:00 marked     hit, asked; 11:00 ZSM hit ended VERLOPEN;
     from 15:00 (version 2)                     15:00 ZSM hit, late
19   as 13, 13:00 FOUTIEF                       as 13; 13:00 ZSM correction
     wrong: nothing                             the order of two messages decides what OM believes
20   marked m1 and m2, 10:00 on monitor,        hit, asked; 12:30 ZSM hit ended LOSGELATEN
     12:00 m2 let go, 12:30 m1 FOUTIEF
     wrong: ended FOUTIEF, and correction       the last message decides; but the house did know the person
21   10:00 on monitor, 15:40 provisional        15:45 ZSM hit, late, with a warning; VH22 asked
     decision, 15:45 marked
22   10:00 on monitor, 16:00 final decision,    nothing
     16:30 marked
23   marked, 09:00 arrest                       nothing: the case never came on the monitor
24   marked, 10:00 on monitor, 10:20 advice 1,  hit, asked; 10:20, 10:40 and 11:00 ZSM hit with that advice;
     10:40 confirmed, 10:50 the same again,     10:50 nothing
     11:00 advice 2
     wrong: one hit without advice              the join is over once both sides were seen
25   VH22 advises what VH24 advises against,    10:00 ZSM hit VH22 and VH24, both with the conflict
     both marked, 10:00 on monitor
26   VH22 advises and advises against the       10:00 ZSM hit VH22 and VH24, no conflict
     same, VH24 nothing, both marked,
     10:00 on monitor
27   as 20, 12:15 advice                        as 20, 12:15 ZSM hit with advice
28   marked m1 and m2, 10:00 on monitor, 11:00  hit, asked; 12:00 ZSM hit ended LOSGELATEN;
     m2 from 15:00 until 16:00 (version 2),     15:00 ZSM hit, late; 16:00 ZSM hit ended VERLOPEN
     12:00 m1 let go
     wrong: 12:00 ended VERLOPEN                m2 has the latest end, but it is still to come
29   as 2, 09:00 arrest, 11:00 selected,        hit, asked; 11:00 3RO offered with the hit;
     11:30 VH24 marks                           11:30 ZSM and 3RO hit VH24, late; VH24 asked
30   marked, 10:00 at CVOM, 10:30 VH24 marks    nothing: CVOM is no place where houses are asked (row 1)
31   as 30, 11:00 on the region's monitor       11:00 ZSM hit VH22, VH22 asked, ZSM hit VH24, late,
                                                VH24 asked
32   as 2, 11:00 at CVOM, 12:00 let go          10:00 hit, asked; nothing of the end
33   marked m1 and m2, 10:00 at CVOM, 10:30     11:00 ZSM hit; VH22 asked; 12:00 ZSM hit ended FOUTIEF,
     m1 let go, 11:00 on the region's           and correction
     monitor, 12:00 m2 FOUTIEF
     wrong: 12:00 ended LOSGELATEN              takes m1 for a ground, which only held at CVOM
===  =========================================  =======================================================
"""

from collections.abc import Iterator
from datetime import datetime

from hub.rules.purpose import Relation
from hub.schemas.events import (
    AdviceConfirmationRequested,
    CorrectionForwarded,
    HouseAdvice,
    HouseHit,
    PersonMarked,
)
from hub.schemas.vocabulary import MarkingEndReason
from hub.streams.bekend import Span, by_registration, known_otherwise, standing
from hub.streams.dossier import Case, Dossier, Hit
from hub.streams.effects import Effect, FeedbackStatus, Ledger, Send
from hub.streams.hits import (
    advices_conflict,
    current_advice,
    houses_due,
    how_ended,
    is_late,
    on_monitor_at,
)
from hub.streams.person import term_end
from hub.streams.turn import Told, Turn, advising, to_zsm, with_case

_WRONG = MarkingEndReason.FOUTIEF


def match(turn: Turn, dossier: Dossier) -> Told:
    """Tell what is new about the hits of the cases that this event can matter to."""
    effects: list[Effect] = []
    found: dict[str, list[Span]] | None = None
    for identifier, case in turn.cases(dossier):
        if case.final is not None or not case.appearances:
            continue
        if found is None:
            found = standing(dossier, turn.now)
        one = _CaseHits(turn, dossier, identifier, case, found)
        effects += one.news()
        if one.hits != case.hits:
            dossier = with_case(dossier, identifier, case, hits=one.hits)
    return dossier, effects


class _CaseHits:
    """The hits of one case: what was told, and what holds now."""

    def __init__(
        self, turn: Turn, dossier: Dossier, identifier: str, case: Case, found: dict[str, list[Span]]
    ) -> None:
        self.turn = turn
        self.dossier = dossier
        self.identifier = identifier
        self.case = case
        self.found = found
        self.hits = dict(case.hits)

    def news(self) -> Iterator[Effect]:
        """What was not told yet, house by house in their order; `hits` follows."""
        for house in sorted(self.found.keys() | self.hits.keys()):
            hit = self.hits.get(house)
            spans = self.found.get(house)
            if spans is not None:
                yield from self._stands(house, hit, sorted(spans, key=by_registration))
            elif hit is not None:
                yield from self._is_over(house, hit)

    def _stands(self, house: str, hit: Hit | None, spans: list[Span]) -> Iterator[Effect]:
        first = spans[0]  # the marking registered first speaks for the hit
        advice = current_advice(self.dossier, house)
        version = advice.version if advice else None
        confirmed_at = advice.confirmed_at if advice else None
        ground = {span.key for span in spans}
        if hit is None or hit.ended is not None:
            monitor = on_monitor_at(self.case)
            late = monitor is not None and is_late(first, monitor)
        else:
            ground.update(hit.ground)
            late = hit.late
            if (hit.advice_version, hit.confirmed_at) == (version, confirmed_at):
                if len(ground) > len(hit.ground):
                    self.hits[house] = hit.model_copy(update={"ground": tuple(sorted(ground))})
                return
        told = Hit(
            origin=first.marking.origin,
            ground=tuple(sorted(ground)),
            late=late,
            advice_version=version,
            confirmed_at=confirmed_at,
        )
        self.hits[house] = told
        yield from self._tell(house, told, advice)
        if hit is None:
            yield self._ask(house, first, version)

    def _is_over(self, house: str, hit: Hit) -> Iterator[Effect]:
        moved = isinstance(self.turn.envelope.data, PersonMarked)
        reason, at = how_ended(self.dossier, hit.ground, self.turn.now, moved=moved)
        if hit.ended is None:
            told = hit.model_copy(update={"ended": reason, "partners": advising(self.case)})
            yield from self._tell(house, told, None)  # an advice without a valid marking is told to nobody
            if reason is not _WRONG and not known_otherwise(self.dossier, self.case, house, self.turn.now):
                yield Ledger(self.identifier, house, FeedbackStatus.VERVALLEN, at, reason.value)
        elif reason is _WRONG and hit.ended is not _WRONG:
            # Told to have ended, and now it proves never to have been right: those who got it must know.
            told = hit.model_copy(update={"ended": reason})
        else:
            return
        self.hits[house] = told
        if reason is _WRONG:
            yield from self._to_all(CorrectionForwarded(house=house, reason=reason), "A7", told.partners)

    def _tell(self, house: str, hit: Hit, advice: HouseAdvice | None) -> Iterator[Send]:
        with_hit = houses_due(self.dossier, self.case, self.turn.now)
        data = HouseHit(
            house=house,
            origin=hit.origin,
            late=hit.late,
            ended=hit.ended,
            advice=advice,
            advices_conflict=advices_conflict(self.dossier, with_hit),
            provisional_decision=bool(self.case.provisional),
            term_end=self._term_end(),
        )
        if hit.ended is not None:
            row = "A7"
        elif hit.late:
            row = "A5"
        else:
            row = "A2" if len(self.found) == 1 else "A3"
        yield from self._to_all(data, row, advising(self.case))

    def _to_all(
        self, data: HouseHit | CorrectionForwarded, row: str, partners: tuple[str, ...]
    ) -> Iterator[Send]:
        yield from to_zsm(self.identifier, data, row)
        for partner in partners:
            yield Send(partner, self.identifier, data, row, Relation(on_monitor=True, offered=True))

    def _ask(self, house: str, span: Span, version: int | None) -> Send:
        data = AdviceConfirmationRequested(
            casus=span.marking.casus, advice_version=version, answer_before=self._term_end()
        )
        relation = Relation(on_monitor=True, bekend=True)
        return Send(house, self.identifier, data, "A2", relation)

    def _term_end(self) -> datetime | None:
        return term_end(self.case, self.turn.rules.terms)
