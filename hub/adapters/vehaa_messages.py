"""The messages of VeHaa: one model per kind; left the hub's name of a field, right the register's.

The body models are the field table that `hub.adapters.vehaa` refers to. A name with ``@`` is an attribute,
any other an element. What is absent has its default; a field without a default is required. Codes stand in
`hub.adapters.vehaa_codes`.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field

from hub.adapters.native import Body, Native
from hub.adapters.spelling import Coded, IsoDay, LocalSeconds, Number, YesNo, many
from hub.adapters.vehaa_codes import (
    AFDOENING,
    ANTWOORD,
    FUNCTIE,
    GELEZEN,
    GEVOLGD,
    GEVRAAGD,
    KANAAL,
    REDEN,
    STATUS,
    TRIAGE,
    ListSpelling,
    Placed,
)
from hub.schemas.base import HouseId, MunicipalityCode, PartnerId, Ref, Text
from hub.schemas.events import (
    AdviceConfirmationRequested,
    AdviceConfirmed,
    AdviceConsulted,
    CaseReferred,
    CasusTriaged,
    CorrectionForwarded,
    Event,
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
    Role,
    TriageOutcome,
)


class Plaatsing(Body):
    """A person was put on a list, or taken up by an expertisetafel."""

    event: ClassVar = PersonMarked
    house: HouseId = Field(alias="@huis")
    marking: Ref = Field(alias="@plaatsingnummer")
    placed: Annotated[Placed, ListSpelling] = Field(alias="@lijst")
    casus: Ref | None = Field(None, alias="basisdossier")
    valid_from: LocalSeconds = Field(alias="vanaf")
    valid_to: LocalSeconds | None = Field(None, alias="tot")
    registered_at: LocalSeconds = Field(alias="ingevoerd")

    def to_event(self) -> Event:
        """The list says origin and target group."""
        origin, target_list = self.placed
        rest = {name: value for name, value in vars(self).items() if name != "placed"}
        return PersonMarked(origin=origin, target_list=target_list, **rest)

    @classmethod
    def from_event(cls, event: Event, at: str = "") -> Self:
        """The inverse of `to_event`."""
        known = dict(vars(event))
        placed = (known.pop("origin"), known.pop("target_list"))
        return cls.from_canonical(known | {"placed": placed}, at)


class Verwijdering(Body):
    """A person was taken off a list."""

    event: ClassVar = MarkingEnded
    house: HouseId = Field(alias="@huis")
    marking: Ref = Field(alias="@plaatsingnummer")
    reason: Annotated[MarkingEndReason, Coded(REDEN)] = Field(alias="reden")
    ended_at: LocalSeconds = Field(alias="per")


class Scenario(Body):
    """One version of the house's advice."""

    event: ClassVar = HouseAdvicePrepared
    house: HouseId = Field(alias="@huis")
    version: Number = Field(alias="@adviesversie")
    indicated: Text = Field("", alias="wel")
    contra_indicated: Text = Field("", alias="niet")
    scenario: Text = ""
    advised_at: LocalSeconds = Field(alias="opgesteld")


class Actueel(Body):
    """This version of the advice still holds."""

    event: ClassVar = AdviceConfirmed
    house: HouseId = Field(alias="@huis")
    version: Number = Field(alias="@adviesversie")
    confirmed_at: LocalSeconds = Field(alias="bevestigd")


class Antwoord(Body):
    """Whether the house knows the person of a bevraging."""

    event: ClassVar = HouseAnswered
    house: HouseId = Field(alias="@huis")
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="@kanaal")
    answer: Annotated[HouseAnswer, Coded(ANTWOORD)] = Field(alias="uitkomst")
    answered_at: LocalSeconds = Field(alias="beantwoord")


class Inzage(Body):
    """A line of the register's read log: somebody at ZSM read the advice."""

    event: ClassVar = AdviceConsulted
    giver: HouseId = Field(alias="@huis")
    version: Number = Field(alias="@adviesversie")
    role: Annotated[Role, Coded(FUNCTIE)] = Field(alias="@lezer")
    consulted_at: LocalSeconds = Field(alias="ingezien")


class Triage(Body):
    """The house took or refused a transferred casus."""

    event: ClassVar = CasusTriaged
    house: HouseId = Field(alias="@huis")
    outcome: Annotated[TriageOutcome, Coded(TRIAGE)] = Field(alias="uitkomst")
    casus: Ref | None = Field(None, alias="basisdossier")
    reason: Text = Field("", alias="toelichting")
    triaged_at: LocalSeconds = Field(alias="getriageerd")


class PlanVerwijzing(Body):
    """The house made a plan of action: where it stands and who leads, and nothing of it (R024)."""

    event: ClassVar = PlanMade
    house: HouseId = Field(alias="@huis")
    plan_reference: Ref = Field(alias="@plannummer")
    casus: Ref = Field(alias="basisdossier")
    casusregie: PartnerId = Field(alias="regisseur")
    made_at: LocalSeconds = Field(alias="vastgesteld")


class Opvraag(Body):
    """The house asks for the feedback of a case."""

    event: ClassVar = FeedbackRequested
    house: HouseId = Field(alias="@huis")
    requested_at: LocalSeconds = Field(alias="opgevraagd")


class Ontvangst(Body):
    """What the house did with a Terugkoppeling."""

    event: ClassVar = FeedbackAcknowledged
    house: HouseId = Field(alias="@huis")
    receipt: Annotated[FeedbackReceipt, Coded(STATUS)] = Field(alias="status")
    acknowledged_at: LocalSeconds = Field(alias="bevestigd")


class Actualiseringsverzoek(Body):
    """Asks the house to confirm its advice, or to give one."""

    event: ClassVar = AdviceConfirmationRequested
    casus: Ref | None = Field(None, alias="basisdossier")
    advice_version: Number | None = Field(None, alias="@adviesversie")
    answer_before: LocalSeconds | None = Field(None, alias="uiterlijk")


class Feit(Native):
    """One offence."""

    article: Ref = Field(alias="@artikel")
    committed_on: IsoDay | None = Field(None, alias="@pleegdatum")
    description: Text = Field("", alias="omschrijving")


class Aanmelding(Body):
    """The casus goes to this house."""

    event: ClassVar = CaseReferred
    house: HouseId | None = Field(None, alias="@huis")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="feit")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")
    residence: MunicipalityCode | None = Field(None, alias="woongemeente")
    reason: Text = Field("", alias="toelichting")
    term_end: LocalSeconds | None = Field(None, alias="uiterlijk")


class Lezing(Native):
    """One consultation, as a Terugkoppeling lists it."""

    role: Annotated[Role, Coded(FUNCTIE)] = Field(alias="@functie")
    version: Number = Field(alias="@adviesversie")
    at: LocalSeconds = Field(alias="@tijdstip")


class Terugkoppelbericht(Body):
    """What was decided, and what became of the house's advice (routing table C)."""

    event: ClassVar = Terugkoppeling
    casus: Ref | None = Field(None, alias="basisdossier")
    decision: Annotated[DecisionKind, Coded(AFDOENING)] | None = Field(None, alias="afdoening")
    decided_at: LocalSeconds | None = Field(None, alias="beslist")
    advice_version: Number | None = Field(None, alias="adviesversie")
    consulted_version: Number | None = Field(None, alias="gelezenVersie")
    consulted: Annotated[Consulted, Coded(GELEZEN)] = Field(alias="gelezen")
    consultations: Annotated[tuple[Lezing, ...], many] = Field((), alias="lezing")
    followed: Annotated[Followed, Coded(GEVOLGD)] = Field(alias="gevolgd")
    deviation_reason: Text = Field("", alias="toelichting")
    asked: Annotated[HouseAsk, Coded(GEVRAAGD)] = Field(alias="gevraagd")
    late: YesNo = Field(alias="laat")
    corrects: YesNo = Field(default=False, alias="vervangtEerdere")


class Correctie(Body):
    """A marking that was told proves to be wrong."""

    event: ClassVar = CorrectionForwarded
    house: HouseId | None = Field(None, alias="@huis")
    reason: Annotated[MarkingEndReason, Coded(REDEN)] | None = Field(None, alias="reden")


BODIES: dict[str, type[Body]] = {
    "plaatsing": Plaatsing,
    "verwijdering": Verwijdering,
    "scenario": Scenario,
    "actueel": Actueel,
    "antwoord": Antwoord,
    "inzage": Inzage,
    "triage": Triage,
    "planVerwijzing": PlanVerwijzing,
    "opvraag": Opvraag,
    "ontvangst": Ontvangst,
    "actualiseringsverzoek": Actualiseringsverzoek,
    "aanmelding": Aanmelding,
    "terugkoppeling": Terugkoppelbericht,
    "correctie": Correctie,
}
"""The last four go to the house."""
