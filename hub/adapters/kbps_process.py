"""More messages of KBPS: objections, questions and signals, and what becomes of a case beside the decision.

As `hub.adapters.kbps_messages`, which has the codes of roles.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hub.adapters.kbps_messages import ROL, Feit, Inhoud, ShortText, StufDate, StufTime
from hub.adapters.native import Body
from hub.adapters.spelling import Coded, many
from hub.schemas.base import HouseId, PartnerId, Ref, RegionId
from hub.schemas.events import (
    AdviceObjected,
    AnswerForwarded,
    CaseLeftZsm,
    ContextFactReported,
    DataCorrected,
    DecisionRecorded,
    EarlyHelpNotified,
    PersonDataCorrected,
    QuestionAnswered,
    QuestionAsked,
    QuestionForwarded,
    RecordingReminded,
    SignalRaised,
)
from hub.schemas.vocabulary import (
    ContextAbout,
    ContextKind,
    CorrectedFact,
    QuestionFor,
    Role,
    SelectionOutcome,
    SignalKind,
)

GEWENST = {
    "S": SignalKind.SIGNAAL,
    "A": SignalKind.ADVIESVERZOEK,
}
BEANTWOORDER = {
    "VH": QuestionFor.HUIS,
    "VT": QuestionFor.VEILIG_THUIS,
    "WT": QuestionFor.WIJKTEAM,
}
OVER = {
    "V": ContextAbout.VERDACHTE,
    "A": ContextAbout.ANDER,
}
AARD = {
    "ST": ContextKind.STRAF,
    "CI": ContextKind.CIVIEL,
    "BE": ContextKind.BESTUUR,
    "ZO": ContextKind.ZORG,
    "SV": ContextKind.SCHOOLVERZUIM,
    "HG": ContextKind.HUISELIJK_GEWELD,
}
GEGEVEN = {
    "PER": CorrectedFact.PERSOON,
    "DEL": CorrectedFact.DELICT,
    "BES": CorrectedFact.BESLISSING,
    "ADV": CorrectedFact.ADVIES,
    "MAR": CorrectedFact.MARKERING,
    "DOE": CorrectedFact.DOELGROEP,
}
BESTEMMING = {
    "ZSM": SelectionOutcome.ZSM,
    "BO": SelectionOutcome.BACKOFFICE,
    "VH": SelectionOutcome.VEILIGHEIDSHUIS,
    "HALT": SelectionOutcome.HALT,
    "PGA": SelectionOutcome.PGA,
}


class Bezwaar(Inhoud):
    """The Raad does not agree with the decision."""

    event: ClassVar = AdviceObjected
    organisation: Literal["RVDK"] = Field("RVDK", alias="organisatie")
    role: Annotated[Role, Coded(ROL)] = Field(alias="functie")
    reason: ShortText = Field(alias="reden")
    objected_at: StufTime = Field(alias="tijdstipBezwaar")


class Verwerking(Inhoud):
    """The decision stands in KBPS."""

    event: ClassVar = DecisionRecorded
    organisation: Literal["RVDK"] = Field("RVDK", alias="organisatie")
    recorded_at: StufTime = Field(alias="tijdstipVerwerking")


class Signaal(Inhoud):
    """The Raad signals a person to a house, or asks its advice."""

    event: ClassVar = SignalRaised
    signal: Ref = Field(alias="signaalnummer")
    sender: Literal["RVDK"] = Field("RVDK", alias="organisatie")
    wants: Annotated[SignalKind, Coded(GEWENST)] = Field(alias="gewenst")
    house: HouseId | None = Field(None, alias="huis")
    text: ShortText = Field("", alias="toelichting")
    raised_at: StufTime = Field(alias="tijdstipSignaal")


class Vraag(Inhoud):
    """The Raad asks something about the case."""

    event: ClassVar = QuestionAsked
    question: Ref = Field(alias="vraagnummer")
    sender: Literal["RVDK"] = Field("RVDK", alias="organisatie")
    to: PartnerId = Field(alias="geadresseerde")
    answered_by: Annotated[QuestionFor, Coded(BEANTWOORDER)] = Field(QuestionFor.HUIS, alias="beantwoorder")
    text: ShortText = Field(alias="vraag")
    asked_at: StufTime = Field(alias="tijdstipVraag")


class Antwoord(Inhoud):
    """The Raad answers a question; it may be after the decision."""

    event: ClassVar = QuestionAnswered
    question: Ref = Field(alias="vraagnummer")
    organisation: Literal["RVDK"] = Field("RVDK", alias="organisatie")
    text: ShortText = Field("", alias="antwoord")
    answered_at: StufTime = Field(alias="tijdstipAntwoord")


class Contextgegeven(Inhoud):
    """That there is something about the client or another person; never what."""

    event: ClassVar = ContextFactReported
    organisation: Literal["RVDK"] = Field("RVDK", alias="organisatie")
    about: Annotated[ContextAbout, Coded(OVER)] = Field(alias="over")
    context: Annotated[ContextKind, Coded(AARD)] = Field(alias="aard")
    reported_at: StufTime = Field(alias="tijdstipMelding")


class Herstel(Inhoud):
    """A fact that the Raad reported was wrong; what is right comes as a higher version of its own message."""

    event: ClassVar = PersonDataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="gegeven")
    corrected_at: StufTime = Field(alias="tijdstipHerstel")


class Vroeghulp(Inhoud):
    """The suspect was taken into inverzekeringstelling: the Raad visits."""

    event: ClassVar = EarlyHelpNotified
    since: StufTime = Field(alias="tijdstipIngang")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="feit")
    birth_date: StufDate | None = Field(None, alias="geboortedatum")
    term_end: StufTime | None = Field(None, alias="tijdstipEindeTermijn")
    raad_region: RegionId | None = Field(None, alias="regioRaad")


class Vertrek(Inhoud):
    """The case left ZSM at selection, and where to."""

    event: ClassVar = CaseLeftZsm
    destination: Annotated[SelectionOutcome, Coded(BESTEMMING)] = Field(alias="bestemming")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="feit")
    birth_date: StufDate | None = Field(None, alias="geboortedatum")
    raad_region: RegionId | None = Field(None, alias="regioRaad")


class Herinnering(Inhoud):
    """The Raad has not confirmed that the decision stands in KBPS."""

    event: ClassVar = RecordingReminded
    decided_at: StufTime | None = Field(None, alias="tijdstipBeslissing")
    actions_due: Annotated[tuple[ShortText, ...], many] = Field((), alias="uitTeVoerenActie")


class Herstelbericht(Inhoud):
    """A fact that was told proved wrong."""

    event: ClassVar = DataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="gegeven")


class Vraagbericht(Inhoud):
    """A question to the Raad about a case that it knows."""

    event: ClassVar = QuestionForwarded
    question: Ref = Field(alias="vraagnummer")
    asked_by: PartnerId = Field(alias="vrager")
    answered_by: Annotated[QuestionFor, Coded(BEANTWOORDER)] = Field(alias="beantwoorder")
    text: ShortText = Field("", alias="vraag")
    answer_before: StufTime | None = Field(None, alias="uiterlijkTijdstip")


class Antwoordbericht(Inhoud):
    """The answer to a question that the Raad asked."""

    event: ClassVar = AnswerForwarded
    question: Ref = Field(alias="vraagnummer")
    organisation: PartnerId = Field(alias="beantwoorder")
    text: ShortText = Field("", alias="antwoord")


BODIES: dict[str, type[Body]] = {
    "bezwaar": Bezwaar,
    "verwerking": Verwerking,
    "signaal": Signaal,
    "vraag": Vraag,
    "antwoord": Antwoord,
    "contextgegeven": Contextgegeven,
    "herstel": Herstel,
    "vroeghulp": Vroeghulp,
    "vertrek": Vertrek,
    "herinnering": Herinnering,
    "herstelbericht": Herstelbericht,
    "vraagbericht": Vraagbericht,
    "antwoordbericht": Antwoordbericht,
}
"""The last six go to the Raad."""
