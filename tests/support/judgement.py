"""What a run on a cluster is judged by, whatever died in it. Each function gives complaints; none is right.

- `against_truth`: the simulator's truth, which knows nothing of the hub but its files.
- `against_journal`: the log's own events, each once, run through an embedded engine, lead to the same
  deliveries, dossiers, timers, ledger and journal.
- `of_messages`: every message of the file became events or a dead letter.
- `of_effects`: each (recipient, id) once in outbox, audit and mailbox, and on the recipient's topic.
- `of_order`: readers of each topic get what concerns one person in the order of the outbox.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Table, select

from hub.engine import tables as t
from hub.engine.cluster import collect
from hub.engine.cluster.records import Record, attributes_of
from hub.engine.export import Line, export
from hub.engine.intake import parse
from hub.engine.messages import read_messages
from hub.engine.ports import Ports
from hub.engine.store import Store, open_store
from hub.schemas.envelope import Envelope
from hub.schemas.events import CasesJoined, PersonsMerged, PersonsSplit
from hub.streams.topics import EVENTS, OUT_PREFIX
from simulators.verify import verify
from tests.support.fleet import Fleet
from tests.support.journal import run_events

_SHOWN = 5
_Identity = tuple[str, str]
"""Recipient and id."""
_Line = tuple[str, str, str]
"""Topic, person and who wrote."""

COMPARED = {
    "dossiers": (t.dossiers, ("subject", "state")),
    "timers": (t.timers, ("subject", "kind", "key", "due_at")),
    "ledger": (t.ledger, ("case_id", "house", "subject", "status", "due_at", "reason")),
    "inbox": (t.inbox, ("event_id",)),
    "audit": (t.audit, ("event_id", "recipient", "subject", "rule", "categories")),
}
"""What of the store must be equal, beside the deliveries."""


@dataclass(slots=True)
class Evidence:
    """What a run left behind.

    Attributes:
        events: on the log, each once, in its order.
        records: of the events' and the recipients' topics, with those that were published again.
        deliveries: lines of ``deliveries.ndjson``.
        letters: lines of ``deadletters.ndjson``.
        journal: ids of the events that were stepped, by person, in order.
        tables: rows of `COMPARED`.
        outbox: recipient and id of what the steps sent, in its order.
        decided: ids in the outbox, by topic, person and who wrote them, in order.
        mailbox: recipient and id of what arrived; None where nobody delivers.
        doubles: records on the log beyond the first of their id.
    """

    events: list[Envelope]
    records: list[Record]
    deliveries: list[Line]
    letters: list[Line]
    journal: dict[str, list[str]]
    tables: dict[str, list[tuple[Any, ...]]]
    outbox: list[_Identity]
    decided: dict[_Line, list[str]]
    mailbox: list[_Identity] | None
    doubles: int


def collected(fleet: Fleet, out: Path) -> Evidence:
    """Read a fleet's topics and store; what `against_truth` needs is written to ``out``."""
    settings, prefix, framer = fleet.settings, fleet.declared.prefix, fleet.framer
    on_log = list(collect.read_topics(settings, [EVENTS], prefix))
    outward = [topic.name for topic in fleet.declared.topics if topic.name.startswith(OUT_PREFIX)]
    sent = list(collect.read_topics(settings, outward, prefix))
    events = list(collect.events(on_log, framer))
    deliveries = collect.deliveries(sent, framer)
    delivering = any(process.role == "deliver" for process in fleet.processes.values())
    out.mkdir(exist_ok=True)
    export(fleet.store, out, deliveries=deliveries)
    doubles = len(on_log) - len(events) + len(sent) - len(deliveries)
    return _evidence(fleet.store, out, events, on_log + sent, delivering=delivering, doubles=doubles)


def expected(ports: Ports, events: Iterable[Envelope], out: Path) -> Evidence:
    """What an embedded engine makes of these events, in a folder of its own."""
    out.mkdir()
    store = open_store(out / "journal.db", migrate=True)
    try:
        run_events(ports, store, events)
        export(store, out)
        return _evidence(store, out, list(events), [], delivering=False, doubles=0)
    finally:
        store.close()


def _evidence(
    store: Store, out: Path, events: list[Envelope], records: list[Record], *, delivering: bool, doubles: int
) -> Evidence:
    journal: dict[str, list[str]] = defaultdict(list)
    with store.transaction() as connection:
        for row in connection.execute(select(t.events).order_by(t.events.c.position)).mappings():
            journal[row["subject"]].append(orjson.loads(row["attributes"])["id"])
        outbox: list[_Identity] = []
        decided: dict[_Line, list[str]] = defaultdict(list)
        for row in connection.execute(select(t.outbox).order_by(t.outbox.c.seq)).mappings():
            if row["subject"]:  # else the notice of a dead letter
                written = _writer(orjson.loads(row["attributes"]))
                decided[row["topic"], row["subject"], written].append(row["id"])
            if row["recipient"]:
                outbox.append((row["recipient"], row["id"]))
        arrived = connection.execute(select(t.mailbox.c.recipient, t.mailbox.c.id)).all()

        def rows(table: Table, columns: Sequence[str]) -> list[tuple[Any, ...]]:
            return sorted(tuple(row) for row in connection.execute(select(*(table.c[c] for c in columns))))

        tables = {name: rows(table, columns) for name, (table, columns) in COMPARED.items()}
    return Evidence(
        events=events,
        records=records,
        deliveries=_lines(out / "deliveries.ndjson"),
        letters=_lines(out / "deadletters.ndjson"),
        journal=dict(journal),
        tables=tables,
        outbox=outbox,
        decided=dict(decided),
        mailbox=[(row[0], row[1]) for row in arrived] if delivering else None,
        doubles=doubles,
    )


def against_truth(truth: Path, out: Path) -> list[str]:
    """Complaints of the simulator."""
    report = verify(truth, out)
    return [
        f"{kind}: {found.count}, {found.first[:2]}"
        for kind, found in report.divergences().items()
        if found.count
    ]


def against_journal(found: Evidence, due: Evidence) -> list[str]:
    """What differs from the embedded engine's outcome of the same events."""
    complaints = _difference("deliveries", _comparable(found.deliveries), _comparable(due.deliveries))
    for name in COMPARED:
        complaints += _difference(name, found.tables[name], due.tables[name])
    complaints += [
        f"journal: another order or other events of {subject}"
        for subject in sorted(found.journal.keys() | due.journal.keys())
        if found.journal.get(subject) != due.journal.get(subject)
    ][:_SHOWN]
    return complaints


def of_messages(ports: Ports, messages: Path, found: Evidence) -> list[str]:
    """Messages that are neither events nor dead letters."""
    letters = {line["id"] for line in found.letters}
    events = {event.id for event in found.events}
    stepped = {identifier for ids in found.journal.values() for identifier in ids}
    complaints = []
    for message in read_messages(messages):
        parsed = parse(ports, message)
        if parsed.refused is not None and message.letter not in letters:
            complaints.append(f"{message.letter} was refused, and is no dead letter")
        for ordinal, (identifier, _) in enumerate(parsed.observations):
            own_letter = f"{message.letter}/{ordinal}" if ordinal else message.letter
            if own_letter in letters:
                continue
            for where, known in (("log", events), ("journal", stepped)):
                if identifier not in known:
                    complaints.append(f"{own_letter}: its event is not in the {where}")
    return complaints


def of_effects(found: Evidence) -> list[str]:
    """What was sent twice, or is in one place and not in another."""
    audited = [(row[1], row[0]) for row in found.tables["audit"]]
    published = [(line["recipient"], line["id"]) for line in found.deliveries]
    places = {"audit": audited, "topics": published}
    if found.mailbox is not None:
        places["mailbox"] = found.mailbox
    complaints = [f"outbox: {one} twice" for one, count in Counter(found.outbox).items() if count > 1]
    for name, rows in places.items():
        complaints += _difference(f"{name} and outbox", rows, found.outbox)
    return complaints


def of_order(found: Evidence) -> list[str]:
    """Persons of whom a reader, having dropped what it saw before, gets another order than was decided."""
    read: dict[_Line, list[str]] = defaultdict(list)
    seen: set[_Identity] = set()
    for record in found.records:
        attributes = attributes_of(record)
        identity = (record.topic, attributes["id"])
        if identity not in seen:
            seen.add(identity)
            read[record.topic, attributes["subject"], _writer(attributes)].append(attributes["id"])
    return [
        f"order: {who[0]} about {who[1]}"
        for who in sorted(read.keys() | found.decided.keys())
        if read.get(who) != found.decided.get(who)
    ]


def _writer(attributes: Mapping[str, str]) -> str:
    """Who put it in the outbox.

    The steps of a merged person hand events on beside ingest. There is no order between the two: neither
    waits for the other.
    """
    proofs = {event.wire_type() for event in (PersonsMerged, PersonsSplit, CasesJoined)}
    return "steps" if "causedby" in attributes and attributes["type"] not in proofs else "ingest"


def judge(fleet: Fleet, truth: Path, out: Path, *, simulated: bool = True) -> Evidence:
    """All judgements at once over a drained fleet; the evidence, if there is no complaint.

    ``simulated``: whether the folder with the messages holds the simulator's truth, too.
    """
    found = collected(fleet, out)
    due = expected(fleet.ports, found.events, out / "embedded")
    complaints = (
        *(against_truth(truth, out) if simulated else ()),
        *against_journal(found, due),
        *of_messages(fleet.ports, truth / "messages.ndjson", found),
        *of_effects(found),
        *of_order(found),
    )
    assert not complaints, "\n".join(complaints[:40])
    assert len(found.deliveries) > 10, "a run in which nothing happens proves nothing"
    return found


def _comparable(deliveries: Iterable[Line]) -> list[tuple[Any, ...]]:
    lines = [{name: value for name, value in line.items() if name != "at"} for line in deliveries]
    return sorted(
        (line["recipient"], line["subject"], line["id"], orjson.dumps(line, option=orjson.OPT_SORT_KEYS))
        for line in lines
    )


def _difference(name: str, found: Iterable[Any], due: Iterable[Any]) -> list[str]:
    have, want = Counter(found), Counter(due)
    missing, extra = want - have, have - want
    return [f"{name}: {missing.total()} missing, {extra.total()} too many"] if missing or extra else []


def _lines(path: Path) -> list[Line]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]
