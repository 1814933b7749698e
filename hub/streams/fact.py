"""What all facts of a dossier share, and how an entry of a record takes the place of an older one."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from hub.schemas.base import Frozen
from hub.schemas.events import Event

Changes = dict[str, object]
"""Fields of a case, or of a dossier, with what they become."""

Folds = Mapping[type[Event], Callable[[Any, Any, "Entry"], Changes]]
"""By event: (case, event's data, entry) to the changes of the case; see `hub.streams.fold`."""


class Fact(Frozen):
    """One fact of one record of a registry."""

    record: str


def nothing(case: Any, data: Event, entry: "Entry") -> Changes:  # noqa: ANN401, ARG001 - as its kin
    """It leaves no fact: a processor acts on it and keeps what it did, or people see it in the case."""
    return {}


SomeFact = TypeVar("SomeFact", bound=Fact)


def latest(entries: tuple[SomeFact, ...], key: Callable[[SomeFact], tuple[Any, ...]]) -> SomeFact | None:
    """The entry with the highest key; None of none.

    Most cases have one fact of a kind or none, and every event asks: then no key is made.
    """
    if len(entries) < 2:
        return entries[0] if entries else None
    return max(entries, key=key)


class Entry:
    """Where an event's facts go: its record, and whether that record was seen before in a lower version."""

    __slots__ = ("record", "replaces", "version")

    def __init__(self, record: str, *, replaces: bool, version: int = 1) -> None:
        self.record = record
        self.version = version
        self.replaces = replaces

    def into(self, entries: tuple[SomeFact, ...], fact: SomeFact) -> tuple[SomeFact, ...]:
        """``entries`` with ``fact``, once, and without what it replaces.

        One version of a record may hold several facts of one kind, so the same version replaces nothing.
        """
        if self.replaces:
            entries = tuple(one for one in entries if one.record != self.record)
        return entries if fact in entries else (*entries, fact)
