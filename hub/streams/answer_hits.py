"""Hits of houses that answered that they know the suspect, and marked nobody (routing row 8; reading 39).

"Answered" is BEKEND, of VH22, to a bevraging in this case. ZSM is OM and police.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    10:00 on monitor, 10:30 answered                10:30 ZSM hit
2    10:30 answered, 11:00 on monitor                11:00 ZSM hit
     wrong: hit at 10:30                             a hit waits for the monitor, however it is known
3    as 1, 10:40 advice, 10:50 confirmed             as 1; 10:40 and 10:50 ZSM hit with that advice
4    as 1, 11:00 answered again                      10:30 ZSM hit, once
5    as 1, 11:00 NIET_BEKEND                         10:30 ZSM hit, and nothing more
     wrong: 11:00 hit ended                          the answer itself is told (`hub.streams.inquiry`)
6    as 1, 11:00 ONBEREIKBAAR, 11:30 advice          as 1; 11:30 ZSM hit: who cannot be reached knows
7    as 1, 11:00 marked                              as 1; 11:00 ZSM hit by the marking, late; asked
8    as 7, 12:00 let go                              as 7; 12:00 ZSM hit ended
     wrong: 12:00 hit by the answer                  it was told, and nothing of it changed
9    marked, 10:00 on monitor, 10:30 answered,       10:00 ZSM hit; asked; 12:00 ZSM hit ended, hit
     12:00 let go
     wrong: 12:00 only hit ended                     OM would believe that VH22 knows nothing any more
10   10:00 on monitor, 16:00 final, 16:30 answered   nothing
11   arrest, 10:00 on monitor, 10:30 answered,       10:30 ZSM hit; 11:00 3RO offered with VH22
     11:00 selected ZSM
12   as 11, 11:30 VH24 answered                      as 11; 11:30 ZSM and 3RO hit of VH24
13   VH22 advises what VH24 advises against,         10:30 ZSM hit; 10:40 ZSM hit of VH24, in conflict
     10:00 on monitor, 10:30 VH22, 10:40 VH24
14   marked, arrest, 10:00 on monitor, 10:15 let go  10:00 ZSM hit; asked; 10:15 ZSM hit ended;
     10:30 answered, 11:00 selected ZSM,             10:30 ZSM hit; 11:00 3RO offered with VH22;
     12:00 FOUTIEF                                   12:00 ZSM correction
     wrong: correction to 3RO                        it heard of the answer alone, and that still stands
===  ==============================================  ===================================================

The house is not asked to confirm its advice: it spoke just now.
"""

from hub.rules.purpose import Relation
from hub.schemas.events import HouseHit
from hub.streams.bekend import answered, standing
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Effect, Send
from hub.streams.facts_asking import AnswerHit
from hub.streams.hits import advices_conflict, current_advice, houses_due
from hub.streams.person import term_end
from hub.streams.turn import Told, Turn, advising, to_zsm, with_case


def hit_by_answer(turn: Turn, dossier: Dossier) -> Told:
    """Tell what is new about houses that know the suspect by their answer only."""
    effects: list[Effect] = []
    for identifier, case in turn.cases(dossier):
        if case.final is not None or not case.appearances or not case.answers:
            continue
        hits = dict(case.answer_hits)
        for house in sorted(answered(case, turn.now) - standing(dossier, turn.now).keys()):
            advice = current_advice(dossier, house)
            hit = AnswerHit()
            if advice is not None:
                hit = AnswerHit(advice_version=advice.version, confirmed_at=advice.confirmed_at)
            if hits.get(house) != hit:
                hits[house] = hit
                effects += _tell(turn, dossier, identifier, case, house)
        if hits != case.answer_hits:
            dossier = with_case(dossier, identifier, case, answer_hits=hits)
    return dossier, effects


def _tell(turn: Turn, dossier: Dossier, identifier: str, case: Case, house: str) -> list[Send]:
    data = HouseHit(
        house=house,
        advice=current_advice(dossier, house),
        advices_conflict=advices_conflict(dossier, houses_due(dossier, case, turn.now)),
        provisional_decision=bool(case.provisional),
        term_end=term_end(case, turn.rules.terms),
    )
    told = Relation(on_monitor=True, offered=True)
    partners = [Send(partner, identifier, data, "A8", told) for partner in advising(case)]
    return [*to_zsm(identifier, data, "A8"), *partners]
