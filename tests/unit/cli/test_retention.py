"""``ketenhub retention`` as a user runs it: what would go, what goes, and what other commands then say."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hub.app import DATABASE
from hub.cli import app
from hub.engine import tables as t
from hub.engine.embedded import SOURCE
from hub.engine.retention_kinds import Bounds
from hub.engine.store import open_store
from hub.rules.retention import Content, Line
from tests.unit.cli.conftest import Ask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the story of Remco, to which messages have come until three weeks after it."""
    for arguments in (
        ("sim", "run", "remco", "--out", str(tmp_path)),
        ("replay", str(tmp_path / "messages.ndjson"), "--out", str(tmp_path)),
    ):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
    store = open_store(tmp_path / DATABASE, migrate=False)
    with store.transaction() as connection:
        row = store.offset(connection, SOURCE)
        assert row is not None
        later = t.to_micros(t.from_micros(row["clock"]) + timedelta(days=21))
        store.advance(connection, SOURCE, row["next"], later)
    store.close()
    return tmp_path


def contents(folder: Path, name: str) -> list[bool]:
    """Of each line of a file of results, whether it has content."""
    lines = (folder / f"{name}.ndjson").read_text().splitlines()
    return [json.loads(line)["data"] is not None for line in lines]


def test_a_trial_says_what_would_go(ask: Ask, folder: Path) -> None:
    """It counts by rule and table, and leaves all as it was."""
    found = {(one["table"], one["what"]): one for one in ask("retention", "--dir", str(folder))}

    assert found["events", "event"]["rows"] == len(contents(folder, "events"))
    assert found["events", "journal"]["rows"] == 0
    assert {one["applied"] for one in found.values()} == {False}
    assert ask("retention", "--dir", str(folder)) == list(found.values())


def test_with_apply_content_goes_from_store_and_files(ask: Ask, folder: Path) -> None:
    """Events and messages are empty in the files too; what houses learn from is there still."""
    learned = ask("feedback", "learn", "--dir", str(folder))
    ask("retention", "--dir", str(folder), "--apply")

    kinds = [json.loads(line)["type"] for line in (folder / "deliveries.ndjson").read_text().splitlines()]
    kept = {kind for kind, has in zip(kinds, contents(folder, "deliveries"), strict=True) if has}
    assert set(contents(folder, "events")) == {False}
    assert kept == {"nl.strafrechtketen.terugkoppeling"}
    assert ask("feedback", "learn", "--dir", str(folder)) == learned != []


def test_the_case_is_known_still(ask: Ask, folder: Path) -> None:
    """Each line of the case stands where it stood, without content."""
    case = next(json.loads(line)["case"] for line in (folder / "deliveries.ndjson").read_text().splitlines())
    before = ask("case", "show", case, "--dir", str(folder))
    ask("retention", "--dir", str(folder), "--apply")

    after = ask("case", "show", case, "--dir", str(folder))
    assert [line["id"] for line in after] == [line["id"] for line in before]


def test_people_read_a_table(ketenhub: Callable[..., Result], folder: Path) -> None:
    """Only what goes or is kept stands in it; the last line says whether anything was changed."""
    said = ketenhub("retention", "--dir", str(folder)).stdout
    done = ketenhub("retention", "--dir", str(folder), "--apply").stdout
    again = ketenhub("retention", "--dir", str(folder)).stdout

    assert "What would happen" in said
    assert "Nothing was changed. Do it with --apply." in said
    assert "What was done" in done
    assert "audit" not in said + done
    assert again.startswith("Nothing is past its time.")


def test_rules_and_engine_speak_of_the_same_things() -> None:
    """Each term of the rules has its bound in the engine, and the other way round."""
    assert {one.value for one in (*Content, *Line)} == {field.name for field in fields(Bounds)}
