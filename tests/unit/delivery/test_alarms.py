"""What people hear of delivery: figures and log lines, of partners and codes, never of persons."""

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from hub.delivery.metrics import DeliveryMetrics
from hub.delivery.policy import Reply, Trouble
from hub.engine.store import Store
from tests.support.engine import START
from tests.support.partners import Answer, Script, Week, arrival, endpoint, willing

HOUR = timedelta(hours=1)
PERSON = "s-kwetsbaar"


def answering_until(moment: timedelta, answer: Answer) -> Script:
    """A partner that answers this until so long after the start."""
    return lambda at, name: answer if at < START + moment else willing(at, name)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Reply(410), [("error", "partner-gone", {"remedy": "ketenhub partner resume OM"})]),
        (
            Trouble.TIMEOUT,
            [("error", "partner-down", {"problem": "timeout"}), ("warning", "partner-up", {})],
        ),
        (Reply(204), []),
    ],
    ids=str,
)
def test_an_endpoint_is_told_of_once_when_it_changes(
    store: Store, answer: Answer, said: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """That it is gone, down or up again is said at the change, and not at each attempt."""
    week = Week(store, [endpoint("OM", handshake=False)])
    week.courier.scripts["OM"] = answering_until(HOUR, answer)
    with capture_logs() as logs:
        week.arrive(*(arrival("OM", n, f"{PERSON}-{n}") for n in range(5)))
        week.play([], START + 3 * HOUR)

    found = [(line.pop("log_level"), line.pop("event"), line) for line in map(dict, logs)]
    assert found == [(level, what, {"partner": "OM", **more}) for level, what, more in said]


def test_an_event_that_cannot_go_is_told_of_once(store: Store) -> None:
    """By partner, id and code; the reason may quote nobody."""
    week = Week(store, [endpoint("OM")])

    def breaks(_at: object, name: str) -> Answer:
        if name:
            raise ZeroDivisionError(PERSON)
        return willing(START, name)

    week.courier.scripts["OM"] = breaks
    with capture_logs() as logs:
        week.arrive(arrival("OM", 0, PERSON))
        week.play([], START + HOUR)

    assert logs == [
        {
            "log_level": "error",
            "event": "cannot-deliver",
            "partner": "OM",
            "id": "OM-0-0",
            "problem": "defect",
            "error": "ZeroDivisionError",
        }
    ]


def test_what_waits_is_a_figure_of_each_partner() -> None:
    """How many, how old the oldest is, and who is stopped; who waits for nothing any more is gone from it."""
    registry = CollectorRegistry()
    metrics = DeliveryMetrics(registry)
    metrics.waits({"VH22": (3, START), "OM": (1, START + HOUR)}, ["3RO"], START + HOUR)

    def figure(name: str, partner: str) -> float | None:
        return registry.get_sample_value(f"ketenhub_{name}", {"partner": partner})

    assert (figure("mailbox_waiting", "VH22"), figure("mailbox_oldest_seconds", "VH22")) == (3, 3600)
    assert (figure("mailbox_waiting", "OM"), figure("mailbox_oldest_seconds", "OM")) == (1, 0)
    assert (figure("partner_gone", "3RO"), figure("partner_gone", "OM")) == (1, None)

    metrics.waits({"OM": (2, START)}, [], START)
    assert (figure("mailbox_waiting", "VH22"), figure("partner_gone", "3RO")) == (None, None)
