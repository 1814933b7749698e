"""The birth date is unknown, and somebody would be told by age: one alarm a case, whichever row needs it.

===  ================================================  =================================================
row  facts, all without a birth date                   told
===  ================================================  =================================================
1    09:00 arrest, 11:00 selected ZSM                  11:00 ZSM age unknown
2    09:00 arrest, 12:00 in inverzekeringstelling      12:00 ZSM age unknown
3    as 1, 12:00 in inverzekeringstelling              as 1: once
4    09:00 arrest, 11:00 selected BACKOFFICE           11:00 ZSM age unknown
5    11:00 selected ZSM, 11:30 arrest                  11:30 ZSM age unknown
     wrong: 11:00                                      nothing is unknown yet, only on its way
6    09:00 arrest, 11:00 selected VEILIGHEIDSHUIS      nothing: no row asks for the age then
7    final decision, then as 1                         nothing
8    10:00 at CVOM, then as 1                          nothing: nobody would be offered it
===  ================================================  =================================================

Rows 14, 15, 16 and 17 (readings 33, 41, 46 and 47).
"""

from hub.schemas.events import AgeUnknown
from hub.schemas.vocabulary import SelectionOutcome
from hub.streams.dossier import Case, Dossier
from hub.streams.early_help import in_ivs
from hub.streams.effects import Effect
from hub.streams.facts_selection import LEAVES_ZSM
from hub.streams.person import age_at_offence, at_cvom, last_selection, suspicion_of
from hub.streams.turn import Told, Turn, to_zsm, with_case


def alarm(turn: Turn, dossier: Dossier) -> Told:  # noqa: ARG001 - every processor has this form
    """Tell OM and police that nobody can be told by age, once for each case."""
    effects: list[Effect] = []
    # All cases: a person without any birth date has none in any of them.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        row = None if case.age_alarm else _asked_by(case)
        if row is None or suspicion_of(case) is None:
            continue
        if age_at_offence(dossier, case) is None:
            effects += to_zsm(identifier, AgeUnknown(), row)
            dossier = with_case(dossier, identifier, case, age_alarm=True)
    return dossier, effects


def _asked_by(case: Case) -> str | None:
    """The row that needs the age now; None: none does."""
    if in_ivs(case):
        return "A14"
    last = last_selection(case)
    if last is None or case.final is not None or at_cvom(case):
        return None
    if last.outcome is SelectionOutcome.ZSM:
        return "A15"
    return "A17" if last.outcome in LEAVES_ZSM else None
