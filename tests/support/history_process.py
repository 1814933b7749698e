"""Facts around a decision, as envelopes; beside `tests.support.history`, whose words of time it shares."""

from typing import Any

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import HeldFor, ServiceOutcome
from tests.support import history as h


def moment(at: h.When, of: h.When, planned: h.When | None = None, **stamp: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """MONITOR: at ``at`` the hub hears that the OvJ means to decide ``of``."""
    data = ev.DecisionMomentPlanned(moment=h.at_time(of), planned_at=h.at_time(planned or at))
    return h.fact(data, at, **stamp)


def aligned(at: h.When, *there: str, by_phone: tuple[str, ...] = (), **stamp: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """MONITOR: these partners met about the case, beside OM and police."""
    data = ev.AlignmentHeld(present=("OM", "POLITIE", *there), by_phone=by_phone, held_at=h.at_time(at))
    return h.fact(data, at, **stamp)


def held(held_for: HeldFor, at: h.When = "11:00", **stamp: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """MONITOR: the decision waits."""
    return h.fact(ev.DecisionHeld(held_for=held_for, held_at=h.at_time(at)), at, **stamp)


def asked(at: h.When, action: str = "a-1", **stamp: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """MONITOR: OM asks the police to hear a witness."""
    data = ev.PoliceActionAsked(action=action, task="getuige horen", asked_at=h.at_time(at))
    return h.fact(data, at, **{"record": f"asked/{action}"} | stamp)


def done(at: h.When, action: str = "a-1", *, succeeded: bool = True, **stamp: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """BVH: what came of it."""
    data = ev.PoliceActionDone(action=action, done=succeeded, remark="gehoord", done_at=h.at_time(at))
    return h.fact(data, at, **stamp)


def served(at: h.When, outcome: ServiceOutcome = ServiceOutcome.UITGEREIKT, **stamp: Any) -> Envelope:  # noqa: ANN401 - fields of the event
    """BVH: whether the dagvaarding was handed over."""
    return h.fact(ev.ServiceReported(outcome=outcome, reported_at=h.at_time(at)), at, **stamp)


def merged(retired: str, survivor: str, at: h.When) -> list[Envelope]:
    """The hub: two subjects are one person, told to both."""
    data = ev.PersonsMerged(retired=retired, survivor=survivor, members=(retired,), ground="BEWEZEN")
    return [
        h.fact(data, at, case=None, subject=one, record=f"merge/{retired}/{one}")
        for one in (survivor, retired)
    ]
