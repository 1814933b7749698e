"""Figures of delivery, for Prometheus. Labels are partners and codes, never persons or cases."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge


class DeliveryMetrics:
    """Counters and gauges in a registry of the caller's."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._delivered = Counter(
            "ketenhub_delivered", "Events that a partner took", ["partner"], registry=registry
        )
        self._attempts = Counter(
            "ketenhub_delivery_attempts",
            "Attempts to deliver, by what came of them",
            ["partner", "outcome"],
            registry=registry,
        )
        self._waiting = Gauge(
            "ketenhub_mailbox_waiting", "Events that wait for a partner", ["partner"], registry=registry
        )
        self._oldest = Gauge(
            "ketenhub_mailbox_oldest_seconds",
            "Age of the oldest event that waits for a partner",
            ["partner"],
            registry=registry,
        )
        self._gone = Gauge(
            "ketenhub_partner_gone",
            "1 while a partner's endpoint is stopped because it answered 410 Gone",
            ["partner"],
            registry=registry,
        )

    def attempt(self, partner: str, outcome: str) -> None:
        """One attempt; ``outcome`` is ``delivered`` or the code of the problem."""
        self._attempts.labels(partner, outcome).inc()
        if outcome == "delivered":
            self._delivered.labels(partner).inc()

    def waits(self, waiting: Mapping[str, tuple[int, datetime]], gone: Iterable[str], now: datetime) -> None:
        """What waits now, by partner: how many, and since when the oldest; and who is stopped."""
        self._waiting.clear()
        self._oldest.clear()
        self._gone.clear()
        for partner, (count, oldest) in waiting.items():
            self._waiting.labels(partner).set(count)
            self._oldest.labels(partner).set(max((now - oldest).total_seconds(), 0.0))
        for partner in gone:
            self._gone.labels(partner).set(1)
