"""Who must hear what, in the words of routing table A: the simulator's own forward reasoning.

A second statement of ``docs/decisions/0003-readings-of-table-a.md`` (numbers in the comments are its
readings), on purpose naive: after every message everything that is still due is looked up afresh. It knows
nothing of how the hub does it, and covers only what the simulator makes happen; what it does not know, it
refuses.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hub.errors import ConfigurationError
from hub.rules.reference import Reference
from hub.schemas.events import (
    AdviceConfirmationRequested,
    AdviceConfirmed,
    AdviceConsulted,
    AdviceGiven,
    AdviceRequested,
    AdviceWeighed,
    AgeUnknown,
    CaseOffered,
    CaseOnMonitor,
    CaseReferred,
    CaseRegisteredTwice,
    CaseStatusChanged,
    CasusAnswered,
    CasusTransferred,
    CasusTriaged,
    ClientStatusReported,
    CorrectionForwarded,
    CustodyChanged,
    DecisionCommunicated,
    DecisionHeld,
    DecisionTaken,
    Event,
    FeedbackAcknowledged,
    FeedbackRequested,
    HouseAdvicePrepared,
    HouseAnswered,
    HouseAsked,
    HouseHit,
    JusticeDataReported,
    MarkingEnded,
    NoHouse,
    Outbound,
    PersonMarked,
    PlanMade,
    PlanShared,
    SelectionDecided,
    SuspectArrested,
    SuspectSummoned,
    Terugkoppeling,
)
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import (
    DecisionStatus,
    MarkingEndReason,
    SelectionOutcome,
    TriageOutcome,
)
from simulators.addressee import addressee, houses_concerned, known_to
from simulators.feedback import feedback_fields
from simulators.hits import hit_news
from simulators.known import KnownCase, KnownPerson, Marking

ZSM = ("OM", "POLITIE")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that a recipient must get. ``fields`` are those that are checked; dots go into objects.

    ``case`` is empty where it is about no case; then ``person`` says about whom. ``by_clock``: no message
    brings it, so it must be told at that very moment.
    """

    at: datetime
    case: str
    recipient: str
    type: type[Outbound]
    fields: dict[str, Any]
    person: str = ""
    by_clock: bool = False


class Chain:
    """Everything that ZSM and the houses must hear about one person. Feed it messages in order of arrival.

    Args:
        pull: houses that fetch their Terugkoppeling instead of being sent it.
    """

    def __init__(self, reference: Reference, pull: frozenset[str] = frozenset()) -> None:
        self.person = KnownPerson()
        self._reference = reference
        self._pull = pull
        self._clock: datetime | None = None
        self._due: list[Delivery] = []

    def receive(self, at: datetime, case: str | None, fact: Observation) -> list[Delivery]:
        """One message arrives for the first time; all that is due now, or came due since the one before."""
        earlier = self.wake(at)
        handler = _HANDLERS.get(type(fact.data))
        if handler is None:
            msg = f"the simulator's own reasoning does not cover {fact.data.kind}"
            raise ConfigurationError(msg)
        known = None if case is None else self.person.cases.setdefault(case, KnownCase(case))
        handler(self, at, known, fact.data, fact.version)
        self._review(at)
        return earlier + self._collect()

    def wake(self, at: datetime) -> list[Delivery]:
        """No message arrives, but time passes: markings start and run out."""
        for moment in self.person.turning_points(self._clock or at, at):
            self._review(moment)
        self._clock = at
        return self._collect()

    def join(self, case: str, other: str) -> None:
        """Two cases prove to be one, by the message that arrives next; what is due comes with it."""
        self.person.cases.setdefault(case, KnownCase(case)).absorb(self.person.cases.pop(other))

    def _collect(self) -> list[Delivery]:
        due, self._due = self._due, []
        return due

    def _tell(
        self, at: datetime, case: KnownCase, to: Iterable[str], what: type[Outbound], **fields: object
    ) -> None:
        checked = {name.replace("__", "."): value for name, value in fields.items()}
        self._due += [Delivery(at, case.key, recipient, what, checked) for recipient in sorted(to)]

    # --- after every message: what is due now? -----------------------------------------------------------

    def _review(self, now: datetime) -> None:
        for case in self.person.cases.values():
            if case.open:
                self._offer(now, case)
                self._review_hits(now, case)
                self._tell_provisional(now, case)
            else:
                self._feed_back(now, case)

    def _offer(self, now: datetime, case: KnownCase) -> None:
        if case.selection is None or case.selection.outcome is not SelectionOutcome.ZSM:
            return
        if case.suspicion is None:
            return
        if self.person.birth_date is None:  # 33
            if not case.alarmed:
                case.alarmed = True
                self._tell(now, case, ZSM, AgeUnknown)
            return
        for partner in self._partners_by_age(case):  # 32, 34
            if partner not in case.offered:
                case.offered.add(partner)
                for hit in case.hits.values():
                    hit.told.add(partner)
                self._tell(now, case, [partner], CaseOffered, hits=sorted(case.hits))
                registry = "iris" if partner == "3RO" else "kbps"
                self._tell(now, case, [partner], AdviceRequested, registry=registry)

    def _partners_by_age(self, case: KnownCase) -> list[str]:
        day, born = case.offence_day(), self.person.birth_date
        if day is None or born is None or case.suspicion is None:
            return []
        age = years_between(born, day)
        if age < 18:
            return ["RVDK"]
        if age < 23 or case.suspicion.minor_involved:
            return ["3RO", "RVDK"]
        return ["3RO"]

    def _review_hits(self, now: datetime, case: KnownCase) -> None:
        if case.on_monitor_at is None:  # 5
            return
        for news in hit_news(self.person, case, now):
            house, hit, to = news.house, news.hit, {*ZSM, *case.offered}  # 8
            hit.told |= to
            if news.ended is None:
                fields = {"house": house, "late": hit.late, "ended": None, "advice__version": hit.version}
                self._tell(now, case, to, HouseHit, **fields)
            else:
                self._tell(now, case, to, HouseHit, house=house, late=hit.late, ended=news.ended.value)  # 16
            if news.first and house not in case.asked_to_confirm:  # 13
                case.asked_to_confirm.add(house)
                self._tell(now, case, [house], AdviceConfirmationRequested)
            if news.ended is MarkingEndReason.FOUTIEF:  # 17
                self._tell(now, case, hit.told, CorrectionForwarded, house=house)

    # --- the final decision ------------------------------------------------------------------------------

    def _feed_back(self, now: datetime, case: KnownCase, *, late: bool = True) -> None:
        final = case.final
        if final is None:
            return
        for house in houses_concerned(self.person, case):
            if house in case.fed_back or not known_to(self.person, case, house, final.decided_at):  # 19
                continue
            if house in self._pull and house not in case.requested:  # 20
                continue
            case.fed_back.add(house)
            fields = feedback_fields(self.person, case, house, final, late=late)
            self._tell(now, case, [house], Terugkoppeling, **fields)
        self._inform(now, case, (*case.offered, *case.advisers))

    def _tell_provisional(self, now: datetime, case: KnownCase) -> None:
        """Also to who was offered the case, or advised, after it was taken: order does not matter (1, 24)."""
        for fact, told in zip(case.provisional, case.told_provisional, strict=True):
            new = (case.offered | case.advisers) - told
            told.update(new)
            self._tell(now, case, new, DecisionCommunicated, **_decision_fields(fact))

    def _inform(self, now: datetime, case: KnownCase, partners: Iterable[str]) -> None:
        if case.final is None:
            return
        new = set(partners) - case.informed  # 24
        case.informed |= new
        self._tell(now, case, new, DecisionCommunicated, **_decision_fields(case.final))

    # --- one handler per kind of message -----------------------------------------------------------------

    def _suspicion(
        self, _at: datetime, case: KnownCase, fact: SuspectArrested | SuspectSummoned, _version: int
    ) -> None:
        case.suspicion = fact
        if fact.birth_date is not None:
            self.person.birth_date = fact.birth_date

    def _on_monitor(self, _at: datetime, case: KnownCase, fact: CaseOnMonitor, _version: int) -> None:
        case.on_monitor_at = fact.on_monitor_at

    def _selection(self, at: datetime, case: KnownCase, fact: SelectionDecided, _version: int) -> None:
        case.selection = fact
        if fact.outcome is SelectionOutcome.VEILIGHEIDSHUIS:
            self._transfer(at, case, fact.house)

    def _transferred(self, at: datetime, case: KnownCase, fact: CasusTransferred, _version: int) -> None:
        self._transfer(at, case, fact.house)

    def _transfer(self, at: datetime, case: KnownCase, pick: str | None) -> None:
        if not case.open:
            return
        to = addressee(self._reference, self.person, case, at, pick)  # 27
        if to.house is None:
            reason = to.reason.value if to.reason else None
            self._tell(at, case, ["OM"], NoHouse, reason=reason, candidates=list(to.candidates))
            return
        if to.house in case.pending or to.house in case.accepted:  # 29
            return
        case.pending.add(to.house)
        partners = case.offered or set(self._partners_by_age(case))  # 28
        self._tell(at, case, [to.house, *partners], CaseReferred)

    def _triaged(self, at: datetime, case: KnownCase, fact: CasusTriaged, _version: int) -> None:
        if fact.house not in case.pending:
            msg = f"house {fact.house} answers for a casus that it never got"
            raise ConfigurationError(msg)
        case.pending.discard(fact.house)
        if fact.outcome is TriageOutcome.AANGENOMEN:
            case.accepted[fact.house] = (fact.triaged_at, fact.casus)
        self._tell(at, case, ZSM, CasusAnswered, house=fact.house, outcome=fact.outcome.value)  # 30

    def _planned(self, at: datetime, case: KnownCase, fact: PlanMade, _version: int) -> None:
        if fact.plan_reference in case.plans:
            return
        case.plans.add(fact.plan_reference)
        leads = {fact.casusregie} & {"3RO", "RVDK"}
        self._tell(at, case, {*ZSM, *leads}, PlanShared, plan_reference=fact.plan_reference)  # 31

    def _decided(self, at: datetime, case: KnownCase, fact: DecisionTaken, _version: int) -> None:
        if not case.open:  # 3
            return
        if fact.status is DecisionStatus.VOORLOPIG:
            case.provisional.append(fact)
            case.told_provisional.append(set())
            return
        case.final = fact
        case.hits.clear()
        self._feed_back(at, case, late=False)

    def _marked(self, _at: datetime, _case: KnownCase | None, fact: PersonMarked, version: int) -> None:
        key = (fact.house, fact.marking)
        known = self.person.markings.get(key)
        if known is not None and known.version > version:  # 4
            return
        self.person.markings[key] = Marking(
            house=fact.house,
            name=fact.marking,
            casus=fact.casus,
            origin=fact.origin,
            valid_from=fact.valid_from,
            valid_to=fact.valid_to,
            registered_at=fact.registered_at,
            version=version,
            ended_at=known.ended_at if known else None,
            reason=known.reason if known else None,
        )

    def _marking_ended(
        self, _at: datetime, _case: KnownCase | None, fact: MarkingEnded, _version: int
    ) -> None:
        marking = self.person.markings[fact.house, fact.marking]
        marking.ended_at, marking.reason = fact.ended_at, fact.reason

    def _house_advice(
        self, _at: datetime, _case: KnownCase | None, fact: HouseAdvicePrepared, _version: int
    ) -> None:
        self.person.advices.setdefault(fact.house, {})[fact.version] = fact

    def _confirmed(
        self, _at: datetime, _case: KnownCase | None, fact: AdviceConfirmed, _version: int
    ) -> None:
        self.person.confirmations[fact.house, fact.version] = fact.confirmed_at

    def _answered(self, _at: datetime, case: KnownCase, fact: HouseAnswered, _version: int) -> None:
        case.answers.append(fact)

    def _advised(self, _at: datetime, case: KnownCase, fact: AdviceGiven, _version: int) -> None:
        case.advisers.add(fact.organisation)

    def _consulted(self, _at: datetime, case: KnownCase, fact: AdviceConsulted, _version: int) -> None:
        case.consultations.append(fact)

    def _weighed(self, _at: datetime, case: KnownCase, fact: AdviceWeighed, _version: int) -> None:
        case.weighings.append(fact)

    def _requested(self, _at: datetime, case: KnownCase, fact: FeedbackRequested, _version: int) -> None:
        case.requested.add(fact.house)

    def _no_consequence(self, _at: datetime, _case: KnownCase | None, _fact: Event, _version: int) -> None:
        """Kept by ZSM, and nobody is told (table A has no row for it)."""


def years_between(born: date, day: date) -> int:
    """Age in whole years; who is born on 29 February has a birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _decision_fields(fact: DecisionTaken) -> dict[str, Any]:
    return {"status": fact.status.value, "decision": fact.decision.value}


_HANDLERS: dict[type[Event], Callable[..., None]] = {
    SuspectArrested: Chain._suspicion,
    SuspectSummoned: Chain._suspicion,
    CaseOnMonitor: Chain._on_monitor,
    CaseStatusChanged: Chain._no_consequence,
    CustodyChanged: Chain._no_consequence,
    JusticeDataReported: Chain._no_consequence,
    CaseRegisteredTwice: Chain._no_consequence,
    SelectionDecided: Chain._selection,
    PersonMarked: Chain._marked,
    MarkingEnded: Chain._marking_ended,
    HouseAdvicePrepared: Chain._house_advice,
    AdviceConfirmed: Chain._confirmed,
    HouseAsked: Chain._no_consequence,
    HouseAnswered: Chain._answered,
    CasusTransferred: Chain._transferred,
    CasusTriaged: Chain._triaged,
    PlanMade: Chain._planned,
    FeedbackRequested: Chain._requested,
    FeedbackAcknowledged: Chain._no_consequence,
    ClientStatusReported: Chain._no_consequence,
    AdviceGiven: Chain._advised,
    AdviceConsulted: Chain._consulted,
    AdviceWeighed: Chain._weighed,
    DecisionTaken: Chain._decided,
    DecisionHeld: Chain._no_consequence,
}
