"""The judgement itself: each of its parts sees what was planted, and says nothing of what is right."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from hub.app import build_ports, open_existing, replay
from hub.engine import tables as t
from hub.engine.cluster.records import CE_PREFIX, Record
from hub.engine.ports import Ports
from hub.schemas import codec
from hub.schemas.envelope import Envelope
from hub.settings import Settings
from simulators.run import Options, generate
from tests.support import judgement
from tests.support.judgement import Evidence

Plant = Callable[[list[Any]], None]


def drop(rows: list[Any]) -> None:
    """One is lost."""
    del rows[len(rows) // 2]


def double(rows: list[Any]) -> None:
    """One is there twice."""
    rows.insert(len(rows) // 2, rows[len(rows) // 2])


def _headers(subject: str, writer: str, identifier: str) -> dict[str, bytes]:
    """Of an event about a person; what steps send has a cause."""
    said = {"id": identifier, "subject": subject, "type": "any"}
    said |= {"causedby": "another"} if writer == "steps" else {}
    return {f"{CE_PREFIX}{name}": value.encode() for name, value in said.items()}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ports, Evidence, Evidence]:
    """A day's folder, and what was found and what was due of it: the same, as no cluster was under fire."""
    folder, settings = tmp_path_factory.mktemp("day"), Settings()
    generate("zsm-day", folder, Options(seed=7))
    replay(settings, folder / "messages.ndjson", folder)
    store, ports = open_existing(folder), build_ports(settings)
    with store.transaction() as connection:
        rows = connection.execute(select(t.events).order_by(t.events.c.position)).mappings().all()
    store.close()
    events = [
        Envelope.from_attributes(orjson.loads(row["attributes"]), codec.decode(row["value"])) for row in rows
    ]
    found = judgement.expected(ports, events, folder / "found")
    found.records = [
        Record(topic, 0, 0, None, b"", _headers(subject, writer, identifier))
        for (topic, subject, writer), ids in found.decided.items()
        for identifier in ids
    ]
    found.mailbox = list(found.outbox)
    return folder, ports, found, judgement.expected(ports, events, folder / "due")


def test_what_is_right_has_no_complaint(day: tuple[Path, Ports, Evidence, Evidence]) -> None:
    """Else the tests below would prove nothing."""
    folder, ports, found, due = day
    assert judgement.against_truth(folder, folder / "found") == []
    assert judgement.against_journal(found, due) == []
    assert judgement.of_messages(ports, folder / "messages.ndjson", found) == []
    assert judgement.of_effects(found) == []
    assert judgement.of_order(found) == []


@pytest.mark.parametrize("plant", [drop, double])
@pytest.mark.parametrize("name", ["deliveries", "dossiers", "timers", "ledger", "inbox", "audit"])
def test_what_differs_from_the_journal_is_seen(
    day: tuple[Path, Ports, Evidence, Evidence], name: str, plant: Plant
) -> None:
    """A delivery, dossier, timer, ledger, inbox or audit line too few or too many is a complaint."""
    found, due = deepcopy(day[2]), day[3]
    plant(found.deliveries if name == "deliveries" else found.tables[name])
    assert judgement.against_journal(found, due)


def test_another_delivery_in_the_place_of_one_is_seen(day: tuple[Path, Ports, Evidence, Evidence]) -> None:
    """The same number of deliveries, one to somebody else or with other data, is a complaint."""
    changes: list[dict[str, Any]] = [{"recipient": "VH99"}, {"data": {}}]
    for change in changes:
        found, due = deepcopy(day[2]), day[3]
        found.deliveries[3] |= change
        assert judgement.against_journal(found, due)


def test_another_order_of_a_persons_events_is_seen(day: tuple[Path, Ports, Evidence, Evidence]) -> None:
    """Two events of one person that changed places are a complaint."""
    found, due = deepcopy(day[2]), day[3]
    ids = max(found.journal.values(), key=len)
    ids[0], ids[1] = ids[1], ids[0]
    assert judgement.against_journal(found, due)


@pytest.mark.parametrize("where", ["log", "journal"])
def test_a_lost_message_is_seen(day: tuple[Path, Ports, Evidence, Evidence], where: str) -> None:
    """A message whose event is not on the log, or was never stepped, is a complaint."""
    folder, ports, found, _ = day
    found = deepcopy(found)
    native = [event for event in found.events if event.record != event.id]
    lost = native[len(native) // 2]
    if where == "log":
        found.events.remove(lost)
    else:
        found.journal[lost.subject].remove(lost.id)
    (complaint,) = judgement.of_messages(ports, folder / "messages.ndjson", found)
    assert where in complaint


@pytest.mark.parametrize("plant", [drop, double])
@pytest.mark.parametrize("where", ["outbox", "audit", "mailbox", "deliveries"])
def test_an_effect_lost_or_doubled_anywhere_is_seen(
    day: tuple[Path, Ports, Evidence, Evidence], where: str, plant: Plant
) -> None:
    """A disclosure that is not in all of outbox, audit, topic and mailbox, once in each, is a complaint."""
    found = deepcopy(day[2])
    assert found.mailbox is not None
    places: dict[str, list[Any]] = {
        "outbox": found.outbox,
        "audit": found.tables["audit"],
        "mailbox": found.mailbox,
        "deliveries": found.deliveries,
    }
    plant(places[where])
    assert judgement.of_effects(found)


def test_a_reader_that_gets_another_order_is_seen(
    day: tuple[Path, Ports, Evidence, Evidence],
) -> None:
    """Two records of one person that changed places are a complaint; one that comes again is none."""
    found = deepcopy(day[2])
    found.records.append(found.records[0])
    assert judgement.of_order(found) == []
    first = found.records[0]
    other = next(n for n, one in enumerate(found.records) if n and _who(one) == _who(first) and one != first)
    found.records[0], found.records[other] = found.records[other], first
    assert judgement.of_order(found)


def test_the_truth_sees_a_lost_a_doubled_and_a_changed_delivery(
    day: tuple[Path, Ports, Evidence, Evidence], tmp_path: Path
) -> None:
    """The simulator complains of a delivery too few, one too many, and one to somebody else."""
    folder = day[0]
    whole = (folder / "found" / "deliveries.ndjson").read_bytes().splitlines()
    other = orjson.dumps(orjson.loads(whole[7]) | {"recipient": "VH99"})
    for name in ("events", "deadletters"):
        (tmp_path / f"{name}.ndjson").write_bytes((folder / "found" / f"{name}.ndjson").read_bytes())
    for lines in (whole[1:], [*whole, whole[0]], [*whole[:7], other, *whole[8:]]):
        (tmp_path / "deliveries.ndjson").write_bytes(b"\n".join(lines) + b"\n")
        assert judgement.against_truth(folder, tmp_path)


def _who(record: Record) -> tuple[str, bytes]:
    return record.topic, record.headers[f"{CE_PREFIX}subject"]
