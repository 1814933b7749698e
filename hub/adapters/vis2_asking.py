"""More messages of VIS2: questions and signals, the overview of the morning, what is let go or was wrong.

As `hub.adapters.vis2_messages`; the codes that only these have stand at the top.
"""

from typing import Annotated, ClassVar

from pydantic import Field, StrictBool

from hub.adapters.native import Body
from hub.adapters.spelling import JsonNumber
from hub.adapters.vis2_codes import KANAAL, DutchDay, DutchTime, NumberCoded
from hub.adapters.vis2_messages import Feit
from hub.schemas.base import HouseId, MunicipalityCode, PartnerId, Ref, Text
from hub.schemas.events import (
    AnswerForwarded,
    CaseLeftZsm,
    CasusReleased,
    ContactAsked,
    ContactRequested,
    ContextFactReported,
    DataCorrected,
    DetaineeListed,
    InquiryForwarded,
    MarkingEndsSoon,
    PersonDataCorrected,
    QuestionAnswered,
    QuestionAsked,
    QuestionForwarded,
    SignalForwarded,
)
from hub.schemas.vocabulary import (
    Channel,
    ContactForm,
    ContextAbout,
    ContextKind,
    CorrectedFact,
    QuestionFor,
    SelectionOutcome,
    SignalKind,
)

AARD = {
    "1": ContextKind.STRAF,
    "2": ContextKind.CIVIEL,
    "3": ContextKind.BESTUUR,
    "4": ContextKind.ZORG,
    "5": ContextKind.SCHOOLVERZUIM,
    "6": ContextKind.HUISELIJK_GEWELD,
}
BEANTWOORDER = {
    "1": QuestionFor.HUIS,
    "2": QuestionFor.VEILIG_THUIS,
    "3": QuestionFor.WIJKTEAM,
}
BESTEMMING = {
    "1": SelectionOutcome.ZSM,
    "2": SelectionOutcome.BACKOFFICE,
    "3": SelectionOutcome.VEILIGHEIDSHUIS,
    "4": SelectionOutcome.HALT,
    "5": SelectionOutcome.PGA,
}
CONTACTVORM = {
    "1": ContactForm.TELEFOON,
    "2": ContactForm.VIDEO,
    "3": ContactForm.FYSIEK,
}
GEGEVEN = {
    "10": CorrectedFact.PERSOON,
    "20": CorrectedFact.DELICT,
    "30": CorrectedFact.BESLISSING,
    "40": CorrectedFact.ADVIES,
    "41": CorrectedFact.MARKERING,
    "50": CorrectedFact.DOELGROEP,
}
GEWENST = {
    "1": SignalKind.SIGNAAL,
    "2": SignalKind.ADVIESVERZOEK,
}
OVER = {
    "1": ContextAbout.VERDACHTE,
    "2": ContextAbout.ANDER,
}


class Loslating(Body):
    """The house lets a casus go: what it marked for it ends."""

    event: ClassVar = CasusReleased
    house: HouseId = Field(alias="huis")
    casus: Ref
    released_at: DutchTime = Field(alias="losgelaten")


class Vraag(Body):
    """The house asks the OM, 3RO or the Raad something about a case."""

    event: ClassVar = QuestionAsked
    question: Ref = Field(alias="vraagnummer")
    sender: HouseId = Field(alias="huis")
    to: PartnerId = Field(alias="geadresseerde")
    text: Text = Field(alias="vraag")
    asked_at: DutchTime = Field(alias="gesteld")


class Vraagantwoord(Body):
    """The house answers a question; it may be after the decision."""

    event: ClassVar = QuestionAnswered
    question: Ref = Field(alias="vraagnummer")
    organisation: HouseId = Field(alias="huis")
    text: Text = Field("", alias="antwoord")
    answered_at: DutchTime = Field(alias="beantwoord")


class Contactverzoek(Body):
    """The house wants to speak with the OvJ about a case."""

    event: ClassVar = ContactAsked
    by: HouseId = Field(alias="huis")
    form: Annotated[ContactForm, NumberCoded(CONTACTVORM)] = Field(alias="vorm")
    asked_at: DutchTime = Field(alias="aangevraagd")


class Contextgegeven(Body):
    """That there is something about the suspect or another person; never what."""

    event: ClassVar = ContextFactReported
    organisation: HouseId = Field(alias="huis")
    about: Annotated[ContextAbout, NumberCoded(OVER)] = Field(alias="over")
    context: Annotated[ContextKind, NumberCoded(AARD)] = Field(alias="aard")
    reported_at: DutchTime = Field(alias="gemeld")


class Herstel(Body):
    """A fact that the house told was wrong; what is right comes as a higher version of its own message."""

    event: ClassVar = PersonDataCorrected
    what: Annotated[CorrectedFact, NumberCoded(GEGEVEN)] = Field(alias="gegeven")
    corrected_at: DutchTime = Field(alias="hersteld")


class Bevraging(Body):
    """Asks the house whether it knows the person."""

    event: ClassVar = InquiryForwarded
    channel: Annotated[Channel, NumberCoded(KANAAL)] = Field(alias="kanaal")
    birth_date: DutchDay | None = Field(None, alias="geboren")
    answer_before: DutchTime | None = Field(None, alias="uiterlijk")


class Signaal(Body):
    """A partner at ZSM signals a person to the house, or asks its advice."""

    event: ClassVar = SignalForwarded
    signal: Ref = Field(alias="signaalnummer")
    wants: Annotated[SignalKind, NumberCoded(GEWENST)] = Field(alias="gewenst")
    offences: tuple[Feit, ...] = Field((), alias="feiten")
    birth_date: DutchDay | None = Field(None, alias="geboren")
    residence: MunicipalityCode | None = Field(None, alias="woongemeente")
    text: Text = Field("", alias="toelichting")
    term_end: DutchTime | None = Field(None, alias="termijn")


class Vertrek(Body):
    """The case left ZSM at selection, and where to."""

    event: ClassVar = CaseLeftZsm
    destination: Annotated[SelectionOutcome, NumberCoded(BESTEMMING)] = Field(alias="bestemming")
    offences: tuple[Feit, ...] = Field((), alias="feiten")
    birth_date: DutchDay | None = Field(None, alias="geboren")


class Overzichtsregel(Body):
    """A line of the morning's overview: a suspect whose case is open."""

    event: ClassVar = DetaineeListed
    day: DutchDay = Field(alias="dag")
    arrested_at: DutchTime | None = Field(None, alias="aangehouden")
    offences: tuple[Feit, ...] = Field((), alias="feiten")
    term_end: DutchTime | None = Field(None, alias="termijn")
    casus: Ref | None = None
    advice_version: JsonNumber | None = Field(None, alias="adviesversie")
    advised_at: DutchTime | None = Field(None, alias="opgesteld")
    unmarked: StrictBool = Field(default=False, alias="ongemarkeerd")


class Vraagbericht(Body):
    """A question to the house about a case that it knows."""

    event: ClassVar = QuestionForwarded
    question: Ref = Field(alias="vraagnummer")
    asked_by: PartnerId = Field(alias="vrager")
    answered_by: Annotated[QuestionFor, NumberCoded(BEANTWOORDER)] = Field(alias="beantwoorder")
    text: Text = Field("", alias="vraag")
    answer_before: DutchTime | None = Field(None, alias="uiterlijk")


class Antwoordbericht(Body):
    """The answer to a question that the house asked."""

    event: ClassVar = AnswerForwarded
    question: Ref = Field(alias="vraagnummer")
    organisation: PartnerId = Field(alias="organisatie")
    text: Text = Field("", alias="antwoord")


class Contactbericht(Body):
    """People should speak with each other about a case."""

    event: ClassVar = ContactRequested
    by: PartnerId = Field(alias="vrager")
    form: Annotated[ContactForm, NumberCoded(CONTACTVORM)] = Field(alias="vorm")
    casus: Ref | None = None
    moment: DutchTime | None = None


class Herbevestiging(Body):
    """Asks the house whether its marking, which nears its end, stays."""

    event: ClassVar = MarkingEndsSoon
    marking: Ref | None = Field(None, alias="markering")
    casus: Ref | None = None
    valid_to: DutchTime | None = Field(None, alias="tot")


class Herstelbericht(Body):
    """A fact that was told proved wrong."""

    event: ClassVar = DataCorrected
    what: Annotated[CorrectedFact, NumberCoded(GEGEVEN)] = Field(alias="gegeven")


BODIES: dict[str, type[Body]] = {
    "registratie.loslating": Loslating,
    "procesinformatie.vraag": Vraag,
    "procesinformatie.vraagantwoord": Vraagantwoord,
    "procesinformatie.contactverzoek": Contactverzoek,
    "signalering.contextgegeven": Contextgegeven,
    "registratie.herstel": Herstel,
    "signalering.bevraging": Bevraging,
    "signalering.signaal": Signaal,
    "procesinformatie.vertrek": Vertrek,
    "procesinformatie.overzichtsregel": Overzichtsregel,
    "procesinformatie.vraagbericht": Vraagbericht,
    "procesinformatie.antwoordbericht": Antwoordbericht,
    "procesinformatie.contactbericht": Contactbericht,
    "registratie.herbevestiging": Herbevestiging,
    "registratie.herstelbericht": Herstelbericht,
}
"""The last nine go to the house."""
