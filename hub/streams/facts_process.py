"""Facts of aligning and deciding, and what was told of them (page 16, readings 51 to 58 and 66)."""

from hub.schemas.base import Frozen, HouseId, Instant, PartnerId, Ref
from hub.schemas.vocabulary import HeldFor, ServiceOutcome, TermKind
from hub.streams.fact import Fact


class Moment(Fact):
    """The OvJ means to decide ``at``; planned at ``planned_at``: the latest plan counts."""

    at: Instant
    planned_at: Instant


class Alignment(Fact):
    """Partners met about the case: who was ``there``, in person or by phone."""

    there: tuple[PartnerId, ...] = ()
    at: Instant


class Hold(Fact):
    """The decision waits, from ``at``."""

    held_for: HeldFor
    at: Instant


class Plan(Fact):
    """A house's plan of action, made in this case for one of its casus."""

    house: HouseId
    casus: Ref
    reference: Ref
    at: Instant


class TermTold(Frozen):
    """A term that was warned of, or whose end was told; another end is another term."""

    term: TermKind
    ends_at: Instant


class Service(Fact):
    """Whether the dagvaarding was handed to the suspect."""

    outcome: ServiceOutcome
    at: Instant


class Announced(Frozen):
    """The moment of decision that was last announced, by which plan, and to whom."""

    moment: Instant
    planned_at: Instant
    told: tuple[PartnerId, ...] = ()
