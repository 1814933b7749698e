"""The casus goes to a house (routing row 11; readings 27 to 29).

===  ==================  ==================  =====================  =========================================
row  Bekend now          the OvJ's pick      house of residence     goes to
===  ==================  ==================  =====================  =========================================
1    VH24                none                VH22                   VH24
     wrong: VH22                                                    residence before knowledge
2    VH24                VH24                VH22                   VH24
3    VH24                VH22                VH22                   geen-huis KEUZE_NIET_TOEGESTAAN (VH24)
4    VH21, VH24          VH21                VH22                   VH21
5    VH21, VH24          none                VH22                   geen-huis MEERDERE_HUIZEN (VH21, VH24)
6    VH21, VH24          VH22                VH22                   geen-huis MEERDERE_HUIZEN (VH21, VH24)
7    nobody              none                VH22                   VH22
8    nobody              VH22                VH22                   VH22
9    nobody              VH24                VH22                   geen-huis KEUZE_NIET_TOEGESTAAN (VH22)
     wrong: VH24                                                    tells a house what it does not know
10   nobody              VH24                no residence           VH24
11   nobody              none                no residence           geen-huis GEEN_WOONPLAATS
12   nobody              VH24                no house there         VH24
13   nobody              none                no house there         geen-huis GEEN_HUIS_VOOR_GEMEENTE
===  ==================  ==================  =====================  =========================================

A transfer is acted on when it arrives, and only then: what becomes known later sends nobody anything. One
that repeats itself, to a house that has not answered or has accepted, sends nothing.
"""

from hub.rules.purpose import Relation
from hub.schemas.events import CaseReferred, CasusTransferred, NoHouse, SelectionDecided
from hub.schemas.vocabulary import NoHouseReason, SelectionOutcome, TriageOutcome
from hub.streams.bekend import known_houses
from hub.streams.dossier import NO_CASE, Case, Dossier, Triage
from hub.streams.effects import Effect, Send
from hub.streams.fold import repeated
from hub.streams.offering import selected_for_zsm
from hub.streams.person import age_at_offence, at_cvom, birth_date, residence, suspicion_of, term_end
from hub.streams.turn import AT_ZSM, OM, Told, Turn, advising, with_case

Choice = str | NoHouse


def transfer(turn: Turn, dossier: Dossier) -> Told:
    """Send the casus to the house that row 11 names, or tell the OvJ that there is none."""
    data = turn.envelope.data
    identifier = turn.envelope.case or ""
    case = dossier.cases.get(identifier) or NO_CASE
    if not isinstance(data, CasusTransferred | SelectionDecided):
        return dossier, []
    if isinstance(data, SelectionDecided) and data.outcome is not SelectionOutcome.VEILIGHEIDSHUIS:
        return dossier, []
    if case.final is not None or at_cvom(case) or repeated(turn.before, turn.envelope):
        return dossier, []
    choice = choose_house(turn, dossier, case, data.house)
    if isinstance(choice, NoHouse):
        return dossier, [Send(OM, identifier, choice, "A11", AT_ZSM)]
    if has_casus(case, choice):
        return dossier, []
    transfers = {**case.transfers, choice: next_answer(case, choice)}
    effects = _referral(turn, dossier, identifier, case, choice, data.reason)
    return with_case(dossier, identifier, case, transfers=transfers), effects


def choose_house(turn: Turn, dossier: Dossier, case: Case, pick: str | None) -> Choice:
    """The house of row 11, or why there is none.

    A pick that the row gives no room for is neither followed nor overruled: the first could disclose a person
    to a house that does not know them, the second would leave the OvJ in the dark.
    """
    known = tuple(known_houses(dossier, case, turn.now))
    if len(known) > 1:
        return pick if pick in known else NoHouse(reason=NoHouseReason.MEERDERE_HUIZEN, candidates=known)
    home = residence(dossier)
    if known:
        due: str | None = known[0]
    else:
        due = turn.rules.reference.house_of(home, turn.today) if home is not None else None
    if due is not None:
        if pick in (None, due):
            return due
        return NoHouse(reason=NoHouseReason.KEUZE_NIET_TOEGESTAAN, candidates=(due,))
    if pick is not None:
        return pick
    without = NoHouseReason.GEEN_WOONPLAATS if home is None else NoHouseReason.GEEN_HUIS_VOOR_GEMEENTE
    return NoHouse(reason=without)


def has_casus(case: Case, house: str) -> bool:
    """Whether a house still has to answer for the casus, or has taken it; after a refusal it has neither."""
    answers = _answers(case, house)
    if len(answers) < case.transfers.get(house, 0):
        return True
    last = max(answers, key=lambda one: (one.at, one.record), default=None)
    return last is not None and last.outcome is TriageOutcome.AANGENOMEN


def next_answer(case: Case, house: str) -> int:
    """How many answers a house will have given when it has answered what is sent to it now."""
    return len(_answers(case, house)) + 1


def _answers(case: Case, house: str) -> list[Triage]:
    return [triage for triage in case.triages if triage.house == house]


def _referral(
    turn: Turn, dossier: Dossier, identifier: str, case: Case, house: str, reason: str
) -> list[Effect]:
    suspicion = suspicion_of(case)
    data = CaseReferred(
        house=house,
        offences=suspicion.offences if suspicion else (),
        birth_date=birth_date(dossier),
        residence=residence(dossier),
        reason=reason,
        term_end=term_end(case, turn.rules.terms),
    )
    bekend = house in known_houses(dossier, case, turn.now)
    to_house = Relation(on_monitor=bool(case.appearances), bekend=bekend, addressed=True)
    effects: list[Effect] = [Send(house, identifier, data, "A11", to_house)]
    relation = Relation(
        on_monitor=bool(case.appearances),
        offered=bool(case.offered),
        left_zsm=bool(case.selections) and not selected_for_zsm(case),
    )
    effects += [Send(one, identifier, data, "A11", relation) for one in _to_notify(turn, dossier, case)]
    return effects


def _to_notify(turn: Turn, dossier: Dossier, case: Case) -> tuple[str, ...]:
    """3RO and Raad if offered the case; if nobody was, those whom row 15 would name."""
    if case.offered:
        return advising(case)
    suspicion, age = suspicion_of(case), age_at_offence(dossier, case)
    if suspicion is None or age is None:
        return ()
    return turn.rules.routing.partners_for(age, minor_involved=suspicion.minor_involved, on=turn.today)
