"""The figures of a process, as Prometheus reads them."""

from prometheus_client import generate_latest

from hub.engine.batch import BatchResult
from hub.engine.metrics import Metrics


def figure(metrics: Metrics, name: str, **labels: str) -> float | None:
    """One figure; None if it is not there."""
    found: float | None = metrics.registry.get_sample_value(name, labels)
    return found


def test_counts_what_batches_came_to() -> None:
    """Figures of batches add up by what they count; what never happened has no figure."""
    metrics = Metrics("steps")

    metrics.batch(BatchResult(messages=3, events=2, duplicates=1), 0, 0.004)
    metrics.batch(BatchResult(messages=2, events=2, sent=5, dead=1, quarantined=1), 2, 0.3)

    wanted = {"records": 5, "events": 4, "duplicates": 1, "sent": 5, "dead": 1, "quarantined": 1, "gaps": 2}
    for what, count in wanted.items():
        assert figure(metrics, "ketenhub_processed_total", role="steps", what=what) == count
    assert figure(metrics, "ketenhub_processed_total", role="steps", what="published") is None


def test_measures_how_long_batches_take() -> None:
    """Each batch is in the buckets that it fits, and in the sum."""
    metrics = Metrics("ingest")

    metrics.batch(BatchResult(), 0, 0.004)
    metrics.batch(BatchResult(), 0, 0.3)

    assert figure(metrics, "ketenhub_batch_seconds_bucket", role="ingest", le="0.005") == 1
    assert figure(metrics, "ketenhub_batch_seconds_bucket", role="ingest", le="0.5") == 2
    assert figure(metrics, "ketenhub_batch_seconds_sum", role="ingest") == 0.304


def test_notes_retries_by_reason_and_what_waits() -> None:
    """Retries are told apart by the class of the failure; the lag is that of the last look."""
    metrics = Metrics("relay")

    metrics.retried("OperationalError")
    metrics.retried("OperationalError")
    metrics.retried("KafkaTimeoutError")
    metrics.lag(9)
    metrics.lag(4)
    metrics.published(500)

    assert figure(metrics, "ketenhub_retries_total", role="relay", reason="OperationalError") == 2
    assert figure(metrics, "ketenhub_retries_total", role="relay", reason="KafkaTimeoutError") == 1
    assert figure(metrics, "ketenhub_lag", role="relay") == 4
    assert figure(metrics, "ketenhub_processed_total", role="relay", what="published") == 500


def test_two_processes_in_one_interpreter_do_not_mix() -> None:
    """Each process's figures are its own: none is registered with the library as a whole."""
    one, other = Metrics("steps"), Metrics("steps")

    one.lag(1)

    assert figure(other, "ketenhub_lag", role="steps") == 0


def test_labels_are_roles_and_codes_only() -> None:
    """No figure has a label that could name a person, a case or a record."""
    metrics = Metrics("steps")
    metrics.batch(BatchResult(messages=1), 0, 0.1)
    metrics.retried("OperationalError")

    labels = {key for family in metrics.registry.collect() for s in family.samples for key in s.labels}

    assert labels == {"role", "what", "reason", "le"}
    assert generate_latest(metrics.registry)
