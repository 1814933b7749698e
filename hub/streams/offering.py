"""Offering a case to 3RO and Raad after selection = ZSM, by age (routing row 15; readings 32 to 34).

===  ================================================  =================================================
row  facts                                             told
===  ================================================  =================================================
1    arrest of an adult, 11:00 selected ZSM            11:00 3RO offered and asked for advice
2    11:00 selected ZSM, 11:30 arrest                  11:30 the same
     wrong: nothing                                    acts on the selection only
3    as 1, 11:30 selected ZSM again                    as 1
4    as 1, 12:00 selected BACKOFFICE                   as 1: nobody is un-offered
5    11:00 selected BACKOFFICE at 11:00,               nothing
     11:30 selected ZSM, but decided at 10:45
     wrong: offered                                    the message that came last is not the last decision
6    arrest without birth date, selected ZSM           11:00 ZSM age unknown
7    as 6, 11:30 version 2 with the birth date         as 6; 11:30 3RO offered
8    as 6, 11:30 arrest in another case with it        as 6; 11:30 3RO offered the first case
9    final decision, then as 1                         nothing
10   as 1, 11:30 version 2: a minor is involved        as 1; 11:30 Raad offered
===  ================================================  =================================================

Age bands, at the day of the offence: under 18 Raad; 18 to 22 both; 23 and over 3RO.
"""

from collections.abc import Iterator

from hub.rules.purpose import Relation
from hub.schemas.events import AdviceRequested, AgeUnknown, CaseOffered
from hub.schemas.vocabulary import SelectionOutcome
from hub.streams.dossier import Case, Dossier, Suspicion
from hub.streams.effects import Effect, Send
from hub.streams.hits import current_advice, houses_with_hit
from hub.streams.person import age_at_offence, birth_date, residence, suspicion_of, term_end
from hub.streams.turn import Told, Turn, to_zsm, with_case


def offer(turn: Turn, dossier: Dossier) -> Told:
    """Offer open cases to those whom row 15 names and who were not offered them."""
    effects: list[Effect] = []
    # A birth date may arrive with another case, so all open cases are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        suspicion = suspicion_of(case)
        if suspicion is None or case.final is not None or not selected_for_zsm(case):
            continue
        age = age_at_offence(dossier, case)
        if age is None:
            if not case.age_alarm:
                effects += to_zsm(identifier, AgeUnknown(), "A15")
                dossier = with_case(dossier, identifier, case, age_alarm=True)
            continue
        named = turn.rules.routing.partners_for(age, minor_involved=suspicion.minor_involved, on=turn.today)
        new = [partner for partner in named if partner not in case.offered]
        if new:
            effects += _offers(turn, dossier, identifier, case, suspicion, new)
            offered = tuple(sorted((*case.offered, *new)))
            dossier = with_case(dossier, identifier, case, offered=offered)
    return dossier, effects


def selected_for_zsm(case: Case) -> bool:
    """Whether the latest selection decision, by its own time, is ZSM."""
    last = max(case.selections, key=lambda one: (one.at, one.record), default=None)
    return last is not None and last.outcome is SelectionOutcome.ZSM


def _offers(
    turn: Turn, dossier: Dossier, identifier: str, case: Case, suspicion: Suspicion, partners: list[str]
) -> Iterator[Send]:
    houses = houses_with_hit(case, turn.now)
    advices = (current_advice(dossier, house) for house in houses)
    ends = term_end(case, turn.rules.terms)
    offered = CaseOffered(
        region=suspicion.region,
        arrested_at=None if suspicion.summoned else suspicion.at,
        offences=suspicion.offences,
        birth_date=birth_date(dossier),
        residence=residence(dossier),
        minor_involved=suspicion.minor_involved,
        term_end=ends,
        hits=houses,
        advices=tuple(advice for advice in advices if advice is not None),
    )
    relation = Relation(on_monitor=bool(case.appearances), offered=True)
    for partner in partners:
        yield Send(partner, identifier, offered, "A15", relation)
        request = AdviceRequested(registry=turn.rules.routing.registry_of(partner), answer_before=ends)
        yield Send(partner, identifier, request, "A15", relation)
