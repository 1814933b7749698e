"""Where cases go and who is asked: what routing rows 8, 13, 14 and 16 to 19 send."""

from datetime import date
from typing import Annotated, ClassVar

from hub.schemas.base import Category, Instant, MunicipalityCode, PartnerId, Ref, RegionId, Text
from hub.schemas.events.base import Outbound
from hub.schemas.events.intake import Offence
from hub.schemas.vocabulary import (
    Channel,
    QuestionFor,
    SelectionOutcome,
    SignalKind,
)


class InquiryForwarded(Outbound):
    """Asks a house whether it knows the person; who it is stands in the message's identity (rows 8, 16)."""

    kind: ClassVar[str] = "bevraging-doorgegeven"
    channel: Channel
    birth_date: Annotated[date | None, Category.IDENTITY] = None
    answer_before: Annotated[Instant | None, Category.HOLD_TERM] = None


class EarlyHelpNotified(Outbound):
    """The suspect was taken into inverzekeringstelling (row 14; Sv 59.5, 491)."""

    kind: ClassVar[str] = "vroeghulp-gemeld"
    since: Instant
    offences: Annotated[tuple[Offence, ...], Category.OFFENCE] = ()
    birth_date: Annotated[date | None, Category.IDENTITY] = None
    term_end: Annotated[Instant | None, Category.HOLD_TERM] = None
    raad_region: Annotated[RegionId | None, Category.IDENTITY] = None


class CaseLeftZsm(Outbound):
    """A case left ZSM at selection, and where it went (row 17)."""

    kind: ClassVar[str] = "zaak-uit-zsm"
    destination: SelectionOutcome
    offences: Annotated[tuple[Offence, ...], Category.OFFENCE] = ()
    birth_date: Annotated[date | None, Category.IDENTITY] = None
    raad_region: Annotated[RegionId | None, Category.IDENTITY] = None


class CaseDirected(Outbound):
    """The case itself, for its destination outside ZSM: backoffice, Halt or PGA (rows 17, 18)."""

    kind: ClassVar[str] = "zaak-doorgezonden"
    offences: Annotated[tuple[Offence, ...], Category.OFFENCE] = ()
    birth_date: Annotated[date | None, Category.IDENTITY] = None
    residence: Annotated[MunicipalityCode | None, Category.IDENTITY] = None
    reason: Annotated[Text, Category.OFFENCE] = ""
    term_end: Annotated[Instant | None, Category.HOLD_TERM] = None


class DetaineeListed(Outbound):
    """One line of a house's daily overview: a suspect whose case is open this morning (row 19).

    One event for each person and day; the lines of one ``day`` are the overview. ``unmarked``: for the
    police seat, a resident of the house's area whom the house does not know.
    """

    kind: ClassVar[str] = "overzicht-aangehoudenen"
    day: date
    arrested_at: Annotated[Instant | None, Category.OFFENCE] = None
    offences: Annotated[tuple[Offence, ...], Category.OFFENCE] = ()
    term_end: Annotated[Instant | None, Category.HOLD_TERM] = None
    casus: Annotated[Ref | None, Category.HOUSE_ADVICE] = None
    advice_version: Annotated[int | None, Category.HOUSE_ADVICE] = None
    advised_at: Annotated[Instant | None, Category.HOUSE_ADVICE] = None
    unmarked: bool = False


class SignalForwarded(Outbound):
    """A ZSM partner signals a person, or asks for advice (row 13)."""

    kind: ClassVar[str] = "signaal-doorgegeven"
    signal: Ref
    wants: SignalKind
    offences: Annotated[tuple[Offence, ...], Category.OFFENCE] = ()
    birth_date: Annotated[date | None, Category.IDENTITY] = None
    residence: Annotated[MunicipalityCode | None, Category.IDENTITY] = None
    text: Annotated[Text, Category.OFFENCE] = ""
    term_end: Annotated[Instant | None, Category.HOLD_TERM] = None


class SignalStatus(Outbound):
    """To the sender of a signal: it was passed on, and when the house can look at it (row 13).

    ``closed_until``: absent when the house is open. ``no_house``: there is none to pass it on to.
    """

    kind: ClassVar[str] = "signaal-ontvangen"
    signal: Ref
    closed_until: Instant | None = None
    in_time: bool = True
    no_house: bool = False


class QuestionForwarded(Outbound):
    """A question about a case that the recipient knows (R046, R050, R053)."""

    kind: ClassVar[str] = "vraag-doorgegeven"
    question: Ref
    asked_by: PartnerId
    answered_by: QuestionFor
    text: Annotated[Text, Category.QUESTION] = ""
    answer_before: Annotated[Instant | None, Category.HOLD_TERM] = None


class AnswerForwarded(Outbound):
    """The answer, to who asked (R050)."""

    kind: ClassVar[str] = "antwoord-doorgegeven"
    question: Ref
    organisation: PartnerId
    text: Annotated[Text, Category.QUESTION] = ""


class MarkingEndsSoon(Outbound):
    """Asks a house whether its marking, which nears its end, stays (R112)."""

    kind: ClassVar[str] = "markering-herbevestigen"
    marking: Annotated[Ref | None, Category.HOUSE_ADVICE] = None
    casus: Annotated[Ref | None, Category.HOUSE_ADVICE] = None
    valid_to: Annotated[Instant | None, Category.HOUSE_ADVICE] = None
