"""How long the police may hold a suspect: dated term rules over Amsterdam time.

Holding for questioning counts minutes, and those from 00:00 to 09:00 do not count (Sv 61.4). A term that is
used up at 24:00 ends at 00:00 sharp; any other ends after 09:00. Both changes to and from summer time fall in
the hours that do not count, so local wall-clock arithmetic per day is exact; adding hours in UTC and
correcting afterwards is the tempting alternative, and wrong in two nights a year.

Inverzekeringstelling is continuous: three times 24 hours, in UTC, whatever the clocks do; so is the term in
which the suspect is brought before the court.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from hub.errors import ConfigurationError
from hub.rules.dated import Dated, DatedModel, check_apart, holding
from hub.rules.load import fit, read_rules
from hub.schemas.base import Frozen
from hub.schemas.calendar import AMSTERDAM, amsterdam_day


class StartMoment(StrEnum):
    """From when a hold runs. The law names no arrival; practice takes the bringing in (a setting)."""

    BROUGHT_IN = "brought_in_at"
    ARRESTED = "arrested_at"


class HoldRule(Dated):
    """A version of the rule on holding for questioning.

    Args:
        law: the articles.
        hours: where pretrial detention is not allowed.
        hours_pretrial: where it is.
        identity_hours: added once to establish identity, only to a hold of ``hours`` as below.
        identity_also_pretrial: whether a hold where pretrial detention is allowed can be extended so.
        night_until: local time up to which the hours from midnight do not count.
    """

    version: str
    law: str
    hours: int
    hours_pretrial: int
    identity_hours: int
    identity_also_pretrial: bool
    night_until: time


class IvsRule(Dated):
    """A version of the rule on inverzekeringstelling: days of 24 hours, continuous; the OvJ may extend it."""

    version: str
    law: str
    days: int
    extension_days: int


class CourtRule(Dated):
    """A version of the rule on bringing before the rechter-commissaris: hours from the arrest, continuous."""

    version: str
    law: str
    hours: int


class TermSettings(Frozen):
    """What the law leaves open; times are local (Europe/Amsterdam).

    Attributes:
        start_moment: the field from which a hold runs.
        warn_minutes: how long before its end a term is warned of.
        house_wait_hours: how long a decision waits for a house that can be reached.
        no_house_hours: the same, where there is no house to wait for.
        morning_at: when the next morning begins for a decision that waits for it.
        werkplaats_days: how long a case may be parked for its context (R052).
        overview_at: when houses get their overview of arrested suspects (row 19).
        overview_days: on how many mornings at most.
    """

    start_moment: StartMoment
    warn_minutes: int
    house_wait_hours: int
    no_house_hours: int
    morning_at: time
    werkplaats_days: int
    overview_at: time
    overview_days: int


class TermRules:
    """The term rules by date of start (Europe/Amsterdam)."""

    def __init__(
        self,
        hold: Iterable[HoldRule],
        ivs: Iterable[IvsRule],
        court: Iterable[CourtRule],
        settings: TermSettings,
    ) -> None:
        self.hold = tuple(hold)
        self.ivs = tuple(ivs)
        self.court = tuple(court)
        self.settings = settings
        self.start_moment = settings.start_moment
        check_apart("the hold term", self.hold)
        check_apart("the inverzekeringstelling", self.ivs)
        check_apart("the term before the court", self.court)

    def hold_rule(self, start: datetime) -> HoldRule:
        """The rule for a hold that starts then.

        Raises:
            ConfigurationError: no rule covers that day.
        """
        return _covering("holding for questioning", self.hold, start)

    def hold_end(
        self, start: datetime, *, pretrial_detention_allowed: bool, identity_extension: bool = False
    ) -> datetime:
        """When a hold for questioning ends.

        Args:
            start: aware moment the hold starts (`start_moment`).
            pretrial_detention_allowed: whether the offence allows voorlopige hechtenis (Sv 67).
            identity_extension: whether the hold is extended to establish identity; without effect where the
                law does not allow it.

        Returns:
            The end, in UTC.

        Raises:
            ConfigurationError: no rule covers the day of the start.
        """
        rule = self.hold_rule(start)
        hours = rule.hours_pretrial if pretrial_detention_allowed else rule.hours
        if identity_extension and (rule.identity_also_pretrial or not pretrial_detention_allowed):
            hours += rule.identity_hours
        return _day_hours_after(start, timedelta(hours=hours), rule.night_until)

    def ivs_end(self, start: datetime, *, extended: bool = False) -> datetime:
        """When an inverzekeringstelling that starts then ends, in UTC.

        Args:
            start: of the first inverzekeringstelling: an extension runs from the end of that one, whenever it
                was ordered.
            extended: whether the OvJ extended it.

        Raises:
            ConfigurationError: no rule covers the day of the start.
        """
        rule = _covering("inverzekeringstelling", self.ivs, start)
        days = rule.days + (rule.extension_days if extended else 0)
        return start.astimezone(UTC) + timedelta(days=days)

    def ivs_extension_end(self, start: datetime) -> datetime:
        """When an extension ends of which only its own start is known, in UTC. Errors: as `ivs_end`."""
        rule = _covering("inverzekeringstelling", self.ivs, start)
        return start.astimezone(UTC) + timedelta(days=rule.extension_days)

    def court_end(self, arrested_at: datetime) -> datetime:
        """Until when who was arrested then, and is held, must be brought before the court, in UTC (Sv 59a).

        Raises:
            ConfigurationError: no rule covers the day of the arrest.
        """
        rule = _covering("the term before the court", self.court, arrested_at)
        return arrested_at.astimezone(UTC) + timedelta(hours=rule.hours)


def next_at(clock: time, after: datetime) -> datetime:
    """The first moment after ``after`` at which the clock in Amsterdam says so, in UTC.

    A clock time of the night in which the clocks change is the first of two; those used here are none.
    """
    day = amsterdam_day(after)
    found = at_clock(day, clock)
    return found if found > after else at_clock(day + timedelta(days=1), clock)


def at_clock(day: date, clock: time) -> datetime:
    """A day and a clock time in Amsterdam as a moment in UTC."""
    return datetime.combine(day, clock, AMSTERDAM).astimezone(UTC)


def _covering(what: str, rules: tuple[DatedModel, ...], start: datetime) -> DatedModel:
    on = amsterdam_day(start)
    rule = holding(rules, on)
    if rule is None:
        msg = f"no rule on {what} covers {on}"
        raise ConfigurationError(msg)
    return rule


def _day_hours_after(start: datetime, left: timedelta, night_until: time) -> datetime:
    """The moment at which ``left`` has passed since ``start``, not counting midnight to ``night_until``."""
    local = start.astimezone(AMSTERDAM)
    day = local.date()
    # Wall-clock arithmetic on naive times: nothing shifts between night_until and midnight.
    at = max(local.replace(tzinfo=None), datetime.combine(day, night_until))
    while at + left > (midnight := _midnight_after(day)):
        left -= midnight - at
        day = midnight.date()
        at = datetime.combine(day, night_until)
    return (at + left).replace(tzinfo=AMSTERDAM).astimezone(UTC)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0))


def load_terms() -> TermRules:
    """The term rules that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    rules = read_rules("terms.toml")
    (settings,) = fit("terms.toml", TermSettings, [rules["settings"]])
    return TermRules(
        fit("terms.toml", HoldRule, rules["hold"]),
        fit("terms.toml", IvsRule, rules["ivs"]),
        fit("terms.toml", CourtRule, rules["court"]),
        settings,
    )
