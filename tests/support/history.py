"""Facts as envelopes, in one line each: ``arrested(at="09:00")``, ``marked("VH22", at="10:30")``.

A time is a clock time of the test day (17 October 2016, Europe/Amsterdam is UTC+2), ``"-2 09:00"`` two days
before it, or an aware datetime. ``at`` is when the fact reached the hub, and unless told otherwise also when
it happened. Every fact has a record of its own unless ``record`` says otherwise; further keywords are fields
of the event.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.observation import event_id
from hub.schemas.vocabulary import (
    Channel,
    CorrectedFact,
    CustodyKind,
    DecisionKind,
    DecisionStatus,
    FeedbackReceipt,
    HouseAnswer,
    MarkingEndReason,
    MarkingOrigin,
    Role,
    SelectionOutcome,
    TriageOutcome,
    Weighing,
)

SOURCE = "urn:nld:oin:00000099000000000000:systeem:toets"
SUBJECT = "s-remco"
CASE = "z-1"
REGION = "ZEELAND-WEST-BRABANT"
MIDNIGHT = datetime(2016, 10, 16, 22, tzinfo=UTC)
"""The test day begins, in Amsterdam."""

When = str | datetime


def at_time(when: When) -> datetime:
    """A moment: ``"10:30"``, ``"+1 10:30"`` or ``"-2 10:30"`` (days), or a datetime as it is."""
    if isinstance(when, datetime):
        return when
    days, _, clock = when.rpartition(" ")
    hours, minutes = clock.split(":")
    return MIDNIGHT + timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes))


def fact(
    data: ev.Event,
    at: When,
    *,
    case: str | None = CASE,
    subject: str = SUBJECT,
    record: str | None = None,
    version: int = 1,
) -> Envelope:
    """Any event as ingest would have stamped it; its id follows from record and version, as ingest's does."""
    moment = at_time(at)
    record = record or f"{data.kind}/{case}/{moment.isoformat()}/{getattr(data, 'house', '')}"
    return Envelope(
        id=str(event_id(SOURCE, record, version)),
        source=SOURCE,
        subject=subject,
        case=case,
        occurred_at=moment,
        recorded_at=moment,
        actor=Role.SYSTEEM,
        record=record,
        version=version,
        caused_by=None,
        synthetic=True,
        data=data,
    )


_ENVELOPE = ("case", "subject", "record", "version")


def _fact(event: type[ev.Event], at: When, given: dict[str, Any], **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """Defaults, overruled by what the test gives; times in words become moments."""
    stamp = {name: given.pop(name) for name in _ENVELOPE if name in given}
    fields |= given
    for name in fields.keys() & TIMES:
        fields[name] = at_time(fields[name]) if fields[name] is not None else None
    return fact(event(**fields), at, **stamp)


TIMES = frozenset(
    {
        "accepted_at",
        "acknowledged_at", "advised_at", "answered_at", "arrested_at", "brought_in_at", "confirmed_at",
        "consulted_at", "decided_at", "ended_at", "interrogation_at", "made_at", "on_monitor_at",
        "registered_at", "requested_at", "since", "transferred_at", "triaged_at", "valid_from", "valid_to",
        "weighed_at", "due_at", "released_at", "corrected_at",
    }
)  # fmt: skip
"""Fields that hold a moment."""

ADULT = date(1990, 5, 1)
THEFT = (ev.Offence(article="Sr 310", committed_on=date(2016, 10, 17)),)


def arrested(at: When = "09:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """BVH: an adult of Tholen (VH22), arrested for theft."""
    return _fact(
        ev.SuspectArrested, at, fields,
        region=REGION, birth_date=ADULT, residence="GM0716", offences=THEFT, arrested_at=at,
    )  # fmt: skip


def summoned(at: When = "09:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """BVH: the same person, summoned."""
    return _fact(
        ev.SuspectSummoned, at, fields,
        region=REGION, birth_date=ADULT, residence="GM0716", offences=THEFT, interrogation_at=at,
    )  # fmt: skip


def on_monitor(at: When = "10:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """BOSZ: the case came on the monitor."""
    return _fact(ev.CaseOnMonitor, at, fields, on_monitor_at=at, region=REGION)


def custody(kind: CustodyKind, at: When, **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """BVH: held, inverzekeringstelling or sent home."""
    return _fact(ev.CustodyChanged, at, fields, custody=kind, since=at)


BOTH = (Role.OVJ, Role.POLITIECOORDINATOR)


def selected(
    outcome: SelectionOutcome = SelectionOutcome.ZSM,
    at: When = "11:00",
    **fields: Any,  # noqa: ANN401 - fields of the event
) -> Envelope:
    """MONITOR: OvJ and politiecoördinator selected."""
    return _fact(ev.SelectionDecided, at, fields, outcome=outcome, deciders=BOTH, decided_at=at)


def marked(house: str = "VH22", at: When = "-9 09:00", *, marking: str = "m1", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """GCOS: a house marked the person, registered and valid from ``at``."""
    fields = {"case": None, "record": f"marking/{house}/{marking}"} | fields
    return _fact(
        ev.PersonMarked, at, fields,
        house=house, marking=marking, casus=f"casus-{house}", origin=MarkingOrigin.CASUS_OP_MAAT,
        valid_from=at, registered_at=at,
    )  # fmt: skip


def unmarked(
    house: str = "VH22",
    at: When = "12:00",
    reason: MarkingEndReason = MarkingEndReason.LOSGELATEN,
    *,
    marking: str = "m1",
    **fields: Any,  # noqa: ANN401 - fields of the event
) -> Envelope:
    """GCOS: a house ended a marking."""
    fields = {"case": None} | fields
    return _fact(ev.MarkingEnded, at, fields, house=house, marking=marking, reason=reason, ended_at=at)


def advised(house: str = "VH22", at: When = "-8 09:00", *, version: int = 1, **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """GCOS: a version of a house's advice. ``version`` is the advice's own."""
    record = f"advice/{house}/{version}"
    data = ev.HouseAdvicePrepared(
        house=house,
        version=version,
        advised_at=at_time(fields.pop("advised_at", at)),
        **{"indicated": f"advies {version} van {house}"} | fields,
    )
    return fact(data, at, case=None, record=record)


def confirmed(house: str = "VH22", at: When = "10:30", *, version: int = 1) -> Envelope:
    """GCOS: the house confirmed a version of its advice. ``version`` is the advice's own."""
    data = ev.AdviceConfirmed(house=house, version=version, confirmed_at=at_time(at))
    return fact(data, at, case=None)


def answered(
    house: str = "VH22",
    answer: HouseAnswer = HouseAnswer.BEKEND,
    at: When = "10:30",
    **fields: Any,  # noqa: ANN401 - fields of the event
) -> Envelope:
    """MONITOR: a house answered a bevraging."""
    return _fact(
        ev.HouseAnswered, at, fields, house=house, channel=Channel.TELEFOON, answer=answer, answered_at=at
    )


def transferred(at: When = "13:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """MONITOR: the casus goes to a house; ``house`` is the OvJ's pick."""
    return _fact(ev.CasusTransferred, at, fields, transferred_at=at)


def triaged(
    house: str = "VH22",
    outcome: TriageOutcome = TriageOutcome.AANGENOMEN,
    at: When = "14:00",
    **fields: Any,  # noqa: ANN401 - fields of the event
) -> Envelope:
    """GCOS: the house took or refused the casus."""
    return _fact(ev.CasusTriaged, at, fields, house=house, outcome=outcome, triaged_at=at)


def planned(house: str = "VH22", at: When = "15:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """GCOS: the house made a plan, led by 3RO."""
    return _fact(
        ev.PlanMade, at, fields,
        house=house, casus=f"casus-{house}", plan_reference="plan-1", casusregie="3RO", made_at=at,
    )  # fmt: skip


def requested(house: str = "VH22", at: When = "17:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """GCOS: the house asks for the feedback."""
    return _fact(ev.FeedbackRequested, at, fields, house=house, requested_at=at)


def acknowledged(
    house: str = "VH22",
    receipt: FeedbackReceipt = FeedbackReceipt.GEAGENDEERD,
    at: When = "18:00",
    **fields: Any,  # noqa: ANN401 - fields of the event
) -> Envelope:
    """GCOS: the house's receipt."""
    return _fact(ev.FeedbackAcknowledged, at, fields, house=house, receipt=receipt, acknowledged_at=at)


def delivered(
    recipient: str = "VH22",
    at: When = "16:05",
    event: type[ev.Event] = ev.Terugkoppeling,
    **fields: Any,  # noqa: ANN401 - fields of the event
) -> Envelope:
    """The hub: the recipient's endpoint took an event of this kind."""
    return _fact(
        ev.DeliveryConfirmed, at, {"record": f"delivered/{recipient}/{event.kind}/{at}"} | fields,
        recipient=recipient, delivered=f"{event.kind}-1", delivered_type=event.wire_type(), accepted_at=at,
    )  # fmt: skip


def partner_advised(organisation: str = "3RO", at: When = "12:30", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """IRIS or KBPS: a partner advised in the case."""
    return _fact(
        ev.AdviceGiven, at, {"record": f"partner-advice/{organisation}/{at}"} | fields,
        organisation=organisation, version=1, further_research=False, advised_at=at,
    )  # fmt: skip


def consulted(giver: str = "VH22", at: When = "12:00", *, version: int = 1, **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """MONITOR: the OvJ read a version of an advice. ``version`` is the advice's own."""
    role = fields.pop("role", Role.OVJ)
    data = ev.AdviceConsulted(
        giver=giver, version=version, role=role, consulted_at=at_time(fields.pop("consulted_at", at))
    )
    return fact(data, at, **{"record": f"consulted/{giver}/{role}/{at}"} | fields)


def weighed(
    giver: str = "VH22",
    weighing: Weighing = Weighing.OVERGENOMEN,
    at: When = "15:30",
    reason: str = "",
    **fields: Any,  # noqa: ANN401 - fields of the event
) -> Envelope:
    """MONITOR: what the OvJ did with the advice."""
    data = ev.AdviceWeighed(
        giver=giver,
        version=1,
        weighing=weighing,
        reason=reason,
        weighed_at=at_time(fields.pop("weighed_at", at)),
    )
    return fact(data, at, **{"record": f"weighed/{giver}/{at}"} | fields)


def decided(
    status: DecisionStatus = DecisionStatus.DEFINITIEF,
    at: When = "16:00",
    decision: DecisionKind = DecisionKind.DAGVAARDING,
    **fields: Any,  # noqa: ANN401 - fields of the event
) -> Envelope:
    """GPS: the OvJ decided."""
    return _fact(ev.DecisionTaken, at, fields, decision=decision, status=status, decided_at=at)


def released(house: str = "VH22", at: When = "12:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """GCOS: the house let its casus go."""
    fields = {"case": None} | fields
    return _fact(ev.CasusReleased, at, fields, house=house, casus=f"casus-{house}", released_at=at)


def recorded(organisation: str = "3RO", at: When = "17:30", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """IRIS or KBPS: the decision stands in the partner's own registry."""
    stamp = {"record": f"recorded/{organisation}/{at}"} | fields
    when = at_time(stamp.pop("recorded_at", at))
    return fact(ev.DecisionRecorded(organisation=organisation, recorded_at=when), at, **stamp)


def erratum(what: CorrectedFact, at: When = "17:00", **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """A registry: something proved wrong."""
    return _fact(ev.PersonDataCorrected, at, fields, what=what, corrected_at=at)
