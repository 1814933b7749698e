"""The relay on a real PostgreSQL, with a producer that does what it is told."""

import threading

import psycopg
import pytest

from hub.engine import tables as t
from hub.engine.cluster.drain import wait_until
from hub.engine.cluster.records import event_headers
from hub.engine.cluster.relay import RELAY_LOCK
from hub.engine.kafka_library import errors
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.engine.writes import Writes
from hub.errors import MappingError, UnreachableError
from hub.schemas import codec
from tests.unit.engine.cluster.making import KilledError, rows, said
from tests.unit.engine.cluster.relaying import NOW, Kafka, Run, publish, unsent, url


def test_publishes_in_the_order_of_the_outbox(server: Store) -> None:
    """Rows go out in order, as events keyed by their person, on the prefixed topic, and are marked."""
    publish(server, ["b", "a", "c"])
    kafka = Kafka()
    run = Run(server, kafka)

    run.relay.run()

    assert kafka.ids() == ["b", "a", "c"]
    event = said("b", "none", subject="s-b")
    assert kafka.log[0] == ("p.events", b"s-b", codec.encode(event.data), event_headers(event.attributes()))
    assert {row["sent_at"] for row in rows(server, t.outbox)} == {to_micros(NOW)}
    assert run.figure("ketenhub_processed_total", what="published") == 3
    assert kafka.producers[0].closed
    assert not run.health.reasons


def test_a_notice_of_a_dead_letter_has_no_key_and_no_value(server: Store) -> None:
    """A notice concerns nobody: it goes out without key and content."""
    writes = Writes(relayed=True)
    writes.dead_letter(
        "in.plain/0/0", "plain", MappingError("unknown-code"), b"secret", at=NOW, version="1", event=None
    )
    with server.transaction() as connection:
        server.add_new(connection, t.outbox, writes.notices)
    kafka = Kafka()

    Run(server, kafka).relay.run()

    ((topic, key, value, headers),) = kafka.log
    assert (topic, key, value) == ("p.deadletters", None, b"")
    assert b"secret" not in b"".join(value for _, value in headers)


def test_nothing_is_marked_unless_all_was_acknowledged(server: Store) -> None:
    """After one record that fails, the whole batch goes anew, in order, through a new producer."""
    publish(server, ["a", "b", "c"])
    kafka = Kafka({2: errors.KafkaTimeoutError()})
    run = Run(server, kafka)

    run.relay.run()

    assert kafka.ids() == ["a", "c", "a", "b", "c"]
    assert len(kafka.producers) == 2
    assert all(producer.closed for producer in kafka.producers)
    assert unsent(server) == []
    assert run.figure("ketenhub_retries_total", reason="KafkaTimeoutError") == 1


@pytest.mark.parametrize("error", [errors.KafkaConnectionError(), UnreachableError("away")])
def test_a_kafka_that_is_away_is_waited_for(server: Store, error: Exception) -> None:
    """While no producer can be made nothing is marked, and the health says which part is away, and why."""
    publish(server, ["a"])
    kafka = Kafka(away=[error, error])
    run = Run(server, kafka)

    run.relay.run()

    assert run.waited[:2] == [{"kafka": type(error).__name__}] * 2
    assert run.figure("ketenhub_retries_total", reason=type(error).__name__) == 2
    assert (kafka.ids(), unsent(server)) == (["a"], [])
    assert not run.health.reasons


def test_a_lower_number_that_commits_later_still_goes(server: Store) -> None:
    """A transaction that took its number first and commits last is not passed over."""
    kafka = Kafka()
    late = server.engine.connect()
    try:
        writes = Writes(relayed=True)
        writes.publish(said("late", "none"))
        server.add(late, t.outbox, writes.outbox)
        publish(server, ["early"])
        Run(server, kafka).relay.run()
        assert kafka.ids() == ["early"]
        late.commit()
    finally:
        late.close()

    Run(server, kafka).relay.run()

    assert kafka.ids() == ["early", "late"]


@pytest.mark.parametrize(
    ("place", "on_log", "waiting"),
    [
        ("before-publish", [], ["a", "b"]),
        ("before-mark", ["a", "b"], ["a", "b"]),
        ("after-mark", ["a", "b"], []),
    ],
)
def test_a_kill_loses_nothing(server: Store, place: str, on_log: list[str], waiting: list[str]) -> None:
    """Killed anywhere, what was not marked is sent by the next relay, once more if it was on the log."""
    publish(server, ["a", "b"])
    kafka = Kafka()

    def kill(passed: str) -> None:
        if passed == place:
            raise KilledError

    with pytest.raises(KilledError):
        Run(server, kafka, failpoint=kill).relay.run()
    assert (kafka.ids(), unsent(server)) == (on_log, waiting)

    if waiting:
        Run(server, kafka).relay.run()
    assert (kafka.ids(), unsent(server)) == ([*on_log, *waiting], [])


def test_a_second_relay_stands_by_until_the_first_ones_session_dies(server: Store) -> None:
    """While another session holds the lock nothing is sent; when that session dies, the relay takes over."""
    publish(server, ["a"])
    kafka = Kafka()
    run = Run(server, kafka)
    thread = threading.Thread(target=run.relay.run)
    with psycopg.connect(url(server), autocommit=True) as first:
        first.execute("SELECT pg_advisory_lock(%s)", (RELAY_LOCK,))
        thread.start()
        wait_until(lambda: not run.health.reasons, "standing by was not well", within_s=20)
        assert (kafka.producers, unsent(server)) == ([], ["a"])
        with psycopg.connect(url(server), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (first.info.backend_pid,))
    thread.join(30)

    assert kafka.ids() == ["a"]


def test_a_relay_that_loses_its_session_begins_anew(server: Store) -> None:
    """If the relay's own session dies before the mark, it asks for the lock anew, and sends again."""
    publish(server, ["a"])
    kafka, once = Kafka(), ["before-mark"]

    def end_sessions(passed: str) -> None:
        if passed in once:
            once.remove(passed)
            with psycopg.connect(url(server), autocommit=True) as other:
                holder = "FROM pg_locks WHERE locktype = 'advisory' AND objid = %s"
                other.execute(f"SELECT pg_terminate_backend(pid) {holder}", (RELAY_LOCK,))

    run = Run(server, kafka, marks=2, failpoint=end_sessions)
    run.relay.run()

    assert kafka.ids() == ["a", "a"]
    assert unsent(server) == []
    assert run.figure("ketenhub_retries_total", reason="AdminShutdown") == 1


def test_what_is_committed_while_it_waits_goes_at_once(server: Store) -> None:
    """An idle relay is woken by the commit of new rows."""
    kafka = Kafka()
    run = Run(server, kafka)
    thread = threading.Thread(target=run.relay.run)
    thread.start()
    wait_until(lambda: bool(kafka.producers), "the relay did not begin", within_s=20)

    publish(server, ["a"])
    thread.join(30)

    assert kafka.ids() == ["a"]


def test_more_than_a_batch_goes_in_order(server: Store) -> None:
    """What is more than one batch goes out batch after batch, without waiting between."""
    names = [f"e{n:04}" for n in range(1001)]
    publish(server, names)
    kafka = Kafka()

    Run(server, kafka, marks=3).relay.run()

    assert kafka.ids() == names
    assert unsent(server) == []
