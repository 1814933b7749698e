"""Vroeghulp: a suspect was taken into inverzekeringstelling (routing row 14; reading 41; Sv 59.5, 491).

===  ================================================  =================================================
row  facts                                             told
===  ================================================  =================================================
1    09:00 arrest of an adult, 12:00 in                12:00 3RO
     inverzekeringstelling
     wrong: nothing before the selection               the notice does not wait for it (routing D, R031)
2    as 1, a minor                                     12:00 RVDK
3    as 1, 13:00 once more in inverzekeringstelling    as 1: once for a case
4    as 1, 13:00 extended                              as 1
5    09:00 arrest, 12:00 extended                      nothing: that is not how it begins
6    12:00 in inverzekeringstelling, 12:30 arrest      12:30 3RO
     wrong: 12:00 age unknown                          the arrest is on its way, its birth date with it
7    as 1, without birth date                          12:00 ZSM age unknown
8    as 7, 12:30 version 2 with the birth date         as 7; 12:30 3RO
9    10:00 final decision, then as 1                   12:00 3RO
10   10:00 at CVOM, then as 1                          12:00 3RO: the law makes no difference
===  ================================================  =================================================

3RO and Raad see who and what for by this (table B: at once); until when, only if they were offered the case.
"""

from hub.rules.ages import ADULT
from hub.rules.purpose import Relation
from hub.schemas.events import EarlyHelpNotified
from hub.schemas.vocabulary import CustodyKind
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Effect, Send
from hub.streams.person import age_at_offence, birth_date, suspicion_of, term_end
from hub.streams.raad import raad_region
from hub.streams.turn import Told, Turn, has_case, with_case


def notify(turn: Turn, dossier: Dossier) -> Told:
    """Tell 3RO, or of a minor the Raad, of the first inverzekeringstelling of each case."""
    effects: list[Effect] = []
    # A birth date may arrive with another case, so all are looked at, closed ones too.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        if case.early_help or not in_ivs(case):
            continue
        suspicion, age = suspicion_of(case), age_at_offence(dossier, case)
        if suspicion is None or age is None:
            continue
        partner = "3RO" if age >= ADULT else "RVDK"
        data = EarlyHelpNotified(
            since=min(one.since for one in case.custody if one.kind is CustodyKind.INVERZEKERINGSTELLING),
            offences=suspicion.offences,
            birth_date=birth_date(dossier),
            term_end=term_end(case, turn.rules.terms),
            raad_region=raad_region(turn, dossier, case),
        )
        relation = Relation(on_monitor=bool(case.appearances), offered=has_case(case, partner), ivs=True)
        effects.append(Send(partner, identifier, data, "A14", relation))
        dossier = with_case(dossier, identifier, case, early_help=partner)
    return dossier, effects


def in_ivs(case: Case) -> bool:
    """Whether an inverzekeringstelling was ever ordered in a case."""
    return any(one.kind is CustodyKind.INVERZEKERINGSTELLING for one in case.custody)
