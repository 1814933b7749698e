"""A person is erased with the real registries, steps and commands: what people and files show afterwards."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hub.app import DATABASE, export_native
from hub.cli import app
from hub.settings import Settings
from tests.unit.cli.conftest import Ask

ORDER = {
    "schema": "verdachtenmonitor-actie/1",
    "actie": "vernietiging",
    "actie_id": "vm-order",
    "actie_versie": 1,
    "vastgelegd_op": "2016-12-12T08:05:00.000Z",
    "functie": "Administratie OM",
    "inhoud": {"grond": "rechter", "besluitnummer": "RK-1", "bevolen_op": "2016-12-12T08:00:00.000Z"},
}
PROOF = "nl.strafrechtketen.vernietiging-uitgevoerd"
FORWARDED = "nl.strafrechtketen.vernietiging-doorgegeven"


def _run(*arguments: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which Remco was arrested, marked, decided about, and erased a few weeks later; his BSN."""
    folder = tmp_path_factory.mktemp("erased")
    _run("sim", "run", "remco", "--out", str(folder))
    messages = folder / "messages.ndjson"
    text = messages.read_text()
    bsn = re.findall(r"9999\d{5}", text)[0]
    order = ORDER | {"verdachte": {"bsn": bsn}}
    line = {
        "registry": "monitor",
        "at": "2016-12-12T08:05:10Z",
        "content_type": "application/json",
        "body": json.dumps(order),
    }
    messages.write_text(text + json.dumps(line) + "\n")
    _run("replay", str(messages), "--out", str(folder))
    return folder, bsn


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """The lines of a file of results."""
    return [json.loads(line) for line in (folder / f"{name}.ndjson").read_text().splitlines()]


def test_nothing_of_the_person_is_left_in_the_store(erased: tuple[Path, str]) -> None:
    """No number, hash of a name, timer or fact: only pseudonyms, times, and what was told on what ground."""
    folder, bsn = erased
    database = sqlite3.connect(folder / DATABASE)
    rows = {
        table: database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own tables
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    }
    database.close()

    assert [table for table, found in rows.items() if bsn in str(found)] == []
    assert rows["identity"] == rows["traits"] == rows["worklist"] == rows["timers"] == []
    assert len(rows["audit"]) > 0
    (state,) = [json.loads(state) for _, state in rows["dossiers"]]
    assert set(state) == {"subject", "as_of", "versions"}


def test_everybody_who_was_told_is_told(erased: tuple[Path, str]) -> None:
    """Each recipient of anything within the year hears that it must destroy it, once for the case."""
    folder, _ = erased
    told = [(line["recipient"], line["type"]) for line in read(folder, "deliveries")]

    assert sorted(who for who, kind in told if kind == FORWARDED) == sorted(
        {who for who, kind in told if kind != FORWARDED}
    )


def test_a_case_is_shown_without_its_content(
    erased: tuple[Path, str], ask: Ask, ketenhub: Callable[..., Result]
) -> None:
    """The lines stand where they stood, each erased; the proof and the order say what happened."""
    folder, _ = erased
    case = next(str(line["case"]) for line in read(folder, "deliveries"))

    found = ask("case", "show", case, "--dir", str(folder))
    kept = {line["type"] for line in found if not line.get("erased")}

    assert {PROOF, FORWARDED} <= kept
    assert len([line for line in found if line.get("erased")]) > 5
    assert " erased" in ketenhub("case", "show", case, "--dir", str(folder)).stdout


def test_the_proof_counts_what_was_emptied(erased: tuple[Path, str]) -> None:
    """As many events and messages as the files show without data."""
    folder, _ = erased
    (proof,) = [line["data"] for line in read(folder, "events") if line["type"] == PROOF]
    counts = {
        name: sum(line["data"] is None for line in read(folder, name)) for name in ("events", "deliveries")
    }

    assert proof == {
        "ground": "RECHTER", "reference": "RK-1",
        "events": counts["events"], "messages": counts["deliveries"],
    }  # fmt: skip


def test_the_commands_go_on(erased: tuple[Path, str], ask: Ask) -> None:
    """What was erased is counted no more, is awaited of nobody, and leaves in no registry's language."""
    folder, bsn = erased
    export_native(Settings(), folder)

    assert ask("feedback", "learn", "--dir", str(folder)) == []
    assert ask("awaited", "list", "--dir", str(folder)) == []
    assert len(ask("feedback", "status", "--dir", str(folder))) > 0
    assert bsn not in (folder / "native.ndjson").read_text()
