"""The messages of IRIS: one model per kind; left the hub's name of a field, right the register's.

The body models are the field table that `hub.adapters.iris` refers to. A field that is absent has its
default; a field without a default is required. Codes stand in the tables at the top.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool

from hub.adapters.native import Body, Native
from hub.adapters.spelling import Coded, IsoDay, JsonNumber, Millis
from hub.schemas.base import HouseId, MunicipalityCode, PartnerId, Ref, RegionId, Text
from hub.schemas.events import (
    AdviceGiven,
    AdviceRequested,
    CaseOffered,
    CaseReferred,
    ClientStatusReported,
    CorrectionForwarded,
    DecisionCommunicated,
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
    "officier": Role.OVJ,
    "ketenprocescoordinator": Role.KETENPROCESCOORDINATOR,
    "juridisch-beoordelaar": Role.JURIDISCH_BEOORDELAAR,
    "administratie-om": Role.ADMINISTRATIE_OM,
    "politiecoordinator": Role.POLITIECOORDINATOR,
    "administratie-politie": Role.ADMINISTRATIE_POLITIE,
    "verbalisant": Role.VERBALISANT,
    "raadsonderzoeker": Role.ADVIESTEAM_RAAD,
    "reclasseringswerker": Role.RECLASSERINGSWERKER,
    "ketenmanager": Role.KETENMANAGER,
    "procesregisseur": Role.PROCESREGISSEUR,
    "administratie-huis": Role.ADMINISTRATIE_HUIS,
    "systeem": Role.SYSTEEM,
}
CLIENTSTATUS = {
    "bekend": ClientStatus.BEKEND,
    "niet-bekend": ClientStatus.NIET_BEKEND,
    "mislukt": ClientStatus.MISLUKT,
}
BESLISSING = {
    "dagvaarding": DecisionKind.DAGVAARDING,
    "taakstraf-om": DecisionKind.TOM,
    "ot-project": DecisionKind.OTP,
    "strafbeschikking": DecisionKind.OM_STRAFBESCHIKKING,
    "transactie": DecisionKind.TRANSACTIE,
    "sepot-voorwaardelijk": DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    "sepot-onvoorwaardelijk": DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK,
    "sepot-technisch": DecisionKind.TECHNISCH_SEPOT,
}
STATUS = {"voorlopig": DecisionStatus.VOORLOPIG, "definitief": DecisionStatus.DEFINITIEF}
HERKOMST = {
    "casus-op-maat": MarkingOrigin.CASUS_OP_MAAT,
    "top-x": MarkingOrigin.TOP_X,
    "doelgroep": MarkingOrigin.DOELGROEP,
}
EINDE = {
    "losgelaten": MarkingEndReason.LOSGELATEN,
    "verlopen": MarkingEndReason.VERLOPEN,
    "foutief": MarkingEndReason.FOUTIEF,
}


class Clientstatus(Body):
    """Whether 3RO knows the person, and who handles the file."""

    event: ClassVar = ClientStatusReported
    organisation: Literal["3RO"] = Field("3RO", alias="organisatie")
    status: Annotated[ClientStatus, Coded(CLIENTSTATUS)]
    under_supervision: StrictBool = Field(alias="lopendToezicht")
    handler: Text = Field("", alias="casusverantwoordelijke")
    reported_at: Millis = Field(alias="gemeldOp")


class Advies(Body):
    """One version of 3RO's advice."""

    event: ClassVar = AdviceGiven
    organisation: Literal["3RO"] = Field("3RO", alias="organisatie")
    version: JsonNumber = Field(alias="adviesversie")
    further_research: StrictBool = Field(alias="naderOnderzoek")
    advised: Annotated[DecisionKind, Coded(BESLISSING)] | None = Field(None, alias="geadviseerdeAfdoening")
    explanation: Text = Field("", alias="toelichting")
    advised_at: Millis = Field(alias="uitgebrachtOp")


class Feit(Native):
    """One offence."""

    article: Ref = Field(alias="artikel")
    description: Text = Field("", alias="omschrijving")
    committed_on: IsoDay | None = Field(None, alias="pleegdatum")


class HuisAdvies(Native):
    """One house's advice."""

    house: HouseId = Field(alias="huis")
    version: JsonNumber = Field(alias="adviesversie")
    indicated: Text = Field("", alias="geindiceerd")
    contra_indicated: Text = Field("", alias="gecontraindiceerd")
    scenario: Text = ""
    advised_at: Millis = Field(alias="opgesteldOp")
    confirmed_at: Millis | None = Field(None, alias="bevestigdOp")


class Zaakaanbod(Body):
    """The case as it is offered after selection = ZSM."""

    event: ClassVar = CaseOffered
    region: RegionId | None = Field(None, alias="zsmRegio")
    arrested_at: Millis | None = Field(None, alias="aangehoudenOp")
    offences: tuple[Feit, ...] = Field((), alias="feiten")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")
    residence: MunicipalityCode | None = Field(None, alias="woongemeente")
    minor_involved: StrictBool = Field(alias="minderjarigeBetrokken")
    term_end: Millis | None = Field(None, alias="eindeTermijn")
    raad_region: RegionId | None = Field(None, alias="regioRaad")
    hits: tuple[HouseId, ...] = Field((), alias="bekendBijHuizen")
    advices: tuple[HuisAdvies, ...] = Field((), alias="huisadviezen")


class Adviesverzoek(Body):
    """Asks for status and advice."""

    event: ClassVar = AdviceRequested
    registry: Ref = Field(alias="registratie")
    answer_before: Millis | None = Field(None, alias="antwoordVoor")


class Huishit(Body):
    """A house knows the person, or no longer."""

    event: ClassVar = HouseHit
    house: HouseId | None = Field(None, alias="huis")
    origin: Annotated[MarkingOrigin, Coded(HERKOMST)] | None = Field(None, alias="herkomst")
    late: StrictBool = Field(alias="laat")
    ended: Annotated[MarkingEndReason, Coded(EINDE)] | None = Field(None, alias="beeindigd")
    advice: HuisAdvies | None = Field(None, alias="huisadvies")
    advices_conflict: StrictBool = Field(alias="adviezenStrijdig")
    provisional_decision: StrictBool = Field(alias="voorlopigBeslist")
    term_end: Millis | None = Field(None, alias="eindeTermijn")


class Verwijzing(Body):
    """The casus goes to a house; a notice."""

    event: ClassVar = CaseReferred
    house: HouseId | None = Field(None, alias="huis")
    offences: tuple[Feit, ...] = Field((), alias="feiten")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")
    residence: MunicipalityCode | None = Field(None, alias="woongemeente")
    reason: Text = Field("", alias="reden")
    term_end: Millis | None = Field(None, alias="eindeTermijn")


class Beslissing(Body):
    """The decision, and what 3RO is due to do."""

    event: ClassVar = DecisionCommunicated
    status: Annotated[DecisionStatus, Coded(STATUS)] | None = None
    decision: Annotated[DecisionKind, Coded(BESLISSING)] | None = Field(None, alias="afdoening")
    sepot_grounds: tuple[Ref, ...] = Field((), alias="sepotgronden")
    conditions: tuple[Text, ...] = Field((), alias="voorwaarden")
    decided_at: Millis | None = Field(None, alias="beslistOp")
    actions_due: tuple[Text, ...] = Field((), alias="uitTeVoeren")
    aligned_with: tuple[PartnerId, ...] = Field((), alias="afgestemdMet")
    corrects: StrictBool = Field(default=False, alias="vervangtEerdere")


class Plan(Body):
    """The plan a house made; 3RO has the casusregie."""

    event: ClassVar = PlanShared
    house: HouseId | None = Field(None, alias="huis")
    plan_reference: Ref | None = Field(None, alias="plannummer")
    casusregie: PartnerId | None = None
    summary: Text = Field("", alias="samenvatting")


class Correctie(Body):
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
