"""Who can be reached when, over weekends, holidays and changes of the clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hub.errors import ConfigurationError
from hub.rules import Rules
from hub.rules.opening import Hours, Schedule

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(text: str) -> datetime:
    """A moment by the Amsterdam clock."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("who", "at", "is_open"),
    [
        ("VH22", "2016-07-15 08:29:59", False),
        ("VH22", "2016-07-15 08:30", True),
        ("VH22", "2016-07-15 16:59:59", True),
        ("VH22", "2016-07-15 17:00", False),
        ("VH22", "2016-07-16 12:00", False),  # Saturday
        ("VH20", "2016-07-15 20:00", False),  # fn59: office hours only
        ("VH19", "2016-07-15 20:00", True),  # fn59: all ZSM hours
        ("VH19", "2016-12-25 21:59", True),
        ("OM", "2016-07-17 08:00", True),
        ("OM", "2016-07-17 22:00", False),
        ("POLITIE", "2016-04-27 21:00", True),
        ("3RO", "2016-07-17 19:59", True),
        ("RVDK", "2016-07-17 20:00", False),
    ],
)
def test_opening_hours(rules: Rules, who: str, at: str, is_open: bool) -> None:
    """Houses keep office hours, Rotterdam-Rijnmond and ZSM 08:00-22:00 every day, 3RO and Raad 7 x 12."""
    assert rules.hours.is_open(who, local(at)) is is_open


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2016-01-01", False),  # Nieuwjaarsdag
        ("2016-03-25", True),  # Goede Vrijdag: no public holiday by law
        ("2016-03-28", False),  # tweede paasdag
        ("2016-04-27", False),  # Koningsdag
        ("2025-04-26", False),
        ("2016-05-05", False),  # Hemelvaartsdag and 5 May
        ("2017-05-05", False),  # 5 May, every year by law
        ("2017-05-04", True),
        ("2016-05-16", False),  # tweede pinksterdag
        ("2016-12-26", False),  # tweede kerstdag
        ("2016-12-27", True),
    ],
)
def test_houses_keep_dutch_holidays(rules: Rules, day: str, is_open: bool) -> None:
    """On the holidays of the Algemene termijnenwet the houses are shut, on Good Friday they are not."""
    assert rules.hours.is_open("VH22", local(f"{day} 12:00")) is is_open


@pytest.mark.parametrize(
    ("who", "at", "opens"),
    [
        ("VH22", "2016-07-15 16:00", "2016-07-15 16:00"),
        ("VH22", "2016-07-15 17:00", "2016-07-18 08:30"),
        ("VH22", "2016-04-26 17:30", "2016-04-28 08:30"),  # over Koningsdag
        ("VH22", "2016-12-23 17:00", "2016-12-27 08:30"),  # over Christmas
        ("VH22", "2016-03-25 17:00", "2016-03-29 08:30"),  # over Easter and summer time
        ("VH19", "2016-03-26 22:00", "2016-03-27 08:00"),
        ("VH19", "2016-10-29 22:00", "2016-10-30 08:00"),
        ("3RO", "2016-07-15 20:00", "2016-07-16 08:00"),
    ],
)
def test_the_next_opening(rules: Rules, who: str, at: str, opens: str) -> None:
    """The next opening skips nights, weekends and holidays, and is right when the clock changes."""
    assert rules.hours.next_open(who, local(at)) == local(opens)


def test_moments_are_utc(rules: Rules) -> None:
    """Moments come in and go out in UTC: 15:00Z on a summer Friday is closing time."""
    friday = datetime(2016, 7, 15, 15, tzinfo=UTC)
    opens = rules.hours.next_open("VH22", friday)

    assert not rules.hours.is_open("VH22", friday)
    assert opens is not None
    assert (opens, opens.tzinfo) == (datetime(2016, 7, 18, 6, 30, tzinfo=UTC), UTC)


def test_a_house_that_merged_away_never_opens(rules: Rules) -> None:
    """VH31's last working day is 2016-12-30; after it there is no next opening."""
    assert rules.hours.is_open("VH31", local("2016-12-30 12:00"))
    assert not rules.hours.is_open("VH31", local("2017-01-02 12:00"))
    assert rules.hours.next_open("VH31", local("2016-12-30 17:00")) is None


def test_who_has_no_hours_is_an_error(rules: Rules) -> None:
    """Nobody is silently taken to be open, or shut."""
    with pytest.raises(ConfigurationError):
        rules.hours.is_open("VEILIG_THUIS", local("2016-07-15 12:00"))


def test_unreadable_hours_stop_the_program() -> None:
    """Hours outside the syntax are refused at start."""
    wrong = Schedule(name="WRONG", hours="Mo-Xx 25:00", ground="", certainty="inferred")

    with pytest.raises(ConfigurationError):
        Hours([wrong], {})


def test_a_house_with_an_unknown_schedule_stops_the_program(rules: Rules) -> None:
    """A house whose schedule is missing is refused at start."""
    with pytest.raises(ConfigurationError):
        Hours([], rules.reference.houses)


def test_the_police_at_a_house_keep_its_hours(rules: Rules) -> None:
    """The seat of the police at a house is shut when the house is, and opens with it."""
    evening, morning = local("2016-07-15 19:00"), local("2016-07-18 08:30")

    assert not rules.hours.is_open("VH22_POLITIE", evening)
    assert rules.hours.next_open("VH22_POLITIE", evening) == rules.hours.next_open("VH22", evening) == morning
