"""The casus goes to a house, by the OvJ or by a partner's signal (rows 11 to 13; readings 27 to 31, 40)."""

from datetime import datetime

from hub.errors import ConfigurationError
from hub.schemas.events import (
    CaseReferred,
    CasusAnswered,
    CasusTransferred,
    CasusTriaged,
    NoHouse,
    PlanMade,
    PlanShared,
    SelectionDecided,
    SignalForwarded,
    SignalRaised,
    SignalStatus,
)
from hub.schemas.vocabulary import SelectionOutcome, TriageOutcome
from simulators.addressee import addressee
from simulators.chain_hits import hours_of
from simulators.chain_selection import named_by_age
from simulators.known import KnownCase
from simulators.telling import ZSM, Telling
from simulators.terms import legal


def review(t: Telling, case: KnownCase) -> None:
    """Signals that waited for the selection (40)."""
    if not case.open or case.selection is None or case.at_cvom:
        return
    for signal in case.signals:
        mark = ("signal", signal.sender, signal.signal)
        if mark not in case.told:
            case.told.add(mark)
            _signal(t, case, signal)


def selected(t: Telling, case: KnownCase, fact: SelectionDecided, _version: int) -> None:
    """OvJ and police decide where the case goes."""
    case.selection = fact
    if fact.outcome is SelectionOutcome.VEILIGHEIDSHUIS:
        _transfer(t, case, fact.house)


def transferred(t: Telling, case: KnownCase, fact: CasusTransferred, _version: int) -> None:
    """The OvJ hands the casus over."""
    _transfer(t, case, fact.house)


def triaged(t: Telling, case: KnownCase, fact: CasusTriaged, _version: int) -> None:
    """A house takes or refuses what it was given."""
    if fact.house not in case.pending:
        msg = f"house {fact.house} answers for a casus that it never got"
        raise ConfigurationError(msg)
    case.pending.discard(fact.house)
    if fact.outcome is TriageOutcome.AANGENOMEN:
        case.accepted[fact.house] = (fact.triaged_at, fact.casus)
    sender = {case.senders[fact.house]} if fact.house in case.senders else set()
    told = {*ZSM, *sender}
    t.tell(case, told, CasusAnswered, house=fact.house, outcome=fact.outcome.value)  # 30


def planned(t: Telling, case: KnownCase, fact: PlanMade, _version: int) -> None:
    """A house makes a plan."""
    if fact.plan_reference in case.plans:
        return
    case.plans.add(fact.plan_reference)
    t.person.plans.append((case.key, fact))
    leads = {fact.casusregie} & {"3RO", "RVDK"}
    t.tell(case, {*ZSM, *leads}, PlanShared, plan_reference=fact.plan_reference)  # 31


def signalled(_t: Telling, case: KnownCase, fact: SignalRaised, _version: int) -> None:
    """A partner signals a person to a house."""
    case.signals.append(fact)


def _transfer(t: Telling, case: KnownCase, pick: str | None) -> None:
    if not case.open or case.at_cvom:
        return
    to = addressee(t.reference, t.person, case, t.now, pick)  # 27
    if to.house is None:
        reason = to.reason.value if to.reason else None
        t.tell(case, ["OM"], NoHouse, reason=reason, candidates=list(to.candidates))
        return
    if to.house in case.pending or to.house in case.accepted:  # 29
        return
    _give(case, to.house)
    partners = case.partners if case.offered else set(named_by_age(t, case))  # 28
    t.tell(case, [to.house, *partners], CaseReferred)


def _signal(t: Telling, case: KnownCase, signal: SignalRaised) -> None:
    house = addressee(t.reference, t.person, case, t.now, signal.house).house
    if house is None:
        t.tell(case, [signal.sender], SignalStatus, signal=signal.signal, no_house=True)
        return
    opens = hours_of(t, house).next(t.now)
    closed = opens > t.now
    ends: list[datetime] = [end for _, end in legal(case)]
    fields = {
        "closed_until": opens if closed else None,
        "in_time": not closed or not ends or opens < min(ends),
        "no_house": False,
    }
    t.tell(case, [signal.sender], SignalStatus, signal=signal.signal, **fields)
    if house not in case.accepted:
        _give(case, house)
    if signal.sender not in ZSM:
        case.senders[house] = signal.sender
    t.tell(case, [house], SignalForwarded, signal=signal.signal)


def _give(case: KnownCase, house: str) -> None:
    case.pending.add(house)
    case.sent_to.add(house)
