"""Facts of what comes after a decision, and what was told of it (page 16, readings 67 to 71)."""

from hub.schemas.base import Frozen, Instant, PartnerId, Ref
from hub.schemas.vocabulary import CorrectedFact
from hub.streams.fact import Fact


class Release(Fact):
    """A house let a casus go. It can reach the hub before the markings that it ends."""

    casus: Ref
    at: Instant


class Recorded(Fact):
    """A partner confirmed that the decision stands in its own registry."""

    organisation: PartnerId
    at: Instant


class Erratum(Fact):
    """A registry reported that something was wrong. What is right is a new version of its record."""

    what: CorrectedFact
    at: Instant


class Recording(Frozen):
    """A partner that must record the final decision, since it was told.

    ``correction``: how often that decision had been corrected by then. ``reminders``: the days that passed
    without an answer, as far as it was reminded of them.
    """

    since: Instant
    correction: int = 0
    reminders: int = 0
