"""Asking and signalling: bevraging, signals, questions, and what only says *that* there is something."""

from typing import ClassVar

from hub.schemas.base import HouseId, Instant, PartnerId, Ref, Text
from hub.schemas.events.base import Inbound
from hub.schemas.vocabulary import (
    Channel,
    ContextAbout,
    ContextKind,
    PreselectScore,
    QuestionFor,
    SignalKind,
)


class InquiryRequested(Inbound):
    """OM asks, in one request, whether houses know the person (R023, R097; routing row 8).

    ``houses``: those that OM picked from the directory; none: the house of residence.
    """

    kind: ClassVar[str] = "bevraging-aangevraagd"
    channel: Channel
    houses: tuple[HouseId, ...] = ()
    requested_at: Instant


class SignalRaised(Inbound):
    """A ZSM partner signals a person to a house, or asks its advice, known there or not (routing row 13).

    ``signal``: the signal's own key. ``house``: the OvJ's pick, where row 11 leaves one.
    """

    kind: ClassVar[str] = "signaal-afgegeven"
    signal: Ref
    sender: PartnerId
    wants: SignalKind
    house: HouseId | None = None
    text: Text = ""
    raised_at: Instant


class QuestionAsked(Inbound):
    """A question about a case to a house that knows the person, or to 3RO or Raad (R046, R050, R053).

    ``question``: its own key. ``answered_by``: who can answer; a house passes it on where it is not itself.
    """

    kind: ClassVar[str] = "vraag-gesteld"
    question: Ref
    sender: PartnerId
    to: PartnerId
    answered_by: QuestionFor = QuestionFor.HUIS
    text: Text
    asked_at: Instant


class QuestionAnswered(Inbound):
    """The answer to a question, by whom it was put to; it may come after the decision (R046, R050)."""

    kind: ClassVar[str] = "vraag-beantwoord"
    question: Ref
    organisation: PartnerId
    text: Text = ""
    answered_at: Instant


class ContextFactReported(Inbound):
    """That there is something about the suspect, or about another person; never what (R055, R036)."""

    kind: ClassVar[str] = "contextgegeven-gemeld"
    organisation: PartnerId
    about: ContextAbout
    context: ContextKind
    reported_at: Instant


class PreselectReported(Inbound):
    """The police scored a minor's risk of reoffending; the Raad decides on research by it (R026)."""

    kind: ClassVar[str] = "preselect-recidive-opgemaakt"
    score: PreselectScore
    made_at: Instant
