"""Who turned out to be whom, as events; made by the hub, never by a registry.

They name pseudonyms only. A dossier that moves is facts about a person, as the events are that made it.
"""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from hub.schemas.base import Ref
from hub.schemas.events.base import Event
from hub.schemas.vocabulary import MergeGround

State = Annotated[str, StringConstraints(min_length=2, max_length=60_000)]
"""A piece of a dossier as JSON."""


class PersonsMerged(Event):
    """Two subjects proved to be one person. Told to both: the survivor makes room, the retired one moves.

    ``members``: the retired subject and those that had been merged into it before.
    """

    kind: ClassVar[str] = "personen-samengevoegd"
    retired: Ref
    survivor: Ref
    members: tuple[Ref, ...]
    ground: MergeGround


class PersonsSplit(Event):
    """A person judged that a merge was wrong. Told to both: ``restored`` gets back what was its own."""

    kind: ClassVar[str] = "personen-gesplitst"
    restored: Ref
    survivor: Ref


class CasesJoined(Event):
    """Two cases of one person proved to be one: entered in two registries, or by two units."""

    kind: ClassVar[str] = "zaken-samengevoegd"
    retired: Ref
    survivor: Ref
    ground: MergeGround


class DossierMoved(Event):
    """Facts go from one subject's dossier to another's, with what was told because of them.

    ``part``: the subject that they were founded under. ``state``: a piece of its dossier, as JSON; large ones
    come in several pieces. ``cases``: those within. ``last``: nothing more comes of this move.
    """

    kind: ClassVar[str] = "dossier-overgedragen"
    part: Ref
    cases: tuple[Ref, ...]
    last: bool
    state: State
