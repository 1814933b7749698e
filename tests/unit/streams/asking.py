"""Facts of asking and telling each other, in one line each; see `tests.support.history` for the times."""

from dataclasses import replace
from typing import Any

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import (
    Channel,
    ClientStatus,
    ContactForm,
    ContextAbout,
    ContextKind,
    PreselectScore,
    Role,
    SignalKind,
    TargetGroup,
)
from tests.support import history as h

BY_PHONE, BY_REGISTER = Channel.TELEFOON, Channel.REGISTER
CARE, VIOLENCE = ContextKind.ZORG, ContextKind.HUISELIJK_GEWELD
ANOTHER = ContextAbout.ANDER
DISTURBED, REPEATER = TargetGroup.VERWARDE_PERSOON, TargetGroup.VEELPLEGER
LOW, HIGH = PreselectScore.LAAG, PreselectScore.HOOG


def arriving(envelope: Envelope, at: h.When) -> Envelope:
    """The same fact, reaching the hub then."""
    return replace(envelope, recorded_at=h.at_time(at))


def again(envelope: Envelope, at: h.When) -> Envelope:
    """The same version of a record once more, under an id that the inbox does not know."""
    return arriving(replace(envelope, id=f"{envelope.id}-again"), at)


def inquiry(
    at: h.When = "10:00",
    *houses: str,
    channel: Channel = BY_REGISTER,
    **stamp: Any,  # noqa: ANN401
) -> Envelope:
    """MONITOR: OM asks whether these houses know the person; none: the house of residence."""
    return h.fact(
        ev.InquiryRequested(channel=channel, houses=houses, requested_at=h.at_time(at)), at, **stamp
    )


def signal(
    at: h.When = "11:30",
    sender: str = "3RO",
    key: str = "s1",
    house: str | None = None,
    **stamp: Any,  # noqa: ANN401
) -> Envelope:
    """A partner signals the person to a house."""
    data = ev.SignalRaised(
        signal=key,
        sender=sender,
        wants=SignalKind.SIGNAAL,
        house=house,
        text="zorg om het gezin",
        raised_at=h.at_time(at),
    )
    return h.fact(data, at, **{"record": f"signal/{sender}/{key}"} | stamp)


def question(
    at: h.When = "12:00",
    to: str = "VH22",
    sender: str = "OM",
    key: str = "q1",
    **stamp: Any,  # noqa: ANN401
) -> Envelope:
    """Somebody asks somebody else something about the case."""
    data = ev.QuestionAsked(question=key, sender=sender, to=to, text="wie is thuis?", asked_at=h.at_time(at))
    return h.fact(data, at, **{"record": f"question/{sender}/{to}/{key}"} | stamp)


def reply(
    at: h.When = "12:30",
    organisation: str = "VH22",
    key: str = "q1",
    text: str = "niemand",
    **stamp: Any,  # noqa: ANN401
) -> Envelope:
    """The answer to a question."""
    data = ev.QuestionAnswered(question=key, organisation=organisation, text=text, answered_at=h.at_time(at))
    return h.fact(data, at, **{"record": f"reply/{organisation}/{key}/{at}"} | stamp)


def advice(at: h.When = "12:30", organisation: str = "3RO", number: int = 1, **stamp: Any) -> Envelope:  # noqa: ANN401
    """IRIS or KBPS: a version of a partner's advice. ``number`` is the advice's own."""
    data = ev.AdviceGiven(
        organisation=organisation,
        version=number,
        further_research=False,
        explanation="toezicht loopt",
        advised_at=h.at_time(at),
    )
    return h.fact(data, at, **{"record": f"partner-advice/{organisation}/{number}"} | stamp)


def objection(at: h.When, organisation: str = "3RO", reason: str = "te licht", **stamp: Any) -> Envelope:  # noqa: ANN401
    """IRIS or KBPS: the partner does not agree."""
    data = ev.AdviceObjected(
        organisation=organisation, role=Role.RECLASSERINGSWERKER, reason=reason, objected_at=h.at_time(at)
    )
    return h.fact(data, at, **stamp)


def preselect(score: PreselectScore, at: h.When = "10:00", made_at: h.When | None = None) -> Envelope:
    """BVH: the Preselect Recidive."""
    return h.fact(ev.PreselectReported(score=score, made_at=h.at_time(made_at or at)), at)


def context(
    organisation: str,
    kind: ContextKind = CARE,
    at: h.When = "10:30",
    about: ContextAbout = ContextAbout.VERDACHTE,
) -> Envelope:
    """Somebody reports that there is something."""
    data = ev.ContextFactReported(
        organisation=organisation, about=about, context=kind, reported_at=h.at_time(at)
    )
    return h.fact(data, at)


def grouped(group: TargetGroup = REPEATER, at: h.When = "10:30") -> Envelope:
    """AMAZONE: the person is in a target group; no case is named."""
    return h.fact(ev.TargetGroupLinked(group=group, linked_at=h.at_time(at)), at, case=None)


def client(at: h.When, handler: str = "J. de Boer", status: ClientStatus = ClientStatus.BEKEND) -> Envelope:
    """IRIS: whether 3RO knows the person, and who handles the file."""
    data = ev.ClientStatusReported(
        organisation="3RO", status=status, handler=handler, reported_at=h.at_time(at)
    )
    return h.fact(data, at)


def contact(at: h.When = "12:00", by: str = "VH22") -> Envelope:
    """GCOS: a house wants to speak with the OvJ."""
    return h.fact(ev.ContactAsked(by=by, form=ContactForm.TELEFOON, asked_at=h.at_time(at)), at)


def moment(planned_for: h.When, at: h.When = "10:30") -> Envelope:
    """MONITOR: the OvJ means to decide then."""
    data = ev.DecisionMomentPlanned(moment=h.at_time(planned_for), planned_at=h.at_time(at))
    return h.fact(data, at)
