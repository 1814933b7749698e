"""The time and the day in Europe/Amsterdam, where law and opening hours speak of a day or an hour."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def amsterdam_day(moment: datetime) -> date:
    """The day in Europe/Amsterdam of an aware moment, by which rules are dated and ages are counted.

    Never ``moment.date()``: that is the day in UTC, on which after midnight the rules of yesterday hold.
    """
    return moment.astimezone(AMSTERDAM).date()
