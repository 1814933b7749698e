"""In what regions differ, as far as it decides who is told what: the simulator's own statement of it.

By the report (lines 771-784, 905, 1499, 1513, 1528, 1538); what it does not name is not so. The end of the
KIB is assumed.
"""

from datetime import UTC, date, datetime, time

from hub.schemas.calendar import AMSTERDAM, amsterdam_day

_KIB = {"ROTTERDAM": (date(2016, 5, 1), date(2016, 9, 1))}
TRIAGE_STRAF = frozenset({"ZEELAND-WEST-BRABANT"})
"""Whose houses get a daily overview of arrested suspects."""
TOP_1000 = frozenset({"AMSTERDAM"})
LIGHT = frozenset({"Sr 310", "Sr 350", "Sr 424", "Sr 453", "Sr 461"})
"""What does not bring a person of a list to PGA."""
LINKS = {"VH19": "FYSIEK", "VH20": "VIDEO"}
"""Houses that take part in the moment of decision, and how."""


def kib_is_on(region: str | None, moment: datetime) -> bool:
    """Whether the KIB applies its instrument to adults in a region at a moment (44)."""
    if region not in _KIB:
        return False
    begin, end = _KIB[region]
    return begin <= amsterdam_day(moment) < end


def kib_ends(region: str | None) -> datetime | None:
    """When row 15 takes over again from row 16, where that ever was so."""
    if region not in _KIB:
        return None
    return datetime.combine(_KIB[region][1], time(), AMSTERDAM).astimezone(UTC)
