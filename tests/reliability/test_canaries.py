"""Personal data stands in payloads and nowhere else, whatever goes wrong."""

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import orjson
import pytest
from sqlalchemy import LargeBinary, select

from hub.app import DATABASE, build_ports, open_existing
from hub.app import replay as run_replay
from hub.engine.messages import Message, read_messages
from hub.engine.tables import metadata
from hub.schemas.envelope import Envelope
from hub.settings import Settings
from hub.streams.dossier import Dossier
from hub.streams.step import StepEffect
from simulators.run import Options, generate
from tests.support.canaries import as_line, names_in, with_canaries

PAYLOADS = {("identity", "value")}
"""Columns that may hold personal data, besides every binary one: those are the payloads."""

AS_IT_CAME = {("deadletters", "payload")}
"""Columns with a message as a registry sent it, for whoever must repair it."""


def damaged(messages: list[Message], seed: int) -> Iterator[bytes]:
    """Each message as a line; one in five is cut, overwritten or given an unknown field."""
    rng = random.Random(seed)
    for message in messages:
        if rng.random() < 0.8:
            yield as_line(message)
            continue
        body = bytearray(message.body)
        place = rng.randrange(len(body))
        tricks = (body[:place], body[:place] + b"<x>&" + body[place:], body.replace(b"2016-", b"20x6-"))
        yield as_line(replace(message, body=bytes(rng.choice(tricks))))


class FailsForSome:
    """Steps that fail for one person in ten, with the event itself in the failure's text."""

    def __init__(self) -> None:
        self._step = build_ports(Settings()).step

    def __call__(
        self, dossier: Dossier, event: Envelope, now: datetime
    ) -> tuple[Dossier, tuple[StepEffect, ...]]:
        """Step, or fail loudly."""
        if event.subject[1] in "abc":
            msg = f"cannot step {event!r}"
            raise LookupError(msg)
        return self._step(dossier, event, now)


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """A folder with a day's messages, damaged and not, full of canaries; and the canaries."""
    directory = tmp_path_factory.mktemp("canaries")
    generate("zsm-day", directory, Options(seed=3))
    messages, found = with_canaries(read_messages(directory / "messages.ndjson"))
    (directory / "canaries.ndjson").write_bytes(b"".join(damaged(messages, seed=3)))
    return directory, found


def seen(text: str, canaries: set[str]) -> list[str]:
    """The canaries in a text, as words of their own: a moment in microseconds may end in any eight digits."""
    return [c for c in canaries if c in text and re.search(rf"(?<!\w){re.escape(c)}(?!\w)", text)]


def test_only_payloads_hold_persons(canaries: tuple[Path, set[str]]) -> None:
    """No key, attribute, audit line, ledger line, dead letter or quarantine holds any personal value."""
    directory, values = canaries
    out = directory / "out"
    ports = replace(build_ports(Settings()), step=FailsForSome())
    total = run_replay(Settings(), directory / "canaries.ndjson", out, ports=ports)
    assert total.dead > 20
    assert total.quarantined > 0
    assert total.sent > 50

    store = open_existing(out)
    with store.transaction() as connection:
        for table in metadata.sorted_tables:
            open_columns = [
                c
                for c in table.columns
                if not isinstance(c.type, LargeBinary) and (table.name, c.name) not in PAYLOADS
            ]
            text = "\n".join(str(tuple(row)) for row in connection.execute(select(*open_columns)))
            assert not seen(text, values), table.name
    store.close()
    for name in ("events", "deliveries", "deadletters"):
        lines = (orjson.loads(line) for line in (out / f"{name}.ndjson").read_bytes().splitlines())
        text = "\n".join(str({key: value for key, value in line.items() if key != "data"}) for line in lines)
        assert not seen(text, values), name


def test_names_reach_no_event_and_no_recipient(canaries: tuple[Path, set[str]]) -> None:
    """Names tell persons apart at ingest and go no further: no event holds one, stored or sent."""
    directory, values = canaries
    names = names_in(values)
    assert len(names) > 50
    out = directory / "named"
    total = run_replay(Settings(), directory / "canaries.ndjson", out)
    assert total.sent > 50

    store = open_existing(out)
    with store.transaction() as connection:
        for table in metadata.sorted_tables:
            kept = [c for c in table.columns if (table.name, c.name) not in AS_IT_CAME]
            rows = connection.execute(select(*kept))
            cells = (cell for row in rows for cell in row)
            text = "\n".join(c.decode(errors="replace") if isinstance(c, bytes) else str(c) for c in cells)
            assert not [name for name in names if name in text], table.name
    store.close()
    for name in ("events", "deliveries", "deadletters"):
        text = (out / f"{name}.ndjson").read_text("utf-8")
        assert not seen(text, names), name


@pytest.mark.parametrize(
    "command",
    [
        ["-v", "replay", "canaries.ndjson", "--out", "cli"],
        ["dlq", "list", "--dir", "cli"],
        ["feedback", "status", "--dir", "cli"],
    ],
)
def test_no_command_prints_a_person(canaries: tuple[Path, set[str]], command: list[str]) -> None:
    """What the program prints and logs, in its most talkative mode, holds no personal value."""
    directory, values = canaries
    if command[-1] == "cli" and not (directory / "cli" / DATABASE).exists() and "replay" not in command:
        run_replay(Settings(), directory / "canaries.ndjson", directory / "cli")

    done = run_in(directory, command)

    assert done.returncode == 0, done.stderr
    assert not seen(done.stdout + done.stderr, values)


def test_a_crash_prints_no_person(canaries: tuple[Path, set[str]]) -> None:
    """A defect that nothing foresaw ends with its class and place, without any value."""
    directory, values = canaries
    crash = (
        "import sys; from hub import __main__, app\n"
        "from hub.engine.intake import Intake\n"
        "def broken(self, item, at): raise RuntimeError(repr(item))\n"
        "Intake.events = broken\n"
        "__main__.main()\n"
    )
    done = run_in(directory, ["replay", "canaries.ndjson", "--out", "crash"], program=["-c", crash])

    assert done.returncode == 70
    assert "RuntimeError" in done.stderr
    assert not seen(done.stdout + done.stderr, values)


def run_in(
    directory: Path, command: list[str], program: list[str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the program as a user would, in a folder."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *(program or ["-m", "hub"]), *command],
        cwd=directory,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
