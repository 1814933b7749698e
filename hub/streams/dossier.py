"""What the hub remembers of one person: the facts that decide who must be told, and what was told.

A dossier is written to the store after each batch, as JSON, so it is lean: no fact that no row of table A
asks for, nothing that can be derived (who is Bekend, ages, ends of terms, which timers run), a default for
what is usually absent. Each fact keeps the pseudonym of the ``record`` it came from, so that a later version
of a record can take its place. What was told stands beside the facts: the steps compare the two and send the
difference.

Mappings are plain dicts that are never changed in place: whoever changes one copies it. Times are in UTC.
"""

from datetime import date

from pydantic import Field

from hub.schemas.base import Frozen, HouseId, Instant, MunicipalityCode, PartnerId, Ref, RegionId
from hub.schemas.events import HouseAdvice, KibInformation, Offence
from hub.schemas.vocabulary import (
    Channel,
    CorrectedFact,
    CustodyKind,
    DecisionKind,
    HouseAnswer,
    MarkingEndReason,
    MarkingOrigin,
    Role,
    SelectionOutcome,
    TargetList,
    TriageOutcome,
    Weighing,
)
from hub.streams.effects import FeedbackStatus
from hub.streams.fact import Fact
from hub.streams.facts_after import Erratum, Recorded, Recording, Release
from hub.streams.facts_asking import (
    AnswerHit,
    Client,
    Context,
    GroupLink,
    Inquiry,
    Objection,
    PartnerAdvice,
    Preselect,
    Question,
    Reply,
    Signal,
    Signalled,
    Waiting,
)
from hub.streams.facts_process import Alignment, Announced, Hold, Moment, Plan, Service, TermTold
from hub.streams.facts_selection import Instrument, Move

Disclosed = dict[PartnerId, dict[str, date]]
"""By recipient and category of data (none: that there is something) the last day on which it was told."""


class Suspicion(Fact):
    """An arrest or a summons. ``at``: the arrest, or the interrogation that the suspect is summoned for."""

    summoned: bool = False
    at: Instant
    brought_in_at: Instant | None = None
    region: RegionId
    birth_date: date | None = None
    residence: MunicipalityCode | None = None
    offences: tuple[Offence, ...] = ()
    minor_involved: bool = False
    pretrial_detention_allowed: bool = False


class Appearance(Fact):
    """The case came on the verdachtenmonitor. ``cvom``: on that of CVOM, which is no region (row 1)."""

    at: Instant
    cvom: bool = False


class Custody(Fact):
    """How the suspect is held, from ``since``."""

    kind: CustodyKind
    since: Instant


class Selection(Fact):
    """A selection decision. ``reason``: why a case leaves ZSM by it, for where it goes (row 17)."""

    outcome: SelectionOutcome
    at: Instant
    reason: str = ""


class Answer(Fact):
    """A house's answer to a bevraging in this case."""

    house: HouseId
    channel: Channel = Channel.REGISTER
    answer: HouseAnswer
    at: Instant


class Triage(Fact):
    """A house's answer to a transferred casus."""

    house: HouseId
    outcome: TriageOutcome
    casus: Ref | None = None
    at: Instant


class Reading(Fact):
    """Somebody consulted an advice. ``giver``: a house or a partner."""

    giver: PartnerId
    version: int
    role: Role
    at: Instant


class Weighed(Fact):
    """What the OvJ did with an advice."""

    giver: PartnerId
    weighing: Weighing
    reason: str = ""
    at: Instant


class Decision(Fact):
    """A decision of the OvJ, provisional or final, and the partners that were told of it.

    ``corrects``: partners that were told an older version of the record, final then, which was wrong.
    """

    decision: DecisionKind
    sepot_grounds: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    at: Instant
    version: int = 1
    told: tuple[PartnerId, ...] = ()
    corrects: tuple[PartnerId, ...] = ()


class Hit(Frozen):
    """What was last told of one house's hit in one case; its presence means that the house was asked.

    ``ground``: the markings that bore it, by their keys. ``ended``: the end was told, with this reason.
    ``partners``: who had been offered the case by then, and so had heard of the hit beside OM and police.
    """

    origin: MarkingOrigin
    ground: tuple[str, ...]
    late: bool = False
    advice_version: int | None = None
    confirmed_at: Instant | None = None
    partners: tuple[PartnerId, ...] = ()
    ended: MarkingEndReason | None = None


class Feedback(Frozen):
    """The Terugkoppeling to one house about one case. ``late``: a fact made it due after the decision.

    ``ground``: the markings that bore it when it went, by their keys. ``correction``: how often the decision
    had been corrected by then. ``withdrawn``: the house was told that it should not have had it, and why.
    """

    status: FeedbackStatus
    late: bool = False
    ground: tuple[str, ...] = ()
    correction: int = 0
    withdrawn: CorrectedFact | None = None


class Case(Frozen):
    """One case of this person: first the facts, then what was told.

    Attributes:
        final: the first final decision; it closes the case.
        corrections: how often a higher version of its record corrected it.
        advisers: partners that gave an advice in this case.
        requests: houses that asked for the feedback.
        offered: partners that were offered the case.
        transfers: houses that the casus was sent to; pending until a house has given so many answers.
        plans: ``house/reference`` of the plans that were passed on.
        warned: terms that were warned of; alarmed: terms whose end was told.
        listed: the last morning on which the overview was told.
        missed: moments of decision at which a partner cannot be there; overridden: one was not at a decision.
        crossed: ``house/reference`` of the plans that this case crosses.
        signals: those that wait for a selection decision.
        replies: answers to questions that have not arrived.
        inquiries: houses that were asked whether they know the person.
        shared: what was told once, as ``rule/recipient/what``; see `hub.streams.sharing`.
        early_help: who was told of the inverzekeringstelling.
        index_asked: the index of young people at risk was asked about.
        instrument_missed: that KIB gave no score was told.
        instruments_shown: ``colour/score/version`` of what was told of its instrument.
        kib: what KIB was told last.
        directed: where the case was sent outside ZSM; false where that was withheld.
        left: who was told that it left ZSM, by where to; presence: the houses were told.
        awaiting: what somebody still has to do, or did, by `hub.streams.awaiting`.
    """

    suspicions: tuple[Suspicion, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    custody: tuple[Custody, ...] = ()
    selections: tuple[Selection, ...] = ()
    moves: tuple[Move, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    answers: tuple[Answer, ...] = ()
    triages: tuple[Triage, ...] = ()
    readings: tuple[Reading, ...] = ()
    weighed: tuple[Weighed, ...] = ()
    provisional: tuple[Decision, ...] = ()
    final: Decision | None = None
    corrections: int = 0
    recorded: tuple[Recorded, ...] = ()
    advisers: tuple[PartnerId, ...] = ()
    requests: tuple[HouseId, ...] = ()
    moments: tuple[Moment, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    holds: tuple[Hold, ...] = ()
    plans_made: tuple[Plan, ...] = ()
    services: tuple[Service, ...] = ()
    signals: tuple[Signal, ...] = ()
    partner_advices: tuple[PartnerAdvice, ...] = ()
    objections: tuple[Objection, ...] = ()
    preselects: tuple[Preselect, ...] = ()
    contexts: tuple[Context, ...] = ()
    replies: tuple[Reply, ...] = ()

    hits: dict[HouseId, Hit] = Field(default_factory=dict)
    offered: tuple[PartnerId, ...] = ()
    age_alarm: bool = False
    early_help: PartnerId | None = None
    index_asked: bool = False
    instrument_missed: bool = False
    instruments_shown: tuple[str, ...] = ()
    kib: KibInformation | None = None
    directed: dict[str, bool] = Field(default_factory=dict)
    left: dict[str, tuple[PartnerId, ...]] = Field(default_factory=dict)
    transfers: dict[HouseId, int] = Field(default_factory=dict)
    plans: tuple[str, ...] = ()
    feedback: dict[HouseId, Feedback] = Field(default_factory=dict)
    warned: tuple[TermTold, ...] = ()
    alarmed: tuple[TermTold, ...] = ()
    listed: date | None = None
    announced: Announced | None = None
    missed: tuple[Instant, ...] = ()
    overridden: bool = False
    crossed: tuple[str, ...] = ()
    actions_asked: tuple[Ref, ...] = ()
    actions_done: dict[Ref, bool] = Field(default_factory=dict)
    service_asked: bool = False
    recording: dict[PartnerId, Recording] = Field(default_factory=dict)
    disclosed: Disclosed = Field(default_factory=dict)
    inquiries: dict[HouseId, Inquiry] = Field(default_factory=dict)
    answer_hits: dict[HouseId, AnswerHit] = Field(default_factory=dict)
    signalled: tuple[Signalled, ...] = ()
    questions: tuple[Question, ...] = ()
    shared: tuple[str, ...] = ()
    awaiting: dict[str, Waiting] = Field(default_factory=dict)


NO_CASE = Case()
"""A case of which nothing is known. One for all: what is here is never changed in place."""


class Marking(Frozen):
    """A house marked the person. Its key in the dossier is `marking_key`."""

    house: HouseId
    casus: Ref | None = None
    origin: MarkingOrigin
    valid_from: Instant
    valid_to: Instant | None = None
    registered_at: Instant
    target_list: TargetList | None = None


class MarkingEnd(Fact):
    """A house ended a marking. It can reach the hub before the marking itself does."""

    reason: MarkingEndReason
    at: Instant


class Confirmation(Fact):
    """A house confirmed a version of its advice, perhaps one that has not reached the hub yet."""

    version: int
    at: Instant


class Dossier(Frozen):
    """All of one person.

    Attributes:
        merged_into: the subject that this one was merged into; there is nothing else here then.
        parts: what was founded under subjects that were merged into this one, by subject; see
            `hub.streams.uniting`. A part has no parts.
        awaited: subjects whose dossiers are on their way to this one.
        held: events (structured CloudEvents, as JSON) that wait for them, in order.
        joined: the case that each retired case proved to be.
        as_of: the latest ``recorded_at`` that left a fact. A dossier that comes from another partition may
            have an older one; time does not run backwards for that.
        versions: the highest version of each record that was processed.
        markings: by `marking_key`.
        ends: the ends of markings, by the same key.
        advices: by house, the highest version; ``confirmed_at`` stands in `confirmations`.
        releases: of a casus, by house.
        errata: what registries reported to be wrong.
        groups: the target groups of the police that the person belongs to.
        clients: what 3RO and the Raad know of the person in their client registers.
        reconfirmed: of each marking the end that its house was asked about, by the same key.
        disclosed: who was told what of the person, about no case.
        cases: by opaque case id.
    """

    subject: str
    merged_into: str | None = None
    parts: dict[str, "Dossier"] = Field(default_factory=dict)
    awaited: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    joined: dict[str, str] = Field(default_factory=dict)
    as_of: Instant | None = None
    versions: dict[str, int] = Field(default_factory=dict)
    markings: dict[str, Marking] = Field(default_factory=dict)
    ends: dict[str, tuple[MarkingEnd, ...]] = Field(default_factory=dict)
    advices: dict[HouseId, HouseAdvice] = Field(default_factory=dict)
    confirmations: dict[HouseId, tuple[Confirmation, ...]] = Field(default_factory=dict)
    releases: dict[HouseId, tuple[Release, ...]] = Field(default_factory=dict)
    errata: tuple[Erratum, ...] = ()
    groups: tuple[GroupLink, ...] = ()
    clients: tuple[Client, ...] = ()
    reconfirmed: dict[str, Instant] = Field(default_factory=dict)
    disclosed: Disclosed = Field(default_factory=dict)
    cases: dict[str, Case] = Field(default_factory=dict)


def marking_key(house: str, marking: str) -> str:
    """The key of a marking: registers number their own, so two houses may use one number."""
    return f"{house}/{marking}"
