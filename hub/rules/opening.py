"""When a house or partner can be reached: opening hours in Amsterdam, with Dutch holidays.

The hours stand in ``opening.toml`` in the opening_hours syntax of OpenStreetMap; the library evaluates them
and knows the Dutch public holidays (Good Friday is none). Closing time is
exclusive: at 17:00 the house is shut.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

from opening_hours import OpeningHours, validate

from hub.errors import ConfigurationError
from hub.rules.load import fit, read_rules
from hub.rules.purpose import house_of_seat
from hub.rules.reference import House
from hub.schemas.base import Frozen, PartnerId
from hub.schemas.calendar import AMSTERDAM


class Schedule(Frozen):
    """Named opening hours, the partners who keep them, and where that is said."""

    name: str
    hours: str
    partners: tuple[PartnerId, ...] = ()
    ground: str
    certainty: Literal["report", "inferred"]


class Hours:
    """Who can be reached when. The police at a house keep the hours of that house.

    Args:
        schedules: the named opening hours.
        houses: the houses by id; each names its schedule.

    Raises:
        ConfigurationError: hours that cannot be read, or a house with a schedule that does not exist.
    """

    def __init__(self, schedules: Iterable[Schedule], houses: Mapping[str, House]) -> None:
        self.schedules = {schedule.name: schedule for schedule in schedules}
        self._houses = houses
        opening = {name: _opening_hours(schedule) for name, schedule in self.schedules.items()}
        try:
            self._of = {house.id: opening[house.opening] for house in houses.values()}
        except KeyError as unknown:
            msg = f"opening.toml has no schedule {unknown}"
            raise ConfigurationError(msg) from None
        for schedule in self.schedules.values():
            self._of.update(dict.fromkeys(schedule.partners, opening[schedule.name]))

    def is_open(self, who: str, at: datetime) -> bool:
        """Whether a house or partner can be reached at a moment (aware, any zone).

        A house outside its days of validity is shut.

        Raises:
            ConfigurationError: nobody of that name has opening hours.
        """
        local = at.astimezone(AMSTERDAM)
        house = self._house(who)
        if house is not None and not house.holds(local.date()):
            return False
        return bool(self._hours(who).is_open(local))

    def next_open(self, who: str, at: datetime) -> datetime | None:
        """The first moment from ``at`` on at which a house or partner can be reached, in UTC.

        ``at`` itself when it is open then. None when it never opens (again), as a house that was merged away.

        Raises:
            ConfigurationError: nobody of that name has opening hours.
        """
        local = at.astimezone(AMSTERDAM)
        house = self._house(who)
        if house is not None and house.valid_from is not None and local.date() < house.valid_from:
            local = datetime(
                house.valid_from.year, house.valid_from.month, house.valid_from.day, tzinfo=AMSTERDAM
            )
        hours = self._hours(who)
        opens = local if hours.is_open(local) else hours.next_change(local)
        if opens is None or (house is not None and not house.holds(opens.date())):
            return None
        return opens.astimezone(UTC)

    def _house(self, who: str) -> House | None:
        return self._houses.get(house_of_seat(who) or who)

    def _hours(self, who: str) -> OpeningHours:
        hours = self._of.get(house_of_seat(who) or who)
        if hours is None:
            msg = f"{who} has no opening hours in opening.toml"
            raise ConfigurationError(msg)
        return hours


def _opening_hours(schedule: Schedule) -> OpeningHours:
    if not validate(schedule.hours):
        msg = f"opening.toml: the hours of {schedule.name} are not in opening_hours syntax"
        raise ConfigurationError(msg)
    return OpeningHours(schedule.hours, country="NL", timezone=AMSTERDAM)


def load_hours(houses: Mapping[str, House]) -> Hours:
    """The opening hours that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    return Hours(fit("opening.toml", Schedule, read_rules("opening.toml")["schedule"]), houses)
