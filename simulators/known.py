"""What has reached ZSM so far about one person: plain facts, and what was told. See `simulators.chain`."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime

from hub.rules.reference import Reference
from hub.schemas.calendar import amsterdam_day
from hub.schemas.events import (
    AdviceConsulted,
    AdviceGiven,
    AdviceWeighed,
    AlignmentHeld,
    CaseOnMonitor,
    CasusReleased,
    ClientStatusReported,
    ContextFactReported,
    CustodyChanged,
    DecisionHeld,
    DecisionMomentPlanned,
    DecisionTaken,
    HouseAdvicePrepared,
    HouseAnswered,
    InstrumentApplied,
    PlanMade,
    PreselectReported,
    RegionChanged,
    SelectionDecided,
    SignalRaised,
    SuspectArrested,
    SuspectSummoned,
)
from hub.schemas.vocabulary import (
    Channel,
    HouseAnswer,
    MarkingEndReason,
    MarkingOrigin,
    SelectionOutcome,
    TargetGroup,
    TargetList,
)

CVOM = "CVOM"


@dataclass(slots=True)
class Marking:
    """One marking of one house, as last reported."""

    house: str
    name: str
    casus: str | None
    origin: MarkingOrigin
    valid_from: datetime
    valid_to: datetime | None
    registered_at: datetime
    version: int
    target_list: TargetList | None = None
    ended_at: datetime | None = None
    reason: MarkingEndReason | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether the house knows the person through this marking at a moment."""
        return (
            self.reason is not MarkingEndReason.FOUTIEF
            and self.registered_at <= moment
            and self.valid_from <= moment
            and (self.valid_to is None or moment < self.valid_to)
            and (self.ended_at is None or moment < self.ended_at)
        )


@dataclass(slots=True)
class Hit:
    """A hit that ZSM was told of and that still runs."""

    late: bool
    version: int | None
    confirmed_at: datetime | None
    told: set[str] = field(default_factory=set)


@dataclass(slots=True)
class KnownCase:
    """One case, as the messages so far tell it, and what was told of it.

    Attributes:
        told: what was told once and for all: kind, what tells it from others of its kind, and recipient.
        hits: those that run by marking. answer_hits: what was told of those by answer, also if they ended.
        unanswered: houses that were asked and have yet to answer.
        informed_at: when a partner was told the final decision.
        kib_told: what KIB was told last.
        left_to: where the case was sent on to when it left ZSM.
    """

    key: str
    suspicion: SuspectArrested | SuspectSummoned | None = None
    selection: SelectionDecided | None = None
    final: DecisionTaken | None = None
    provisional: list[DecisionTaken] = field(default_factory=list)
    monitors: list[CaseOnMonitor] = field(default_factory=list)
    regions: list[RegionChanged] = field(default_factory=list)
    custody: list[CustodyChanged] = field(default_factory=list)
    held: list[DecisionHeld] = field(default_factory=list)
    moments: list[DecisionMomentPlanned] = field(default_factory=list)
    alignments: list[AlignmentHeld] = field(default_factory=list)
    instruments: list[InstrumentApplied] = field(default_factory=list)
    contexts: list[ContextFactReported] = field(default_factory=list)
    preselects: list[PreselectReported] = field(default_factory=list)
    signals: list[SignalRaised] = field(default_factory=list)
    answers: list[HouseAnswered] = field(default_factory=list)
    consultations: list[AdviceConsulted] = field(default_factory=list)
    weighings: list[AdviceWeighed] = field(default_factory=list)
    partner_advices: dict[str, AdviceGiven] = field(default_factory=dict)
    asked: dict[str, Channel] = field(default_factory=dict)
    accepted: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)
    senders: dict[str, str] = field(default_factory=dict)
    """Who sent the signal that a house has, by house."""
    unanswered: set[str] = field(default_factory=set)
    recorded: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    sent_to: set[str] = field(default_factory=set)
    plans: set[str] = field(default_factory=set)
    requested: set[str] = field(default_factory=set)
    offered: set[str] = field(default_factory=set)
    fed_back: set[str] = field(default_factory=set)
    asked_to_confirm: set[str] = field(default_factory=set)
    left_to: set[SelectionOutcome] = field(default_factory=set)
    told: set[tuple[object, ...]] = field(default_factory=set)
    hits: dict[str, Hit] = field(default_factory=dict)
    answer_hits: dict[str, Hit] = field(default_factory=dict)
    informed_at: dict[str, datetime] = field(default_factory=dict)
    kib_told: tuple[object, ...] | None = None

    def absorb(self, other: "KnownCase") -> None:
        """The other proves to be this case: what was known or told in either was known or told in it."""
        if self.arrest is None:
            self.suspicion = other.arrest or self.suspicion
        finals = [one for one in (self.final, other.final) if one is not None]
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, list):
                mine += theirs
            elif isinstance(mine, set):
                mine |= theirs
            elif isinstance(mine, dict):
                setattr(self, one.name, {**theirs, **mine})
            elif mine is None:
                setattr(self, one.name, theirs)
        self.final = min(finals, key=lambda one: one.decided_at, default=None)
        if self.final is not None:
            self.hits = {}

    @property
    def on_monitor_at(self) -> datetime | None:
        """When the case first came on the monitor (5)."""
        return min((one.on_monitor_at for one in self.monitors), default=None)

    @property
    def at_cvom(self) -> bool:
        """Whether the case is handled at CVOM, a location, where no house is told or asked anything (36)."""
        latest = max(self.monitors, key=lambda one: one.on_monitor_at, default=None)
        return latest is not None and latest.region == CVOM

    @property
    def region(self) -> str | None:
        """The ZSM region of the case (43)."""
        if self.regions:
            return max(self.regions, key=lambda one: one.changed_at).region
        return None if self.suspicion is None else self.suspicion.region

    @property
    def selected(self) -> bool:
        """Whether OvJ and police chose ZSM."""
        return self.selection is not None and self.selection.outcome is SelectionOutcome.ZSM

    @property
    def arrest(self) -> SuspectArrested | None:
        """The arrest, if it was one."""
        return self.suspicion if isinstance(self.suspicion, SuspectArrested) else None

    @property
    def partners(self) -> set[str]:
        """The partners at ZSM that were offered the case: who hears of hits and decisions (8, 24)."""
        return self.offered & {"3RO", "RVDK"}

    @property
    def decisions(self) -> list[DecisionTaken]:
        """All that count, the final one last."""
        return [*self.provisional, *([] if self.final is None else [self.final])]

    @property
    def open(self) -> bool:
        """Whether the OvJ has yet to decide for good."""
        return self.final is None

    def said_known(self, house: str, moment: datetime) -> bool:
        """Whether the house's latest answer up to a moment was that it knows the person (19)."""
        answers = [
            a
            for a in self.answers
            if a.house == house and a.answered_at <= moment and a.answer is not HouseAnswer.ONBEREIKBAAR
        ]
        return bool(answers) and max(answers, key=lambda a: a.answered_at).answer is HouseAnswer.BEKEND

    def offence_day(self) -> date | None:
        """The day that decides the suspect's age."""
        if self.suspicion is None:
            return None
        days = [offence.committed_on for offence in self.suspicion.offences if offence.committed_on]
        if days:
            return min(days)
        return amsterdam_day(_moment(self.suspicion))


@dataclass(slots=True)
class KnownPerson:
    """One person, as the messages so far tell."""

    birth_date: date | None = None
    markings: dict[tuple[str, str], Marking] = field(default_factory=dict)
    advices: dict[str, dict[int, HouseAdvicePrepared]] = field(default_factory=dict)
    confirmations: dict[tuple[str, int], datetime] = field(default_factory=dict)
    cases: dict[str, KnownCase] = field(default_factory=dict)
    groups: set[TargetGroup] = field(default_factory=set)
    statuses: list[ClientStatusReported] = field(default_factory=list)
    plans: list[tuple[str, PlanMade]] = field(default_factory=list)
    """Each with the case that it was made in."""
    released: list[CasusReleased] = field(default_factory=list)
    reconfirmed: set[tuple[str, str, datetime]] = field(default_factory=set)

    @property
    def residence(self) -> str | None:
        """Where the person lives: by the latest arrest or summons of all cases (27)."""
        known = [case.suspicion for case in self.cases.values() if case.suspicion is not None]
        return max(known, key=_moment).residence if known else None

    def age(self, case: KnownCase) -> int | None:
        """Age at the offence; unknown without a birth date, or while nobody said what the case is about."""
        day = case.offence_day()
        return None if day is None or self.birth_date is None else years_between(self.birth_date, day)

    def marking_houses(self) -> list[str]:
        """Every house that ever marked the person."""
        return sorted({house for house, _ in self.markings})

    def holding(self, house: str, moment: datetime) -> Marking | None:
        """The marking by which a house knows the person at a moment: the one registered first."""
        found = [m for m in self.markings.values() if m.house == house and m.holds(moment)]
        return min(found, key=lambda m: (m.registered_at, m.name), default=None)

    def advice(self, house: str) -> HouseAdvicePrepared | None:
        """The house's current advice: its highest version."""
        versions = self.advices.get(house)
        return versions[max(versions)] if versions else None

    def confirmed_at(self, house: str) -> datetime | None:
        """When the house last said that its current advice still holds."""
        advice = self.advice(house)
        return None if advice is None else self.confirmations.get((house, advice.version))


def years_between(born: date, day: date) -> int:
    """Age in whole years; who is born on 29 February has a birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def house_at_home(reference: Reference, residence: str | None, moment: datetime) -> str | None:
    """The house of a place of residence, if there is one."""
    day = amsterdam_day(moment)
    return None if residence is None else reference.house_of(residence, day)


def _moment(fact: SuspectArrested | SuspectSummoned) -> datetime:
    return fact.arrested_at if isinstance(fact, SuspectArrested) else fact.interrogation_at
