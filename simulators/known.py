"""What has reached ZSM so far about one person: plain facts, no conclusions. See `simulators.chain`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hub.schemas.events import (
    AdviceConsulted,
    AdviceWeighed,
    DecisionTaken,
    HouseAdvicePrepared,
    HouseAnswered,
    SelectionDecided,
    SuspectArrested,
    SuspectSummoned,
)
from hub.schemas.vocabulary import HouseAnswer, MarkingEndReason, MarkingOrigin

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


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
    """One case, as the messages so far tell it."""

    key: str
    suspicion: SuspectArrested | SuspectSummoned | None = None
    on_monitor_at: datetime | None = None
    selection: SelectionDecided | None = None
    final: DecisionTaken | None = None
    provisional: list[DecisionTaken] = field(default_factory=list)
    told_provisional: list[set[str]] = field(default_factory=list)
    """Who was told of each provisional decision, in the same order."""
    offered: set[str] = field(default_factory=set)
    advisers: set[str] = field(default_factory=set)
    informed: set[str] = field(default_factory=set)
    alarmed: bool = False
    hits: dict[str, Hit] = field(default_factory=dict)
    asked_to_confirm: set[str] = field(default_factory=set)
    answers: list[HouseAnswered] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)
    accepted: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)
    plans: set[str] = field(default_factory=set)
    consultations: list[AdviceConsulted] = field(default_factory=list)
    weighings: list[AdviceWeighed] = field(default_factory=list)
    fed_back: set[str] = field(default_factory=set)
    requested: set[str] = field(default_factory=set)

    def absorb(self, other: "KnownCase") -> None:
        """The other proves to be this case: what was known or told in either was known or told in it."""
        self.suspicion = self.suspicion or other.suspicion
        self.on_monitor_at = self.on_monitor_at or other.on_monitor_at
        self.selection = self.selection or other.selection
        finals = [one for one in (self.final, other.final) if one is not None]
        self.final = min(finals, key=lambda one: one.decided_at, default=None)
        self.provisional += other.provisional
        self.told_provisional += other.told_provisional
        self.hits = {} if self.final is not None else {**other.hits, **self.hits}
        self.alarmed |= other.alarmed
        self.offered |= other.offered
        self.advisers |= other.advisers
        self.informed |= other.informed
        self.asked_to_confirm |= other.asked_to_confirm
        self.pending |= other.pending
        self.accepted |= other.accepted
        self.plans |= other.plans
        self.fed_back |= other.fed_back
        self.requested |= other.requested
        self.answers += other.answers
        self.consultations += other.consultations
        self.weighings += other.weighings

    @property
    def open(self) -> bool:
        """Whether the OvJ has yet to decide for good."""
        return self.final is None

    def said_known(self, house: str, moment: datetime) -> bool:
        """Whether the house's latest answer up to a moment was that it knows the person."""
        answers = [a for a in self.answers if a.house == house and a.answered_at <= moment]
        return bool(answers) and max(answers, key=lambda a: a.answered_at).answer is HouseAnswer.BEKEND

    def offence_day(self) -> date | None:
        """The day that decides the suspect's age."""
        if self.suspicion is None:
            return None
        days = [offence.committed_on for offence in self.suspicion.offences if offence.committed_on]
        if days:
            return min(days)
        moment = (
            self.suspicion.arrested_at
            if isinstance(self.suspicion, SuspectArrested)
            else self.suspicion.interrogation_at
        )
        return moment.astimezone(AMSTERDAM).date()


@dataclass(slots=True)
class KnownPerson:
    """One person, as the messages so far tell."""

    birth_date: date | None = None
    markings: dict[tuple[str, str], Marking] = field(default_factory=dict)
    advices: dict[str, dict[int, HouseAdvicePrepared]] = field(default_factory=dict)
    confirmations: dict[tuple[str, int], datetime] = field(default_factory=dict)
    cases: dict[str, KnownCase] = field(default_factory=dict)

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

    def turning_points(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Moments at which a marking starts or runs out, in order."""
        moments = {m.valid_from for m in self.markings.values()}
        moments |= {m.valid_to for m in self.markings.values() if m.valid_to is not None}
        return iter(sorted(moment for moment in moments if after < moment <= until))
