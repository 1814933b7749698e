"""Timers that came due, as events; made by the hub, never by a registry."""

from typing import ClassVar

from hub.schemas.base import Instant, TimerKey
from hub.schemas.events.base import Event
from hub.schemas.vocabulary import TimerKind


class TimerDue(Event):
    """A timer came due. ``key`` names the thing it was set for, such as a marking of a house."""

    kind: ClassVar[str] = "tijdstip-bereikt"
    schema_version: ClassVar[int] = 3
    timer: TimerKind
    key: TimerKey
    due_at: Instant
