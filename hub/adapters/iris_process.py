"""More messages of IRIS: objections, questions and signals, and what becomes of a case beside the decision.

As `hub.adapters.iris_messages`, which has the codes of roles.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hub.adapters.iris_messages import ROL, Feit
from hub.adapters.native import Body
from hub.adapters.spelling import Coded, IsoDay, Millis
from hub.schemas.base import HouseId, PartnerId, Ref, RegionId, Text
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

GEWENST = {"signaal": SignalKind.SIGNAAL, "advies": SignalKind.ADVIESVERZOEK}
BEANTWOORDER = {
    "huis": QuestionFor.HUIS,
    "veilig-thuis": QuestionFor.VEILIG_THUIS,
    "wijkteam": QuestionFor.WIJKTEAM,
}
OVER = {"verdachte": ContextAbout.VERDACHTE, "ander": ContextAbout.ANDER}
AARD = {
    "straf": ContextKind.STRAF,
    "civiel": ContextKind.CIVIEL,
    "bestuur": ContextKind.BESTUUR,
    "zorg": ContextKind.ZORG,
    "schoolverzuim": ContextKind.SCHOOLVERZUIM,
    "huiselijk-geweld": ContextKind.HUISELIJK_GEWELD,
}
GEGEVEN = {
    "persoon": CorrectedFact.PERSOON,
    "delict": CorrectedFact.DELICT,
    "beslissing": CorrectedFact.BESLISSING,
    "advies": CorrectedFact.ADVIES,
    "markering": CorrectedFact.MARKERING,
    "doelgroep": CorrectedFact.DOELGROEP,
}
BESTEMMING = {
    "zsm": SelectionOutcome.ZSM,
    "backoffice": SelectionOutcome.BACKOFFICE,
    "veiligheidshuis": SelectionOutcome.VEILIGHEIDSHUIS,
    "halt": SelectionOutcome.HALT,
    "pga": SelectionOutcome.PGA,
}


class Bezwaar(Body):
    """3RO does not agree with the decision."""

    event: ClassVar = AdviceObjected
    organisation: Literal["3RO"] = Field("3RO", alias="organisatie")
    role: Annotated[Role, Coded(ROL)] = Field(alias="functie")
    reason: Text = Field(alias="reden")
    objected_at: Millis = Field(alias="vastgelegdOp")


class Verwerking(Body):
    """The decision stands in IRIS."""

    event: ClassVar = DecisionRecorded
    organisation: Literal["3RO"] = Field("3RO", alias="organisatie")
    recorded_at: Millis = Field(alias="verwerktOp")


class Signaal(Body):
    """3RO signals a person to a house, or asks its advice."""

    event: ClassVar = SignalRaised
    signal: Ref = Field(alias="signaalnummer")
    sender: Literal["3RO"] = Field("3RO", alias="organisatie")
    wants: Annotated[SignalKind, Coded(GEWENST)] = Field(alias="gewenst")
    house: HouseId | None = Field(None, alias="huis")
    text: Text = Field("", alias="toelichting")
    raised_at: Millis = Field(alias="afgegevenOp")


class Vraag(Body):
    """3RO asks something about the case."""

    event: ClassVar = QuestionAsked
    question: Ref = Field(alias="vraagnummer")
    sender: Literal["3RO"] = Field("3RO", alias="organisatie")
    to: PartnerId = Field(alias="geadresseerde")
    answered_by: Annotated[QuestionFor, Coded(BEANTWOORDER)] = Field(QuestionFor.HUIS, alias="beantwoorder")
    text: Text = Field(alias="vraag")
    asked_at: Millis = Field(alias="gesteldOp")


class Antwoord(Body):
    """3RO answers a question; it may be after the decision."""

    event: ClassVar = QuestionAnswered
    question: Ref = Field(alias="vraagnummer")
    organisation: Literal["3RO"] = Field("3RO", alias="organisatie")
    text: Text = Field("", alias="antwoord")
    answered_at: Millis = Field(alias="beantwoordOp")


class Contextgegeven(Body):
    """That there is something about the client or another person; never what."""

    event: ClassVar = ContextFactReported
    organisation: Literal["3RO"] = Field("3RO", alias="organisatie")
    about: Annotated[ContextAbout, Coded(OVER)] = Field(alias="over")
    context: Annotated[ContextKind, Coded(AARD)] = Field(alias="aard")
    reported_at: Millis = Field(alias="gemeldOp")


class Herstel(Body):
    """A fact that 3RO reported was wrong; what is right comes as a higher version of its own message."""

    event: ClassVar = PersonDataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="gegeven")
    corrected_at: Millis = Field(alias="hersteldOp")


class Vroeghulp(Body):
    """The suspect was taken into inverzekeringstelling: 3RO visits."""

    event: ClassVar = EarlyHelpNotified
    since: Millis = Field(alias="sinds")
    offences: tuple[Feit, ...] = Field((), alias="feiten")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")
    term_end: Millis | None = Field(None, alias="eindeTermijn")
    raad_region: RegionId | None = Field(None, alias="regioRaad")


class Vertrek(Body):
    """The case left ZSM at selection, and where to."""

    event: ClassVar = CaseLeftZsm
    destination: Annotated[SelectionOutcome, Coded(BESTEMMING)] = Field(alias="bestemming")
    offences: tuple[Feit, ...] = Field((), alias="feiten")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")
    raad_region: RegionId | None = Field(None, alias="regioRaad")


class Herinnering(Body):
    """3RO has not confirmed that the decision stands in IRIS."""

    event: ClassVar = RecordingReminded
    decided_at: Millis | None = Field(None, alias="beslistOp")
    actions_due: tuple[Text, ...] = Field((), alias="uitTeVoeren")


class Herstelbericht(Body):
    """A fact that was told proved wrong."""

    event: ClassVar = DataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="gegeven")


class Vraagbericht(Body):
    """A question to 3RO about a case that it knows."""

    event: ClassVar = QuestionForwarded
    question: Ref = Field(alias="vraagnummer")
    asked_by: PartnerId = Field(alias="vrager")
    answered_by: Annotated[QuestionFor, Coded(BEANTWOORDER)] = Field(alias="beantwoorder")
    text: Text = Field("", alias="vraag")
    answer_before: Millis | None = Field(None, alias="antwoordVoor")


class Antwoordbericht(Body):
    """The answer to a question that 3RO asked."""

    event: ClassVar = AnswerForwarded
    question: Ref = Field(alias="vraagnummer")
    organisation: PartnerId = Field(alias="beantwoorder")
    text: Text = Field("", alias="antwoord")


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
"""The last six go to 3RO."""
