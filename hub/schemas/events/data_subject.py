"""What happens to a person's data itself: corrected, or destroyed (Wjsg 39o, Wpg 28, AVG 16-19)."""

from typing import ClassVar

from hub.schemas.base import Instant, Ref
from hub.schemas.events.base import Event, Inbound
from hub.schemas.vocabulary import CorrectedFact, ErasureGround


class PersonDataCorrected(Inbound):
    """A fact proved wrong. What is right comes as a new version of its record; this says who must know.

    About one case, or about the person where the envelope has none. Everyone who was told such a fact in the
    last twelve months hears of it.
    """

    kind: ClassVar[str] = "gegevens-gecorrigeerd"
    what: CorrectedFact
    corrected_at: Instant


class PersonDataErased(Inbound):
    """A person's data must be destroyed. That it was, by whom and why, stays; of what it was, nothing."""

    kind: ClassVar[str] = "gegevens-vernietigd"
    ground: ErasureGround
    reference: Ref
    ordered_at: Instant


class ErasureCarriedOut(Event):
    """The hub destroyed what it held of a subject; made by the hub, and the proof that stays.

    ``events``, ``messages``: how many were emptied.
    """

    kind: ClassVar[str] = "vernietiging-uitgevoerd"
    ground: ErasureGround
    reference: Ref
    events: int
    messages: int
