"""Where the time of ingest and steps goes: the same batches in this process, without Faust, seen inside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from benchmarks.bench_replay import Stages
from benchmarks.cluster_site import Site
from hub.engine.cluster import collect, roles
from hub.engine.cluster.clock import SimulatedClock
from hub.engine.cluster.records import Record
from hub.engine.cluster.runner import Runner
from hub.engine.identity import Resolver
from hub.engine.ports import Ports
from hub.engine.store import Store, open_database
from hub.engine.writes import Writes
from hub.schemas import codec
from hub.streams.topics import EVENTS, in_topic
from tests.support.fleet import Fleet

_BATCH = {"ingest": 200, "steps": 500}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies on a fleet's topics."""

    native: list[Record]
    canonical: list[Record]

    @classmethod
    def of(cls, fleet: Fleet) -> "Waiting":
        """All of it. Before the relay runs: it publishes the events of ingest, which are there already."""
        names = [in_topic(name) for name in fleet.ports.registries]
        settings = fleet.settings
        native, canonical = (
            list(collect.read_topics(settings, topics, settings.topic_prefix)) for topics in (names, [EVENTS])
        )
        return cls(native, canonical)


def measure(site: Site, fleet: Fleet, waiting: Waiting) -> None:
    """Process all in a new database, and print the stages of each role."""
    native, canonical = waiting.native, waiting.canonical
    with site.database() as url:
        store = open_database(url, migrate=True)
        clock = SimulatedClock(store)
        try:
            stages = Stages()
            with _watched(stages, store) as statements:
                ports = _timed(fleet.ports, stages)
                ingest = roles.Ingest(ports, store, clock, simulated=True)
                _print("ingest", stages, statements, _run(stages, store, ingest, native), len(native))
            stages = Stages()
            with _watched(stages, store) as statements:
                ports = _timed(fleet.ports, stages)
                steps = roles.Steps(ports, store, fleet.framer, clock)
                _print("steps", stages, statements, _run(stages, store, steps, canonical), len(canonical))
        finally:
            store.close()


def _run(stages: Stages, store: Store, role: Any, records: Sequence[Record]) -> int:
    """Run a role over all records; how many batches that were."""
    runner: Runner[Any] = Runner(store, role, topics={})
    runner.positions({(record.topic, record.partition): 0 for record in records})
    process = stages.timed("the rest", runner.process)
    size = _BATCH[role.name]
    batches = [records[start : start + size] for start in range(0, len(records), size)]
    for batch in batches:
        process(batch)
    return len(batches)


def _timed(ports: Ports, stages: Stages) -> Ports:
    return Ports(
        registries=ports.registries,
        pseudonyms=ports.pseudonyms,
        step=stages.timed("step", ports.step),
        egress=stages.timed("egress check", ports.egress),
        synthetic=ports.synthetic,
    )


@contextmanager
def _watched(stages: Stages, store: Store) -> Iterator[Counter[str]]:
    """Measure the engine's own stages meanwhile, and count the statements by what they do."""
    statements: Counter[str] = Counter()
    places: list[tuple[Any, str, str]] = [
        (roles, "parse", "parse native"),
        (roles, "read_event", "read event"),
        (codec, "encode", "encode event"),
        (codec, "decode_state", "decode dossier"),
        (codec, "encode_state", "encode dossier"),
        (Resolver, "resolve", "who is who"),
        (Writes, "publish", "gather rows"),
        (Writes, "event", "gather rows"),
        (Writes, "send", "gather rows"),
        (Connection, "execute", "SQLAlchemy"),
        (Connection, "scalars", "SQLAlchemy"),
        (store.engine.dialect, "do_execute", "database"),
        (store.engine.dialect, "do_executemany", "database"),
        (store.engine.dialect, "do_begin", "database"),
        (store.engine.dialect, "do_commit", "commit"),
        (store.engine.dialect, "do_ping", "ping"),
    ]
    before = [(owner, name, owner.__dict__.get(name)) for owner, name, _ in places]
    for owner, name, stage in places:
        setattr(owner, name, stages.timed(stage, getattr(owner, name)))

    @event.listens_for(store.engine, "before_cursor_execute")
    def count(_c: object, _cursor: object, statement: str, given: Any, _x: object, many: bool) -> None:
        words = statement.split()
        table = next((words[n + 1] for n, word in enumerate(words[:-1]) if word in {"FROM", "INTO"}), "")
        statements[f"{words[0]} {table or words[1]}"[:40]] += len(given) if many else 1
        stages.seconds.setdefault("database", 0.0)

    try:
        yield statements
    finally:
        event.remove(store.engine, "before_cursor_execute", count)
        for owner, name, found in before:
            if found is None:
                delattr(owner, name)
            else:
                setattr(owner, name, found)


def _print(role: str, stages: Stages, statements: Counter[str], batches: int, records: int) -> None:
    total = sum(stages.seconds.values())
    speed = f"{records / total:.0f} records/s in {batches} batches"
    print(f"  {role}, without Faust but with these clocks in it: {speed}; microseconds a record")
    for stage, spent in sorted(stages.seconds.items(), key=lambda item: -item[1]):
        print(f"    {stage:16} {spent / records * 1e6:7.1f}  {spent / total:5.1%}")
    sent = ", ".join(f"{count / batches:.1f} {name}" for name, count in statements.most_common())
    print(f"    statements a batch, as the database gets them: {sent}")
