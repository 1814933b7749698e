"""How long things are kept: content for days, lines for years, by the rules of the day of the run."""

from datetime import UTC, date, datetime

import pytest

from hub.errors import ConfigurationError
from hub.rules import Rules
from hub.rules.retention import Content, ContentRule, Line, LineRule, RetentionRules
from hub.rules.routing import Certainty

NOON = datetime(2016, 10, 17, 12, tzinfo=UTC)


def content(what: Content, days: int, **more: date) -> ContentRule:
    """A version of how long content is kept."""
    return ContentRule(version="1", ground="", certainty=Certainty.LAW, what=what, days=days, **more)


def line(what: Line, years: int) -> LineRule:
    """A version of how long lines are kept."""
    return LineRule(version="1", ground="", certainty=Certainty.LAW, what=what, years=years)


def test_content_goes_after_weeks(rules: Rules) -> None:
    """Two weeks, full days in Amsterdam; an open dead letter ninety days, a Terugkoppeling a year."""
    before = rules.retention.before(NOON)

    assert {one: before[one] for one in Content} == {
        Content.EVENT: datetime(2016, 10, 2, 22, tzinfo=UTC),
        Content.MESSAGE: datetime(2016, 10, 2, 22, tzinfo=UTC),
        Content.CLOSED_LETTER: datetime(2016, 10, 2, 22, tzinfo=UTC),
        Content.OPEN_LETTER: datetime(2016, 7, 18, 22, tzinfo=UTC),
        Content.FEEDBACK: datetime(2015, 10, 17, 22, tzinfo=UTC),
    }


def test_lines_go_after_five_years(rules: Rules) -> None:
    """All of them on the same day, so that none names what is gone already."""
    before = rules.retention.before(NOON)

    assert {before[one] for one in Line} == {datetime(2011, 10, 16, 22, tzinfo=UTC)}


def test_the_day_is_that_of_amsterdam(rules: Rules) -> None:
    """Half past midnight in Amsterdam is the next day, whatever UTC says."""
    late = datetime(2016, 10, 17, 22, 30, tzinfo=UTC)

    assert rules.retention.before(late)[Content.EVENT] == datetime(2016, 10, 3, 22, tzinfo=UTC)


def test_five_years_before_a_leap_day_is_the_28th(rules: Rules) -> None:
    """A day is kept longer, never shorter."""
    leap = datetime(2016, 2, 29, 12, tzinfo=UTC)

    assert rules.retention.before(leap)[Line.AUDIT] == datetime(2011, 2, 27, 23, tzinfo=UTC)


def test_each_rule_says_on_what_ground_it_stands(rules: Rules) -> None:
    """The four years of the audit are law; everything else is inferred and says so."""
    every: dict[Content | Line, tuple[str, Certainty]] = {
        **{rule.what: (rule.ground, rule.certainty) for rule in rules.retention.content},
        **{rule.what: (rule.ground, rule.certainty) for rule in rules.retention.lines},
    }

    assert set(every) == {*Content, *Line}
    assert all(ground for ground, _ in every.values())
    assert {what for what, (_, certainty) in every.items() if certainty is Certainty.LAW} == {Line.AUDIT}


def test_a_shorter_term_holds_for_what_is_older_too() -> None:
    """The rule of the day of the run decides, not that of the day on which something came."""
    change = date(2016, 10, 17)
    kept = [content(one, 14) for one in Content if one is not Content.EVENT]
    kept += [content(Content.EVENT, 14, valid_to=change), content(Content.EVENT, 1, valid_from=change)]
    found = RetentionRules(kept, [line(one, 5) for one in Line])

    assert found.before(NOON)[Content.EVENT] == datetime(2016, 10, 15, 22, tzinfo=UTC)


def test_without_a_rule_nothing_is_decided() -> None:
    """A day that no version covers stops the run: neither keeping nor destroying may happen by default."""
    found = RetentionRules([content(one, 14) for one in Content], [line(Line.AUDIT, 5)])

    with pytest.raises(ConfigurationError, match="lookup"):
        found.before(NOON)


def test_the_audit_cannot_be_kept_too_short() -> None:
    """Less than four years is against the law, whatever the file says."""
    with pytest.raises(ConfigurationError, match="39j"):
        RetentionRules([], [line(Line.AUDIT, 3)])


def test_versions_that_overlap_stop_the_program() -> None:
    """Two rules for one day would let the order of lines decide."""
    with pytest.raises(ConfigurationError, match="event"):
        RetentionRules([content(Content.EVENT, 14), content(Content.EVENT, 7)], [])
