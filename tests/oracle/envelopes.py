"""From the oracle's plain facts to the hub's envelopes."""

from functools import cache
from uuid import NAMESPACE_OID, uuid5

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import Channel, Role
from tests.oracle.facts import Fact, moment

SUBJECT = "persoon-1"
SOURCE = "urn:nld:oin:00000099000000000000:systeem:toets"
TIMES = frozenset(
    {
        "accepted_at", "acknowledged_at", "advised_at", "answered_at", "applied_at", "arrested_at",
        "brought_in_at", "changed_at", "confirmed_at", "consulted_at", "decided_at", "ended_at",
        "interrogation_at", "linked_at", "made_at", "objected_at", "on_monitor_at", "raised_at",
        "registered_at", "reported_at", "requested_at", "since", "transferred_at", "triaged_at",
        "valid_from", "valid_to", "weighed_at",
    }
)  # fmt: skip

CLASSES: dict[str, type[ev.Event]] = {
    "arrested": ev.SuspectArrested,
    "summoned": ev.SuspectSummoned,
    "on_monitor": ev.CaseOnMonitor,
    "custody": ev.CustodyChanged,
    "selection": ev.SelectionDecided,
    "marked": ev.PersonMarked,
    "ended": ev.MarkingEnded,
    "advice": ev.HouseAdvicePrepared,
    "confirmed": ev.AdviceConfirmed,
    "answered": ev.HouseAnswered,
    "transferred": ev.CasusTransferred,
    "triaged": ev.CasusTriaged,
    "plan": ev.PlanMade,
    "requested": ev.FeedbackRequested,
    "acknowledged": ev.FeedbackAcknowledged,
    "delivered": ev.DeliveryConfirmed,
    "partner_advice": ev.AdviceGiven,
    "consulted": ev.AdviceConsulted,
    "weighed": ev.AdviceWeighed,
    "decision": ev.DecisionTaken,
    "inquiry": ev.InquiryRequested,
    "signal": ev.SignalRaised,
    "region": ev.RegionChanged,
    "instrument": ev.InstrumentApplied,
    "target_group": ev.TargetGroupLinked,
    "context": ev.ContextFactReported,
    "preselect": ev.PreselectReported,
    "objection": ev.AdviceObjected,
    "halt_ended": ev.HaltEnded,
}


@cache
def event_id(record: str, version: int) -> str:
    """The same version of a record always has the same id."""
    return str(uuid5(NAMESPACE_OID, f"{record}/{version}"))


def envelope_of(fact: Fact) -> Envelope:
    """The envelope as ingest would have made it."""
    return Envelope(
        id=event_id(fact.record, fact.version),
        source=SOURCE,
        subject=SUBJECT,
        case=fact.case,
        occurred_at=moment(fact.at),
        recorded_at=moment(fact.at),
        actor=Role.SYSTEEM,
        record=fact.record,
        version=fact.version,
        caused_by=None,
        synthetic=True,
        data=event_of(fact),
    )


def event_of(fact: Fact) -> ev.Event:
    """The canonical event of a fact."""
    say = dict(fact.say)
    if fact.what in {"arrested", "summoned"}:
        say["arrested_at" if fact.what == "arrested" else "interrogation_at"] = say.pop("moment")
        committed = zip(say.pop("articles"), say.pop("committed_on"), strict=True)
        say["offences"] = tuple(ev.Offence(article=article, committed_on=day) for article, day in committed)
        say["pretrial_detention_allowed"] = say.pop("pretrial")
        if fact.what == "summoned":
            say.pop("brought_in_at")
    if fact.what == "answered":
        say["channel"] = Channel.REGISTER
    if fact.what == "partner_advice":
        say["further_research"] = False
    timed = {
        name: moment(value) if name in TIMES and value is not None else value for name, value in say.items()
    }
    return CLASSES[fact.what](**timed)
