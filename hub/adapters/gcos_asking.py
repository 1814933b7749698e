"""More messages of GCOS: questions and signals, the overview of the morning, what is let go or was wrong.

As `hub.adapters.gcos_messages`; the codes that only these have stand at the top.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from hub.adapters.gcos_messages import KANAAL, Feit
from hub.adapters.native import Body
from hub.adapters.spelling import Coded, IsoDay, LocalSeconds, Number, YesNo, many
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
    "ST": ContextKind.STRAF,
    "CIV": ContextKind.CIVIEL,
    "BST": ContextKind.BESTUUR,
    "ZRG": ContextKind.ZORG,
    "SCHV": ContextKind.SCHOOLVERZUIM,
    "HG": ContextKind.HUISELIJK_GEWELD,
}
BEANTWOORDER = {
    "VH": QuestionFor.HUIS,
    "VT": QuestionFor.VEILIG_THUIS,
    "WT": QuestionFor.WIJKTEAM,
}
BESTEMMING = {
    "ZSM": SelectionOutcome.ZSM,
    "BO": SelectionOutcome.BACKOFFICE,
    "VH": SelectionOutcome.VEILIGHEIDSHUIS,
    "HALT": SelectionOutcome.HALT,
    "PGA": SelectionOutcome.PGA,
}
CONTACTVORM = {
    "TEL": ContactForm.TELEFOON,
    "VID": ContactForm.VIDEO,
    "FYS": ContactForm.FYSIEK,
}
GEGEVEN = {
    "PERS": CorrectedFact.PERSOON,
    "FEIT": CorrectedFact.DELICT,
    "BESL": CorrectedFact.BESLISSING,
    "ADV": CorrectedFact.ADVIES,
    "MARK": CorrectedFact.MARKERING,
    "DG": CorrectedFact.DOELGROEP,
}
GEWENST = {
    "SIG": SignalKind.SIGNAAL,
    "ADV": SignalKind.ADVIESVERZOEK,
}
OVER = {
    "VERD": ContextAbout.VERDACHTE,
    "AND": ContextAbout.ANDER,
}


class Loslating(Body):
    """The house lets a casus go: what it marked for it ends."""

    event: ClassVar = CasusReleased
    house: HouseId = Field(alias="Huis")
    casus: Ref = Field(alias="Casusnummer")
    released_at: LocalSeconds = Field(alias="Losgelaten")


class Vraag(Body):
    """The house asks the OM, 3RO or the Raad something about a case."""

    event: ClassVar = QuestionAsked
    question: Ref = Field(alias="Vraagnummer")
    sender: HouseId = Field(alias="Huis")
    to: PartnerId = Field(alias="Geadresseerde")
    text: Text = Field(alias="Vraag")
    asked_at: LocalSeconds = Field(alias="Gesteld")


class Vraagantwoord(Body):
    """The house answers a question; it may be after the decision."""

    event: ClassVar = QuestionAnswered
    question: Ref = Field(alias="Vraagnummer")
    organisation: HouseId = Field(alias="Huis")
    text: Text = Field("", alias="Antwoord")
    answered_at: LocalSeconds = Field(alias="Beantwoord")


class Contactverzoek(Body):
    """The house wants to speak with the OvJ about a case."""

    event: ClassVar = ContactAsked
    by: HouseId = Field(alias="Huis")
    form: Annotated[ContactForm, Coded(CONTACTVORM)] = Field(alias="Vorm")
    asked_at: LocalSeconds = Field(alias="Aangevraagd")


class Contextgegeven(Body):
    """That there is something about the suspect or another person; never what."""

    event: ClassVar = ContextFactReported
    organisation: HouseId = Field(alias="Huis")
    about: Annotated[ContextAbout, Coded(OVER)] = Field(alias="Over")
    context: Annotated[ContextKind, Coded(AARD)] = Field(alias="Aard")
    reported_at: LocalSeconds = Field(alias="Gemeld")


class Herstel(Body):
    """A fact that the house told was wrong; what is right comes as a higher version of its own message."""

    event: ClassVar = PersonDataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="Gegeven")
    corrected_at: LocalSeconds = Field(alias="Hersteld")


class Bevraging(Body):
    """Asks the house whether it knows the person."""

    event: ClassVar = InquiryForwarded
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="Kanaal")
    birth_date: IsoDay | None = Field(None, alias="Geboortedatum")
    answer_before: LocalSeconds | None = Field(None, alias="AntwoordVoor")


class Signaal(Body):
    """A partner at ZSM signals a person to the house, or asks its advice."""

    event: ClassVar = SignalForwarded
    signal: Ref = Field(alias="Signaalnummer")
    wants: Annotated[SignalKind, Coded(GEWENST)] = Field(alias="Gewenst")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="Feit")
    birth_date: IsoDay | None = Field(None, alias="Geboortedatum")
    residence: MunicipalityCode | None = Field(None, alias="Woongemeente")
    text: Text = Field("", alias="Toelichting")
    term_end: LocalSeconds | None = Field(None, alias="EindeTermijn")


class Vertrek(Body):
    """The case left ZSM at selection, and where to."""

    event: ClassVar = CaseLeftZsm
    destination: Annotated[SelectionOutcome, Coded(BESTEMMING)] = Field(alias="Bestemming")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="Feit")
    birth_date: IsoDay | None = Field(None, alias="Geboortedatum")


class Overzichtsregel(Body):
    """A line of the morning's overview: a suspect whose case is open."""

    event: ClassVar = DetaineeListed
    day: IsoDay = Field(alias="Dag")
    arrested_at: LocalSeconds | None = Field(None, alias="Aangehouden")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="Feit")
    term_end: LocalSeconds | None = Field(None, alias="EindeTermijn")
    casus: Ref | None = Field(None, alias="Casusnummer")
    advice_version: Number | None = Field(None, alias="Adviesversie")
    advised_at: LocalSeconds | None = Field(None, alias="Opgesteld")
    unmarked: YesNo = Field(default=False, alias="Ongemarkeerd")


class Vraagbericht(Body):
    """A question to the house about a case that it knows."""

    event: ClassVar = QuestionForwarded
    question: Ref = Field(alias="Vraagnummer")
    asked_by: PartnerId = Field(alias="Vrager")
    answered_by: Annotated[QuestionFor, Coded(BEANTWOORDER)] = Field(alias="Beantwoorder")
    text: Text = Field("", alias="Vraag")
    answer_before: LocalSeconds | None = Field(None, alias="AntwoordVoor")


class Antwoordbericht(Body):
    """The answer to a question that the house asked."""

    event: ClassVar = AnswerForwarded
    question: Ref = Field(alias="Vraagnummer")
    organisation: PartnerId = Field(alias="Organisatie")
    text: Text = Field("", alias="Antwoord")


class Contactbericht(Body):
    """People should speak with each other about a case."""

    event: ClassVar = ContactRequested
    by: PartnerId = Field(alias="Vrager")
    form: Annotated[ContactForm, Coded(CONTACTVORM)] = Field(alias="Vorm")
    casus: Ref | None = Field(None, alias="Casusnummer")
    moment: LocalSeconds | None = Field(None, alias="Moment")


class Herbevestiging(Body):
    """Asks the house whether its marking, which nears its end, stays."""

    event: ClassVar = MarkingEndsSoon
    marking: Ref | None = Field(None, alias="Markeringnummer")
    casus: Ref | None = Field(None, alias="Casusnummer")
    valid_to: LocalSeconds | None = Field(None, alias="GeldigTot")


class Herstelbericht(Body):
    """A fact that was told proved wrong."""

    event: ClassVar = DataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="Gegeven")


BODIES: dict[str, type[Body]] = {
    "Loslating": Loslating,
    "Vraag": Vraag,
    "Vraagantwoord": Vraagantwoord,
    "Contactverzoek": Contactverzoek,
    "Contextgegeven": Contextgegeven,
    "Herstel": Herstel,
    "Bevraging": Bevraging,
    "Signaal": Signaal,
    "Vertrek": Vertrek,
    "Overzichtsregel": Overzichtsregel,
    "Vraagbericht": Vraagbericht,
    "Antwoordbericht": Antwoordbericht,
    "Contactbericht": Contactbericht,
    "Herbevestiging": Herbevestiging,
    "Herstelbericht": Herstelbericht,
}
"""The last nine go to the house."""
