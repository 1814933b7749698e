"""The processors, as data: what each reads and writes. Workers, pictures and tests come from this list."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.schemas import events as ev
from hub.streams.age_alarm import alarm
from hub.streams.casus import pass_answer_on, pass_plan_on
from hub.streams.clocks import watch_terms
from hub.streams.decision import communicate
from hub.streams.delivered import note_delivery
from hub.streams.dossier import Dossier
from hub.streams.early_help import notify
from hub.streams.effects import Awaited, CancelTimer, Forward, Ledger, SetTimer
from hub.streams.kib import inform
from hub.streams.leaving import leave
from hub.streams.marking_timers import set_marking_timers
from hub.streams.matching import match
from hub.streams.offering import offer
from hub.streams.regrouping import REGROUPINGS, regroup
from hub.streams.terugkoppeling import feed_back
from hub.streams.transfer import transfer
from hub.streams.turn import Told, Turn

Written = (
    type[ev.Outbound] | type[SetTimer] | type[CancelTimer] | type[Ledger] | type[Awaited] | type[Forward]
)


@dataclass(frozen=True, slots=True)
class Processor:
    """One named step. ``name`` is part of the ids of what it sends: renaming one renames those.

    ``rows``: of routing table A; none for what tells nobody anything. One that regroups comes first, and is
    given the dossier as it is stored; all others are given the person as a whole.
    """

    name: str
    rows: str
    reads: tuple[type[ev.Event], ...]
    writes: tuple[Written, ...]
    run: Callable[[Turn, Dossier], Told]


ARREST = (ev.SuspectArrested, ev.SuspectSummoned)
MARKING = (ev.PersonMarked, ev.MarkingEnded, ev.CasusReleased)
HOUSE_ADVICE = (ev.HouseAdvicePrepared, ev.AdviceConfirmed)
MOVED = (ev.PersonsSplit, ev.CasesJoined, ev.DossierMoved)
"""After these a person has other markings or cases than before."""

SELECTING = (
    *ARREST,
    ev.CaseOnMonitor,
    ev.RegionChanged,
    ev.SelectionDecided,
    ev.DecisionTaken,
    *MOVED,
)
"""What says where an open case goes. A decision can open one again, where a correction makes it provisional."""

PROCESSORS: tuple[Processor, ...] = (
    Processor("regrouping", "", tuple(REGROUPINGS), (Forward, CancelTimer, Ledger), regroup),
    Processor("marking-timers", "4", (*MARKING, *MOVED), (SetTimer, CancelTimer), set_marking_timers),
    Processor(
        "matching",
        "2-5, 7",
        (ev.CaseOnMonitor, *MARKING, *HOUSE_ADVICE, ev.TimerDue, *MOVED),
        (ev.HouseHit, ev.AdviceConfirmationRequested, ev.CorrectionForwarded, Ledger),
        match,
    ),
    Processor("early-help", "14", (*ARREST, ev.CustodyChanged, *MOVED), (ev.EarlyHelpNotified,), notify),
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
    ),
    Processor(
        "offering",
        "15, 16, 20",
        (*SELECTING, ev.InstrumentApplied),
        (ev.CaseOffered, ev.AdviceRequested, ev.InstrumentMissing),
        offer,
    ),
    Processor(
        "leaving",
        "17, 18",
        (*SELECTING, *MARKING, ev.TimerDue),
        (ev.CaseDirected, ev.CaseLeftZsm),
        leave,
    ),
    Processor(
        "transfer",
        "11",
        (ev.SelectionDecided, ev.CasusTransferred),
        (ev.CaseReferred, ev.NoHouse),
        transfer,
    ),
    Processor("casus-answer", "12", (ev.CasusTriaged,), (ev.CasusAnswered,), pass_answer_on),
    Processor("plan", "12", (ev.PlanMade,), (ev.PlanShared,), pass_plan_on),
    Processor(
        "decision",
        "9, 10",
        (*SELECTING, *MARKING, ev.InstrumentApplied, ev.AdviceGiven, ev.TimerDue),
        (ev.DecisionCommunicated,),
        communicate,
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
    ),
)
"""In this order they run: offers hold the hits that matching told, decisions go to whom offering reached."""
