"""Legal clocks, against computed vectors and against an oracle that walks minute by minute."""

import csv
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import ConfigurationError
from hub.rules import Rules, load_rules
from hub.rules.terms import HoldRule, StartMoment, TermRules, next_at

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
VECTORS = list(
    csv.DictReader((Path(__file__).parent / "data" / "deadline_vectors.csv").read_text("utf-8").splitlines())
)
TERMS = load_rules().terms
"""Hypothesis and fixtures do not mix; the rules are the same."""


def local(text: str) -> datetime:
    """A moment by the Amsterdam clock."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def always(rule: HoldRule) -> TermRules:
    """Term rules with one version, in force on every day: the vectors apply the law of 2017 to 2016."""
    timeless = rule.model_copy(update={"valid_from": None, "valid_to": None})
    return TermRules([timeless], TERMS.ivs, TERMS.court, TERMS.settings)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["start_local_Europe_Amsterdam"])
def test_the_end_of_a_hold_is_the_vector_s(vector: dict[str, str]) -> None:
    """Six hours, six and six for identity, and nine hours of 2017 end when the computed vector says."""
    start = local(vector["start_local_Europe_Amsterdam"])
    old, new = TERMS.hold

    assert TERMS.hold_end(start, pretrial_detention_allowed=True) == local(vector["end_6h_2016_art61"])
    extended = TERMS.hold_end(start, pretrial_detention_allowed=False, identity_extension=True)
    assert extended == local(vector["end_6h_plus_6h_identity"])
    nine = always(new).hold_end(start, pretrial_detention_allowed=True)
    assert nine == local(vector["end_9h_2017_art56a"])
    assert always(old).hold_end(start, pretrial_detention_allowed=True) < nine


def test_there_are_vectors() -> None:
    """The file of vectors holds twelve, two of them in nights when the clock changes."""
    assert len(VECTORS) == 12


@pytest.mark.parametrize(
    ("start", "pretrial", "end"),
    [
        ("2017-02-28 10:00", True, "2017-02-28 16:00"),
        ("2017-03-01 10:00", True, "2017-03-01 19:00"),
        ("2017-03-01 10:00", False, "2017-03-01 16:00"),
        # Half an hour to midnight in UTC: in Amsterdam the first of March has begun.
        ("2017-03-01 00:30", True, "2017-03-01 18:00"),
        ("2017-02-28 23:30", True, "2017-03-01 14:30"),
    ],
)
def test_the_amsterdam_day_of_the_start_picks_the_rule(start: str, pretrial: bool, end: str) -> None:
    """Nine hours hold from 2017-03-01 on, and only where pretrial detention is allowed."""
    assert TERMS.hold_end(local(start), pretrial_detention_allowed=pretrial) == local(end)


@pytest.mark.parametrize("start", ["2016-07-15 10:00", "2017-07-14 10:00"])
def test_identity_gives_no_extension_where_pretrial_detention_is_allowed(start: str) -> None:
    """The extra six hours are for six-hour cases only, before and after 2017."""
    plain = TERMS.hold_end(local(start), pretrial_detention_allowed=True)

    assert TERMS.hold_end(local(start), pretrial_detention_allowed=True, identity_extension=True) == plain


def walk(start: datetime, hours: int) -> datetime:
    """The oracle: pass the minutes one by one, and count those that the law counts."""
    left, at = hours * 60, start.astimezone(UTC)
    while left:
        if at.astimezone(AMSTERDAM).hour >= 9:
            left -= 1
        at += timedelta(minutes=1)
    return at


def starts(first: str, last: str) -> st.SearchStrategy[datetime]:
    """Whole minutes, in UTC."""
    return st.datetimes(datetime.fromisoformat(first), datetime.fromisoformat(last)).map(
        lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
    )


CHANGES = st.sampled_from(["2016-03-27", "2016-10-30", "2017-03-26", "2018-10-28"]).flatmap(
    lambda day: starts(
        (datetime.fromisoformat(day) - timedelta(days=1)).isoformat(),
        (datetime.fromisoformat(day) + timedelta(days=1)).isoformat(),
    )
)
"""Around the nights in which the clock changes."""


@settings(max_examples=60)
@given(start=starts("2015-01-01", "2020-01-01") | CHANGES, pretrial=st.booleans(), identity=st.booleans())
def test_a_hold_counts_the_minutes_the_law_counts(start: datetime, pretrial: bool, identity: bool) -> None:
    """Between start and end lie exactly the term's minutes outside the night, also when the clock changes."""
    nine = pretrial and start.astimezone(AMSTERDAM).date().isoformat() >= "2017-03-01"
    hours = (9 if nine else 6) + (6 if identity and not pretrial else 0)

    found = TERMS.hold_end(start, pretrial_detention_allowed=pretrial, identity_extension=identity)

    assert found == walk(start, hours)


MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2020, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(one=MOMENTS, gap=st.timedeltas(timedelta(0), timedelta(days=2)), pretrial=st.booleans())
def test_who_is_held_later_goes_no_earlier(one: datetime, gap: timedelta, pretrial: bool) -> None:
    """The end never moves back when the start moves on, across nights, clock changes and the law of 2017."""
    early = TERMS.hold_end(one, pretrial_detention_allowed=pretrial)
    late = TERMS.hold_end(one + gap, pretrial_detention_allowed=pretrial)

    assert early <= late


@given(start=MOMENTS, pretrial=st.booleans(), identity=st.booleans())
def test_no_hold_ends_in_the_night(start: datetime, pretrial: bool, identity: bool) -> None:
    """A hold ends at midnight sharp or after nine, in UTC, never in the hours between."""
    end = TERMS.hold_end(start, pretrial_detention_allowed=pretrial, identity_extension=identity)
    clock = end.astimezone(AMSTERDAM).time()

    assert end.tzinfo is UTC
    assert clock.hour >= 9 or clock == datetime.min.time()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2016-07-15 17:00", "2016-07-18 17:00"),
        ("2016-03-25 22:00", "2016-03-28 23:00"),
        ("2016-10-28 22:00", "2016-10-31 21:00"),
    ],
)
def test_inverzekeringstelling_is_continuous(start: str, end: str) -> None:
    """Three days are 72 hours, whatever the clock on the wall does meanwhile."""
    assert TERMS.ivs_end(local(start)) == local(end)


def test_the_start_moment_is_a_setting(rules: Rules) -> None:
    """Practice counts from the bringing in; the data says so, and knows the other reading."""
    assert rules.terms.start_moment is StartMoment.BROUGHT_IN
    assert StartMoment.ARRESTED.value == "arrested_at"


def test_a_gap_in_the_rules_is_an_error() -> None:
    """A hold on a day that no version covers is refused, not computed by the nearest version."""
    gap = TermRules([TERMS.hold[1]], [], [], TERMS.settings)

    with pytest.raises(ConfigurationError):
        gap.hold_end(local("2016-07-15 10:00"), pretrial_detention_allowed=True)
    with pytest.raises(ConfigurationError):
        gap.ivs_end(local("2016-07-15 10:00"))
    with pytest.raises(ConfigurationError):
        gap.court_end(local("2016-07-15 10:00"))


@pytest.mark.parametrize(
    ("start", "end"),
    [("2016-07-15 17:00", "2016-07-21 17:00"), ("2016-10-28 22:00", "2016-11-03 21:00")],
)
def test_an_extension_runs_from_the_end_of_the_first(start: str, end: str) -> None:
    """Extended, an inverzekeringstelling is six times 24 hours from its start, whatever the clocks do."""
    assert TERMS.ivs_end(local(start), extended=True) == local(end)
    assert TERMS.ivs_extension_end(TERMS.ivs_end(local(start))) == local(end)


@pytest.mark.parametrize(
    ("arrested", "end"),
    [
        ("2016-07-15 17:00", "2016-07-19 08:00"),
        ("2016-10-28 22:00", "2016-11-01 12:00"),
        ("2017-02-28 23:59", "2017-03-04 14:59"),
        ("2017-03-01 00:00", "2017-03-04 18:00"),
    ],
)
def test_the_day_of_the_arrest_says_when_the_court_must_see_the_suspect(arrested: str, end: str) -> None:
    """Three days and fifteen hours from the arrest, and eighteen from 2017-03-01 on."""
    assert TERMS.court_end(local(arrested)) == local(end)


@given(start=MOMENTS)
def test_an_inverzekeringstelling_that_is_extended_outlasts_the_court_s_term(start: datetime) -> None:
    """The court's term ends after an inverzekeringstelling of the same moment, unless that is extended."""
    assert TERMS.ivs_end(start) < TERMS.court_end(start) < TERMS.ivs_end(start, extended=True)


@given(after=MOMENTS | CHANGES, hour=st.integers(3, 23))
def test_the_next_morning_is_within_a_day(after: datetime, hour: int) -> None:
    """The next time that the clock in Amsterdam says so is later, by 25 hours at most."""
    found = next_at(time(hour), after)

    assert timedelta(0) < found - after <= timedelta(hours=25)
    assert found.astimezone(AMSTERDAM).time() == time(hour)
