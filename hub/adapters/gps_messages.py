"""The messages of GPS: one model per kind; left the hub's name of a field, right the registry's.

The models are the field table that `hub.adapters.gps` refers to. A name with ``@`` is an attribute. A field
that is absent on the wire has its default; a field without a default is required. Codes stand at the top.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, IsoDay, Number, Seconds, YesNo, many
from hub.schemas.base import HouseId, PartnerId, Ref, Text
from hub.schemas.events import (
    AdviceConsulted,
    AdviceWeighed,
    AgeUnknown,
    CaseRegisteredTwice,
    CasusAnswered,
    CorrectionForwarded,
    DecisionHeld,
    DecisionTaken,
    HouseHit,
    JusticeDataReported,
    NoHouse,
    PlanShared,
)
from hub.schemas.identifiers import Bsn, BvhNumber, CjibNumber, Name, Parketnummer, Skn
from hub.schemas.vocabulary import (
    DecisionKind,
    DecisionStatus,
    HeldFor,
    MarkingEndReason,
    MarkingOrigin,
    NoHouseReason,
    ProsecutionRegistry,
    Role,
    TriageOutcome,
    Weighing,
)

ROL = {
    "01": Role.OVJ,
    "02": Role.JURIDISCH_BEOORDELAAR,
    "03": Role.ADMINISTRATIE_OM,
    "04": Role.KETENPROCESCOORDINATOR,
    "11": Role.POLITIECOORDINATOR,
    "12": Role.ADMINISTRATIE_POLITIE,
    "13": Role.VERBALISANT,
    "21": Role.RECLASSERINGSWERKER,
    "22": Role.ADVIESTEAM_RAAD,
    "31": Role.KETENMANAGER,
    "32": Role.PROCESREGISSEUR,
    "33": Role.ADMINISTRATIE_HUIS,
    "99": Role.SYSTEEM,
}
BESLISSING = {
    "DV": DecisionKind.DAGVAARDING,
    "TOM": DecisionKind.TOM,
    "OTP": DecisionKind.OTP,
    "SB": DecisionKind.OM_STRAFBESCHIKKING,
    "TR": DecisionKind.TRANSACTIE,
    "BSV": DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    "BSO": DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK,
    "TS": DecisionKind.TECHNISCH_SEPOT,
}
STATUS = {"V": DecisionStatus.VOORLOPIG, "D": DecisionStatus.DEFINITIEF}
REGISTER = {"GPS": ProsecutionRegistry.GPS, "COMPAS": ProsecutionRegistry.COMPAS}
WACHT_OP = {
    "VH": HeldFor.VEILIGHEIDSHUIS,
    "VO": HeldFor.VOLGENDE_OCHTEND,
    "WP": HeldFor.WERKPLAATS,
}
OORDEEL = {"O": Weighing.OVERGENOMEN, "K": Weighing.KENNISGEVING, "A": Weighing.AFGEWEKEN}
HERKOMST = {
    "COM": MarkingOrigin.CASUS_OP_MAAT,
    "TOP": MarkingOrigin.TOP_X,
    "DGR": MarkingOrigin.DOELGROEP,
}
REDEN_EINDE = {
    "L": MarkingEndReason.LOSGELATEN,
    "V": MarkingEndReason.VERLOPEN,
    "F": MarkingEndReason.FOUTIEF,
}
TRIAGE = {"AAN": TriageOutcome.AANGENOMEN, "AFW": TriageOutcome.AFGEWEZEN}
GEEN_HUIS = {
    "1": NoHouseReason.MEERDERE_HUIZEN,
    "2": NoHouseReason.GEEN_WOONPLAATS,
    "3": NoHouseReason.GEEN_HUIS_VOOR_GEMEENTE,
    "4": NoHouseReason.KEUZE_NIET_TOEGESTAAN,
}


class Verdachte(Native):
    """Who."""

    bsn: Bsn | None = Field(None, alias="@bsn")
    skn: Skn | None = Field(None, alias="@skn")
    surname: Name = Field("", alias="@achternaam")
    given_names: Name = Field("", alias="@voornamen")
    born: IsoDay | None = Field(None, alias="@geboortedatum")


class Strafzaak(Native):
    """Which case."""

    bvh: BvhNumber | None = Field(None, alias="@pvnummer")
    other_bvh: BvhNumber | None = Field(None, alias="@anderPvnummer")
    parketnummer: Parketnummer | None = Field(None, alias="@parketnummer")
    other_parketnummer: Parketnummer | None = Field(None, alias="@parketnummerCompas")
    cjib: CjibNumber | None = Field(None, alias="@cjibnummer")


class Kop(Head):
    """What precedes every GPS message."""

    record: Ref = Field(alias="@kenmerk")
    version: Number = Field(alias="@versie")
    occurred_at: Seconds = Field(alias="@tijdstip")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="@rol")
    person: Verdachte = Field(Verdachte(), alias="Verdachte")
    case: Strafzaak | None = Field(None, alias="Strafzaak")


class Beslissing(Body):
    """The OvJ decided; ``Status`` V is provisional."""

    event: ClassVar = DecisionTaken
    decision: Annotated[DecisionKind, Coded(BESLISSING)] = Field(alias="Soort")
    status: Annotated[DecisionStatus, Coded(STATUS)] = Field(alias="Status")
    sepot_grounds: Annotated[tuple[Ref, ...], many] = Field((), alias="Sepotgrond")
    conditions: Annotated[tuple[Text, ...], many] = Field((), alias="Voorwaarde")
    decided_at: Seconds = Field(alias="Genomen")


class AangehoudenBeslissing(Body):
    """The decision waits."""

    event: ClassVar = DecisionHeld
    held_for: Annotated[HeldFor, Coded(WACHT_OP)] = Field(alias="WachtOp")
    held_at: Seconds = Field(alias="Aangehouden")


class DubbelIngeboekt(Body):
    """Sepot ground 99: the entry is closed, for the case stands in the other registry too."""

    event: ClassVar = CaseRegisteredTwice
    continues_in: Annotated[ProsecutionRegistry, Coded(REGISTER)] = Field(alias="GaatVerderIn")
    closed_at: Seconds = Field(alias="Gesloten")


class Justitiegegevens(Body):
    """Other cases of the suspect, counted."""

    event: ClassVar = JusticeDataReported
    open_cases: Number = Field(alias="Lopend")
    closed_cases: Number = Field(alias="Afgedaan")
    last_decided_on: IsoDay | None = Field(None, alias="LaatsteBeslissing")
    collected_at: Seconds = Field(alias="Peilmoment")


class Raadpleging(Body):
    """Somebody at ZSM read an advice."""

    event: ClassVar = AdviceConsulted
    giver: PartnerId = Field(alias="Adviseur")
    version: Number = Field(alias="Adviesversie")
    role: Annotated[Role, Coded(ROL)] = Field(alias="Lezer")
    consulted_at: Seconds = Field(alias="Geraadpleegd")


class Weging(Body):
    """What the OvJ did with an advice."""

    event: ClassVar = AdviceWeighed
    giver: PartnerId = Field(alias="Adviseur")
    version: Number = Field(alias="Adviesversie")
    weighing: Annotated[Weighing, Coded(OORDEEL)] = Field(alias="Oordeel")
    reason: Text = Field("", alias="Reden")
    weighed_at: Seconds = Field(alias="Gewogen")


class HuisAdvies(Native):
    """A house's advice."""

    house: HouseId = Field(alias="@huis")
    version: Number = Field(alias="@versie")
    indicated: Text = Field("", alias="Geindiceerd")
    contra_indicated: Text = Field("", alias="Gecontraindiceerd")
    scenario: Text = Field("", alias="Scenario")
    advised_at: Seconds = Field(alias="Opgesteld")
    confirmed_at: Seconds | None = Field(None, alias="Bevestigd")


class HuisHit(Body):
    """A house knows the suspect."""

    event: ClassVar = HouseHit
    house: HouseId | None = Field(None, alias="Huis")
    origin: Annotated[MarkingOrigin, Coded(HERKOMST)] | None = Field(None, alias="Herkomst")
    late: YesNo = Field(default=False, alias="NaMonitor")
    ended: Annotated[MarkingEndReason, Coded(REDEN_EINDE)] | None = Field(None, alias="Beeindigd")
    advice: HuisAdvies | None = Field(None, alias="Advies")
    advices_conflict: YesNo = Field(default=False, alias="AdviezenStrijdig")
    provisional_decision: YesNo = Field(default=False, alias="VoorlopigBeslist")
    term_end: Seconds | None = Field(None, alias="EindeTermijn")


class GeenHuis(Body):
    """The hub cannot choose the house."""

    event: ClassVar = NoHouse
    reason: Annotated[NoHouseReason, Coded(GEEN_HUIS)] = Field(alias="Reden")
    candidates: Annotated[tuple[HouseId, ...], many] = Field((), alias="Kandidaat")


class LeeftijdOnbekend(Body):
    """Nobody could be offered the case."""

    event: ClassVar = AgeUnknown


class Casusantwoord(Body):
    """The house took or refused the casus."""

    event: ClassVar = CasusAnswered
    house: HouseId | None = Field(None, alias="Huis")
    outcome: Annotated[TriageOutcome, Coded(TRIAGE)] | None = Field(None, alias="Uitkomst")
    reason: Text = Field("", alias="Toelichting")


class Plan(Body):
    """The plan a house made."""

    event: ClassVar = PlanShared
    house: HouseId | None = Field(None, alias="Huis")
    plan_reference: Ref | None = Field(None, alias="Plannummer")
    casusregie: PartnerId | None = Field(None, alias="Casusregie")
    summary: Text = Field("", alias="Samenvatting")


class Correctie(Body):
    """A hit that was told proves to be wrong."""

    event: ClassVar = CorrectionForwarded
    house: HouseId | None = Field(None, alias="Huis")
    reason: Annotated[MarkingEndReason, Coded(REDEN_EINDE)] | None = Field(None, alias="Reden")


BODIES: dict[str, type[Body]] = {
    "Beslissing": Beslissing,
    "AangehoudenBeslissing": AangehoudenBeslissing,
    "DubbelIngeboekt": DubbelIngeboekt,
    "Justitiegegevens": Justitiegegevens,
    "AdviesGeraadpleegd": Raadpleging,
    "AdviesGewogen": Weging,
    "VeiligheidshuisHit": HuisHit,
    "GeenHuis": GeenHuis,
    "LeeftijdOnbekend": LeeftijdOnbekend,
    "Casusantwoord": Casusantwoord,
    "Plan": Plan,
    "Correctie": Correctie,
}
