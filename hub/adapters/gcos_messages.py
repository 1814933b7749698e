"""The messages of GCOS: one model per kind; left the hub's name of a field, right the register's.

The body models are the field table that `hub.adapters.gcos` refers to. A field that is absent has its
default; a field without a default is required. Codes stand in the tables at the top.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from hub.adapters.native import Body, Native
from hub.adapters.spelling import Coded, IsoDay, LocalSeconds, Number, YesNo, many
from hub.schemas.base import HouseId, MunicipalityCode, PartnerId, Ref, Text
from hub.schemas.events import (
    AdviceConfirmationRequested,
    AdviceConfirmed,
    AdviceConsulted,
    CaseReferred,
    CasusTriaged,
    CorrectionForwarded,
    FeedbackAcknowledged,
    FeedbackRequested,
    HouseAdvicePrepared,
    HouseAnswered,
    MarkingEnded,
    PersonMarked,
    PlanMade,
    Terugkoppeling,
)
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

ROL = {
    "OVJ": Role.OVJ,
    "KPC": Role.KETENPROCESCOORDINATOR,
    "JB": Role.JURIDISCH_BEOORDELAAR,
    "ADM-OM": Role.ADMINISTRATIE_OM,
    "POLCO": Role.POLITIECOORDINATOR,
    "ADM-POL": Role.ADMINISTRATIE_POLITIE,
    "VERB": Role.VERBALISANT,
    "RVDK": Role.ADVIESTEAM_RAAD,
    "RECL": Role.RECLASSERINGSWERKER,
    "KETM": Role.KETENMANAGER,
    "PROCR": Role.PROCESREGISSEUR,
    "ADM-VH": Role.ADMINISTRATIE_HUIS,
    "SYS": Role.SYSTEEM,
}
HERKOMST = {
    "COM": MarkingOrigin.CASUS_OP_MAAT,
    "TOPX": MarkingOrigin.TOP_X,
    "DG": MarkingOrigin.DOELGROEP,
}
REDEN_EINDE = {
    "LOS": MarkingEndReason.LOSGELATEN,
    "VERL": MarkingEndReason.VERLOPEN,
    "FOUT": MarkingEndReason.FOUTIEF,
}
KANAAL = {"REG": Channel.REGISTER, "TEL": Channel.TELEFOON}
ANTWOORD = {"J": HouseAnswer.BEKEND, "N": HouseAnswer.NIET_BEKEND, "NB": HouseAnswer.ONBEREIKBAAR}
TRIAGE = {"AANG": TriageOutcome.AANGENOMEN, "AFGW": TriageOutcome.AFGEWEZEN}
ONTVANGST = {
    "AGENDA": FeedbackReceipt.GEAGENDEERD,
    "PLAN-GEW": FeedbackReceipt.PLAN_GEWIJZIGD,
    "PLAN-ONG": FeedbackReceipt.PLAN_ONGEWIJZIGD,
}
BESLISSING = {
    "DGV": DecisionKind.DAGVAARDING,
    "TOM": DecisionKind.TOM,
    "OTP": DecisionKind.OTP,
    "OMSB": DecisionKind.OM_STRAFBESCHIKKING,
    "TRANS": DecisionKind.TRANSACTIE,
    "BSV": DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    "BSO": DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK,
    "TS": DecisionKind.TECHNISCH_SEPOT,
}
GERAADPLEEGD = {
    "VOOR": Consulted.VOOR_BESLISSING,
    "NA": Consulted.NA_BESLISSING,
    "NIET": Consulted.NIET,
    "NVT": Consulted.NVT,
}
GEVOLGD = {
    "OVERG": Followed.OVERGENOMEN,
    "KENNIS": Followed.KENNISGEVING,
    "AFGEW": Followed.AFGEWEKEN,
    "NGEM": Followed.NIET_GEMELD,
    "NVT": Followed.NVT,
}
GEVRAAGD = {"AGENDA": HouseAsk.AGENDEREN}


class Markering(Body):
    """The house marked a person."""

    event: ClassVar = PersonMarked
    house: HouseId = Field(alias="Huis")
    marking: Ref = Field(alias="Markeringnummer")
    casus: Ref | None = Field(None, alias="Casusnummer")
    origin: Annotated[MarkingOrigin, Coded(HERKOMST)] = Field(alias="Herkomst")
    valid_from: LocalSeconds = Field(alias="GeldigVanaf")
    valid_to: LocalSeconds | None = Field(None, alias="GeldigTot")
    registered_at: LocalSeconds = Field(alias="Ingevoerd")


class EindeMarkering(Body):
    """The house ended a marking."""

    event: ClassVar = MarkingEnded
    house: HouseId = Field(alias="Huis")
    marking: Ref = Field(alias="Markeringnummer")
    reason: Annotated[MarkingEndReason, Coded(REDEN_EINDE)] = Field(alias="Reden")
    ended_at: LocalSeconds = Field(alias="Beeindigd")


class Advies(Body):
    """One version of the house's advice."""

    event: ClassVar = HouseAdvicePrepared
    house: HouseId = Field(alias="Huis")
    version: Number = Field(alias="Adviesversie")
    indicated: Text = Field("", alias="Geindiceerd")
    contra_indicated: Text = Field("", alias="Gecontraindiceerd")
    scenario: Text = Field("", alias="Scenario")
    advised_at: LocalSeconds = Field(alias="Opgesteld")


class Adviesbevestiging(Body):
    """This version of the advice still holds."""

    event: ClassVar = AdviceConfirmed
    house: HouseId = Field(alias="Huis")
    version: Number = Field(alias="Adviesversie")
    confirmed_at: LocalSeconds = Field(alias="Bevestigd")


class Bevragingsantwoord(Body):
    """Whether the house knows the person of a bevraging."""

    event: ClassVar = HouseAnswered
    house: HouseId = Field(alias="Huis")
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="Kanaal")
    answer: Annotated[HouseAnswer, Coded(ANTWOORD)] = Field(alias="Antwoord")
    answered_at: LocalSeconds = Field(alias="Beantwoord")


class Raadpleging(Body):
    """A line of the register's read log: somebody at ZSM read the advice."""

    event: ClassVar = AdviceConsulted
    giver: HouseId = Field(alias="Huis")
    version: Number = Field(alias="Adviesversie")
    role: Annotated[Role, Coded(ROL)] = Field(alias="Rol")
    consulted_at: LocalSeconds = Field(alias="Geraadpleegd")


class Triage(Body):
    """The house took or refused a transferred casus."""

    event: ClassVar = CasusTriaged
    house: HouseId = Field(alias="Huis")
    outcome: Annotated[TriageOutcome, Coded(TRIAGE)] = Field(alias="Uitkomst")
    casus: Ref | None = Field(None, alias="Casusnummer")
    reason: Text = Field("", alias="Toelichting")
    triaged_at: LocalSeconds = Field(alias="Getriageerd")


class PlanVanAanpak(Body):
    """The house made a plan of action."""

    event: ClassVar = PlanMade
    house: HouseId = Field(alias="Huis")
    casus: Ref = Field(alias="Casusnummer")
    plan_reference: Ref = Field(alias="Plannummer")
    casusregie: PartnerId = Field(alias="Casusregie")
    summary: Text = Field("", alias="Samenvatting")
    made_at: LocalSeconds = Field(alias="Vastgesteld")


class TerugkoppelingOpvraag(Body):
    """The house asks for the feedback of a case."""

    event: ClassVar = FeedbackRequested
    house: HouseId = Field(alias="Huis")
    requested_at: LocalSeconds = Field(alias="Opgevraagd")


class TerugkoppelingOntvangst(Body):
    """What the house did with a Terugkoppeling."""

    event: ClassVar = FeedbackAcknowledged
    house: HouseId = Field(alias="Huis")
    receipt: Annotated[FeedbackReceipt, Coded(ONTVANGST)] = Field(alias="Status")
    acknowledged_at: LocalSeconds = Field(alias="Bevestigd")


class VerzoekAdviesbevestiging(Body):
    """Asks the house to confirm its advice, or to give one."""

    event: ClassVar = AdviceConfirmationRequested
    casus: Ref | None = Field(None, alias="Casusnummer")
    advice_version: Number | None = Field(None, alias="Adviesversie")
    answer_before: LocalSeconds | None = Field(None, alias="AntwoordVoor")


class Feit(Native):
    """One offence."""

    article: Ref = Field(alias="Artikel")
    description: Text = Field("", alias="Omschrijving")
    committed_on: IsoDay | None = Field(None, alias="Pleegdatum")


class Verwijzing(Body):
    """The casus goes to this house."""

    event: ClassVar = CaseReferred
    house: HouseId | None = Field(None, alias="Huis")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="Feit")
    birth_date: IsoDay | None = Field(None, alias="Geboortedatum")
    residence: MunicipalityCode | None = Field(None, alias="Woongemeente")
    reason: Text = Field("", alias="Reden")
    term_end: LocalSeconds | None = Field(None, alias="EindeTermijn")


class TerugkoppelingRaadpleging(Native):
    """One consultation, as a Terugkoppeling lists it."""

    role: Annotated[Role, Coded(ROL)] = Field(alias="Rol")
    version: Number = Field(alias="Adviesversie")
    at: LocalSeconds = Field(alias="Tijdstip")


class Terugkoppelbericht(Body):
    """What was decided, and what became of the house's advice (routing table C)."""

    event: ClassVar = Terugkoppeling
    casus: Ref | None = Field(None, alias="Casusnummer")
    decision: Annotated[DecisionKind, Coded(BESLISSING)] | None = Field(None, alias="Beslissing")
    decided_at: LocalSeconds | None = Field(None, alias="Beslist")
    advice_version: Number | None = Field(None, alias="Adviesversie")
    consulted_version: Number | None = Field(None, alias="GeraadpleegdeVersie")
    consulted: Annotated[Consulted, Coded(GERAADPLEEGD)] = Field(alias="Geraadpleegd")
    consultations: Annotated[tuple[TerugkoppelingRaadpleging, ...], many] = Field((), alias="Raadpleging")
    followed: Annotated[Followed, Coded(GEVOLGD)] = Field(alias="Gevolgd")
    deviation_reason: Text = Field("", alias="RedenAfwijking")
    asked: Annotated[HouseAsk, Coded(GEVRAAGD)] = Field(alias="Gevraagd")
    late: YesNo = Field(alias="Laat")
    corrects: YesNo = Field(default=False, alias="VervangtEerdere")


class Correctie(Body):
    """A marking that was told proves to be wrong."""

    event: ClassVar = CorrectionForwarded
    house: HouseId | None = Field(None, alias="Huis")
    reason: Annotated[MarkingEndReason, Coded(REDEN_EINDE)] | None = Field(None, alias="Reden")


BODIES: dict[str, type[Body]] = {
    "Markering": Markering,
    "EindeMarkering": EindeMarkering,
    "Advies": Advies,
    "Adviesbevestiging": Adviesbevestiging,
    "Bevragingsantwoord": Bevragingsantwoord,
    "Raadpleging": Raadpleging,
    "Triage": Triage,
    "PlanVanAanpak": PlanVanAanpak,
    "TerugkoppelingOpvraag": TerugkoppelingOpvraag,
    "TerugkoppelingOntvangst": TerugkoppelingOntvangst,
    "VerzoekAdviesbevestiging": VerzoekAdviesbevestiging,
    "Verwijzing": Verwijzing,
    "Terugkoppeling": Terugkoppelbericht,
    "Correctie": Correctie,
}
