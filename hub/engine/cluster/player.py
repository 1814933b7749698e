"""Plays a file of native messages into the log, so that a simulated day runs on a real cluster in seconds.

Each message keeps the moment at which the hub received it. Two things that a real day has by itself must be
kept although it runs a thousand times faster:

- *What one person's registries say comes in order.* Between topics Kafka promises no order, and minutes that
  lay between two messages are now microseconds. A message waits until the one before it of the same person or
  case has been taken in. Identifiers tell who is who, so the registries' adapters read each message here too.
- *A timer fires before what comes after it.* A person's own timers do so by themselves (`Batch.take_own`);
  for the others the simulated clock is moved to each due moment, with the pipeline drained before and after.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from hub.engine import tables as t
from hub.engine.cluster.clock import SimulatedClock
from hub.engine.cluster.drain import Drain, wait_until
from hub.engine.cluster.records import LETTER, RECORDED_AT, Partition
from hub.engine.cluster.timer_service import first_due
from hub.engine.identity import Resolver
from hub.engine.intake import Parsed, parse
from hub.engine.kafka_library import KafkaProducer
from hub.engine.lag import source_of
from hub.engine.messages import Message
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.engine.tables import from_micros
from hub.engine.timers import TimerQueue
from hub.engine.writes import Writes
from hub.errors import OversizeError
from hub.schemas.envelope import rfc3339
from hub.streams.topics import MAX_MESSAGE_BYTES, in_topic

_WITHIN_S = 120.0
_MAX_BODY = MAX_MESSAGE_BYTES - 4096
"""What the log takes, less room for key and headers."""
_LOOK_S = 0.003
_LOOK_EVERY = 20
"""Messages between two looks for the next due timer; a person's own fire in time without."""


class Groups:
    """Which identifiers have been seen together: a union of sets (disjoint-set forest)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def join(self, members: Iterable[str]) -> str | None:
        """The group that holds all of these from now on; None of nobody."""
        roots = {self._root(member) for member in members}
        if not roots:
            return None
        first = min(roots)
        for root in roots:
            self._parent[root] = first
        return first

    def find(self, member: str) -> str:
        """The group of a member."""
        return self._root(member)

    def _root(self, member: str) -> str:
        while (above := self._parent.setdefault(member, member)) != member:
            self._parent[member] = self._parent[above]  # halve the way for the next time
            member = self._parent[member]
        return member


class Player:
    """Sends messages and moves the clock.

    Args:
        prefix: of the hub's topics.
        drain: waits for the pipeline.
        check: called while waiting; raises if the hub has ended.
    """

    def __init__(
        self,
        ports: Ports,
        store: Store,
        producer: KafkaProducer,
        prefix: str,
        drain: Drain,
        *,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._ports = ports
        self._store = store
        self._producer = producer
        self._prefix = prefix
        self._drain = drain
        self._check = check
        self._clock = SimulatedClock(store)
        self._resolver = Resolver(ports.pseudonyms)
        self._groups = Groups()
        self._latest: dict[str, tuple[str, Any]] = {}
        """The latest message of each group: its topic, and the producer's promise of its place."""
        self._taken_in: dict[Partition, int] = {}
        self._now: datetime | None = None
        self._next_due: datetime | None = None

    def play(self, messages: Iterable[Message], watch: Callable[[int], None] = lambda _: None) -> int:
        """Send all messages, and return when the hub has done everything about them; how many there were.

        ``watch`` is called with the number of messages sent since its last call.
        """
        count = 0
        for message in messages:
            if message.at is not None:
                self._pass_to(message.at)
            self._send(message)
            count += 1
            if count % _LOOK_EVERY == 0:
                self._next_due = first_due(self._store)
            watch(1)
        self._producer.flush(timeout=_WITHIN_S)
        self._drain.wait(within_s=_WITHIN_S, check=self._check)
        if self._now is not None:
            self._pass_timers(self._now)
        return count

    def _pass_to(self, moment: datetime) -> None:
        if self._next_due is not None and self._next_due <= moment:
            self._drain.wait(within_s=_WITHIN_S, check=self._check)
            self._pass_timers(moment)
        self._now = moment if self._now is None else max(self._now, moment)

    def _pass_timers(self, moment: datetime) -> None:
        """Let every timer due by a moment fire at its own time; the pipeline is drained, and is again."""
        while (due := first_due(self._store)) is not None and due <= moment:
            self._clock.move(due)
            wait_until(partial(self._is_past, due), "a due timer was not sent on", within_s=_WITHIN_S)
            self._drain.wait(within_s=_WITHIN_S, check=self._check)
        self._next_due = due

    def _is_past(self, due: datetime) -> bool:
        self._check()
        return first_due(self._store) != due

    def _send(self, message: Message) -> None:
        parsed = parse(self._ports, message)
        unknown = message.refused is not None or message.registry not in self._ports.registries
        if unknown or len(message.body) > _MAX_BODY:
            self._refuse(parsed)
            return
        persons = [digest for _, o in parsed.observations for digest in self._resolver.hashes(o)]
        before = {self._groups.find(member) for member in persons}
        self._await_turn(before)
        key = parsed.observations[0][1].record if parsed.observations else None
        headers = [(LETTER, message.letter.encode())]
        if message.at is not None:
            headers.append((RECORDED_AT, rfc3339(message.at).encode()))
        topic = in_topic(message.registry)
        sent = self._producer.send(
            self._prefix + topic,
            key=None if key is None else self._ports.pseudonyms.record(parsed.source, key).encode(),
            value=message.body,
            headers=headers,
        )
        group = self._groups.join(persons)
        for old in before:
            self._latest.pop(old, None)
        if group is not None:
            self._latest[group] = topic, sent

    def _await_turn(self, groups: Iterable[str]) -> None:
        """Wait until everything sent before about these persons and cases has been taken in."""
        for topic, sent in [self._latest[group] for group in groups if group in self._latest]:
            place = sent.get(timeout=_WITHIN_S)
            wait_until(
                partial(self._is_taken_in, (topic, place.partition), place.offset),
                "a message was not taken in",
                within_s=_WITHIN_S,
                look_s=_LOOK_S,
            )

    def _is_taken_in(self, partition: Partition, offset: int) -> bool:
        if self._taken_in.get(partition, 0) <= offset:
            self._check()
            sources = {source_of("ingest", topic, number): (topic, number) for topic, number in [partition]}
            with self._store.transaction() as connection:
                for row in self._store.rows_by(connection, t.offsets, "source", sources):
                    self._taken_in[sources[row["source"]]] = row["next"]
        return self._taken_in.get(partition, 0) > offset

    def _refuse(self, parsed: Parsed) -> None:
        """A line that cannot go on any topic: it is kept as a dead letter, here where it was read."""
        message = parsed.message
        error = parsed.refused or OversizeError("message-too-large", hint=f"At most {_MAX_BODY} bytes.")
        writes = Writes(relayed=True)
        at = message.at or self._now or from_micros(0)
        writes.dead_letter(
            message.letter, message.registry, error, message.body, at=at, version="", event=None
        )
        with self._store.transaction() as connection:
            writes.flush(self._store, connection, [], TimerQueue())
