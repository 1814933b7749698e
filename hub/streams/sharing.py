"""What partners tell each other, passed on by the hub (R026, R055, R065, R087; readings 59, 60, 62 and 63).

Adult, arrested at 09:00 and on the monitor; "offered" and "selected" are at 11:00, by selection = ZSM. For an
adult of 18 to 22 that is 3RO and Raad, for a minor the Raad.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    offered to both, 12:30 advice of 3RO            12:30 ZSM and RVDK advice 1 of 3RO
     wrong: 3RO too                                  it is its own
2    offered to 3RO, 12:30 its advice                12:30 ZSM advice 1: the Raad has not the case
3    10:00 advice 1, 10:30 advice 2 of 3RO, then     11:00 ZSM advice 1 and 2; RVDK advice 2
     offered to both
     wrong: at 10:00                                 advice is for who selects, after selecting
     wrong: RVDK advice 1                            who comes later needs what holds
4    as 1, 12:40 the same version again              as 1
5    as 1, 16:00 final, 16:30 advice 2               as 1
6    selected BACKOFFICE, 12:30 advice               nothing
7    as 1, 16:00 final, 16:30 3RO objects            as 1; 16:30 OM objection of 3RO
8    10:30 3RO objects, 11:00 selected               11:00 OM objection
9    minor, 10:00 Preselect LAAG, 11:00 offered      11:00 OM and RVDK LAAG
10   as 9, 12:00 HOOG, 12:10 what it was at 09:30    as 9; 12:00 OM and RVDK HOOG
     wrong: 12:10 told                               the score that came last is not the last score
11   10:30 3RO reports care about the suspect,       10:30 ZSM care; 11:00 RVDK care
     then offered to both
12   as 11, 12:00 the Raad reports the same          as 11; 12:00 3RO care
     wrong: nothing                                  it would hang on who reported first
13   10:30 KIB reports violence about another        10:30 ZSM another person; 11:00 3RO and RVDK
     person, then offered to both
14   16:00 final, 16:30 care reported                nothing
===  ==============================================  ===================================================

Everything here is told once, by `Once`. Nobody is told of a context that only itself reported.
"""

from collections.abc import Iterable

from hub.rules.ages import ADULT
from hub.rules.purpose import Relation
from hub.schemas.events import (
    AdviceObjectionShared,
    ContextFactShared,
    OtherPersonShared,
    Outbound,
    PartnerAdviceShared,
    PreselectShared,
)
from hub.schemas.vocabulary import ContextAbout, ContextKind
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Effect, Send
from hub.streams.fact import latest
from hub.streams.facts_asking import PartnerAdvice
from hub.streams.offering import selected_for_zsm
from hub.streams.person import age_at_offence
from hub.streams.turn import ADVISING, AT_ZSM, OM, ZSM, Told, Turn, advising, with_case

_SELECTED = Relation(on_monitor=True, offered=True)
"""How OM and police stand to a case that they selected for ZSM, and a partner to one that it was offered."""


class Once:
    """What is told once in a case: remembers it as ``rule/recipient/what``, beside what was told before."""

    def __init__(self, identifier: str, case: Case) -> None:
        self.identifier = identifier
        self.before = case
        self._told = set(case.shared)

    def tell(self, recipient: str, what: str, data: Outbound, row: str, relation: Relation) -> list[Send]:
        """What to send; nothing if the recipient was told."""
        name = f"{row}/{recipient}/{what}"
        if name in self._told:
            return []
        self._told.add(name)
        return [Send(recipient, self.identifier, data, row, relation)]

    def case(self) -> Case:
        """The case with what was told now; itself if nothing was."""
        if len(self._told) == len(self.before.shared):
            return self.before
        return self.before.model_copy(update={"shared": tuple(sorted(self._told))})


def share(turn: Turn, dossier: Dossier) -> Told:  # noqa: ARG001 - every processor has this form
    """Tell what partners reported to those who may know it by now and were not told."""
    effects: list[Effect] = []
    # An arrest can bring the birth date by which a partner is offered another case, so all are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        if not (case.partner_advices or case.objections or case.preselects or case.contexts):
            continue
        once = Once(identifier, case)
        if selected_for_zsm(case):
            effects += _objections(once, case)
        if case.final is None:
            if selected_for_zsm(case):
                effects += _advices(once, case)
            effects += _preselect(once, dossier, case)
            effects += _contexts(once, case)
        if (told := once.case()) is not case:
            dossier = with_case(dossier, identifier, told)
    return dossier, effects


def _advices(once: Once, case: Case) -> list[Effect]:
    effects: list[Effect] = []
    if not case.partner_advices:
        return effects
    for organisation in sorted(ADVISING):
        versions: dict[int, PartnerAdvice] = {}
        for one in sorted(case.partner_advices, key=lambda one: (one.at, one.record)):
            if one.organisation == organisation:
                versions[one.version] = one
        for number in sorted(versions):
            data = _shown(versions[number])
            for recipient in ZSM:
                effects += once.tell(recipient, f"{organisation}/{number}", data, "R087", _SELECTED)
        for partner in advising(case):
            if partner != organisation and versions:
                effects += _to_partner(once, partner, versions)
    return effects


def _to_partner(once: Once, partner: str, versions: dict[int, PartnerAdvice]) -> list[Send]:
    """The highest version, unless it was told; those below it are behind the partner then."""
    number = max(versions)
    one = versions[number]
    return once.tell(partner, f"{one.organisation}/{number}", _shown(one), "R087", _SELECTED)


def _shown(advice: PartnerAdvice) -> PartnerAdviceShared:
    return PartnerAdviceShared(
        organisation=advice.organisation,
        version=advice.version,
        further_research=advice.further_research,
        advised=advice.advised,
        explanation=advice.explanation,
    )


def _objections(once: Once, case: Case) -> list[Effect]:
    effects: list[Effect] = []
    for one in sorted(case.objections, key=lambda one: (one.at, one.record)):
        data = AdviceObjectionShared(organisation=one.organisation, reason=one.reason)
        effects += once.tell(OM, f"{one.record}/{one.of_version}", data, "R065", _SELECTED)
    return effects


def _preselect(once: Once, dossier: Dossier, case: Case) -> list[Effect]:
    last = latest(case.preselects, lambda one: (one.at, one.record))
    age = age_at_offence(dossier, case) if last is not None else None
    if last is None or (age is not None and age >= ADULT):
        return []  # it proves an adult's after all: a message that came later said when he was born
    what = f"{last.score}/{last.at.isoformat()}"
    data = PreselectShared(score=last.score)
    recipients = [OM] if selected_for_zsm(case) else []
    recipients += [partner for partner in case.offered if partner == "RVDK"]
    return [send for one in recipients for send in once.tell(one, what, data, "R026", _SELECTED)]


def _contexts(once: Once, case: Case) -> list[Effect]:
    reporters: dict[tuple[ContextAbout, ContextKind], set[str]] = {}
    for one in case.contexts:
        reporters.setdefault((one.about, one.context), set()).add(one.organisation)
    effects: list[Effect] = []
    for about, context in sorted(reporters):
        data: ContextFactShared | OtherPersonShared = OtherPersonShared(context=context)
        if about is ContextAbout.VERDACHTE:
            data = ContextFactShared(about=about, context=context)
        for recipient in _others((*ZSM, *advising(case)), reporters[about, context]):
            relation = AT_ZSM if recipient in ZSM else _SELECTED
            effects += once.tell(recipient, f"{about}/{context}", data, "R055", relation)
    return effects


def _others(recipients: Iterable[str], reporters: set[str]) -> list[str]:
    """Those to whom somebody else reported it; whether they did so too, and who was first, is no matter."""
    return [one for one in recipients if reporters - {one}]
