"""A regional year through the embedded engine, durable on SQLite.

Prints canonical events a second, microseconds per event and stage, peak memory, and the ratio against a bare
loop that only reads the same lines, parses JSON or XML and inserts the bodies in SQLite, as durably.

    python -m benchmarks.bench_replay [--days 365] [--region ZEELAND-WEST-BRABANT] [--seed 7]
"""

import argparse
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from lxml import etree

from hub.app import build_ports, fingerprint
from hub.engine.batch import Batch
from hub.engine.embedded import EmbeddedEngine, in_batches, run
from hub.engine.identity import Resolver
from hub.engine.messages import read_messages
from hub.engine.ports import Ports, Registry
from hub.engine.store import open_store
from hub.engine.writes import Writes
from hub.schemas import codec
from hub.schemas.envelope import Envelope
from hub.settings import Settings
from hub.streams.dossier import Dossier
from simulators.run import Options, generate

BATCH = 500


class Stages:
    """Seconds by stage. A stage's time excludes that of stages called within it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._open: list[float] = []

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its own time added to a stage."""

        def measured(*args: Any, **kwargs: Any) -> Any:
            begin = time.perf_counter()
            self._open.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.perf_counter() - begin
                inner = self._open.pop()
                self.seconds[name] = self.seconds.get(name, 0.0) + spent - inner
                if self._open:
                    self._open[-1] += spent

        return measured


class TimedRegistry:
    """A registry whose parsing is measured."""

    def __init__(self, registry: Registry, stages: Stages) -> None:
        self.source, self.version = registry.source, registry.version
        self.parse = stages.timed("parse native", registry.parse)


def timed_ports(ports: Ports, stages: Stages) -> Ports:
    """The same ports, measured."""
    step: Callable[[Dossier, Envelope, datetime], Any] = stages.timed("step", ports.step)
    return Ports(
        registries={name: TimedRegistry(registry, stages) for name, registry in ports.registries.items()},
        pseudonyms=ports.pseudonyms,
        step=step,
        egress=stages.timed("egress check", ports.egress),
        synthetic=ports.synthetic,
    )


def instrument(stages: Stages) -> None:
    """Measure the engine's own stages too; for this process only."""
    codec.encode = stages.timed("encode", codec.encode)
    codec.decode_state = stages.timed("decode dossier", codec.decode_state)
    codec.encode_state = stages.timed("encode dossier", codec.encode_state)
    for owner, method, name in (
        (Writes, "flush", "write rows"),
        (Batch, "load", "read rows"),
        (Batch, "take", "take event"),
        (Resolver, "resolve", "who is who"),
        (Writes, "event", "gather event"),
        (Writes, "send", "gather delivery"),
    ):
        setattr(owner, method, stages.timed(name, getattr(owner, method)))


def replay(messages: Path, directory: Path, stages: Stages | None) -> tuple[int, int, int, float]:
    """Process all messages; (messages, events, deliveries, seconds)."""
    ports = build_ports(Settings())
    store = open_store(directory / "hub.db", migrate=True)
    engine = EmbeddedEngine(
        timed_ports(ports, stages) if stages else ports, store, fingerprint=fingerprint(messages)
    )
    begin = time.perf_counter()
    total = run(engine, in_batches(read_messages(messages), BATCH))
    seconds = time.perf_counter() - begin
    store.close()
    return total.messages, total.events, total.sent, seconds


def baseline(messages: Path, directory: Path) -> float:
    """Seconds for the least that any program must do: read, parse, and insert durably."""
    connection = sqlite3.connect(directory / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (position INTEGER PRIMARY KEY, body BLOB)")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    begin = time.perf_counter()
    with messages.open("rb") as lines:
        rows: list[tuple[int, bytes]] = []
        for position, line in enumerate(lines):
            body = orjson.loads(line)["body"].encode()
            if body[:1] == b"<":
                etree.fromstring(body, parser)
            elif body[:1] == b"{":
                orjson.loads(body)
            else:  # fixed width or CSV: COMPAS has some cases by now
                body.split(b"\n")
            rows.append((position, body))
            if len(rows) == BATCH:
                insert(connection, rows)
        insert(connection, rows)
    seconds = time.perf_counter() - begin
    connection.close()
    return seconds


def insert(connection: sqlite3.Connection, rows: list[tuple[int, bytes]]) -> None:
    """One durable transaction."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO bare VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    rows.clear()


def main() -> None:
    """Run and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--days", type=int, default=366)
    arguments.add_argument("--region", default="ZEELAND-WEST-BRABANT")
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument(
        "--stages", action="store_true", help="measure stages too (slows the run by a few percent)"
    )
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        options = Options(region=chosen.region, seed=chosen.seed, days=chosen.days)
        generate("zsm-year", directory, options)
        messages = directory / "messages.ndjson"
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        bare = baseline(messages, directory)
        stages = Stages() if chosen.stages else None
        if stages:
            instrument(stages)
        count, events, sent, seconds = replay(messages, directory, stages)
        size = (directory / "hub.db").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"messages {count}, canonical events {events}, deliveries {sent}")
    print(
        f"replay   {seconds:8.1f} s  {events / seconds:8.0f} events/s  {seconds / events * 1e6:6.0f} us/event"
    )
    print(f"baseline {bare:8.1f} s  {count / bare:8.0f} messages/s")
    print(f"ratio    {seconds / bare:8.2f} x the time of the baseline, in this run")
    print(f"peak memory {peak / 1024:.0f} MB ({before / 1024:.0f} MB before), store {size / 1e6:.0f} MB")
    if stages:
        for stage, spent in sorted(stages.seconds.items(), key=lambda item: -item[1]):
            print(f"  {stage:16} {spent / events * 1e6:7.1f} us/event  {spent / seconds:5.1%}")
    json.dump({"events_per_s": round(events / seconds), "ratio": round(seconds / bare, 2)}, sys.stderr)


if __name__ == "__main__":
    main()
