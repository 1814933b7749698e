"""What a house says and is told, once each: the contract that every register of houses is held to."""

from datetime import UTC, date, datetime

from hub.schemas.events import (
    AdviceConfirmationRequested,
    AdviceConfirmed,
    AdviceConsulted,
    AnswerForwarded,
    CaseLeftZsm,
    CaseReferred,
    CasusReleased,
    CasusTriaged,
    Consultation,
    ContactAsked,
    ContactRequested,
    ContextFactReported,
    CorrectionForwarded,
    DataCorrected,
    DetaineeListed,
    Event,
    FeedbackAcknowledged,
    FeedbackRequested,
    HouseAdvicePrepared,
    HouseAnswered,
    InquiryForwarded,
    MarkingEnded,
    MarkingEndsSoon,
    Offence,
    Outbound,
    PersonDataCorrected,
    PersonMarked,
    PlanMade,
    QuestionAnswered,
    QuestionAsked,
    QuestionForwarded,
    SignalForwarded,
    Terugkoppeling,
)
from hub.schemas.vocabulary import (
    Channel,
    Consulted,
    ContactForm,
    ContextAbout,
    ContextKind,
    CorrectedFact,
    DecisionKind,
    FeedbackReceipt,
    Followed,
    HouseAnswer,
    MarkingEndReason,
    MarkingOrigin,
    QuestionFor,
    Role,
    SelectionOutcome,
    SignalKind,
    TriageOutcome,
)

NOON = datetime(2016, 10, 30, 0, 30, tzinfo=UTC)
"""Half past two at night in Amsterdam, for the first of two times."""
LATER = datetime(2016, 10, 30, 1, 30, tzinfo=UTC)


def of_house(house: str) -> list[Event]:
    """Everything that a house's register says, once, with every field filled that all registers have."""
    return [
        PersonMarked(
            house=house,
            marking="M-1",
            casus="C-1",
            origin=MarkingOrigin.CASUS_OP_MAAT,
            valid_from=NOON,
            valid_to=LATER,
            registered_at=NOON,
        ),
        MarkingEnded(house=house, marking="M-1", reason=MarkingEndReason.FOUTIEF, ended_at=LATER),
        HouseAdvicePrepared(
            house=house,
            version=3,
            indicated="gezinscoach; <b>niet</b> alleen\r\nwonen",
            contra_indicated='=HYPERLINK("detentie")',
            scenario="'t Hof bellen",
            advised_at=NOON,
        ),
        AdviceConfirmed(house=house, version=3, confirmed_at=LATER),
        HouseAnswered(
            house=house, channel=Channel.TELEFOON, answer=HouseAnswer.ONBEREIKBAAR, answered_at=NOON
        ),
        AdviceConsulted(giver=house, version=3, role=Role.OVJ, consulted_at=LATER),
        CasusTriaged(
            house=house,
            outcome=TriageOutcome.AFGEWEZEN,
            casus="C-1",
            reason="één leefgebied",
            triaged_at=NOON,
        ),
        PlanMade(house=house, casus="C-1", plan_reference="P-1", casusregie="3RO", made_at=LATER),
        FeedbackRequested(house=house, requested_at=NOON),
        FeedbackAcknowledged(house=house, receipt=FeedbackReceipt.GEAGENDEERD, acknowledged_at=LATER),
        CasusReleased(house=house, casus="C-1", released_at=NOON),
        QuestionAsked(
            question="V-1", sender=house, to="OM", text="-meldplicht: tot wanneer?", asked_at=LATER
        ),
        QuestionAnswered(question="V-2", organisation=house, text="<nee>", answered_at=NOON),
        ContactAsked(by=house, form=ContactForm.VIDEO, asked_at=LATER),
        ContextFactReported(
            organisation=house,
            about=ContextAbout.ANDER,
            context=ContextKind.HUISELIJK_GEWELD,
            reported_at=NOON,
        ),
        PersonDataCorrected(what=CorrectedFact.MARKERING, corrected_at=LATER),
    ]


OFFENCES = (
    Offence(article="Sr 310", description="winkeldiefstal", committed_on=date(2016, 10, 29)),
    Offence(article="Sr 285"),
)
TO_A_HOUSE: list[Outbound] = [
    Terugkoppeling(
        casus="C-1",
        decision=DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
        decided_at=LATER,
        advice_version=3,
        consulted_version=2,
        consulted=Consulted.VOOR_BESLISSING,
        consultations=(
            Consultation(role=Role.OVJ, version=2, at=NOON),
            Consultation(role=Role.RECLASSERINGSWERKER, version=2, at=LATER),
        ),
        followed=Followed.AFGEWEKEN,
        deviation_reason="@meldplicht loopt al;\n zie elders",
        late=True,
        corrects=True,
    ),
    AdviceConfirmationRequested(casus="C-1", advice_version=3, answer_before=LATER),
    CaseReferred(
        house="VH22",
        offences=OFFENCES,
        birth_date=date(2000, 2, 29),
        residence="GM0716",
        reason="meer aan de hand",
        term_end=LATER,
    ),
    CorrectionForwarded(house="VH22", reason=MarkingEndReason.FOUTIEF),
    InquiryForwarded(channel=Channel.REGISTER, birth_date=date(2000, 2, 29), answer_before=LATER),
    SignalForwarded(
        signal="S-1",
        wants=SignalKind.ADVIESVERZOEK,
        offences=OFFENCES,
        birth_date=date(2000, 2, 29),
        residence="GM0716",
        text="derde keer; zie\neerder",
        term_end=LATER,
    ),
    CaseLeftZsm(destination=SelectionOutcome.BACKOFFICE, offences=OFFENCES, birth_date=date(2000, 2, 29)),
    DetaineeListed(
        day=date(2016, 10, 30),
        arrested_at=NOON,
        offences=OFFENCES,
        term_end=LATER,
        casus="C-1",
        advice_version=3,
        advised_at=NOON,
        unmarked=True,
    ),
    QuestionForwarded(
        question="V-2",
        asked_by="3RO",
        answered_by=QuestionFor.WIJKTEAM,
        text="=woont hij er nog?",
        answer_before=LATER,
    ),
    AnswerForwarded(question="V-1", organisation="OM", text="tot maart"),
    ContactRequested(by="OM", form=ContactForm.FYSIEK, casus="C-1", moment=LATER),
    MarkingEndsSoon(marking="M-1", casus="C-1", valid_to=LATER),
    DataCorrected(what=CorrectedFact.PERSOON),
]
"""Everything that the hub tells a house, with every field filled that table B may give to it."""
