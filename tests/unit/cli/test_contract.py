"""The commands about the contract and the schemas: exit codes, JSON lines, and words for people."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hub.cli import app
from hub.schemas.codec import read_committed
from hub.schemas.events import EVENTS
from tests.structure.source import ROOT


def run(*arguments: str) -> Result:
    """Run the program."""
    return CliRunner().invoke(app, arguments)


def lines(result: Result) -> list[dict[str, Any]]:
    """The JSON lines on stdout; anything else there fails."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_export_then_check(tmp_path: Path) -> None:
    """A new folder is wanting, is written, is up to date, and is wanting again when a file changed."""
    out = ("contract", "export", "--out", str(tmp_path / "new"), "--json")

    before = run(*out, "--check")
    assert before.exit_code == 1
    assert {line["state"] for line in lines(before)} == {"missing"}
    assert not (tmp_path / "new").exists()

    written = run(*out)
    assert written.exit_code == 0
    assert {line["file"] for line in lines(written)} == {line["file"] for line in lines(before)}
    assert lines(run(*out)) == []

    assert (run(*out, "--check").exit_code, run(*out, "--check").stdout) == (0, "")
    (tmp_path / "new" / "asyncapi.yaml").write_text("asyncapi: 3.1.0\n", "utf-8")
    after = run(*out, "--check")
    assert (after.exit_code, lines(after)) == (1, [{"file": "asyncapi.yaml", "state": "different"}])


def test_list_names_every_version() -> None:
    """Each committed schema is a line, and exactly one version of each event is written."""
    found = lines(run("schema", "list", "--json"))

    assert {(line["kind"], line["version"]) for line in found} == {
        (one.kind, one.version) for one in read_committed()
    }
    assert sorted(line["kind"] for line in found if line["current"]) == sorted(one.kind for one in EVENTS)


def test_one_event_is_shown_with_its_history() -> None:
    """By its class, an event's versions are told with what the later one changed."""
    result = run("schema", "list", "PersonMarked")

    assert result.exit_code == 0
    assert "persoon-gemarkeerd@1: read, no longer written" in result.stdout
    assert "field `target_list` added with default null" in result.stdout


def test_a_change_that_may_ship_ends_with_0_and_one_that_may_not_with_5(tmp_path: Path) -> None:
    """The exit code is the verdict, and the words say which field or symbol."""
    good = run("schema", "diff", "PersonMarked@1", "PersonMarked@2")
    assert good.exit_code == 0
    assert "may ship" in good.stdout

    draft = tmp_path / "draft.avsc"
    text = next(one.text for one in read_committed() if (one.kind, one.version) == ("persoon-gemarkeerd", 2))
    draft.write_text(text.replace('"TOP_X"', '"TOP_Y"'), "utf-8")
    bad = run("schema", "diff", "PersonMarked@2", str(draft))
    assert bad.exit_code == 5
    assert "symbol TOP_X removed from `origin`: values already written cannot be read" in bad.stdout
    assert "may NOT ship" in bad.stdout

    (line,) = lines(run("schema", "diff", "PersonMarked@2", str(draft), "--json"))
    assert (line["ships"], line["new"]) == (False, 3)


def test_check_runs_every_gate(tmp_path: Path) -> None:
    """All gates pass on what ships; with a release that has more, that of the history refuses: exit 5."""
    good = run("schema", "check", "--json")
    assert good.exit_code == 0
    assert all(line["ok"] and line["asks"] for line in lines(good))

    schema = {"type": "record", "name": "Lost", "fields": []}
    (tmp_path / "verloren.v1.avsc").write_text(json.dumps(schema), "utf-8")
    bad = run("schema", "check", "--released", str(tmp_path), "--json")
    assert bad.exit_code == 5
    assert [line["gate"] for line in lines(bad) if not line["ok"]] == ["check_history"]
    assert (
        "verloren.v1 was released and is gone" in run("schema", "check", "--released", str(tmp_path)).stdout
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["schema", "diff", "PersonMarked@1", "PersonMarked@2"], 3),
        pytest.param(["schema", "check"], 3, marks=pytest.mark.long),
        pytest.param(["contract", "export", "--check", "--out", "nowhere"], 3, marks=pytest.mark.long),
        (["schema", "list", "PersonMarked"], 0),
    ],
    ids=lambda value: value[1] if isinstance(value, list) else "",
)
def test_without_the_extra_the_program_starts_and_says_what_to_install(
    arguments: list[str], code: int
) -> None:
    """Where its libraries are missing, a command that needs them ends with 3, and all others work."""
    script = (
        "import sys; sys.modules.update(dict.fromkeys(('avro', 'py_avro_schema', 'yaml')));"
        "from hub.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == code
    assert ("the extra `contracts`" in " ".join(done.stderr.split())) == (code == 3)
