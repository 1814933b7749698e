"""What of the library's own ideas about offsets a worker passes over, and what ends it."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import (  # type: ignore[import-untyped]  # has no types
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
)
from faust.transport.drivers import aiokafka as driver

from hub.engine.cluster import faust_app


def fetched(monkeypatch: pytest.MonkeyPatch, error: KafkaError) -> object:
    """What a worker's fetch gives when the library's own raises."""

    async def failing(*_args: object) -> Any:  # noqa: ANN401 - as the library's
        raise error

    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "_fetch_records", failing)
    thread = object.__new__(faust_app._Thread)
    return asyncio.run(thread._fetch_records(None, None))


def test_a_partition_that_kafka_has_no_commit_of_does_not_end_a_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before the seek to the store's offset there is no position, and nothing is fetched."""
    assert fetched(monkeypatch, NoOffsetForPartitionError(("events", 0))) == {}


def test_an_offset_that_kafka_no_longer_has_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records that were deleted unread are never passed over in silence."""
    with pytest.raises(OffsetOutOfRangeError):
        fetched(monkeypatch, OffsetOutOfRangeError({("events", 0): 5}))
