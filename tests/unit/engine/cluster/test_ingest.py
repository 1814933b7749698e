"""Ingest: which messages become events, under whose name, and what two workers do with one person."""

import threading
from datetime import datetime
from typing import Any

import orjson
import pytest

from hub.engine import tables as t
from hub.engine.cluster.drain import wait_until
from hub.engine.cluster.records import LETTER, RECORDED_AT, Record
from hub.engine.cluster.roles import Ingest
from hub.engine.cluster.runner import Runner
from hub.engine.intake import Parsed
from hub.engine.store import Store
from hub.engine.tables import to_micros
from simulators.people import bsns_for_tests
from tests.support.engine import ALICE, BOB, plain_ports
from tests.unit.engine.cluster.making import TOPICS, at, native, rows, waits

NOW = at(60)
PV = "PL2000-2016123456"


def started(store: Store, *, simulated: bool = False, now: datetime = NOW) -> Runner[Parsed]:
    """A runner of ingest that has two partitions of the plain registry's topic."""
    ingest = Ingest(plain_ports(), store, lambda: now, simulated=simulated)
    runner = Runner(store, ingest, topics=TOPICS)
    runner.positions({("in.plain", number): 0 for number in range(2)})
    return runner


def events(store: Store) -> list[dict[str, Any]]:
    """The attributes of the events on their way to the steps, in order."""
    return [orjson.loads(row["attributes"]) for row in rows(store, t.outbox) if row["topic"] == "events"]


def test_a_message_becomes_an_event_for_the_relay(store: Store) -> None:
    """A message is one unsent row of the outbox, under pseudonyms, and nothing is stepped yet."""
    assert started(store).process([native(0)]).result.events == 1

    (row,) = rows(store, t.outbox)
    assert (row["topic"], row["recipient"], row["sent_at"], row["at"]) == ("events", "", None, to_micros(NOW))
    assert "9999" not in row["attributes"]
    assert rows(store, t.events) == rows(store, t.dossiers) == []


def test_what_came_before_makes_no_second_event(store: Store) -> None:
    """The same record of a registry, within a batch, in a later one or in another partition, is one event."""
    runner = started(store)

    first = runner.process([native(0), native(1, record="r0"), native(0, partition=1, record="r0")]).result
    second = runner.process([native(2, record="r0"), native(3)]).result

    assert (first.messages, first.events, first.duplicates) == (3, 1, 2)
    assert (second.messages, second.events, second.duplicates) == (2, 1, 1)
    assert len(events(store)) == 2


def test_a_refused_message_is_a_dead_letter_and_a_notice(store: Store) -> None:
    """What cannot be read is a dead letter named after its place, told on the log without its content."""
    result = started(store).process([native(0, "garbage"), native(1), native(0, "crash", partition=1)]).result

    assert (result.events, result.dead) == (1, 2)
    letters = {row["id"]: row for row in rows(store, t.deadletters)}
    assert {name: row["code"] for name, row in letters.items()} == {
        "in.plain/0/0": "unknown-code",
        "in.plain/1/0": "adapter-failure",
    }
    assert letters["in.plain/0/0"]["payload"] == native(0, "garbage").value
    notices = [row for row in rows(store, t.outbox) if row["topic"] == "deadletters"]
    assert {row["id"] for row in notices} == {f"deadletter/{name}" for name in letters}
    assert all(row["value"] == b"" and row["subject"] == "" for row in notices)
    assert "9999" not in str([row["attributes"] for row in notices])


def test_who_cannot_be_told_is_a_dead_letter_that_names_its_event(store: Store) -> None:
    """A message without a person, whose case is unknown, says which event it would have been."""
    started(store).process([native(0, bsn=None, bvh=PV)])

    (letter,) = rows(store, t.deadletters)
    assert (letter["stage"], letter["code"], letter["at"]) == ("identity", "no-person", to_micros(NOW))
    assert letter["event_id"]


@pytest.mark.parametrize(
    ("simulated", "recorded", "letter"),
    [(True, "2016-10-17T08:05:00Z", "messages/17"), (False, "2016-10-17T09:00:00Z", "in.plain/0/1")],
)
def test_only_a_replay_may_say_when_a_message_came(
    store: Store, simulated: bool, recorded: str, letter: str
) -> None:
    """On a wall clock a registry's header neither moves the hub's time nor names a dead letter."""
    headers = {RECORDED_AT: b"2016-10-17T08:05:00Z", LETTER: b"messages/17"}

    started(store, simulated=simulated).process(
        [native(0, headers=headers), native(1, "garbage", headers=headers)]
    )

    assert [event["recordedat"] for event in events(store)] == [recorded]
    assert [row["id"] for row in rows(store, t.deadletters)] == [letter]


@pytest.mark.parametrize("stamp", [b"soon", b"\xff", b"2016-10-17T08:05:00"])
def test_a_moment_that_is_none_costs_its_record_only(store: Store, stamp: bytes) -> None:
    """A replay's record whose moment cannot be read, or has no zone, is a dead letter."""
    broken = native(0, headers={RECORDED_AT: stamp})

    result = started(store, simulated=True).process([broken, native(1)]).result

    assert result.events == 1
    assert [row["id"] for row in rows(store, t.deadletters)] == ["in.plain/0/0"]


def test_two_workers_that_meet_a_new_person_take_turns(server: Store) -> None:
    """Who comes second waits, then finds the person that the first one founded, under any identifier."""
    second = started(server)
    thread = threading.Thread(
        target=second.process, args=([native(0, partition=1, record="other", skn="1234567")],)
    )
    other = Interrupting(thread, server)
    first = Runner(server, Ingest(plain_ports(), server, other, simulated=False), topics=TOPICS)

    first.process([native(0, bvh=PV)])
    thread.join()

    assert len({event["subject"] for event in events(server)}) == 1
    assert {row["scheme"] for row in rows(server, t.identity)} == {"bsn", "skn", "bvh"}
    assert len({row["subject"] for row in rows(server, t.identity)}) == 1


class Interrupting:
    """A clock that is read under the locks: it lets another worker come, and waits until that one waits."""

    def __init__(self, other: threading.Thread, store: Store) -> None:
        self._other = other
        self._store = store

    def __call__(self) -> datetime:
        """Now."""
        self._other.start()
        wait_until(lambda: waits(self._store), "nobody waits for the lock", within_s=20)
        return NOW


def test_workers_that_meet_in_opposite_orders_do_not_block_each_other(server: Store) -> None:
    """Batches over the same new persons and cases, in opposite orders, all pass: no deadlock, no conflict."""
    persons = bsns_for_tests()[:40]
    barrier = threading.Barrier(2)
    failures: list[BaseException] = []

    def case(bsn: str) -> str:
        return f"02/{bsn[-6:]}-16"

    def work(partition: int) -> None:
        runner = started(server)
        order = persons if partition else persons[::-1]
        for begin in range(0, len(order), 10):
            batch = [
                native(begin + n, bsn=bsn, partition=partition, record=f"{partition}{bsn}", parket=case(bsn))
                for n, bsn in enumerate(order[begin : begin + 10])
            ]
            barrier.wait(30)
            try:
                runner.process(batch)
            except BaseException as error:  # noqa: BLE001 - told by the other thread
                failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert rows(server, t.deadletters) == []
    assert len(events(server)) == 2 * len(persons)
    assert len({event["subject"] for event in events(server)}) == len(persons)
    assert len({event["caseid"] for event in events(server)}) == len(persons)


def test_one_persons_messages_keep_their_order(store: Store) -> None:
    """Per person the outbox has the order of the topic, whoever comes between."""
    batch: list[Record] = [native(n, bsn=None if n == 3 else (BOB if n % 2 else ALICE)) for n in range(8)]

    started(store).process(batch)

    outbox = sorted(
        (row for row in rows(store, t.outbox) if row["topic"] == "events"), key=lambda r: r["seq"]
    )
    pseudonyms = plain_ports().pseudonyms
    source = plain_ports().registries["plain"].source
    found = [orjson.loads(row["attributes"])["record"] for row in outbox]
    assert found == [pseudonyms.record(source, f"r{n}") for n in (0, 1, 2, 4, 5, 6, 7)]
