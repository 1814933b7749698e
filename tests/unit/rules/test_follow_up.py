"""What follows after something was told: the numbers of the rules, and the days that they reach back to."""

from datetime import date

import pytest

from hub.errors import ConfigurationError
from hub.rules import Rules
from hub.rules.follow_up import CorrectionRule, FollowUpRules, RecordingRule
from hub.rules.routing import Certainty

DAY = date(2016, 10, 17)


def test_partners_are_reminded_each_day_ten_times(rules: Rules) -> None:
    """Reading 68: 24 hours, ten times at most; how often is ours, that it is done the report's."""
    rule = rules.follow_up.recording(DAY)

    assert rule is not None
    assert (rule.hours, rule.reminders) == (24, 10)
    assert (rule.certainty, bool(rule.inferred)) == (Certainty.REPORT, True)


def test_houses_are_asked_two_weeks_before_the_end(rules: Rules) -> None:
    """Reading 69: fourteen days, and that is ours."""
    rule = rules.follow_up.reconfirmation(DAY)

    assert rule is not None
    assert (rule.days, rule.certainty) == (14, Certainty.INFERRED)


def test_before_the_rules_nobody_is_reminded_or_asked(rules: Rules) -> None:
    """A day that no version covers asks nothing of anybody; a correction reaches back on every day."""
    before = date(2015, 12, 31)

    assert rules.follow_up.recording(before) is None
    assert rules.follow_up.reconfirmation(before) is None
    assert rules.follow_up.told_since(before) == date(2014, 12, 31)


@pytest.mark.parametrize(
    ("on", "since"),
    [
        (DAY, date(2015, 10, 17)),
        (date(2016, 2, 29), date(2015, 2, 28)),
        (date(2017, 2, 28), date(2016, 2, 28)),
        (date(2016, 1, 31), date(2015, 1, 31)),
    ],
)
def test_a_correction_reaches_twelve_months_back(on: date, since: date, rules: Rules) -> None:
    """To the day; a leap day reaches back to the last day of its month."""
    assert rules.follow_up.told_since(on) == since


def test_months_that_are_too_short_end_on_their_last_day() -> None:
    """A month before the 31st of March is the last of February, over the turn of a year too."""
    monthly = FollowUpRules((), (), (CorrectionRule(version="1", ground="", certainty="law", months=1),))

    assert monthly.told_since(date(2016, 3, 31)) == date(2016, 2, 29)
    assert monthly.told_since(date(2017, 1, 15)) == date(2016, 12, 15)


def test_versions_that_overlap_stop_the_program() -> None:
    """Two rules for one day would let the order of lines decide."""
    twice = [RecordingRule(version=v, ground="", certainty="report", hours=24, reminders=1) for v in "12"]

    with pytest.raises(ConfigurationError, match="reminders"):
        FollowUpRules(twice, (), ())


def test_without_a_rule_on_corrections_none_is_guessed() -> None:
    """Twelve months come from the data alone."""
    with pytest.raises(ConfigurationError, match="corrections"):
        FollowUpRules((), (), ()).told_since(DAY)
