"""Every look at a case or a person is on record before anything is shown: by whom, what for (R093)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.unit.cli.conftest import Ask


@pytest.fixture(scope="module")
def remco(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the case of Remco."""
    from typer.testing import CliRunner  # noqa: PLC0415 - a fixture of the module cannot use one of a test

    from hub.cli import app  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("remco")
    run = CliRunner().invoke
    assert run(app, ["sim", "run", "remco", "--out", str(folder)]).exit_code == 0
    assert run(app, ["replay", f"{folder}/messages.ndjson", "--out", str(folder)]).exit_code == 0
    return folder


def case_and_person(folder: Path) -> tuple[str, str]:
    """The case of the first event that has one, and its person."""
    events = [json.loads(line) for line in (folder / "events.ndjson").read_text().splitlines()]
    first = next(event for event in events if event.get("caseid"))
    return first["caseid"], first["subject"]


ROWS: dict[str, tuple[tuple[str, ...], tuple[str, str, str]]] = {
    "case show, as it always was": (("case", "show", "CASE"), ("case show", "beheer", "OPERATOR")),
    "case show, by a desk": (
        ("case", "show", "CASE", "--purpose", "weging", "--by", "OVJ-ZWB"),
        ("case show", "weging", "OVJ-ZWB"),
    ),
    "directory": (
        ("directory", "--case", "CASE", "--purpose", "bellen", "--by", "FB-ZUID"),
        ("directory", "bellen", "FB-ZUID"),
    ),
    "person numbers": (
        ("person", "numbers", "PERSON", "--reason", "ticket 4711", "--by", "FB-ZUID"),
        ("person numbers", "ticket 4711", "FB-ZUID"),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_row(row: str, remco: Path, ask: Ask, ketenhub: Callable[..., Result]) -> None:
    """The look is on record with command, purpose and desk, under the case or the person."""
    arguments, expected = ROWS[row]
    case, person = case_and_person(remco)
    named = [{"CASE": case, "PERSON": person}.get(one, one) for one in arguments]
    before = len(ask("case", "lookups", person, "--dir", str(remco)))

    assert ketenhub(*named, "--dir", str(remco)).exit_code == 0

    found = ask("case", "lookups", person, "--dir", str(remco))
    assert len(found) == before + 1
    assert (found[-1]["command"], found[-1]["purpose"], found[-1]["by"]) == expected
    assert found[-1]["subject"] == person
    assert found[-1]["case"] == (case if "CASE" in arguments else None)


def test_what_is_not_found_is_not_noted(remco: Path, ask: Ask, ketenhub: Callable[..., Result]) -> None:
    """A name that nobody has may be a person's number that was typed by mistake; it is kept nowhere."""
    assert ketenhub("case", "show", "999990019", "--dir", str(remco)).exit_code == 1

    assert ask("case", "lookups", "999990019", "--dir", str(remco)) == []


@pytest.mark.parametrize(
    "arguments", [("--by", "Jan Jansen"), ("--purpose", "over 999990019"), ("--purpose", " ")]
)
def test_a_look_says_nothing_of_a_person(
    arguments: tuple[str, ...], remco: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name as desk, a number in the purpose or no purpose at all is refused, and nothing is shown."""
    from hub import __main__ as program  # noqa: PLC0415 - the program reads its arguments when it runs

    case, _ = case_and_person(remco)
    shown = ["ketenhub", "case", "show", case, "--dir", str(remco), *arguments]
    monkeypatch.setattr("sys.argv", shown)
    with pytest.raises(SystemExit) as ended:
        program.main()

    assert ended.value.code == 3
