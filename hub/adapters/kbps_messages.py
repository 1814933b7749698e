"""The messages of KBPS: one model per kind; left the hub's name of a field, right the register's.

The body models are the field table that `hub.adapters.kbps` refers to. A field that is absent has its
default; a field without a default is required. Codes stand in the tables at the top.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, StringConstraints

from hub.adapters.native import Body, Native
from hub.adapters.spelling import (
    Coded,
    DaySpelling,
    Number,
    Spelling,
    TimeSpelling,
    YesNo,
    iso_moment,
    many,
)
from hub.schemas.base import HouseId, PartnerId, Ref, RegionId
from hub.schemas.events import (
    AdviceGiven,
    AdviceRequested,
    CaseOffered,
    CaseReferred,
    ClientStatusReported,
    CorrectionForwarded,
    DecisionCommunicated,
    Event,
    HouseHit,
    PlanShared,
)
from hub.schemas.vocabulary import (
    ClientStatus,
    DecisionKind,
    DecisionStatus,
    MarkingEndReason,
    MarkingOrigin,
    Role,
)

ROL = {
    "01": Role.OVJ,
    "02": Role.KETENPROCESCOORDINATOR,
    "03": Role.JURIDISCH_BEOORDELAAR,
    "04": Role.ADMINISTRATIE_OM,
    "05": Role.POLITIECOORDINATOR,
    "06": Role.ADMINISTRATIE_POLITIE,
    "07": Role.VERBALISANT,
    "08": Role.ADVIESTEAM_RAAD,
    "09": Role.RECLASSERINGSWERKER,
    "10": Role.KETENMANAGER,
    "11": Role.PROCESREGISSEUR,
    "12": Role.ADMINISTRATIE_HUIS,
    "99": Role.SYSTEEM,
}
CLIENTSTATUS = {"B": ClientStatus.BEKEND, "N": ClientStatus.NIET_BEKEND, "X": ClientStatus.MISLUKT}
AFDOENING = {
    "DAG": DecisionKind.DAGVAARDING,
    "TOM": DecisionKind.TOM,
    "OTP": DecisionKind.OTP,
    "STB": DecisionKind.OM_STRAFBESCHIKKING,
    "TRA": DecisionKind.TRANSACTIE,
    "SVW": DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    "SOV": DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK,
    "STE": DecisionKind.TECHNISCH_SEPOT,
}
STATUS = {"V": DecisionStatus.VOORLOPIG, "D": DecisionStatus.DEFINITIEF}
HERKOMST = {
    "CM": MarkingOrigin.CASUS_OP_MAAT,
    "TX": MarkingOrigin.TOP_X,
    "DG": MarkingOrigin.DOELGROEP,
}
EINDE = {
    "L": MarkingEndReason.LOSGELATEN,
    "V": MarkingEndReason.VERLOPEN,
    "F": MarkingEndReason.FOUTIEF,
}


MAX_TEXT = 1000
"""StUF type AN1000: what a free text of KBPS holds. A longer one is cut on its way out, with an ellipsis."""

_MOMENT = re.compile(r"([0-9]{8})([0-9]{9})(Z|[+-][0-9]{4})?")
_DAY = re.compile(r"[0-9]{8}")
_MUNICIPALITY = re.compile(r"(?:GM)?([0-9]{4})")


def _read_moment(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is None:
        msg = "not_a_time"
        raise ValueError(msg)
    return iso_moment(f"{match[1]}T{match[2][:6]}.{match[2][6:]}{match[3] or ''}")


def _write_moment(moment: datetime) -> str:
    return re.sub(r"[-:T.]", "", moment.replace(tzinfo=None).isoformat(timespec="milliseconds")) + "Z"


def _read_day(text: str) -> date:
    if not _DAY.fullmatch(text):
        msg = "not_a_day"
        raise ValueError(msg)
    return date.fromisoformat(text)


def _read_municipality(given: object) -> str:
    match = _MUNICIPALITY.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        msg = "not_a_municipality"
        raise ValueError(msg)
    return f"GM{match[1]}"


StufTime = Annotated[datetime, TimeSpelling(_write_moment, _read_moment, precision=1_000)]
"""``20160301120000000Z``. StUF's own form has no zone, so one hour of every October would mean two moments;
ours must have it."""

StufDate = Annotated[date, DaySpelling(lambda day: day.isoformat().replace("-", ""), _read_day)]
"""``20160301``."""

GemeenteCode = Annotated[str, Spelling(_read_municipality, lambda code: code.removeprefix("GM"))]
"""``0716``: table 33 of the municipalities, without the prefix of CBS."""

ShortText = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
"""Free text of at most `MAX_TEXT` characters."""


def _cut(value: Any) -> Any:  # noqa: ANN401 - a value of an event
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return value[: MAX_TEXT - 1] + "…"
    if isinstance(value, tuple):
        return tuple(map(_cut, value))
    if isinstance(value, dict):
        return {name: _cut(item) for name, item in value.items()}
    return value


class Inhoud(Body):
    """A fact in the words of KBPS: its texts are cut to size on the way out, and refused on the way in."""

    @classmethod
    def from_event(cls, event: Event, at: str = "") -> Self:
        """As `Body.from_event`, with long texts cut. Of the longest `Text` three quarters are lost."""
        fields = event.model_dump(include=set(cls.model_fields))
        return cls.from_canonical(_cut(fields), at)


class Clientstatus(Inhoud):
    """Whether the Raad knows the person, and who handles the file."""

    event: ClassVar = ClientStatusReported
    organisation: Literal["RVDK"] = Field("RVDK", alias="organisatie")
    status: Annotated[ClientStatus, Coded(CLIENTSTATUS)]
    under_supervision: YesNo = Field(alias="indicatieToezicht")
    handler: ShortText = Field("", alias="casusverantwoordelijke")
    reported_at: StufTime = Field(alias="tijdstipMelding")


class Advies(Inhoud):
    """One version of the Raad's advice."""

    event: ClassVar = AdviceGiven
    organisation: Literal["RVDK"] = Field("RVDK", alias="organisatie")
    version: Number = Field(alias="versieAdvies")
    further_research: YesNo = Field(alias="indicatieNaderOnderzoek")
    advised: Annotated[DecisionKind, Coded(AFDOENING)] | None = Field(None, alias="afdoeningAdvies")
    explanation: ShortText = Field("", alias="toelichting")
    advised_at: StufTime = Field(alias="tijdstipAdvies")


class Feit(Native):
    """One offence."""

    article: Ref = Field(alias="artikel")
    description: ShortText = Field("", alias="omschrijving")
    committed_on: StufDate | None = Field(None, alias="pleegdatum")


class HuisAdvies(Native):
    """One house's advice."""

    house: HouseId = Field(alias="huis")
    version: Number = Field(alias="versieAdvies")
    indicated: ShortText = Field("", alias="geindiceerd")
    contra_indicated: ShortText = Field("", alias="gecontraindiceerd")
    scenario: ShortText = ""
    advised_at: StufTime = Field(alias="tijdstipOpgesteld")
    confirmed_at: StufTime | None = Field(None, alias="tijdstipBevestigd")


class Zaakaanbod(Inhoud):
    """The case as it is offered after selection = ZSM."""

    event: ClassVar = CaseOffered
    region: RegionId | None = Field(None, alias="regio")
    arrested_at: StufTime | None = Field(None, alias="tijdstipAanhouding")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="feit")
    birth_date: StufDate | None = Field(None, alias="geboortedatum")
    residence: GemeenteCode | None = Field(None, alias="gemeenteVanInschrijving")
    minor_involved: YesNo = Field(alias="indicatieMinderjarigeBetrokken")
    term_end: StufTime | None = Field(None, alias="tijdstipEindeTermijn")
    raad_region: RegionId | None = Field(None, alias="regioRaad")
    hits: Annotated[tuple[HouseId, ...], many] = Field((), alias="bekendBijHuis")
    advices: Annotated[tuple[HuisAdvies, ...], many] = Field((), alias="adviesHuis")


class Adviesverzoek(Inhoud):
    """Asks for status and advice."""

    event: ClassVar = AdviceRequested
    registry: Ref = Field(alias="bronsysteem")
    answer_before: StufTime | None = Field(None, alias="uiterlijkTijdstip")


class Huishit(Inhoud):
    """A house knows the person, or no longer."""

    event: ClassVar = HouseHit
    house: HouseId | None = Field(None, alias="huis")
    origin: Annotated[MarkingOrigin, Coded(HERKOMST)] | None = Field(None, alias="herkomst")
    late: YesNo = Field(alias="indicatieLaat")
    ended: Annotated[MarkingEndReason, Coded(EINDE)] | None = Field(None, alias="redenEinde")
    advice: HuisAdvies | None = Field(None, alias="adviesHuis")
    advices_conflict: YesNo = Field(alias="indicatieStrijdig")
    provisional_decision: YesNo = Field(alias="indicatieVoorlopigBeslist")
    term_end: StufTime | None = Field(None, alias="tijdstipEindeTermijn")


class Verwijzing(Inhoud):
    """The casus goes to a house; a notice."""

    event: ClassVar = CaseReferred
    house: HouseId | None = Field(None, alias="huis")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="feit")
    birth_date: StufDate | None = Field(None, alias="geboortedatum")
    residence: GemeenteCode | None = Field(None, alias="gemeenteVanInschrijving")
    reason: ShortText = Field("", alias="reden")
    term_end: StufTime | None = Field(None, alias="tijdstipEindeTermijn")


class Beslissing(Inhoud):
    """The decision, and what the Raad is due to do."""

    event: ClassVar = DecisionCommunicated
    status: Annotated[DecisionStatus, Coded(STATUS)] | None = None
    decision: Annotated[DecisionKind, Coded(AFDOENING)] | None = Field(None, alias="afdoening")
    sepot_grounds: Annotated[tuple[Ref, ...], many] = Field((), alias="sepotgrond")
    conditions: Annotated[tuple[ShortText, ...], many] = Field((), alias="voorwaarde")
    decided_at: StufTime | None = Field(None, alias="tijdstipBeslissing")
    actions_due: Annotated[tuple[ShortText, ...], many] = Field((), alias="uitTeVoerenActie")
    aligned_with: Annotated[tuple[PartnerId, ...], many] = Field((), alias="afgestemdMet")
    corrects: YesNo = Field(default=False, alias="indicatieVervangtEerdere")


class Plan(Inhoud):
    """The plan a house made; the Raad has the casusregie."""

    event: ClassVar = PlanShared
    house: HouseId | None = Field(None, alias="huis")
    plan_reference: Ref | None = Field(None, alias="plannummer")
    casusregie: PartnerId | None = None
    summary: ShortText = Field("", alias="samenvatting")


class Correctie(Inhoud):
    """A hit that was told proves to be wrong."""

    event: ClassVar = CorrectionForwarded
    house: HouseId | None = Field(None, alias="huis")
    reason: Annotated[MarkingEndReason, Coded(EINDE)] | None = Field(None, alias="reden")


BODIES: dict[str, type[Body]] = {
    "clientstatus": Clientstatus,
    "advies": Advies,
    "zaakaanbod": Zaakaanbod,
    "adviesverzoek": Adviesverzoek,
    "huishit": Huishit,
    "verwijzing": Verwijzing,
    "beslissing": Beslissing,
    "plan": Plan,
    "correctie": Correctie,
}
