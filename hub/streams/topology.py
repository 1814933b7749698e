"""The processors, as data: what each reads and writes. Workers, pictures and tests come from this list."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.schemas import events as ev
from hub.streams.casus import pass_answer_on, pass_plan_on
from hub.streams.decision import communicate
from hub.streams.delivered import note_delivery
from hub.streams.dossier import Dossier
from hub.streams.effects import Awaited, CancelTimer, Forward, Ledger, SetTimer
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
MARKING = (ev.PersonMarked, ev.MarkingEnded)
HOUSE_ADVICE = (ev.HouseAdvicePrepared, ev.AdviceConfirmed)
MOVED = (ev.PersonsSplit, ev.CasesJoined, ev.DossierMoved)
"""After these a person has other markings or cases than before."""

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
    Processor(
        "offering",
        "15",
        (*ARREST, ev.SelectionDecided, *MOVED),
        (ev.CaseOffered, ev.AdviceRequested, ev.AgeUnknown),
        offer,
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
        (*ARREST, ev.SelectionDecided, ev.AdviceGiven, ev.DecisionTaken, *MOVED),
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
)
"""In this order they run: offers hold the hits that matching told, decisions go to whom offering reached."""
