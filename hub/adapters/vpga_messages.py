"""The rows of vPGA's files: one model per kind of fact; left the hub's name of a field, right the register's.

The body models are the field table that `hub.adapters.vpga` refers to. A cell that is empty has its default;
a field without a default is required. Codes and spellings stand in `hub.adapters.vpga_codes`; which fact
stands in which file is said at the end.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from hub.adapters.native import Body, Native
from hub.adapters.spelling import Coded, IsoDay, Number
from hub.adapters.vpga_codes import (
    ANTWOORD,
    BESLISSING,
    FUNCTIE,
    GELEZEN,
    GEVOLGD,
    GEVRAAGD,
    HERKOMST,
    KANAAL,
    REDEN,
    STATUS,
    TRIAGE,
    JaNee,
    SheetTime,
)
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


class Markering(Body):
    """The house marked a person."""

    event: ClassVar = PersonMarked
    house: HouseId = Field(alias="huis")
    marking: Ref = Field(alias="markering")
    casus: Ref | None = None
    origin: Annotated[MarkingOrigin, Coded(HERKOMST)] = Field(alias="herkomst")
    valid_from: SheetTime = Field(alias="vanaf")
    valid_to: SheetTime | None = Field(None, alias="tot")
    registered_at: SheetTime = Field(alias="vastgelegd")


class Einde(Body):
    """The house ended a marking."""

    event: ClassVar = MarkingEnded
    house: HouseId = Field(alias="huis")
    marking: Ref = Field(alias="markering")
    reason: Annotated[MarkingEndReason, Coded(REDEN)] = Field(alias="reden")
    ended_at: SheetTime = Field(alias="vastgelegd")


class Advies(Body):
    """One version of the house's advice."""

    event: ClassVar = HouseAdvicePrepared
    house: HouseId = Field(alias="huis")
    version: Number = Field(alias="adviesversie")
    indicated: Text = Field("", alias="geindiceerd")
    contra_indicated: Text = Field("", alias="gecontraindiceerd")
    scenario: Text = ""
    advised_at: SheetTime = Field(alias="vastgelegd")


class Bevestiging(Body):
    """This version of the advice still holds."""

    event: ClassVar = AdviceConfirmed
    house: HouseId = Field(alias="huis")
    version: Number = Field(alias="adviesversie")
    confirmed_at: SheetTime = Field(alias="vastgelegd")


class Antwoord(Body):
    """Whether the house knows the person of a bevraging."""

    event: ClassVar = HouseAnswered
    house: HouseId = Field(alias="huis")
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="kanaal")
    answer: Annotated[HouseAnswer, Coded(ANTWOORD)] = Field(alias="antwoord")
    answered_at: SheetTime = Field(alias="vastgelegd")


class Raadpleging(Body):
    """A line of the register's read log: somebody at ZSM read the advice."""

    event: ClassVar = AdviceConsulted
    giver: HouseId = Field(alias="huis")
    version: Number = Field(alias="adviesversie")
    role: Annotated[Role, Coded(FUNCTIE)] = Field(alias="lezer")
    consulted_at: SheetTime = Field(alias="vastgelegd")


class Triage(Body):
    """The house took or refused a transferred casus."""

    event: ClassVar = CasusTriaged
    house: HouseId = Field(alias="huis")
    outcome: Annotated[TriageOutcome, Coded(TRIAGE)] = Field(alias="uitkomst")
    casus: Ref | None = None
    reason: Text = Field("", alias="toelichting")
    triaged_at: SheetTime = Field(alias="vastgelegd")


class Plan(Body):
    """The house made a plan of action."""

    event: ClassVar = PlanMade
    house: HouseId = Field(alias="huis")
    casus: Ref
    plan_reference: Ref = Field(alias="plannummer")
    casusregie: PartnerId = Field(alias="casusregie")
    summary: Text = Field("", alias="samenvatting")
    made_at: SheetTime = Field(alias="vastgelegd")


class Opvraag(Body):
    """The house asks for the feedback of a case."""

    event: ClassVar = FeedbackRequested
    house: HouseId = Field(alias="huis")
    requested_at: SheetTime = Field(alias="vastgelegd")


class Ontvangst(Body):
    """What the house did with a Terugkoppeling."""

    event: ClassVar = FeedbackAcknowledged
    house: HouseId = Field(alias="huis")
    receipt: Annotated[FeedbackReceipt, Coded(STATUS)] = Field(alias="status")
    acknowledged_at: SheetTime = Field(alias="bevestigd")


class Verzoek(Body):
    """Asks the house to confirm its advice, or to give one."""

    event: ClassVar = AdviceConfirmationRequested
    casus: Ref | None = None
    advice_version: Number | None = Field(None, alias="adviesversie")
    answer_before: SheetTime | None = Field(None, alias="uiterlijk")


class Feit(Native):
    """One offence; a row for each."""

    article: Ref = Field(alias="artikel")
    description: Text = Field("", alias="omschrijving")
    committed_on: IsoDay | None = Field(None, alias="pleegdatum")


class Verwijzing(Body):
    """The casus goes to this house."""

    event: ClassVar = CaseReferred
    house: HouseId | None = Field(None, alias="huis")
    offences: tuple[Feit, ...] = Field((), alias="feit")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")
    residence: MunicipalityCode | None = Field(None, alias="woongemeente")
    reason: Text = Field("", alias="toelichting")
    term_end: SheetTime | None = Field(None, alias="uiterlijk")


class Lezing(Native):
    """One consultation, as a Terugkoppeling lists it; a row for each."""

    role: Annotated[Role, Coded(FUNCTIE)] = Field(alias="functie")
    version: Number = Field(alias="adviesversie")
    at: SheetTime = Field(alias="tijdstip")


class Terugkoppelbericht(Body):
    """What was decided, and what became of the house's advice (routing table C)."""

    event: ClassVar = Terugkoppeling
    casus: Ref | None = None
    decision: Annotated[DecisionKind, Coded(BESLISSING)] | None = Field(None, alias="beslissing")
    decided_at: SheetTime | None = Field(None, alias="beslist")
    advice_version: Number | None = Field(None, alias="adviesversie")
    consulted_version: Number | None = Field(None, alias="gelezenversie")
    consulted: Annotated[Consulted, Coded(GELEZEN)] = Field(alias="gelezen")
    consultations: tuple[Lezing, ...] = Field((), alias="lezing")
    followed: Annotated[Followed, Coded(GEVOLGD)] = Field(alias="gevolgd")
    deviation_reason: Text = Field("", alias="toelichting")
    asked: Annotated[HouseAsk, Coded(GEVRAAGD)] = Field(alias="gevraagd")
    late: JaNee = Field(alias="laat")
    corrects: JaNee = Field(default=False, alias="vervangt")


class Correctie(Body):
    """A marking that was told proves to be wrong."""

    event: ClassVar = CorrectionForwarded
    house: HouseId | None = Field(None, alias="huis")
    reason: Annotated[MarkingEndReason, Coded(REDEN)] | None = Field(None, alias="reden")


EXPORTED = (
    "markering",
    "einde",
    "advies",
    "bevestiging",
    "antwoord",
    "raadpleging",
    "triage",
    "plan",
    "opvraag",
)
"""What the house tells, in its export file."""
RECEIPTS = ("ontvangst",)
"""What the house did with what it got, in its receipt file."""
IMPORTED = ("verzoek", "verwijzing", "terugkoppeling", "correctie")
"""What the house is told, in the import file."""

BODIES: dict[str, type[Body]] = {
    "markering": Markering,
    "einde": Einde,
    "advies": Advies,
    "bevestiging": Bevestiging,
    "antwoord": Antwoord,
    "raadpleging": Raadpleging,
    "triage": Triage,
    "plan": Plan,
    "opvraag": Opvraag,
    "ontvangst": Ontvangst,
    "verzoek": Verzoek,
    "verwijzing": Verwijzing,
    "terugkoppeling": Terugkoppelbericht,
    "correctie": Correctie,
}
