"""``ketenhub dlq`` as a user meets it: a trial first, a reason for what is done, and no content shown."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hub.app import replay
from hub.cli import app
from hub.cli.output import exit_code
from hub.settings import Settings
from simulators.run import Options, generate

APPLY = ("--apply", "--by", "FB-ZUID", "--reason", "ticket 12")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a played case with damaged messages."""
    generate("remco", tmp_path, Options(seed=3, poisoned=8, poisons=("bad-bsn", "unknown-code", "not-json")))
    replay(Settings(), tmp_path / "messages.ndjson", tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    """Run a command of ``dlq`` on the folder."""
    return CliRunner().invoke(app, ["dlq", *arguments, "--dir", str(folder)])


def lines(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """The JSON lines that it prints."""
    return [json.loads(line) for line in run(folder, *arguments, "--json").stdout.splitlines()]


def codes(found: list[dict[str, Any]]) -> set[str]:
    """Their codes."""
    return {line["code"] for line in found}


def test_filters_narrow_the_list(folder: Path) -> None:
    """Each option is a condition, and joins the others and --where."""
    every = lines(folder, "list")

    assert codes(every) == {"not-a-bsn", "unknown-code", "not-json"}
    assert codes(lines(folder, "list", "--code", "unknown-code")) == {"unknown-code"}
    assert codes(lines(folder, "list", "--stage", "map", "--where", "code!=unknown-code")) == {"not-a-bsn"}
    assert lines(folder, "list", "--since", "2030-01-01") == []
    assert lines(folder, "list", "--registry", every[0]["registry"], "--since", "2010-01-01")
    assert "No dead letter is like that" in run(folder, "list", "--since", "2030-01-01").stdout


def test_a_letter_is_shown_without_its_content(folder: Path) -> None:
    """Show names the fields and their lengths; only --reveal prints values, and writes down who read them."""
    letter = lines(folder, "list", "--code", "not-a-bsn")[0]["id"]
    (found,) = lines(folder, "show", letter)
    bsn = next(part for part in found["payload"]["parts"] if "bsn" in part["path"].lower())

    assert (bsn["kind"], bsn["length"]) == ("text", 9)
    assert found["adapter_version"] == found["adapter_version_now"]
    assert "9999" not in run(folder, "show", letter).stdout
    assert lines(folder, "log") == []
    revealed = run(folder, "show", letter, "--reveal", "--by", "FB-ZUID", "--reason", "ticket 12")
    assert "9999" in revealed.stdout
    assert [line["what"] for line in lines(folder, "log")] == ["reveal"]


def test_a_trial_changes_nothing(folder: Path) -> None:
    """Without --apply, replay and discard say what would happen, and do not do it."""
    before = lines(folder, "list")
    trial = run(folder, "replay", "--where", "stage=map")
    discard = run(folder, "discard", "--where", "stage=map")

    assert trial.exit_code == 1
    assert "Nothing was changed" in trial.stdout
    assert discard.exit_code == 0
    assert "discarded" in discard.stdout
    assert lines(folder, "list") == before
    assert lines(folder, "log") == []


def test_a_discarded_letter_is_gone_from_the_list_and_kept(folder: Path) -> None:
    """What was closed waits no more; --all has it, and the log says by which desk and why."""
    letter = lines(folder, "list")[0]["id"]
    done = lines(folder, "discard", letter, *APPLY)

    assert [(line["letter"], line["outcome"], line["applied"]) for line in done] == [
        (letter, "discarded", True)
    ]
    assert letter not in [line["id"] for line in lines(folder, "list")]
    assert letter in [line["id"] for line in lines(folder, "list", "--all")]
    assert [(line["desk"], line["reason"]) for line in lines(folder, "log", letter)] == [
        ("FB-ZUID", "ticket 12")
    ]
    assert letter in run(folder, "log").stdout


def test_a_limit_takes_the_first(folder: Path) -> None:
    """With --limit only so many are tried, those that came first."""
    first = [line["id"] for line in lines(folder, "list", "--stage", "map")][:2]

    assert [
        line["letter"] for line in lines(folder, "replay", "--where", "stage=map", "--limit", "2")
    ] == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("replay",), "name one letter"),
        (("replay", "messages/1", "--where", "stage=map"), "name one letter"),
        (("discard",), "name one letter"),
        (("replay", "--where", "colour=red"), "at character 1"),
        (("list", "--where", "stage=map or code=x"), "there is no `or`"),
        (("replay", "--where", "stage=map", "--apply"), "--reason"),
        (("replay", "--where", "stage=map", "--apply", "--by", "FB", "--reason", " "), "--reason"),
        (
            ("replay", "--where", "stage=map", "--apply", "--by", "Jan Jansen", "--reason", "x"),
            "never a person",
        ),
        (("discard", "--where", "stage=map", "--apply", "--by", "FB", "--reason", "bsn 999990019"), "digits"),
        (("replay", "--where", "stage=map", "--rate", "fast"), "5/s"),
        (("replay", "--where", "stage=map", "--rate", "0/s"), "5/s"),
    ],
)
def test_a_command_that_is_not_understood_does_nothing(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    """A mistake of usage exits 2 and names the remedy, before anything is done."""
    result = run(folder, *arguments)

    assert result.exit_code == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())
    assert lines(folder, "log") == []


@pytest.mark.parametrize("command", [("show",), ("replay",), ("discard",)])
def test_an_unknown_letter_is_found_wanting(folder: Path, command: tuple[str, ...]) -> None:
    """A letter that is not there exits 1 and says where they are listed."""
    result = run(folder, *command, "messages/999")

    assert result.exit_code == 1
    assert "dlq list" in result.stderr


def test_nobody_in_quarantine(folder: Path) -> None:
    """A person who is not in quarantine cannot be taken out of it."""
    result = run(folder, "replay", "--subject", "s-unknown", *APPLY)

    assert result.exception is not None
    assert exit_code(result.exception) == 1  # type: ignore[arg-type] # no BaseException: it is raised by us
    assert lines(folder, "log") == []
