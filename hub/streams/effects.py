"""What a step can ask for. The engine carries it out in the same transaction as the dossier."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.errors import InputError, PolicyError
from hub.rules.purpose import Relation
from hub.schemas.envelope import Envelope
from hub.schemas.events import Event, Outbound
from hub.schemas.vocabulary import ErasureGround, TimerKind


@dataclass(frozen=True, slots=True)
class Send:
    """Tell one recipient. ``row`` is the row of routing table A that says so (``A2``).

    ``relation`` is how the recipient stands to person and case at this moment; the purpose rules need it to
    decide, field by field, what of ``data`` may go. ``case``: None for what is about the person, in no case.
    """

    recipient: str
    case: str | None
    data: Outbound
    row: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake this dossier at ``due_at``. A second timer of the same kind and key replaces the first."""

    kind: TimerKind
    key: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Forget a timer; unknown ones are fine."""

    kind: TimerKind
    key: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that could not lawfully be told: the engine keeps it as a dead letter, the rest stands.

    Refusing the whole event instead would lose the fact that it brought, perhaps a decision, for everyone.
    """

    id: str
    data: Outbound
    error: PolicyError


@dataclass(frozen=True, slots=True)
class Forward:
    """Hand an event to another subject's dossier, because the person was merged or split.

    ``origin`` as in `Envelope`. ``data`` differs from the event's where a dossier moves.
    """

    subject: str
    case: str | None
    data: Event
    origin: str | None


@dataclass(frozen=True, slots=True)
class Erase:
    """Destroy what the store holds of a person until this event; the engine keeps the proof that it did.

    ``subjects``: under which the person is known. The step itself empties the dossier.
    """

    subjects: tuple[str, ...]
    ground: ErasureGround
    reference: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that had been held is refused, now that its turn came: a dead letter, and the rest stands."""

    envelope: Envelope
    error: InputError


class FeedbackStatus(StrEnum):
    """Where a Terugkoppeling stands in the ledger."""

    GEVRAAGD_AFWACHTEN = "GEVRAAGD_AFWACHTEN"
    """Pull region: due when the house asks."""
    VERSTUURD = "VERSTUURD"
    AFGELEVERD = "AFGELEVERD"
    """The house's endpoint took it; nobody has put it on the agenda yet."""
    GEAGENDEERD = "GEAGENDEERD"
    AFGEROND = "AFGEROND"
    """The house said what became of the plan."""
    SAMENGEVOEGD = "SAMENGEVOEGD"
    """The case proved to be another one: what is due to the house stands there."""
    VERVALLEN = "VERVALLEN"
    """The marking ended before the final decision (routing row 7): nothing is due."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The state of the feedback to one house about one case; replaces the line that was there.

    ``due_at``: the final decision, or the end of the marking for ``VERVALLEN``. ``reason``: why, in a code.
    """

    case: str
    house: str
    status: FeedbackStatus
    due_at: datetime
    reason: str


class AwaitedKind(StrEnum):
    """What somebody still has to do in a case."""

    TERMIJN = "TERMIJN"
    """Decide before a term ends (R090)."""
    BEVRAGING = "BEVRAGING"
    SIGNAAL = "SIGNAAL"
    VRAAG = "VRAAG"
    CONTACT = "CONTACT"
    VERWERKING = "VERWERKING"
    """Record the decision in one's own registry (R072)."""
    POLITIEACTIE = "POLITIEACTIE"
    UITREIKING = "UITREIKING"


@dataclass(frozen=True, slots=True)
class Awaited:
    """What is awaited of whom, as people look it up; replaces the line of the same case, kind and key.

    ``of``: the partner or house. ``due_at``: absent where nothing says when. ``outcome``: a code, empty while
    it is awaited. No text of a question and no name: it is read by those who see pseudonyms only.
    """

    case: str
    kind: AwaitedKind
    key: str
    of: str
    since: datetime
    due_at: datetime | None = None
    outcome: str = ""


Effect = Send | SetTimer | CancelTimer | Ledger | Awaited | Erase | Forward
