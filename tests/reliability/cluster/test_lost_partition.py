"""A partition taken from a worker while its batch is in work goes to another; and how soon one restarts."""

from pathlib import Path

import psycopg
import pytest

from hub.engine import kafka_client
from hub.streams.topics import in_topic
from tests.support.figures import report
from tests.support.fleet import Fleet

BVH = in_topic("bvh")
PARTITIONS = 4
_EACH = 10


def put(fleet: Fleet) -> None:
    """Messages into all partitions; damaged ones will do, for each becomes a dead letter."""
    producer = kafka_client.producer(fleet.settings)
    for number in range(PARTITIONS * _EACH):
        topic = fleet.declared.prefix + BVH
        producer.send(topic, value=b"nothing that anybody reads", partition=number % PARTITIONS)
    producer.flush()
    producer.close(timeout=5)


def processed(fleet: Fleet) -> list[int]:
    """The store's offset of each partition."""
    offsets = fleet.offsets("ingest")
    return [offsets.get((BVH, number), 0) for number in range(PARTITIONS)]


def test_a_partition_lost_while_its_batch_is_in_work(kafka: str, database: str, tmp_path: Path) -> None:
    """A second worker joins while the first cannot commit: both go on, and every record is processed once."""
    with Fleet(kafka, database, tmp_path / "hub", ("ingest-1", "ingest-2")) as fleet:
        one, two = fleet.processes["ingest-1"], fleet.processes["ingest-2"]
        fleet.start("ingest-1")
        fleet.await_ready()
        fleet.await_shared("ingest")
        with psycopg.connect(database) as holder:
            holder.execute("SELECT * FROM offsets WHERE source LIKE %s FOR UPDATE", (f"ingest/{BVH}/%",))
            put(fleet)
            fleet.await_red("ingest-1", "store")
            fleet.start("ingest-2")
            names = {"ingest-1", "ingest-2"}
            joined = fleet.until(
                lambda: names == {name for name, _ in fleet.members("ingest")}, "ingest-2 did not join"
            )
            owners = fleet.owners("ingest")
            moved = [n for n in range(PARTITIONS) if owners.get((BVH, n)) == "ingest-2"]
            assert processed(fleet) == [0] * PARTITIONS
        done = fleet.until(lambda: processed(fleet) == [_EACH] * PARTITIONS, "not all was processed")
        fleet.await_ready()
        fleet.await_shared("ingest")

        dead = one.count("dead") + two.count("dead")
        assert dead == PARTITIONS * _EACH
        report(
            "lost partition",
            partitions_moved=len(moved),
            rebalance_with_a_batch_in_work_s=round(joined, 1),
            from_commit_possible_to_all_processed_s=round(done, 1),
            processed_by_the_first=one.count("dead"),
            processed_by_the_second=two.count("dead"),
            lost=0,
            processed_twice=0,
        )


@pytest.mark.long
def test_a_lone_worker_begins_again_after_a_stop_and_after_a_kill(
    kafka: str, database: str, tmp_path: Path
) -> None:
    """One that left politely begins at once; one that was killed waits for its own old session to end."""
    with Fleet(kafka, database, tmp_path / "hub", ("ingest-1",)) as fleet:
        process = fleet.processes["ingest-1"]
        fleet.start()
        fleet.await_ready()
        begin: dict[str, float] = {}
        for number, how in enumerate(("stop", "kill"), start=0):
            fleet.wanted.discard("ingest-1")
            if how == "stop":
                assert process.stop() == 0
            else:
                process.kill()
            put(fleet)
            fleet.start()
            begin[how] = fleet.await_progress("ingest", (number + 1) * PARTITIONS * _EACH)
        report(
            "restart of a lone worker",
            to_first_batch_after_stop_s=round(begin["stop"], 1),
            to_first_batch_after_kill_s=round(begin["kill"], 1),
        )
