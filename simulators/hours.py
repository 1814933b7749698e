"""When people work: ZSM every day 08:00-22:00, the partners' desks 08:00-20:00, houses in office hours.

To place what registries do at believable moments, and to say who can be reached when. All moments are UTC,
the hours are Amsterdam's.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from hub.schemas.calendar import AMSTERDAM


@cache
def _dutch_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("NL")


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by the local clock."""

    opens: time
    closes: time
    every_day: bool

    def open_on(self, day: date) -> bool:
        """Whether the desk is manned on a day. The fifth of May is kept every year (Termijnenwet)."""
        liberation = (day.month, day.day) == (5, 5)
        return self.every_day or (day.weekday() < 5 and not liberation and day not in _dutch_holidays())

    def open_at(self, moment: datetime) -> bool:
        """Whether somebody can be reached at a moment."""
        return self.next(moment) == moment

    def next(self, moment: datetime) -> datetime:
        """The moment itself if it falls in opening hours, else the next opening."""
        local = moment.astimezone(AMSTERDAM)
        if self.open_on(local.date()) and self.opens <= local.time() < self.closes:
            return moment
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        while not self.open_on(day):
            day += timedelta(days=1)
        return datetime.combine(day, self.opens, AMSTERDAM).astimezone(UTC)


ZSM_HOURS = Hours(time(8), time(22), every_day=True)
PARTNER_HOURS = Hours(time(8), time(20), every_day=True)
OFFICE_HOURS = Hours(time(8, 30), time(17), every_day=False)
HOURS_BY_NAME = {"ZSM_HOURS": ZSM_HOURS, "PARTNER_HOURS": PARTNER_HOURS, "OFFICE_HOURS": OFFICE_HOURS}
"""As the map of houses names them."""


def local_midnight(day: date) -> datetime:
    """The start of a day in Amsterdam, in UTC."""
    return datetime.combine(day, time(0), AMSTERDAM).astimezone(UTC)
