"""The processors, as data: what each reads and writes. Workers, pictures and tests come from this list."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.schemas import events as ev
from hub.schemas.vocabulary import TimerKind
from hub.streams.age_alarm import alarm
from hub.streams.answer_hits import hit_by_answer
from hub.streams.awaiting import end_with_the_case
from hub.streams.casus import pass_answer_on, pass_plan_on
from hub.streams.clocks import watch_terms
from hub.streams.contact import bring_together
from hub.streams.correcting import correct
from hub.streams.crossing import warn_of_plans
from hub.streams.decision import communicate
from hub.streams.delivered import note_delivery
from hub.streams.dossier import Dossier
from hub.streams.early_help import notify
from hub.streams.effects import Awaited, CancelTimer, Erase, Forward, Ledger, SetTimer
from hub.streams.erasing import erase
from hub.streams.groups import show_groups
from hub.streams.inquiry import inquire
from hub.streams.kib import inform
from hub.streams.leaving import leave
from hub.streams.marking_timers import set_marking_timers
from hub.streams.matching import match
from hub.streams.moments import announce
from hub.streams.offering import offer
from hub.streams.overview import list_detainees
from hub.streams.police import ask_to_serve, pass_actions_on
from hub.streams.presence import watch_presence
from hub.streams.questions import pass_questions_on
from hub.streams.reconfirming import reconfirm
from hub.streams.recording import chase
from hub.streams.regrouping import REGROUPINGS, regroup
from hub.streams.sharing import share
from hub.streams.signals import signal
from hub.streams.terugkoppeling import feed_back
from hub.streams.transfer import transfer
from hub.streams.turn import Told, Turn

Written = (
    type[ev.Outbound]
    | type[SetTimer]
    | type[CancelTimer]
    | type[Ledger]
    | type[Awaited]
    | type[Erase]
    | type[Forward]
)


@dataclass(frozen=True, slots=True)
class Processor:
    """One named step. ``name`` is part of the ids of what it sends: renaming one renames those.

    ``rows``: of routing table A; none for what tells nobody anything. One that regroups or erases comes
    first, and is given the dossier as it is stored; all others are given the person as a whole.
    ``timers``: the kinds that wake one that reads `TimerDue`. To wake it by all of them is the tempting
    alternative, and the dearest: the mornings of cases that nobody decides are a fifth of all events.
    """

    name: str
    rows: str
    reads: tuple[type[ev.Event], ...]
    writes: tuple[Written, ...]
    run: Callable[[Turn, Dossier], Told]
    timers: tuple[TimerKind, ...] = ()


ARREST = (ev.SuspectArrested, ev.SuspectSummoned)
MARKING = (ev.PersonMarked, ev.MarkingEnded, ev.CasusReleased)
HOUSE_ADVICE = (ev.HouseAdvicePrepared, ev.AdviceConfirmed)
MOVED = (ev.PersonsSplit, ev.CasesJoined, ev.DossierMoved)
"""After these a person has other markings or cases than before."""

OF_A_MARKING = (TimerKind.MARKING_STARTS, TimerKind.MARKING_EXPIRES)
OFFERED_LATER = (TimerKind.KIB_ENDS,)
"""Then row 15 can add a partner, who is told what the others were told before."""

SELECTING = (
    *ARREST,
    ev.CaseOnMonitor,
    ev.RegionChanged,
    ev.SelectionDecided,
    ev.DecisionTaken,
    *MOVED,
)
"""What says where an open case goes. A correction of a decision can open one again."""

PROCESSORS: tuple[Processor, ...] = (
    Processor("regrouping", "", tuple(REGROUPINGS), (Forward, CancelTimer, Ledger), regroup),
    Processor("erasing", "W28", (ev.PersonDataErased,), (ev.ErasureForwarded, Ledger, Erase), erase),
    Processor("marking-timers", "4", (*MARKING, *MOVED), (SetTimer, CancelTimer), set_marking_timers),
    Processor(
        "matching",
        "2-5, 7",
        (ev.CaseOnMonitor, *MARKING, *HOUSE_ADVICE, ev.DecisionTaken, ev.TimerDue, *MOVED),
        (ev.HouseHit, ev.AdviceConfirmationRequested, ev.CorrectionForwarded, Ledger),
        match,
        timers=OF_A_MARKING,
    ),
    Processor(
        "inquiry",
        "8",
        (ev.InquiryRequested, ev.HouseAnswered),
        (ev.InquiryForwarded, ev.InquiryAnswered, ev.NoHouse, Awaited),
        inquire,
    ),
    Processor(
        "answer-hits",
        "8",
        (ev.HouseAnswered, ev.CaseOnMonitor, ev.DecisionTaken, *HOUSE_ADVICE, *MARKING, ev.TimerDue, *MOVED),
        (ev.HouseHit,),
        hit_by_answer,
        timers=OF_A_MARKING,
    ),
    Processor("age-alarm", "14-17", (*SELECTING, ev.CustodyChanged), (ev.AgeUnknown,), alarm),
    Processor(
        "kib",
        "16",
        (
            *SELECTING,
            *MARKING,
            ev.HouseAnswered,
            ev.CasusTriaged,
            ev.TargetGroupLinked,
            ev.ContextFactReported,
            ev.InstrumentApplied,
            ev.TimerDue,
        ),
        (ev.KibInformation, ev.InstrumentShown),
        inform,
        # By the morning too: the day on which KIB begins sets no timer.
        timers=(*OF_A_MARKING, TimerKind.OVERVIEW),
    ),
    Processor(
        "offering",
        "15, 16, 20",
        (*SELECTING, ev.InstrumentApplied, ev.TimerDue),
        (ev.CaseOffered, ev.AdviceRequested, ev.InstrumentMissing, SetTimer),
        offer,
        # By the morning too, for the same reason.
        timers=(*OFFERED_LATER, TimerKind.OVERVIEW),
    ),
    Processor(
        "leaving",
        "17, 18",
        (*SELECTING, *MARKING, ev.TimerDue),
        (ev.CaseDirected, ev.CaseLeftZsm),
        leave,
        timers=OF_A_MARKING,
    ),
    Processor("early-help", "14", (*ARREST, ev.CustodyChanged, *MOVED), (ev.EarlyHelpNotified,), notify),
    Processor(
        "transfer",
        "11",
        (ev.SelectionDecided, ev.CasusTransferred),
        (ev.CaseReferred, ev.NoHouse),
        transfer,
    ),
    Processor(
        "signals",
        "13",
        (ev.SignalRaised, ev.SelectionDecided, ev.CaseOnMonitor, ev.DecisionTaken, *MOVED),
        (ev.SignalForwarded, ev.SignalStatus, Awaited),
        signal,
    ),
    Processor("casus-answer", "12, 13", (ev.CasusTriaged,), (ev.CasusAnswered, Awaited), pass_answer_on),
    Processor("plan", "12", (ev.PlanMade,), (ev.PlanShared,), pass_plan_on),
    Processor(
        "decision",
        "9, 10",
        (*SELECTING, ev.InstrumentApplied, ev.AdviceGiven, ev.TimerDue),
        (ev.DecisionCommunicated,),
        communicate,
        timers=OFFERED_LATER,
    ),
    Processor(
        "terugkoppeling",
        "6, 9",
        (
            ev.DecisionTaken,
            ev.CaseOnMonitor,
            *MARKING,
            ev.HouseAnswered,
            ev.CasusTriaged,
            ev.FeedbackRequested,
            ev.FeedbackAcknowledged,
            *MOVED,
        ),
        (ev.Terugkoppeling, Ledger),
        feed_back,
    ),
    Processor("delivered", "9", (ev.DeliveryConfirmed,), (Ledger,), note_delivery),
    Processor(
        "terms",
        "",
        (
            *ARREST,
            ev.CustodyChanged,
            *MARKING,
            ev.HouseAnswered,
            ev.CasusTransferred,
            ev.CasusTriaged,
            ev.SelectionDecided,
            ev.DecisionHeld,
            ev.DecisionTaken,
            ev.TimerDue,
            *MOVED,
        ),
        (ev.TermNears, ev.TermPassed, SetTimer, CancelTimer, Awaited),
        watch_terms,
        timers=(TimerKind.TERM_NEARS, TimerKind.TERM_ENDS),
    ),
    Processor(
        "overview",
        "19",
        (*ARREST, ev.CaseOnMonitor, ev.DecisionTaken, ev.TimerDue, *MOVED),
        (ev.DetaineeListed, SetTimer, CancelTimer),
        list_detainees,
        timers=(TimerKind.OVERVIEW,),
    ),
    Processor(
        "moment",
        "",
        (*SELECTING, ev.InstrumentApplied, ev.DecisionMomentPlanned, ev.TimerDue),
        (ev.DecisionMomentAnnounced,),
        announce,
        timers=OFFERED_LATER,
    ),
    Processor(
        "presence",
        "",
        (*ARREST, ev.DecisionMomentPlanned, ev.DecisionTaken, *MOVED),
        (ev.PresenceMissing,),
        watch_presence,
    ),
    Processor(
        "plan-crossed",
        "",
        (ev.SelectionDecided, ev.DecisionMomentPlanned, ev.DecisionTaken, ev.PlanMade, *MOVED),
        (ev.PlanCrossed,),
        warn_of_plans,
    ),
    Processor(
        "police-action",
        "",
        (ev.PoliceActionAsked, ev.PoliceActionDone),
        (ev.PoliceActionRequested, ev.PoliceActionReported, Awaited),
        pass_actions_on,
    ),
    Processor(
        "service",
        "",
        (*ARREST, ev.CustodyChanged, ev.DecisionTaken, ev.ServiceReported, *MOVED),
        (ev.ServiceRequested, ev.ServiceShared, Awaited),
        ask_to_serve,
    ),
    Processor(
        "sharing",
        "",
        (
            *SELECTING,
            ev.InstrumentApplied,
            ev.TimerDue,
            ev.AdviceGiven,
            ev.AdviceObjected,
            ev.PreselectReported,
            ev.ContextFactReported,
        ),
        (
            ev.PartnerAdviceShared,
            ev.AdviceObjectionShared,
            ev.PreselectShared,
            ev.ContextFactShared,
            ev.OtherPersonShared,
        ),
        share,
        timers=OFFERED_LATER,
    ),
    Processor(
        "target-groups",
        "",
        (
            *SELECTING,
            *MARKING,
            ev.InstrumentApplied,
            ev.TimerDue,
            ev.CasusTriaged,
            ev.TargetGroupLinked,
        ),
        (ev.TargetGroupShown,),
        show_groups,
        timers=(*OFFERED_LATER, *OF_A_MARKING),
    ),
    Processor(
        "questions",
        "",
        (ev.QuestionAsked, ev.QuestionAnswered),
        (ev.QuestionForwarded, ev.AnswerForwarded, Awaited),
        pass_questions_on,
    ),
    Processor(
        "contact",
        "",
        (
            *SELECTING,
            *MARKING,
            ev.InstrumentApplied,
            ev.TimerDue,
            ev.HouseAnswered,
            ev.ClientStatusReported,
            ev.ContactAsked,
            ev.DecisionMomentPlanned,
        ),
        (ev.ContactRequested, Awaited),
        bring_together,
        timers=(*OFFERED_LATER, *OF_A_MARKING),
    ),
    Processor(
        "recording",
        "",
        (*SELECTING, ev.InstrumentApplied, ev.AdviceGiven, ev.DecisionRecorded, ev.TimerDue),
        (ev.RecordingReminded, SetTimer, CancelTimer, Awaited),
        chase,
        timers=(TimerKind.RECORDING_DUE,),
    ),
    Processor(
        "reconfirming",
        "",
        (*MARKING, ev.TimerDue, *MOVED),
        (ev.MarkingEndsSoon, SetTimer, CancelTimer),
        reconfirm,
        timers=(TimerKind.RECONFIRM_MARKING,),
    ),
    Processor(
        "correcting",
        "",
        (
            *ARREST,
            ev.PersonDataCorrected,
            ev.DecisionTaken,
            ev.CaseOnMonitor,
            *MARKING,
            ev.HouseAnswered,
            ev.CasusTriaged,
            *MOVED,
        ),
        (ev.DataCorrected,),
        correct,
    ),
    Processor("lookup", "", (ev.DecisionTaken, *MOVED), (Awaited,), end_with_the_case),
)
"""In this order they run: offers hold the hits that matching told, decisions go to whom offering reached, and
who is offered a case at the moment of an inverzekeringstelling sees until when it lasts."""
