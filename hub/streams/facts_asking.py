"""Facts of asking and telling each other, and what was told of them (page 16, 37 to 40 and 59 to 65)."""

from hub.schemas.base import Frozen, HouseId, Instant, PartnerId, Ref
from hub.schemas.vocabulary import (
    Channel,
    ContextAbout,
    ContextKind,
    DecisionKind,
    PreselectScore,
    SignalKind,
    TargetGroup,
)
from hub.streams.effects import AwaitedKind
from hub.streams.fact import Fact


class Signal(Fact):
    """A signal, or a request for advice, that waits for a selection decision; afterwards see `Signalled`."""

    signal: Ref
    sender: PartnerId
    wants: SignalKind
    house: HouseId | None = None
    text: str = ""


class PartnerAdvice(Fact):
    """One version of the advice of 3RO or the Raad."""

    organisation: PartnerId
    version: int
    further_research: bool = False
    advised: DecisionKind | None = None
    explanation: str = ""
    at: Instant


class Objection(Fact):
    """3RO or the Raad does not agree with the decision. ``of_version``: of its record, told once each."""

    of_version: int
    organisation: PartnerId
    reason: str = ""
    at: Instant


class Preselect(Fact):
    """A score of the Preselect Recidive, made ``at``: the latest counts."""

    score: PreselectScore
    at: Instant


class Context(Fact):
    """That there is something about the suspect or somebody else, and who reported it."""

    organisation: PartnerId
    about: ContextAbout
    context: ContextKind


class GroupLink(Fact):
    """The person belongs to a target group."""

    group: TargetGroup


class Client(Fact):
    """What the client register of 3RO or the Raad knew ``at``; no ``handler``: nobody to speak with."""

    organisation: PartnerId
    handler: str = ""
    at: Instant


class Reply(Fact):
    """An answer to a question that has not reached the hub yet."""

    question: Ref
    organisation: PartnerId
    text: str = ""


class Inquiry(Frozen):
    """A house was asked whether it knows the person; pending until it has given so many answers."""

    channel: Channel
    answers: int


class AnswerHit(Frozen):
    """What was last told of a house that said that it knows the person, and that did not mark him."""

    advice_version: int | None = None
    confirmed_at: Instant | None = None


class Signalled(Frozen):
    """A signal that was acted on: whose it was, and which house got it; absent: there was none."""

    signal: Ref
    sender: PartnerId
    house: HouseId | None = None


class Question(Frozen):
    """A question that was passed on: by whom it was put to whom."""

    question: Ref
    sender: PartnerId
    to: PartnerId


class Waiting(Frozen):
    """A line of what is awaited in a case, as it was last given to the lookup; see `hub.streams.awaiting`.

    ``outcome``: empty while it is awaited.
    """

    kind: AwaitedKind
    key: str
    of: PartnerId
    since: Instant
    due_at: Instant | None = None
    outcome: str = ""
