"""The messages of COMPAS: the layout of its records, and one model per kind of fact.

Left in a model the hub's name of a field, right the registry's; the layout says at which positions it stands.
A column that is blank has its default; one without a default is required. Codes stand in the tables at the
top. What COMPAS cannot say is listed in `hub.adapters.compas`.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer

from hub.adapters.fixedwire import Column, Layout, Pad, Record
from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, DaySpelling, Number, Spelling, TimeSpelling
from hub.schemas.base import Ref
from hub.schemas.calendar import AMSTERDAM
from hub.schemas.events import CaseRegisteredTwice, DecisionTaken, JusticeDataReported
from hub.schemas.identifiers import Bsn, BvhNumber, Parketnummer, Skn
from hub.schemas.vocabulary import DecisionKind, DecisionStatus, ProsecutionRegistry, Role

FORMAT = "COMPAS01"
LAYOUT = Layout(
    width=80,
    head=Record(
        "Kop",
        "00",
        (
            Column("formaat", 8),
            Column("kenmerk", 36),
            Column("versie", 6, Pad.DIGITS),
            Column("tijdstip", 14),
            Column("functie", 3),
        ),
    ),
    records=(
        Record(
            "Verdachte",
            "10",
            (Column("bsn", 9, Pad.DIGITS), Column("skn", 8), Column("achternaam", 20), Column("geboren", 8)),
        ),
        Record(
            "Zaak",
            "20",
            (
                Column("parketnummer", 10, Pad.DIGITS),
                Column("pvnummer", 17),
                Column("anderParketnummer", 10, Pad.DIGITS),
            ),
        ),
        Record(
            "Beslissing",
            "30",
            (Column("soort", 2), Column("status", 1), Column("genomen", 14), Column("gronden", 10)),
        ),
        Record("DubbelIngeboekt", "39", (Column("gaatVerderIn", 3), Column("gesloten", 14))),
        Record(
            "Justitiegegevens",
            "40",
            (
                Column("lopend", 3, Pad.DIGITS),
                Column("afgedaan", 3, Pad.DIGITS),
                Column("laatsteBeslissing", 8),
                Column("peilmoment", 14),
            ),
        ),
    ),
    trailer=Record("Sluit", "99", (Column("aantal", 5, Pad.DIGITS),)),
)
"""Every record of COMPAS: its code, then its columns with their number of positions."""

FUNCTIE = {
    "OVJ": Role.OVJ,
    "SEC": Role.JURIDISCH_BEOORDELAAR,
    "ADM": Role.ADMINISTRATIE_OM,
    "SYS": Role.SYSTEEM,
}
"""Only the OM's own people work in COMPAS."""
BESLISSING = {
    "01": DecisionKind.DAGVAARDING,
    "02": DecisionKind.TOM,
    "03": DecisionKind.OTP,
    "05": DecisionKind.TRANSACTIE,
    "11": DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    "12": DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK,
    "13": DecisionKind.TECHNISCH_SEPOT,
}
"""Without the OM-strafbeschikking, which is younger than COMPAS and stands in GPS only."""
STATUS = {"V": DecisionStatus.VOORLOPIG, "D": DecisionStatus.DEFINITIEF}
REGISTER = {"GPS": ProsecutionRegistry.GPS, "CPS": ProsecutionRegistry.COMPAS}

ADMINISTRATIVE = "99"
"""The sepot ground that ends an entry, not a case; see `DubbelIngeboekt`."""
MAX_GROUNDS = 5
NAME_POSITIONS = 20
_FLAGS = {timedelta(hours=1): "WT", timedelta(hours=2): "ZT"}
_MOMENT = re.compile(r"([0-9]{12})(WT|ZT)?")
_GROUNDS = re.compile(r"(?:[0-9]{2}){1,5}")
_DAY = re.compile(r"[0-9]{8}")
_FIRST_YEAR = 1980


def _read_moment(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is None:
        msg = "not_a_time"
        raise ValueError(msg)
    if match[2] is None:
        msg = "naive_time"
        raise ValueError(msg)
    wall = datetime.strptime(match[1], "%Y%m%d%H%M").replace(tzinfo=AMSTERDAM)
    for fold in (0, 1):
        moment = wall.replace(fold=fold)
        # There and back: a wall time within the hour that spring skips exists in neither fold.
        exists = moment.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None) == wall.replace(
            tzinfo=None
        )
        if exists and _FLAGS.get(moment.utcoffset() or timedelta()) == match[2]:
            return moment
    msg = "wrong_season"
    raise ValueError(msg)


def _write_moment(moment: datetime) -> str:
    local = moment.astimezone(AMSTERDAM)
    return local.strftime("%Y%m%d%H%M") + _FLAGS[local.utcoffset() or timedelta()]


class _Minutes(TimeSpelling):
    """COMPAS has no seconds: they are cut off, never rounded up into a minute that had not come."""

    def _moment(self, given: object) -> datetime:
        moment = super()._moment(given)
        if moment.year < _FIRST_YEAR:  # no such record; and Dutch time had other offsets long ago
            msg = "not_a_time"
            raise ValueError(msg)
        return moment.replace(second=0, microsecond=0)


CompasTime = Annotated[datetime, _Minutes(_write_moment, _read_moment)]
"""``201610281130ZT``: Dutch wall time to the minute, with *zomertijd* or *wintertijd*, which tells the two
hours of an October night apart. A season that does not fit the day is refused."""


def _read_day(text: str) -> date:
    if not _DAY.fullmatch(text):
        msg = "not_a_day"
        raise ValueError(msg)
    return date.fromisoformat(text)


CompasDay = Annotated[date, DaySpelling(lambda day: day.isoformat().replace("-", ""), _read_day)]
"""``20160301``."""


def _read_grounds(given: object) -> tuple[str, ...]:
    text = given if isinstance(given, str) else "".join(given) if isinstance(given, tuple) else "?"
    if isinstance(given, tuple) and any(len(ground) != 2 for ground in given):
        text = "?"
    if text and not _GROUNDS.fullmatch(text):
        msg = "not_sepot_grounds"
        raise ValueError(msg)
    grounds = tuple(text[place : place + 2] for place in range(0, len(text), 2))
    if ADMINISTRATIVE in grounds:
        msg = "administrative_sepot"
        raise ValueError(msg)
    return grounds


Grounds = Annotated[tuple[Ref, ...], Spelling(_read_grounds, "".join)]
"""Up to `MAX_GROUNDS` sepot grounds of two digits, without anything between them."""


def _read_name(given: object) -> str:
    """A name as COMPAS has it; none where COMPAS could have it only in part."""
    if not isinstance(given, str):
        msg = "not_a_name"
        raise ValueError(msg)  # noqa: TRY004 - pydantic makes a refusal of a ValueError only
    letters = (letter for letter in unicodedata.normalize("NFKD", given) if not unicodedata.combining(letter))
    name = " ".join("".join(letters).upper().split())
    return name if len(name) < NAME_POSITIONS and name.isascii() and name.isprintable() else ""


OldName = Annotated[str, Spelling(_read_name, str)]
"""``VAN DER MEULEN``: capitals without diacritics. COMPAS cuts a name after 20 positions; one that fills them
all may be cut, and half a name is no name: it is left out, in both directions."""

Digits = Annotated[Parketnummer, PlainSerializer(lambda number: re.sub(r"\D", "", number))]
"""A parketnummer without its separators: ``0226806816``."""

Count = Annotated[int, Field(ge=0, le=999)]


class Verdachte(Native):
    """Who; each may be absent."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    surname: OldName = Field("", alias="achternaam")
    born: CompasDay | None = Field(None, alias="geboren")


class Zaak(Native):
    """Which case; the other number is that of the same case in GPS."""

    parketnummer: Digits | None = None
    bvh: BvhNumber | None = Field(None, alias="pvnummer")
    other_parketnummer: Digits | None = Field(None, alias="anderParketnummer")


class Kop(Head):
    """What precedes every COMPAS message."""

    record: Ref = Field(alias="kenmerk")
    version: Number = Field(alias="versie")
    occurred_at: CompasTime = Field(alias="tijdstip")
    actor: Annotated[Role, Coded(FUNCTIE)] = Field(alias="functie")
    person: Verdachte = Field(Verdachte(), alias="Verdachte")
    case: Zaak | None = Field(None, alias="Zaak")


class Beslissing(Body):
    """The OvJ decided; ``status`` V is provisional."""

    event: ClassVar = DecisionTaken
    decision: Annotated[DecisionKind, Coded(BESLISSING)] = Field(alias="soort")
    status: Annotated[DecisionStatus, Coded(STATUS)]
    decided_at: CompasTime = Field(alias="genomen")
    sepot_grounds: Grounds = Field((), alias="gronden")


class DubbelIngeboekt(Body):
    """Sepot ground 99: the entry is closed, for the case stands in the other registry too."""

    event: ClassVar = CaseRegisteredTwice
    continues_in: Annotated[ProsecutionRegistry, Coded(REGISTER)] = Field(alias="gaatVerderIn")
    closed_at: CompasTime = Field(alias="gesloten")


class Justitiegegevens(Body):
    """Other cases of the suspect, counted."""

    event: ClassVar = JusticeDataReported
    open_cases: Count = Field(alias="lopend")
    closed_cases: Count = Field(alias="afgedaan")
    last_decided_on: CompasDay | None = Field(None, alias="laatsteBeslissing")
    collected_at: CompasTime = Field(alias="peilmoment")


BODIES: dict[str, type[Body]] = {
    "Beslissing": Beslissing,
    "DubbelIngeboekt": DubbelIngeboekt,
    "Justitiegegevens": Justitiegegevens,
}
