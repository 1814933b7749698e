"""The messages of VIS2: one model per kind; left the hub's name of a field, right the register's.

The body models are the field table that `hub.adapters.vis2` refers to. A field that is absent has its
default; a field without a default is required. Codes and spellings stand in `hub.adapters.vis2_codes`.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field, StrictBool

from hub.adapters.native import Body, Native
from hub.adapters.spelling import JsonNumber
from hub.adapters.vis2_codes import (
    AFDOENING,
    ANTWOORD,
    FUNCTIE,
    GEVOLGD,
    GEVRAAGD,
    HERKOMST,
    INZAGE,
    KANAAL,
    ONTVANGST,
    REDEN,
    TRIAGE,
    DutchDay,
    DutchTime,
    NumberCoded,
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
    MarkingOrigin,
    Role,
    TriageOutcome,
)


class Geldigheid(Native):
    """From when until when something holds; the end is not part of it."""

    valid_from: DutchTime = Field(alias="van")
    valid_to: DutchTime | None = Field(None, alias="tot")


class Markering(Body):
    """The house marked a person."""

    event: ClassVar = PersonMarked
    house: HouseId = Field(alias="huis")
    marking: Ref = Field(alias="markering")
    casus: Ref | None = None
    origin: Annotated[MarkingOrigin, NumberCoded(HERKOMST)] = Field(alias="herkomst")
    period: Geldigheid = Field(alias="geldig")
    registered_at: DutchTime = Field(alias="ingevoerd")

    def to_event(self) -> Event:
        """The period's two ends stand in the event itself."""
        rest = {name: value for name, value in vars(self).items() if name != "period"}
        return PersonMarked.model_validate({**rest, **vars(self.period)})

    @classmethod
    def from_event(cls, event: Event, at: str = "") -> Self:
        """The inverse of `to_event`."""
        known = {name: getattr(event, name) for name in cls.model_fields if name != "period"}
        return cls.from_canonical({**known, "period": Geldigheid.from_canonical(event, at)}, at)


class Beeindiging(Body):
    """The house ended a marking."""

    event: ClassVar = MarkingEnded
    house: HouseId = Field(alias="huis")
    marking: Ref = Field(alias="markering")
    reason: Annotated[MarkingEndReason, NumberCoded(REDEN)] = Field(alias="reden")
    ended_at: DutchTime = Field(alias="per")


class Advies(Body):
    """One version of the house's advice."""

    event: ClassVar = HouseAdvicePrepared
    house: HouseId = Field(alias="huis")
    version: JsonNumber = Field(alias="adviesversie")
    indicated: Text = Field("", alias="wel")
    contra_indicated: Text = Field("", alias="niet")
    scenario: Text = ""
    advised_at: DutchTime = Field(alias="opgesteld")


class Adviesbevestiging(Body):
    """This version of the advice still holds."""

    event: ClassVar = AdviceConfirmed
    house: HouseId = Field(alias="huis")
    version: JsonNumber = Field(alias="adviesversie")
    confirmed_at: DutchTime = Field(alias="bevestigd")


class Antwoord(Body):
    """Whether the house knows the person of a bevraging."""

    event: ClassVar = HouseAnswered
    house: HouseId = Field(alias="huis")
    channel: Annotated[Channel, NumberCoded(KANAAL)] = Field(alias="kanaal")
    answer: Annotated[HouseAnswer, NumberCoded(ANTWOORD)] = Field(alias="antwoord")
    answered_at: DutchTime = Field(alias="beantwoord")


class Inzage(Body):
    """A line of the register's read log: somebody at ZSM read the advice."""

    event: ClassVar = AdviceConsulted
    giver: HouseId = Field(alias="huis")
    version: JsonNumber = Field(alias="adviesversie")
    role: Annotated[Role, NumberCoded(FUNCTIE)] = Field(alias="functie")
    consulted_at: DutchTime = Field(alias="ingezien")


class Triage(Body):
    """The house took or refused a transferred casus."""

    event: ClassVar = CasusTriaged
    house: HouseId = Field(alias="huis")
    outcome: Annotated[TriageOutcome, NumberCoded(TRIAGE)] = Field(alias="uitkomst")
    casus: Ref | None = None
    reason: Text = Field("", alias="toelichting")
    triaged_at: DutchTime = Field(alias="getriageerd")


class Plan(Body):
    """The house made a plan of action."""

    event: ClassVar = PlanMade
    house: HouseId = Field(alias="huis")
    casus: Ref
    plan_reference: Ref = Field(alias="plan")
    casusregie: PartnerId = Field(alias="regisseur")
    summary: Text = Field("", alias="samenvatting")
    made_at: DutchTime = Field(alias="vastgesteld")


class Terugkoppelverzoek(Body):
    """The house asks for the feedback of a case."""

    event: ClassVar = FeedbackRequested
    house: HouseId = Field(alias="huis")
    requested_at: DutchTime = Field(alias="gevraagd")


class Ontvangst(Body):
    """What the house did with a Terugkoppeling."""

    event: ClassVar = FeedbackAcknowledged
    house: HouseId = Field(alias="huis")
    receipt: Annotated[FeedbackReceipt, NumberCoded(ONTVANGST)] = Field(alias="status")
    acknowledged_at: DutchTime = Field(alias="bevestigd")


class Adviesvraag(Body):
    """Asks the house to confirm its advice, or to give one."""

    event: ClassVar = AdviceConfirmationRequested
    casus: Ref | None = None
    advice_version: JsonNumber | None = Field(None, alias="adviesversie")
    answer_before: DutchTime | None = Field(None, alias="uiterlijk")


class Feit(Native):
    """One offence."""

    article: Ref = Field(alias="artikel")
    description: Text = Field("", alias="omschrijving")
    committed_on: DutchDay | None = Field(None, alias="pleegdatum")


class Aanmelding(Body):
    """The casus goes to this house."""

    event: ClassVar = CaseReferred
    house: HouseId | None = Field(None, alias="huis")
    offences: tuple[Feit, ...] = Field((), alias="feiten")
    birth_date: DutchDay | None = Field(None, alias="geboren")
    residence: MunicipalityCode | None = Field(None, alias="woongemeente")
    reason: Text = Field("", alias="reden")
    term_end: DutchTime | None = Field(None, alias="termijn")


class Lezing(Native):
    """One consultation, as a Terugkoppeling lists it."""

    role: Annotated[Role, NumberCoded(FUNCTIE)] = Field(alias="functie")
    version: JsonNumber = Field(alias="adviesversie")
    at: DutchTime = Field(alias="ingezien")


class Terugkoppelbericht(Body):
    """What was decided, and what became of the house's advice (routing table C)."""

    event: ClassVar = Terugkoppeling
    casus: Ref | None = None
    decision: Annotated[DecisionKind, NumberCoded(AFDOENING)] | None = Field(None, alias="afdoening")
    decided_at: DutchTime | None = Field(None, alias="beslist")
    advice_version: JsonNumber | None = Field(None, alias="adviesversie")
    consulted_version: JsonNumber | None = Field(None, alias="gelezenVersie")
    consulted: Annotated[Consulted, NumberCoded(INZAGE)] = Field(alias="inzage")
    consultations: tuple[Lezing, ...] = Field((), alias="lezingen")
    followed: Annotated[Followed, NumberCoded(GEVOLGD)] = Field(alias="gevolgd")
    deviation_reason: Text = Field("", alias="redenAfwijking")
    asked: Annotated[HouseAsk, NumberCoded(GEVRAAGD)] = Field(HouseAsk.AGENDEREN, alias="gevraagd")
    late: StrictBool = Field(default=False, alias="laat")
    corrects: StrictBool = Field(default=False, alias="vervangtEerdere")


class Correctie(Body):
    """A marking that was told proves to be wrong."""

    event: ClassVar = CorrectionForwarded
    house: HouseId | None = Field(None, alias="huis")
    reason: Annotated[MarkingEndReason, NumberCoded(REDEN)] | None = Field(None, alias="reden")


BODIES: dict[str, type[Body]] = {
    "registratie.markering": Markering,
    "registratie.beeindiging": Beeindiging,
    "signalering.advies": Advies,
    "signalering.adviesbevestiging": Adviesbevestiging,
    "signalering.antwoord": Antwoord,
    "procesinformatie.inzage": Inzage,
    "regie.triage": Triage,
    "regie.plan": Plan,
    "procesinformatie.terugkoppelverzoek": Terugkoppelverzoek,
    "procesinformatie.ontvangst": Ontvangst,
    "signalering.adviesvraag": Adviesvraag,
    "regie.aanmelding": Aanmelding,
    "procesinformatie.terugkoppeling": Terugkoppelbericht,
    "registratie.correctie": Correctie,
}
"""By the four kinds of support that VIS2 gives (report fn 47). The last four go to the house."""
