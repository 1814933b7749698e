"""Who must hear what, in the words of routing table A: the simulator's own forward reasoning.

A second statement of ``docs/decisions/0003`` and ``0016`` (numbers in the comments are their readings), on
purpose naive: after every message everything that is still due is looked up afresh. It knows nothing of how
the hub does it, and covers only what the simulator makes happen; what it does not know, it refuses.

========================  ==============================================================================
`chain_selection`         where a case goes, and who is offered it
`chain_hits`              what houses know, by marking and by answer
`chain_casus`             what is handed to a house
`chain_decision`          decisions and what follows
`chain_moments`           the moment of decision, and who should be there
`chain_sharing`           what partners let each other know
`chain_clock`             what the clock brings
========================  ==============================================================================
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hub.errors import ConfigurationError
from hub.rules.reference import Reference
from hub.schemas.events import (
    AdviceConfirmed,
    AdviceConsulted,
    AdviceGiven,
    AdviceObjected,
    AdviceWeighed,
    AlignmentHeld,
    CaseOnMonitor,
    CasePrepared,
    CaseRegisteredTwice,
    CaseStatusChanged,
    CasusReleased,
    CasusTransferred,
    CasusTriaged,
    ClientStatusReported,
    ContactAsked,
    ContextFactReported,
    CustodyChanged,
    DecisionExplained,
    DecisionHeld,
    DecisionMomentPlanned,
    DecisionRecorded,
    DecisionTaken,
    Event,
    FeedbackAcknowledged,
    FeedbackRequested,
    HaltEnded,
    HouseAdvicePrepared,
    HouseAnswered,
    HouseAsked,
    InquiryRequested,
    InstrumentApplied,
    JusticeDataReported,
    MarkingEnded,
    PersonMarked,
    PlanMade,
    PreselectReported,
    RegionChanged,
    SelectionDecided,
    ServiceReported,
    SignalRaised,
    SuspectArrested,
    SuspectSummoned,
    TargetGroupLinked,
)
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import MarkingEndReason
from simulators import (
    chain_casus,
    chain_clock,
    chain_decision,
    chain_hits,
    chain_moments,
    chain_selection,
    chain_sharing,
)
from simulators.delivery import Delivery
from simulators.known import KnownCase, KnownPerson, Marking
from simulators.telling import Telling


class Chain:
    """Everything that ZSM and the houses must hear about one person. Feed it messages in order of arrival.

    Args:
        pull: houses that fetch their Terugkoppeling instead of being sent it.
        name: what the truth calls the person.
    """

    def __init__(
        self, reference: Reference, pull: frozenset[str] = frozenset(), name: str = "person"
    ) -> None:
        self.person = KnownPerson()
        self._reference = reference
        self._pull = pull
        self._name = name
        self._clock: datetime | None = None

    def receive(self, at: datetime, case: str | None, fact: Observation) -> list[Delivery]:
        """One message arrives for the first time; all that is due now, or came due since the one before."""
        earlier = self.wake(at)
        handler = _HANDLERS.get(type(fact.data))
        if handler is None:
            msg = f"the simulator's own reasoning does not cover {fact.data.kind}"
            raise ConfigurationError(msg)
        known = None if case is None else self.person.cases.setdefault(case, KnownCase(case))
        telling = self._telling(at)
        handler(telling, known, fact.data, fact.version)
        _review(telling)
        return earlier + telling.due

    def wake(self, at: datetime) -> list[Delivery]:
        """No message arrives, but time passes: terms end, markings start and run out."""
        due: list[Delivery] = []
        while (moment := self.next_turn()) is not None and moment <= at:
            telling = self._telling(moment, by_clock=True)
            _review(telling)
            due += telling.due
            self._clock = moment
        self._clock = at
        return due

    def next_turn(self) -> datetime | None:
        """The next moment at which something could become due without a message."""
        clock = self._clock
        if clock is None:
            return None
        points = chain_clock.turning_points(self._telling(clock))
        return min((moment for moment in points if moment > clock), default=None)

    def join(self, case: str, other: str) -> None:
        """Two cases prove to be one, by the message that arrives next; what is due comes with it."""
        self.person.cases.setdefault(case, KnownCase(case)).absorb(self.person.cases.pop(other))

    def _telling(self, now: datetime, *, by_clock: bool = False) -> Telling:
        return Telling(self._name, self.person, self._reference, self._pull, now, by_clock)


def _review(t: Telling) -> None:
    """What is due now?"""
    for case in t.person.cases.values():
        chain_selection.review(t, case)
        chain_hits.review(t, case)
        chain_casus.review(t, case)
        chain_decision.review(t, case)
        chain_moments.review(t, case)
        chain_sharing.review(t, case)
        chain_clock.review(t, case)
    chain_clock.review_markings(t)


def _suspicion(t: Telling, case: KnownCase, fact: SuspectArrested | SuspectSummoned, _version: int) -> None:
    if case.arrest is None or isinstance(fact, SuspectArrested):  # an arrest outranks a summons
        case.suspicion = fact
    if fact.birth_date is not None:
        t.person.birth_date = fact.birth_date


def _marked(t: Telling, _case: KnownCase | None, fact: PersonMarked, version: int) -> None:
    key = (fact.house, fact.marking)
    known = t.person.markings.get(key)
    if known is not None and known.version > version:  # 4
        return
    t.person.markings[key] = Marking(
        house=fact.house,
        name=fact.marking,
        casus=fact.casus,
        origin=fact.origin,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        registered_at=fact.registered_at,
        version=version,
        target_list=fact.target_list,
        ended_at=known.ended_at if known else None,
        reason=known.reason if known else None,
    )


def _marking_ended(t: Telling, _case: KnownCase | None, fact: MarkingEnded, _version: int) -> None:
    marking = t.person.markings[fact.house, fact.marking]
    marking.ended_at, marking.reason = fact.ended_at, fact.reason


def _released(t: Telling, _case: KnownCase | None, fact: CasusReleased, _version: int) -> None:
    t.person.released.append(fact)
    for marking in t.person.markings.values():  # 67
        if (marking.house, marking.casus) == (fact.house, fact.casus) and marking.ended_at is None:
            marking.ended_at, marking.reason = fact.released_at, MarkingEndReason.LOSGELATEN


def _house_advice(t: Telling, _case: KnownCase | None, fact: HouseAdvicePrepared, _version: int) -> None:
    t.person.advices.setdefault(fact.house, {})[fact.version] = fact


def _confirmed(t: Telling, _case: KnownCase | None, fact: AdviceConfirmed, _version: int) -> None:
    t.person.confirmations[fact.house, fact.version] = fact.confirmed_at


def _advised(_t: Telling, case: KnownCase, fact: AdviceGiven, _version: int) -> None:
    known = case.partner_advices.get(fact.organisation)
    if known is None or known.version < fact.version:
        case.partner_advices[fact.organisation] = fact


def _requested(_t: Telling, case: KnownCase, fact: FeedbackRequested, _version: int) -> None:
    case.requested.add(fact.house)


def _recorded(_t: Telling, case: KnownCase, fact: DecisionRecorded, _version: int) -> None:
    case.recorded.add(fact.organisation)


def _linked(t: Telling, _case: KnownCase | None, fact: TargetGroupLinked, _version: int) -> None:
    t.person.groups.add(fact.group)


def _client_status(t: Telling, _case: KnownCase | None, fact: ClientStatusReported, _version: int) -> None:
    t.person.statuses.append(fact)


def _no_consequence(_t: Telling, _case: KnownCase | None, _fact: Event, _version: int) -> None:
    """Kept by ZSM, and nobody is told."""


def _noted(name: str) -> Callable[..., None]:
    """A message that is kept with its case, for the review."""

    def note(_t: Telling, case: KnownCase, fact: Event, _version: int) -> None:
        kept: list[Any] = getattr(case, name)
        kept.append(fact)

    return note


_HANDLERS: dict[type[Event], Callable[..., None]] = {
    SuspectArrested: _suspicion,
    SuspectSummoned: _suspicion,
    CaseOnMonitor: _noted("monitors"),
    CaseStatusChanged: _no_consequence,
    CustodyChanged: _noted("custody"),
    JusticeDataReported: _no_consequence,
    TargetGroupLinked: _linked,
    InstrumentApplied: _noted("instruments"),
    PreselectReported: _noted("preselects"),
    ContextFactReported: _noted("contexts"),
    RegionChanged: _noted("regions"),
    CaseRegisteredTwice: _no_consequence,
    CasePrepared: _no_consequence,
    SelectionDecided: chain_casus.selected,
    PersonMarked: _marked,
    MarkingEnded: _marking_ended,
    CasusReleased: _released,
    HouseAdvicePrepared: _house_advice,
    AdviceConfirmed: _confirmed,
    InquiryRequested: chain_hits.requested,
    HouseAsked: _no_consequence,
    HouseAnswered: chain_hits.answered,
    CasusTransferred: chain_casus.transferred,
    CasusTriaged: chain_casus.triaged,
    SignalRaised: chain_casus.signalled,
    PlanMade: chain_casus.planned,
    FeedbackRequested: _requested,
    FeedbackAcknowledged: _no_consequence,
    ClientStatusReported: _client_status,
    ContactAsked: chain_sharing.contact_asked,
    AdviceGiven: _advised,
    AdviceObjected: chain_sharing.objected,
    AdviceConsulted: _noted("consultations"),
    AdviceWeighed: _noted("weighings"),
    DecisionMomentPlanned: _noted("moments"),
    AlignmentHeld: _noted("alignments"),
    DecisionTaken: chain_decision.decided,
    DecisionHeld: _noted("held"),
    DecisionExplained: _no_consequence,
    DecisionRecorded: _recorded,
    ServiceReported: chain_decision.served,
    HaltEnded: _no_consequence,
}
