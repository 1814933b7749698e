"""Validity in days, half open everywhere: it holds on ``on`` when ``valid_from <= on < valid_to``.

``valid_to`` is the first day on which it no longer holds. The tempting alternative, a last day, needs "plus
one day" at each comparison and loses a day when someone forgets. An absent bound is open.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import TypeVar

from hub.errors import ConfigurationError
from hub.schemas.base import Frozen


class Dated(Frozen):
    """A rule or fact with its days of validity (Europe/Amsterdam)."""

    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is valid on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


DatedModel = TypeVar("DatedModel", bound=Dated)


def holding(versions: Iterable[DatedModel], on: date) -> DatedModel | None:
    """The version that holds on a day, if any."""
    for version in versions:
        if version.holds(on):
            return version
    return None


def check_apart(what: str, versions: Iterable[Dated]) -> None:
    """Versions of one thing must not overlap, nor end before they start.

    Raises:
        ConfigurationError: names the thing.
    """
    spans = sorted((v.valid_from or date.min, v.valid_to or date.max) for v in versions)
    backwards = any(start >= end for start, end in spans)
    overlap = any(later[0] < earlier[1] for earlier, later in pairwise(spans))
    if backwards or overlap:
        msg = f"the versions of {what} overlap or are empty: one day, one version"
        raise ConfigurationError(msg)
