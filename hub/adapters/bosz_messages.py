"""The messages of BOSZ: one model per kind; left the hub's name of a field, right the registry's.

The models are the field table that `hub.adapters.bosz` refers to. A field that is absent on the wire has its
default; a field without a default is required. Codes stand in the tables at the top.
"""

from typing import Annotated, ClassVar

from pydantic import Field, StrictBool

from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, IsoDay, JsonNumber, LocalSeconds
from hub.schemas.base import HouseId, PartnerId, Ref, RegionId, Text
from hub.schemas.events import (
    AgeUnknown,
    CaseOnMonitor,
    CaseStatusChanged,
    CasusAnswered,
    CorrectionForwarded,
    HouseHit,
    PlanShared,
)
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Parketnummer, Skn
from hub.schemas.vocabulary import CaseStatus, MarkingEndReason, MarkingOrigin, Role, TriageOutcome

ROL = {
    "officier": Role.OVJ,
    "ketenprocescoordinator": Role.KETENPROCESCOORDINATOR,
    "beoordelaar": Role.JURIDISCH_BEOORDELAAR,
    "administratieOm": Role.ADMINISTRATIE_OM,
    "politiecoordinator": Role.POLITIECOORDINATOR,
    "administratiePolitie": Role.ADMINISTRATIE_POLITIE,
    "verbalisant": Role.VERBALISANT,
    "raad": Role.ADVIESTEAM_RAAD,
    "reclassering": Role.RECLASSERINGSWERKER,
    "ketenmanager": Role.KETENMANAGER,
    "procesregisseur": Role.PROCESREGISSEUR,
    "administratieHuis": Role.ADMINISTRATIE_HUIS,
    "systeem": Role.SYSTEEM,
}
STATUS = {
    "ingezonden": CaseStatus.INGEZONDEN,
    "inBeoordeling": CaseStatus.IN_BEOORDELING,
    "aangehouden": CaseStatus.AANGEHOUDEN,
    "afgedaan": CaseStatus.AFGEDAAN,
}
HERKOMST = {
    "casusOpMaat": MarkingOrigin.CASUS_OP_MAAT,
    "topX": MarkingOrigin.TOP_X,
    "doelgroep": MarkingOrigin.DOELGROEP,
}
REDEN_EINDE = {
    "losgelaten": MarkingEndReason.LOSGELATEN,
    "verlopen": MarkingEndReason.VERLOPEN,
    "foutief": MarkingEndReason.FOUTIEF,
}
TRIAGE = {"aangenomen": TriageOutcome.AANGENOMEN, "afgewezen": TriageOutcome.AFGEWEZEN}


class Verdachte(Native):
    """Who."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    surname: Name = Field("", alias="achternaam")
    given_names: Name = Field("", alias="voornamen")
    born: IsoDay | None = Field(None, alias="geboortedatum")


class Zaak(Native):
    """Which case; the parketnummer exists only once the OM has registered it."""

    bvh: BvhNumber | None = Field(None, alias="pvNummer")
    parketnummer: Parketnummer | None = None


class Kop(Head):
    """What precedes every BOSZ message."""

    record: Ref = Field(alias="kenmerk")
    version: JsonNumber = Field(alias="versie")
    occurred_at: LocalSeconds = Field(alias="tijdstip")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="rol")
    person: Verdachte = Field(Verdachte(), alias="verdachte")
    case: Zaak | None = Field(None, alias="zaak")


class OpMonitor(Body):
    """The case shows on the verdachtenmonitor."""

    event: ClassVar = CaseOnMonitor
    on_monitor_at: LocalSeconds = Field(alias="zichtbaarVanaf")
    region: RegionId = Field(alias="zsmRegio")


class Statuswijziging(Body):
    """The merged status of police and OM."""

    event: ClassVar = CaseStatusChanged
    status: Annotated[CaseStatus, Coded(STATUS)]


class Advies(Native):
    """A house's advice."""

    house: HouseId = Field(alias="huis")
    version: JsonNumber = Field(alias="versie")
    indicated: Text = Field("", alias="geindiceerd")
    contra_indicated: Text = Field("", alias="gecontraindiceerd")
    scenario: Text = ""
    advised_at: LocalSeconds = Field(alias="opgesteldOp")
    confirmed_at: LocalSeconds | None = Field(None, alias="bevestigdOp")


class Hit(Body):
    """A house knows the suspect."""

    event: ClassVar = HouseHit
    house: HouseId | None = Field(None, alias="huis")
    origin: Annotated[MarkingOrigin, Coded(HERKOMST)] | None = Field(None, alias="herkomst")
    late: StrictBool = Field(default=False, alias="naMonitor")
    ended: Annotated[MarkingEndReason, Coded(REDEN_EINDE)] | None = Field(None, alias="beeindigd")
    advice: Advies | None = Field(None, alias="advies")
    advices_conflict: StrictBool = Field(default=False, alias="adviezenStrijdig")
    provisional_decision: StrictBool = Field(default=False, alias="voorlopigBeslist")
    term_end: LocalSeconds | None = Field(None, alias="eindeTermijn")


class LeeftijdOnbekend(Body):
    """Nobody could be offered the case."""

    event: ClassVar = AgeUnknown


class Casusantwoord(Body):
    """The house took or refused the casus."""

    event: ClassVar = CasusAnswered
    house: HouseId | None = Field(None, alias="huis")
    outcome: Annotated[TriageOutcome, Coded(TRIAGE)] | None = Field(None, alias="uitkomst")
    reason: Text = Field("", alias="toelichting")


class Plan(Body):
    """The plan a house made."""

    event: ClassVar = PlanShared
    house: HouseId | None = Field(None, alias="huis")
    plan_reference: Ref | None = Field(None, alias="planNummer")
    casusregie: PartnerId | None = None
    summary: Text = Field("", alias="samenvatting")


class Correctie(Body):
    """A hit that was told proves to be wrong."""

    event: ClassVar = CorrectionForwarded
    house: HouseId | None = Field(None, alias="huis")
    reason: Annotated[MarkingEndReason, Coded(REDEN_EINDE)] | None = Field(None, alias="reden")


BODIES: dict[str, type[Body]] = {
    "zaakOpMonitor": OpMonitor,
    "statusGewijzigd": Statuswijziging,
    "veiligheidshuisHit": Hit,
    "leeftijdOnbekend": LeeftijdOnbekend,
    "casusantwoord": Casusantwoord,
    "plan": Plan,
    "correctie": Correctie,
}
