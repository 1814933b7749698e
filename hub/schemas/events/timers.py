"""Timers that came due, as events; made by the hub, never by a registry."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from hub.schemas.base import Instant
from hub.schemas.events.base import Event
from hub.schemas.vocabulary import TimerKind


class TimerDue(Event):
    """A timer came due. ``key`` names the thing it was set for, such as a marking of a house."""

    kind: ClassVar[str] = "tijdstip-bereikt"
    timer: TimerKind
    key: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    due_at: Instant
