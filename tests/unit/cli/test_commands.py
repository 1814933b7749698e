"""The commands as a user meets them: exit codes, JSON on stdout, words on errors."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hub import __main__ as program
from hub.cli import app
from hub.cli.output import exit_code
from hub.errors import ConfigurationError, MappingError, PolicyError, SchemaIncompatibleError


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a finished demo."""
    directory = tmp_path_factory.mktemp("demo")
    assert run("demo", "--out", str(directory), "--seed", "2", "--no-story").exit_code == 0
    return directory


def run(*arguments: str) -> Result:
    """Run the program."""
    return CliRunner().invoke(app, arguments)


def lines(result: Result) -> list[dict[str, Any]]:
    """The JSON lines on stdout; anything else there fails."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_demo_verifies_itself(tmp_path: Path) -> None:
    """A demo ends with its own verification, as JSON if asked, and says so with exit 0."""
    result = run("demo", "--out", str(tmp_path), "--seed", "3", "--json")

    (summary,) = lines(result)
    assert result.exit_code == 0
    assert summary["ok"] is True
    assert summary["deliveries"] == summary["expected"] > 0


def test_demo_tells_the_story() -> None:
    """Without a folder the demo tells the day and keeps nothing."""
    result = run("demo", "--seed", "2")

    assert result.exit_code == 0
    for words in ("hit: known at", "case offered", "Terugkoppeling:", "verified"):
        assert words in result.stdout


def test_a_demo_with_a_tampered_result_is_found_wanting(demo: Path) -> None:
    """Verification of a result with one delivery taken away exits 1 and names it."""
    tampered = demo / "tampered"
    tampered.mkdir()
    for name in ("events", "deliveries", "deadletters"):
        content = (demo / f"{name}.ndjson").read_bytes().splitlines(keepends=True)
        (tampered / f"{name}.ndjson").write_bytes(b"".join(content[:-1] if name == "deliveries" else content))

    result = run("sim", "verify", str(demo), str(tampered), "--json")

    assert result.exit_code == 1
    assert lines(result)[0]["missing"]["count"] == 1


def test_simulate_replay_verify(tmp_path: Path) -> None:
    """The three commands that a tester chains agree on the Remco case."""
    out = str(tmp_path)
    assert run("sim", "run", "remco", "--out", out, "--json").exit_code == 0
    assert run("replay", f"{out}/messages.ndjson", "--out", out, "--json").exit_code == 0
    again = run("replay", f"{out}/messages.ndjson", "--out", out, "--json")
    assert lines(again)[0]["messages"] == 0

    result = run("sim", "verify", out, out)

    assert result.exit_code == 0
    assert result.stdout.startswith("verified")


def test_case_show_tells_a_case_in_order(demo: Path) -> None:
    """A case's timeline has its events and deliveries in the order of the hub's time."""
    delivered = [json.loads(line) for line in (demo / "deliveries.ndjson").read_text().splitlines()]
    case = next(d["case"] for d in delivered if d["type"].endswith("terugkoppeling"))

    found = lines(run("case", "show", case, "--dir", str(demo), "--json"))

    assert [line["at"] for line in found] == sorted(line["at"] for line in found)
    assert {line["id"] for line in found if line["direction"] == "delivery"} == {
        d["id"] for d in delivered if d["case"] == case
    }
    assert case in run("case", "show", case, "--dir", str(demo)).stdout


def test_an_unknown_case_is_found_wanting(demo: Path) -> None:
    """Asking for a case that is not there exits 1 and says where case ids stand."""
    result = run("case", "show", "z-nobody", "--dir", str(demo))

    assert result.exit_code == 1
    assert "deliveries.ndjson" in result.stderr


def test_feedback_status_is_the_ledger(demo: Path) -> None:
    """Every Terugkoppeling that was sent stands in the ledger; --partner and --missing narrow it."""
    delivered = [json.loads(line) for line in (demo / "deliveries.ndjson").read_text().splitlines()]
    sent = {(d["case"], d["recipient"]) for d in delivered if d["type"].endswith("terugkoppeling")}

    ledger = lines(run("feedback", "status", "--dir", str(demo), "--json"))
    of_one = lines(run("feedback", "status", "--dir", str(demo), "--json", "--partner", "VH22"))
    missing = lines(run("feedback", "status", "--dir", str(demo), "--json", "--missing"))

    assert sent <= {(line["case"], line["house"]) for line in ledger}
    assert of_one == [line for line in ledger if line["house"] == "VH22"]
    assert missing == [line for line in ledger if line["status"] in {"VERSTUURD", "GEVRAAGD_AFWACHTEN"}]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("replay", "nowhere/messages.ndjson", "--out", "x"), 3),
        (("case", "show", "z", "--dir", "nowhere"), 3),
        (("sim", "run", "no-such-scenario", "--out", "x"), 3),
        (("replay", "x", "--out", "y", "--engine", "abacus"), 2),
        (("sim", "run", "remco", "--out", "x", "--speed", "0"), 2),
        (("no-such-command",), 2),
    ],
)
def test_errors_have_their_exit_codes(
    arguments: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Usage is 2, configuration is 3; nothing ends in a traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["ketenhub", *arguments])

    with pytest.raises(SystemExit) as ended:
        program.main()

    assert ended.value.code == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigurationError(), 3),
        (SchemaIncompatibleError(), 5),
        (PolicyError("p"), 7),
        (MappingError("m"), 1),
        (RuntimeError(), 70),
    ],
)
def test_each_kind_of_error_has_a_code(error: Exception, code: int) -> None:
    """The exit codes are those that the README lists."""
    assert exit_code(error) == code


def test_every_reading_command_knows_json(demo: Path) -> None:
    """Lists are JSON lines if asked."""
    for arguments in (("sim", "list"), ("dlq", "list", "--dir", str(demo))):
        result = run(*arguments, "--json")
        assert result.exit_code == 0
        lines(result)
