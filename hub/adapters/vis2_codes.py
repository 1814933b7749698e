"""The codes of VIS2, which are numbers on the wire, and how it writes times and days."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, cast

from hub.adapters.spelling import Coded, DaySpelling, TimeSpelling, iso_moment
from hub.schemas.calendar import AMSTERDAM
from hub.schemas.vocabulary import (
    Channel,
    Consulted,
    DecisionKind,
    FeedbackReceipt,
    Followed,
    HouseAnswer,
    HouseAsk,
    MarkingEndReason,
    MarkingOrigin,
    Role,
    TriageOutcome,
)

FUNCTIE = {
    "11": Role.OVJ,
    "12": Role.KETENPROCESCOORDINATOR,
    "13": Role.JURIDISCH_BEOORDELAAR,
    "14": Role.ADMINISTRATIE_OM,
    "21": Role.POLITIECOORDINATOR,
    "22": Role.ADMINISTRATIE_POLITIE,
    "23": Role.VERBALISANT,
    "31": Role.ADVIESTEAM_RAAD,
    "41": Role.RECLASSERINGSWERKER,
    "51": Role.KETENMANAGER,
    "52": Role.PROCESREGISSEUR,
    "53": Role.ADMINISTRATIE_HUIS,
    "90": Role.SYSTEEM,
}
HERKOMST = {
    "1": MarkingOrigin.CASUS_OP_MAAT,
    "2": MarkingOrigin.TOP_X,
    "3": MarkingOrigin.DOELGROEP,
}
REDEN = {
    "1": MarkingEndReason.LOSGELATEN,
    "2": MarkingEndReason.VERLOPEN,
    "9": MarkingEndReason.FOUTIEF,
}
KANAAL = {"1": Channel.REGISTER, "2": Channel.TELEFOON}
ANTWOORD = {"1": HouseAnswer.BEKEND, "2": HouseAnswer.NIET_BEKEND, "3": HouseAnswer.ONBEREIKBAAR}
TRIAGE = {"1": TriageOutcome.AANGENOMEN, "2": TriageOutcome.AFGEWEZEN}
ONTVANGST = {
    "10": FeedbackReceipt.GEAGENDEERD,
    "20": FeedbackReceipt.PLAN_GEWIJZIGD,
    "21": FeedbackReceipt.PLAN_ONGEWIJZIGD,
}
AFDOENING = {
    "100": DecisionKind.DAGVAARDING,
    "110": DecisionKind.TOM,
    "111": DecisionKind.OTP,
    "120": DecisionKind.OM_STRAFBESCHIKKING,
    "130": DecisionKind.TRANSACTIE,
    "200": DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    "201": DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK,
    "210": DecisionKind.TECHNISCH_SEPOT,
}
INZAGE = {
    "1": Consulted.VOOR_BESLISSING,
    "2": Consulted.NA_BESLISSING,
    "3": Consulted.NIET,
    "9": Consulted.NVT,
}
GEVOLGD = {
    "1": Followed.OVERGENOMEN,
    "2": Followed.KENNISGEVING,
    "3": Followed.AFGEWEKEN,
    "8": Followed.NIET_GEMELD,
    "9": Followed.NVT,
}
GEVRAAGD = {"1": HouseAsk.AGENDEREN}

_DAY = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{4})")
_MOMENT = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{4}) ([0-9:]{8}) ?([+-][0-9:]{5,8})?")


class NumberCoded(Coded):
    """As `Coded`; on the wire the code is a number, and neither a text nor ``true``."""

    def __init__(self, table: Mapping[str, object]) -> None:
        super().__init__(table)
        numbers = {value: int(code) for code, value in table.items()}
        self._write = cast("Any", numbers.__getitem__)

    def _value(self, given: object) -> object:
        if type(given) is str:
            msg = "unknown_code"
            raise ValueError(msg)
        return super()._value(str(given) if type(given) is int else given)


def _read_moment(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is None:
        msg = "not_a_time"
        raise ValueError(msg)
    day, month, year, time, offset = match.groups(default="")
    return iso_moment(f"{year}-{month}-{day}T{time}{offset}")


def _write_moment(moment: datetime) -> str:
    local = moment.astimezone(AMSTERDAM)
    return f"{_write_day(local)} {local.isoformat()[11:19]} {local.isoformat()[19:]}"


def _read_day(text: str) -> date:
    match = _DAY.fullmatch(text)
    if match is None:
        msg = "not_a_day"
        raise ValueError(msg)
    return date(int(match[3]), int(match[2]), int(match[1]))


def _write_day(day: date) -> str:
    return f"{day.day:02}-{day.month:02}-{day.year:04}"


DutchTime = Annotated[datetime, TimeSpelling(_write_moment, _read_moment)]
"""``01-03-2016 13:00:00 +01:00``."""

DutchDay = Annotated[date, DaySpelling(_write_day, _read_day)]
"""``01-03-2016``."""
