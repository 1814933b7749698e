"""What follows after something was told, as dated data: reminders, reconfirmation, correction.

The days are Europe/Amsterdam. Where no version holds on a day, nothing follows: nobody is reminded or asked.
A correction has no first day, for its law asks it of all that was ever told.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from hub.errors import ConfigurationError
from hub.rules.dated import Dated, check_apart, holding
from hub.rules.load import fit, read_rules
from hub.rules.routing import Certainty

Count = Annotated[int, Field(gt=0)]


class FollowUp(Dated):
    """What all have in common: version, ground and how certain it is. ``inferred``: which part is ours."""

    version: str
    ground: str
    certainty: Certainty
    inferred: str = ""


class RecordingRule(FollowUp):
    """Each ``hours`` a partner is reminded to record a decision, so many ``reminders`` at most."""

    hours: Count
    reminders: Count


class ReconfirmationRule(FollowUp):
    """So many ``days`` before a marking's end its house is asked whether it stays."""

    days: Count


class CorrectionRule(FollowUp):
    """Who was told in so many ``months`` hears of a correction."""

    months: Count


class FollowUpRules:
    """The versions of the three.

    Raises:
        ConfigurationError: versions overlap, or there is no rule on corrections.
    """

    def __init__(
        self,
        recording: Iterable[RecordingRule],
        reconfirmation: Iterable[ReconfirmationRule],
        correction: Iterable[CorrectionRule],
    ) -> None:
        self._recording = tuple(recording)
        self._reconfirmation = tuple(reconfirmation)
        self._correction = tuple(correction)
        check_apart("the reminders to record", self._recording)
        check_apart("the reconfirmation of markings", self._reconfirmation)
        check_apart("the reach of a correction", self._correction)

    def recording(self, on: date) -> RecordingRule | None:
        """How partners are reminded on a day; None: not at all."""
        return holding(self._recording, on)

    def reconfirmation(self, on: date) -> ReconfirmationRule | None:
        """When houses are asked, by the rule of a day; None: not at all."""
        return holding(self._reconfirmation, on)

    def told_since(self, on: date) -> date:
        """The first day of those whose disclosures a correction of a day reaches.

        Raises:
            ConfigurationError: no rule covers the day.
        """
        rule = holding(self._correction, on)
        if rule is None:
            msg = f"no rule on corrections covers {on}"
            raise ConfigurationError(msg)
        return _months_before(on, rule.months)


def _months_before(on: date, months: int) -> date:
    """The same day of the month; the last one of a month that is too short for it."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def load_follow_up() -> FollowUpRules:
    """The rules that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    name = "follow_up.toml"
    rules = read_rules(name)
    return FollowUpRules(
        fit(name, RecordingRule, rules["recording"]),
        fit(name, ReconfirmationRule, rules["reconfirmation"]),
        fit(name, CorrectionRule, rules["correction"]),
    )
