"""More rows of vPGA's files: questions and signals, the overview of the morning, what is let go or was wrong.

As `hub.adapters.vpga_messages`; the codes that only these have stand at the top.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from hub.adapters.native import Body
from hub.adapters.spelling import Coded, IsoDay, Number
from hub.adapters.vpga_codes import KANAAL, JaNee, SheetTime
from hub.adapters.vpga_messages import Feit
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
    "straf": ContextKind.STRAF,
    "civiel": ContextKind.CIVIEL,
    "bestuur": ContextKind.BESTUUR,
    "zorg": ContextKind.ZORG,
    "schoolverzuim": ContextKind.SCHOOLVERZUIM,
    "huiselijk geweld": ContextKind.HUISELIJK_GEWELD,
}
BEANTWOORDER = {
    "veiligheidshuis": QuestionFor.HUIS,
    "veilig thuis": QuestionFor.VEILIG_THUIS,
    "wijkteam": QuestionFor.WIJKTEAM,
}
BESTEMMING = {
    "zsm": SelectionOutcome.ZSM,
    "backoffice": SelectionOutcome.BACKOFFICE,
    "veiligheidshuis": SelectionOutcome.VEILIGHEIDSHUIS,
    "halt": SelectionOutcome.HALT,
    "pga": SelectionOutcome.PGA,
}
CONTACTVORM = {
    "telefoon": ContactForm.TELEFOON,
    "video": ContactForm.VIDEO,
    "fysiek": ContactForm.FYSIEK,
}
GEGEVEN = {
    "persoonsgegevens": CorrectedFact.PERSOON,
    "delict": CorrectedFact.DELICT,
    "beslissing": CorrectedFact.BESLISSING,
    "advies": CorrectedFact.ADVIES,
    "markering": CorrectedFact.MARKERING,
    "doelgroep": CorrectedFact.DOELGROEP,
}
GEWENST = {
    "signaal": SignalKind.SIGNAAL,
    "advies": SignalKind.ADVIESVERZOEK,
}
OVER = {
    "verdachte": ContextAbout.VERDACHTE,
    "ander": ContextAbout.ANDER,
}


class Loslating(Body):
    """The house lets a casus go: what it marked for it ends."""

    event: ClassVar = CasusReleased
    house: HouseId = Field(alias="huis")
    casus: Ref
    released_at: SheetTime = Field(alias="vastgelegd")


class Vraag(Body):
    """The house asks the OM, 3RO or the Raad something about a case."""

    event: ClassVar = QuestionAsked
    question: Ref = Field(alias="vraagnummer")
    sender: HouseId = Field(alias="huis")
    to: PartnerId = Field(alias="geadresseerde")
    text: Text = Field("", alias="vraag")
    asked_at: SheetTime = Field(alias="vastgelegd")


class Vraagantwoord(Body):
    """The house answers a question; it may be after the decision."""

    event: ClassVar = QuestionAnswered
    question: Ref = Field(alias="vraagnummer")
    organisation: HouseId = Field(alias="huis")
    text: Text = Field("", alias="antwoord")
    answered_at: SheetTime = Field(alias="vastgelegd")


class Contactverzoek(Body):
    """The house wants to speak with the OvJ about a case."""

    event: ClassVar = ContactAsked
    by: HouseId = Field(alias="huis")
    form: Annotated[ContactForm, Coded(CONTACTVORM)] = Field(alias="vorm")
    asked_at: SheetTime = Field(alias="vastgelegd")


class Contextgegeven(Body):
    """That there is something about the suspect or another person; never what."""

    event: ClassVar = ContextFactReported
    organisation: HouseId = Field(alias="huis")
    about: Annotated[ContextAbout, Coded(OVER)] = Field(alias="over")
    context: Annotated[ContextKind, Coded(AARD)] = Field(alias="aard")
    reported_at: SheetTime = Field(alias="vastgelegd")


class Herstel(Body):
    """A fact that the house told was wrong; what is right comes as a higher version of its own message."""

    event: ClassVar = PersonDataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="gegeven")
    corrected_at: SheetTime = Field(alias="vastgelegd")


class Bevraging(Body):
    """Asks the house whether it knows the person."""

    event: ClassVar = InquiryForwarded
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="kanaal")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")
    answer_before: SheetTime | None = Field(None, alias="uiterlijk")


class Signaal(Body):
    """A partner at ZSM signals a person to the house, or asks its advice."""

    event: ClassVar = SignalForwarded
    signal: Ref = Field(alias="signaalnummer")
    wants: Annotated[SignalKind, Coded(GEWENST)] = Field(alias="gewenst")
    offences: tuple[Feit, ...] = Field((), alias="feit")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")
    residence: MunicipalityCode | None = Field(None, alias="woongemeente")
    text: Text = Field("", alias="toelichting")
    term_end: SheetTime | None = Field(None, alias="uiterlijk")


class Vertrek(Body):
    """The case left ZSM at selection, and where to."""

    event: ClassVar = CaseLeftZsm
    destination: Annotated[SelectionOutcome, Coded(BESTEMMING)] = Field(alias="bestemming")
    offences: tuple[Feit, ...] = Field((), alias="feit")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum")


class Overzichtsregel(Body):
    """A line of the morning's overview: a suspect whose case is open."""

    event: ClassVar = DetaineeListed
    day: IsoDay = Field(alias="dag")
    arrested_at: SheetTime | None = Field(None, alias="aangehouden")
    offences: tuple[Feit, ...] = Field((), alias="feit")
    term_end: SheetTime | None = Field(None, alias="uiterlijk")
    casus: Ref | None = None
    advice_version: Number | None = Field(None, alias="adviesversie")
    advised_at: SheetTime | None = Field(None, alias="opgesteld")
    unmarked: JaNee = Field(default=False, alias="ongemarkeerd")


class Vraagbericht(Body):
    """A question to the house about a case that it knows."""

    event: ClassVar = QuestionForwarded
    question: Ref = Field(alias="vraagnummer")
    asked_by: PartnerId = Field(alias="vrager")
    answered_by: Annotated[QuestionFor, Coded(BEANTWOORDER)] = Field(alias="beantwoorder")
    text: Text = Field("", alias="vraag")
    answer_before: SheetTime | None = Field(None, alias="uiterlijk")


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
    form: Annotated[ContactForm, Coded(CONTACTVORM)] = Field(alias="vorm")
    casus: Ref | None = None
    moment: SheetTime | None = None


class Herbevestiging(Body):
    """Asks the house whether its marking, which nears its end, stays."""

    event: ClassVar = MarkingEndsSoon
    marking: Ref | None = Field(None, alias="markering")
    casus: Ref | None = None
    valid_to: SheetTime | None = Field(None, alias="tot")


class Herstelbericht(Body):
    """A fact that was told proved wrong."""

    event: ClassVar = DataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="gegeven")


ALSO_EXPORTED = (
    "loslating",
    "vraag",
    "vraagantwoord",
    "contactverzoek",
    "contextgegeven",
    "herstel",
)
"""What the house tells beside `vpga_messages.EXPORTED`."""
ALSO_IMPORTED = (
    "bevraging",
    "signaal",
    "vertrek",
    "overzichtsregel",
    "vraagbericht",
    "antwoordbericht",
    "contactbericht",
    "herbevestiging",
    "herstelbericht",
)
"""What it is told beside `vpga_messages.IMPORTED`."""

BODIES: dict[str, type[Body]] = {
    "loslating": Loslating,
    "vraag": Vraag,
    "vraagantwoord": Vraagantwoord,
    "contactverzoek": Contactverzoek,
    "contextgegeven": Contextgegeven,
    "herstel": Herstel,
    "bevraging": Bevraging,
    "signaal": Signaal,
    "vertrek": Vertrek,
    "overzichtsregel": Overzichtsregel,
    "vraagbericht": Vraagbericht,
    "antwoordbericht": Antwoordbericht,
    "contactbericht": Contactbericht,
    "herbevestiging": Herbevestiging,
    "herstelbericht": Herstelbericht,
}
