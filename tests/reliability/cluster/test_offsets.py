"""Where reading begins, by the store and not by Kafka; and what a worker refuses to begin with."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from hub.engine import kafka_client
from hub.engine.kafka_library import TopicPartition, errors
from hub.streams.topics import GROUPS, Principal, in_topic
from tests.support.fleet import Fleet

NAMES = ("ingest-1",)
BVH = in_topic("bvh")
_MANY = 40
_STOPPED_WELL = 0
_BAD_SETTINGS = 3


class Commit(NamedTuple):
    """What Kafka believes to be processed."""

    offset: int
    metadata: str = ""
    leader_epoch: int | None = None


def put(fleet: Fleet, count: int) -> None:
    """Put messages into one partition; damaged ones will do, for each becomes a dead letter."""
    producer = kafka_client.producer(fleet.settings)
    for _ in range(count):
        producer.send(fleet.declared.prefix + BVH, value=b"nothing that anybody reads", partition=0)
    producer.flush()
    producer.close(timeout=5)


def processed(fleet: Fleet) -> int:
    """The store's offset of that partition."""
    return fleet.offsets("ingest").get((BVH, 0), 0)


def ended(fleet: Fleet, name: str, *, with_one_of: Sequence[int]) -> None:
    """Wait until a process has ended by itself."""
    fleet.wanted.discard(name)
    process = fleet.processes[name]
    fleet.until(lambda: process.ended_with is not None, f"{name} did not end")
    assert process.ended_with in with_one_of, process.tail()


@pytest.fixture
def fleet(kafka: str, database: str, tmp_path: Path) -> Fleet:
    """One worker."""
    return Fleet(kafka, database, tmp_path / "hub", NAMES)


def test_a_commit_of_kafka_ahead_of_the_store_loses_nothing(fleet: Fleet) -> None:
    """Whatever Kafka believes to be processed, a worker begins where the store stands."""
    group = fleet.declared.prefix + GROUPS[Principal.INGEST]
    with fleet:
        put(fleet, _MANY)
        with kafka_client.admin(fleet.settings) as client:
            part = TopicPartition(fleet.declared.prefix + BVH, 0)
            answer = client.alter_group_offsets(group, {part: Commit(_MANY - 3)})
            assert answer[part] is errors.NoError
        fleet.start()
        fleet.until(lambda: processed(fleet) == _MANY, "not all was processed")
        assert fleet.processes["ingest-1"].count("dead") == _MANY


def test_records_that_were_deleted_unread_stop_a_worker(fleet: Fleet) -> None:
    """Retention that took what no worker has read is no gap to pass over: the worker does not go on."""
    with fleet:
        fleet.start()
        put(fleet, 10)
        fleet.until(lambda: processed(fleet) == 10, "not all was processed")
        fleet.wanted.discard("ingest-1")
        assert fleet.processes["ingest-1"].stop() == _STOPPED_WELL
        put(fleet, 10)
        with kafka_client.admin(fleet.settings) as client:
            client.delete_records({TopicPartition(fleet.declared.prefix + BVH, 0): 15})

        fleet.start()
        ended(fleet, "ingest-1", with_one_of=[_BAD_SETTINGS])
        assert fleet.processes["ingest-1"].said("were deleted")
        assert processed(fleet) == 10


def test_a_topic_made_anew_is_refused(fleet: Fleet) -> None:
    """A topic of the same name with other records is not mistaken for the one that was read."""
    with fleet:
        fleet.start()
        put(fleet, 10)
        fleet.until(lambda: processed(fleet) == 10, "not all was processed")
        fleet.wanted.discard("ingest-1")
        assert fleet.processes["ingest-1"].stop() == _STOPPED_WELL
        name = fleet.declared.prefix + BVH
        with kafka_client.admin(fleet.settings) as client:
            client.delete_topics([name])
            fleet.until(lambda: name not in client.list_topics(), "the topic stays")
            client.create_topics({name: {"num_partitions": 4, "replication_factor": 1}})
        put(fleet, 20)

        fleet.start()
        ended(fleet, "ingest-1", with_one_of=[_BAD_SETTINGS])
        assert fleet.processes["ingest-1"].said("is another than the one that was read before")
        assert processed(fleet) == 10
