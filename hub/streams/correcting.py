"""Telling whoever was told something that proved wrong (Wjsg 39o; readings 22, 70 and 71).

VH22 marked the person, who was arrested and came on the monitor; 3RO was offered the case at 11:00. The
decision is final at 16:00, and VH22 has its Terugkoppeling.

===  ==================================================  ===============================================
row  facts                                               told that it is wrong
===  ==================================================  ===============================================
1    17:00 MARKERING is reported wrong, in the case      OM, police and 3RO: they heard of the hit
     wrong: VH22 too                                     it was asked and fed back, but told of no hit
2    17:00 DELICT is reported wrong, in the case         3RO: the offence stood in the offer alone
3    17:00 PERSOON is reported wrong, about no case      all, in each case that they know
4    as 2, the same message again                        as 2, once
5    as 2, thirteen months later                         nobody
6    17:00 version 2 of the arrest: born in 1991         all PERSOON
     wrong: nobody                                       the offer is not made again, so nobody would hear
7    arrest without birth date, 17:00 version 2 has it   nobody: nothing that was told is wrong
8    17:00 version 2 of the arrest: another offence      3RO DELICT
9    17:00 VH22's marking proves FOUTIEF                 VH22 MARKERING
     wrong: nobody                                       it works on feedback that it should not have had
10   as 9, but VH22 answered BEKEND as well              nobody: it knows the person
11   17:00 VH22 let go at 15:00, 17:30 FOUTIEF           17:30 VH22 MARKERING
     wrong: nobody                                       the order of two messages decides what it believes
12   17:00 VH22 let go at 15:00                          nobody: it did know the person (reading 22)
13   17:00 version 2 of the decision: at 08:00 the day   VH22 BESLISSING
     before it was marked
14   17:00 version 2 of the decision, provisional        VH22 BESLISSING: what it was told is decided no more
15   as 14, 17:30 version 3, provisional too             as 14, once
16   17:00 version 2 of the decision, another one        nobody: VH22 and 3RO are told what is right instead
===  ==================================================  ===============================================

Nothing but that it is wrong is told, and of whom: the recipient knows what it was told. What is right comes
as it always comes; where a recipient is told nothing more, this stands alone.
"""

from collections.abc import Iterable, Iterator, Mapping

from hub.rules.purpose import Relation
from hub.schemas.base import Category
from hub.schemas.events import DataCorrected, PersonDataCorrected, SuspectArrested, SuspectSummoned
from hub.schemas.vocabulary import CorrectedFact, MarkingEndReason
from hub.streams.bekend import known_houses, span_of, standing
from hub.streams.disclosure import AS_TOLD, told
from hub.streams.dossier import NO_CASE, Case, Dossier, Feedback, Suspicion
from hub.streams.effects import Effect, Send
from hub.streams.person import at_cvom
from hub.streams.terugkoppeling import went
from hub.streams.turn import Told, Turn, with_case

_ROW = "W39O"

_CATEGORIES: Mapping[CorrectedFact, frozenset[Category]] = {
    CorrectedFact.PERSOON: frozenset({Category.IDENTITY}),
    CorrectedFact.DELICT: frozenset({Category.OFFENCE}),
    CorrectedFact.BESLISSING: frozenset({Category.DECISION}),
    CorrectedFact.ADVIES: frozenset({Category.HOUSE_ADVICE, Category.PARTNER_ADVICE}),
    CorrectedFact.MARKERING: frozenset({Category.HOUSE_HIT}),
    CorrectedFact.DOELGROEP: frozenset({Category.TARGET_GROUP}),
}


def correct(turn: Turn, dossier: Dossier) -> Told:
    """Tell of what was reported wrong, of what a new version replaced, and of feedback that fell."""
    effects: list[Effect] = [*_reported(turn, dossier), *_restated(turn, dossier)]
    for identifier, case in turn.cases(dossier, cvom=True):
        fallen = dict(_fallen(dossier, case))
        for house, what in fallen.items():
            effects.append(_send(turn, dossier, identifier, house, what, case.disclosed.get(house, {})))
        if fallen:
            dossier = with_case(dossier, identifier, case, feedback=_withdrawn(case, fallen))
    return dossier, effects


def _reported(turn: Turn, dossier: Dossier) -> Iterator[Send]:
    """A registry says that something is wrong: in one case, or about the person wherever it was told."""
    data = turn.envelope.data
    if not isinstance(data, PersonDataCorrected) or turn.before.errata == dossier.errata:
        return
    named = turn.envelope.case
    yield from _to_all(turn, dossier, data.what, _everywhere(turn.before) if named is None else (named,))


def _restated(turn: Turn, dossier: Dossier) -> Iterator[Send]:
    """A higher version of an arrest or summons states otherwise what it stated before."""
    if not isinstance(turn.envelope.data, SuspectArrested | SuspectSummoned):
        return
    identifier = turn.envelope.case or ""
    old = _suspicion(turn.before, identifier, turn.envelope.record)
    new = _suspicion(dossier, identifier, turn.envelope.record)
    if old is None or new is None:
        return
    if _otherwise(old.birth_date, new.birth_date) or _otherwise(old.residence, new.residence):
        # Of the person, and so in what was told of the other cases too (readings 27 and 33).
        yield from _to_all(turn, dossier, CorrectedFact.PERSOON, _everywhere(turn.before))
    if _otherwise(old.offences, new.offences):
        yield from _to_all(turn, dossier, CorrectedFact.DELICT, (identifier,))


def _otherwise(old: object, new: object) -> bool:
    # What was not stated was not wrong.
    return bool(old) and old != new


def _suspicion(dossier: Dossier, identifier: str, record: str) -> Suspicion | None:
    case = dossier.cases.get(identifier) or NO_CASE
    return next((one for one in case.suspicions if one.record == record), None)


def _everywhere(dossier: Dossier) -> tuple[str | None, ...]:
    return (*sorted(dossier.cases), None)


def _to_all(turn: Turn, dossier: Dossier, what: CorrectedFact, cases: Iterable[str | None]) -> Iterator[Send]:
    """Everyone who was told of it before this event; what is told now is right."""
    since = turn.rules.follow_up.told_since(turn.today)
    for identifier in cases:
        if identifier is None:
            disclosed = turn.before.disclosed
        else:
            disclosed = (turn.before.cases.get(identifier) or NO_CASE).disclosed
        for recipient in told(disclosed, since, _CATEGORIES[what]):
            yield _send(turn, dossier, identifier, recipient, what, disclosed[recipient])


def _send(
    turn: Turn,
    dossier: Dossier,
    identifier: str | None,
    recipient: str,
    what: CorrectedFact,
    days: Mapping[str, object],
) -> Send:
    if recipient in turn.rules.reference.houses:
        case = dossier.cases.get(identifier or "")
        known = standing(dossier, turn.now) if case is None else known_houses(dossier, case, turn.now)
        relation = Relation(bekend=recipient in known, addressed=True)
    else:
        relation = AS_TOLD if Category.IDENTITY in days else Relation()
    return Send(recipient, identifier, DataCorrected(what=what), _ROW, relation)


def _fallen(dossier: Dossier, case: Case) -> Iterator[tuple[str, CorrectedFact]]:
    """The houses whose Terugkoppeling stands no more, and what was wrong with it."""
    known = known_houses(dossier, case, case.final.at) if case.final is not None else {}
    for house, state in sorted(case.feedback.items()):
        if not went(state) or state.withdrawn is not None:
            continue
        if state.correction < case.corrections:
            # The corrected decision goes to who is Bekend by it, but not from CVOM, and not while it is open.
            if house not in known or at_cvom(case):
                yield house, CorrectedFact.BESLISSING
        elif case.final is not None and house not in known and _never_right(dossier, state):
            yield house, CorrectedFact.MARKERING


def _never_right(dossier: Dossier, state: Feedback) -> bool:
    """Whether every marking that bore the feedback proved wrong, or is another person's after all."""
    if not state.ground or dossier.awaited:  # what has not arrived yet is not gone
        return False
    found = (span_of(dossier, key) for key in state.ground)
    return all(span is None or span.reason is MarkingEndReason.FOUTIEF for span in found)


def _withdrawn(case: Case, fallen: Mapping[str, CorrectedFact]) -> dict[str, Feedback]:
    noted = {
        house: case.feedback[house].model_copy(update={"withdrawn": what, "correction": case.corrections})
        for house, what in fallen.items()
    }
    return {**case.feedback, **noted}
