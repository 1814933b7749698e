"""The figures of a worker or relay, for Prometheus. Labels name roles and codes, never a person or a case."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from hub.engine.batch import BatchResult

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """Counters of one process. ``role``: ingest, steps, deliver or relay."""

    def __init__(self, role: str) -> None:
        self.registry = CollectorRegistry()
        self._role = role
        self._counts = Counter(
            "ketenhub_processed", "Records and what they led to.", ("role", "what"), registry=self.registry
        )
        self._seconds = Histogram(
            "ketenhub_batch_seconds",
            "Duration of one batch, with its transaction.",
            ("role",),
            buckets=_SECONDS,
            registry=self.registry,
        ).labels(role)
        self._retries = Counter(
            "ketenhub_retries", "Batches that were tried again.", ("role", "reason"), registry=self.registry
        )
        self._lag = Gauge(
            "ketenhub_lag", "Records that wait for this worker.", ("role",), registry=self.registry
        ).labels(role)

    def batch(self, result: BatchResult, gaps: int, seconds: float) -> None:
        """A batch was committed."""
        self._seconds.observe(seconds)
        figures = {
            "records": result.messages,
            "events": result.events,
            "duplicates": result.duplicates,
            "sent": result.sent,
            "dead": result.dead,
            "quarantined": result.quarantined,
            "gaps": gaps,
        }
        for what, count in figures.items():
            if count:
                self._counts.labels(self._role, what).inc(count)

    def published(self, count: int) -> None:
        """So many rows of the outbox were published and marked."""
        self._counts.labels(self._role, "published").inc(count)

    def retried(self, reason: str) -> None:
        """A batch failed in a way that passes."""
        self._retries.labels(self._role, reason).inc()

    def lag(self, records: int) -> None:
        """So many records wait."""
        self._lag.set(records)
