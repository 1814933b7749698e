"""Plays a file of native messages into the log, so that a simulated day runs on a real cluster in seconds.

Each message keeps the moment at which the hub received it. Two things that a real day has by itself must be
kept although it runs a thousand times faster:

- *What one person's registries say comes in order.* Between topics Kafka promises no order, and minutes that
  lay between two messages are now microseconds. So messages go out in waves, at most one of a person or case
  in each, and the next wave waits until the last has been taken in. Identifiers tell who is who, so the
  registries' adapters read each message here too.
- *A timer fires before what comes after it.* A person's own timers do so by themselves (`Batch.take_own`).
  For those to whom nothing happens the simulated clock is moved on between two windows of messages, with the
  pipeline drained before and after; each fires at its own moment, not at that to which the clock was moved.
  To stop at each due moment is the tempting alternative: it changes nothing for anybody, and takes minutes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import islice
from typing import Any

from hub.engine import tables as t
from hub.engine.attempts import at_any_time
from hub.engine.cluster.clock import SimulatedClock
from hub.engine.cluster.drain import Drain, wait_until
from hub.engine.cluster.records import LETTER, RECORDED_AT, Partition
from hub.engine.identity import Fresh, Resolver
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
_LOOK_S = 0.01


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
        window: messages that are spread over waves together; between two windows time goes on.
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
        window: int = 1000,
    ) -> None:
        self._window = window
        self._ports = ports
        self._store = store
        self._producer = producer
        self._prefix = prefix
        self._drain = drain
        self._check = check
        self._clock = SimulatedClock(store)
        self._resolver = Resolver(ports.pseudonyms)
        self._groups = Groups()
        self._now = from_micros(0)

    def play(self, messages: Iterable[Message], watch: Callable[[int], None] = lambda _: None) -> int:
        """Send all messages, and return when the hub has done everything about them; how many there were.

        ``watch`` is called with the number of messages sent since its last call.
        """
        count = 0
        unseen = iter(messages)
        while window := list(islice(unseen, self._window)):
            self._send_all(window)
            watch(len(window))
            count += len(window)
            self._now = max([self._now, *(message.at for message in window if message.at is not None)])
            self._drain.wait(within_s=_WITHIN_S, check=self._check)
            self._clock.move(self._now)
            self._drain.wait(due_by=self._now, within_s=_WITHIN_S, check=self._check)
        return count

    def _send_all(self, messages: Iterable[Message]) -> None:
        """Send in waves."""
        items: list[tuple[Parsed, list[str]]] = []
        for message in messages:
            parsed = parse(self._ports, message)
            unknown = message.refused is not None or message.registry not in self._ports.registries
            if unknown or len(message.body) > _MAX_BODY:
                self._refuse(parsed)
                continue
            members = [digest for _, o in parsed.observations for digest in self._resolver.hashes(o)]
            self._groups.join(members)
            items.append((parsed, members))
        waves: list[list[Parsed]] = []
        reached: dict[str, int] = defaultdict(int)
        for parsed, members in items:
            group = self._groups.find(members[0]) if members else parsed.message.letter
            if reached[group] == len(waves):
                waves.append([])
            waves[reached[group]].append(parsed)
            reached[group] += 1
        for wave in waves:
            self._send_wave(wave)

    def _send_wave(self, wave: Iterable[Parsed]) -> None:
        on_their_way = [(in_topic(parsed.message.registry), self._send(parsed)) for parsed in wave]
        self._producer.flush(timeout=_WITHIN_S)
        last: dict[Partition, int] = {}
        for topic, promise in on_their_way:
            place = promise.get(timeout=_WITHIN_S)
            partition = topic, int(place.partition)
            last[partition] = max(last.get(partition, 0), int(place.offset))
        taken_in = partial(self._are_taken_in, last)
        wait_until(taken_in, "messages were not taken in", within_s=_WITHIN_S, look_s=_LOOK_S)

    def _send(self, parsed: Parsed) -> Any:  # noqa: ANN401 - the library has no types
        message = parsed.message
        headers = [(LETTER, message.letter.encode())]
        if message.at is not None:
            headers.append((RECORDED_AT, rfc3339(message.at).encode()))
        key = None
        if parsed.observations:
            record = parsed.observations[0][1].record
            key = self._ports.pseudonyms.record(parsed.source, record).encode()
        topic = self._prefix + in_topic(message.registry)
        return self._producer.send(topic, key=key, value=message.body, headers=headers)

    def _are_taken_in(self, last: Mapping[Partition, int]) -> bool:
        self._check()
        wanted = {source_of("ingest", topic, number): at for (topic, number), at in last.items()}
        rows = at_any_time(
            self._store, lambda found: list(self._store.rows_by(found, t.offsets, "source", wanted))
        )
        return len(rows) == len(wanted) and all(row["next"] > wanted[row["source"]] for row in rows)

    def _refuse(self, parsed: Parsed) -> None:
        """A line that cannot go on any topic: it is kept as a dead letter, here where it was read."""
        message = parsed.message
        error = parsed.refused or OversizeError("message-too-large", hint=f"At most {_MAX_BODY} bytes.")
        writes = Writes(relayed=True)
        at = message.at or self._now
        writes.dead_letter(
            message.letter, message.registry, error, message.body, at=at, version="", event=None
        )
        with self._store.transaction() as connection:
            writes.flush(self._store, connection, Fresh(), TimerQueue())
