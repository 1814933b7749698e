"""The base of all canonical events."""

from functools import cache
from typing import ClassVar

from hub.schemas.base import Category, Frozen

TYPE_PREFIX = "nl.strafrechtketen."
"""Reverse-DNS, without organisation names (NL GOV profile for CloudEvents 1.1, attribute ``type``)."""


class Event(Frozen):
    """The payload of a canonical event. Who (`subject`), which case and when stand in the envelope.

    ``kind`` is the event's Dutch wire name; the CloudEvents type is ``nl.strafrechtketen.<kind>``.
    """

    kind: ClassVar[str]
    schema_version: ClassVar[int] = 1

    @classmethod
    def wire_type(cls) -> str:
        """The CloudEvents ``type`` attribute."""
        return TYPE_PREFIX + cls.kind


class Inbound(Event):
    """A fact that a registry reported."""


class Outbound(Event):
    """What the hub tells one recipient. Every field carries a `Category` or is bare case administration.

    Fields with a category must be optional or have an empty default: what a recipient may not see is left
    out before the event is addressed, so that it never enters that recipient's topic.
    """


@cache
def categories_of(event: type[Event]) -> tuple[tuple[str, Category], ...]:
    """The fields of an event that carry a category of data, with it."""
    return tuple(
        (name, mark)
        for name, info in event.model_fields.items()
        for mark in info.metadata
        if isinstance(mark, Category)
    )
