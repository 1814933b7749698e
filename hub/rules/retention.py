"""How long the hub keeps what it holds, as dated data: content for days, lines without content for years.

Whole days of Europe/Amsterdam: what is kept for 14 days was kept for 14 full ones when it goes. The rules of
the day on which one asks decide, also about what is older than they are: a shorter term that began yesterday
is not to be waited for.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import Field

from hub.errors import ConfigurationError
from hub.rules.dated import Dated, check_apart, holding
from hub.rules.load import fit, read_rules
from hub.rules.routing import Certainty
from hub.schemas.calendar import AMSTERDAM, amsterdam_day

LEAST_YEARS = 4
"""So long at least it must be known to whom something was disclosed (Wjsg 39j)."""

_LEAP_DAY = (2, 29)


class Content(StrEnum):
    """What is said of persons, by the reason why it is kept."""

    EVENT = "event"
    """What registries reported and the hub concluded, after it was recorded."""
    MESSAGE = "message"
    """What was told, after it was delivered."""
    FEEDBACK = "feedback"
    """A Terugkoppeling, after it was delivered: houses learn from them."""
    CLOSED_LETTER = "closed_letter"
    """A dead letter that was repaired or discarded, after that."""
    OPEN_LETTER = "open_letter"
    """One that waits for its repair, after it came."""


class Line(StrEnum):
    """What is known without content."""

    AUDIT = "audit"
    LOOKUP = "lookup"
    JOURNAL = "journal"
    DELIVERY = "delivery"
    LEDGER = "ledger"
    AWAITED = "awaited"
    LETTER = "letter"
    REPAIR = "repair"


class RetentionRule(Dated):
    """What all have in common: version, ground and how certain it is. ``inferred``: which part is ours."""

    version: str
    ground: str
    certainty: Certainty
    inferred: str = ""


class ContentRule(RetentionRule):
    """Content goes after so many ``days``."""

    what: Content
    days: Annotated[int, Field(gt=0)]


class LineRule(RetentionRule):
    """A line goes after so many ``years``."""

    what: Line
    years: Annotated[int, Field(gt=0)]


Rule = TypeVar("Rule", ContentRule, LineRule)


class RetentionRules:
    """The versions of all.

    Raises:
        ConfigurationError: versions overlap, or disclosures would be forgotten too early.
    """

    def __init__(self, content: Iterable[ContentRule], lines: Iterable[LineRule]) -> None:
        self.content = tuple(content)
        self.lines = tuple(lines)
        for rules in (self.content, self.lines):
            for what in {rule.what for rule in rules}:
                check_apart(f"how long {what} is kept", (rule for rule in rules if rule.what is what))
        if any(rule.what is Line.AUDIT and rule.years < LEAST_YEARS for rule in self.lines):
            msg = f"the audit is kept for {LEAST_YEARS} years at least (Wjsg 39j)"
            raise ConfigurationError(msg)

    def before(self, now: datetime) -> Mapping[Content | Line, datetime]:
        """For each, the moment (UTC) before which it is past its time.

        Raises:
            ConfigurationError: no rule says on that day how long something is kept.
        """
        day = amsterdam_day(now)
        content = {one: day - timedelta(days=_on(self.content, one, day).days) for one in Content}
        lines = {one: _years_before(day, _on(self.lines, one, day).years) for one in Line}
        return {one: _midnight(first) for one, first in (content | lines).items()}


def _on(rules: Iterable[Rule], what: Content | Line, day: date) -> Rule:
    rule = holding((rule for rule in rules if rule.what is what), day)
    if rule is None:
        msg = f"no rule says how long {what} is kept on {day}"
        raise ConfigurationError(msg)
    return rule


def _years_before(day: date, years: int) -> date:
    """The same day; of a leap day the 28th, which keeps a day more and not one less."""
    on = 28 if (day.month, day.day) == _LEAP_DAY else day.day
    return date(day.year - years, day.month, on)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


def load_retention() -> RetentionRules:
    """The rules that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    name = "retention.toml"
    rules = read_rules(name)
    return RetentionRules(fit(name, ContentRule, rules["content"]), fit(name, LineRule, rules["line"]))
