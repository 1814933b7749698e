"""``ketenhub adapter`` as somebody meets it who brings a registry."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner, Result

from hub.adapters import ADAPTERS
from hub.cli import app
from hub.errors import ConfigurationError
from hub.kit.rules import RULES
from tests.unit.kit.outside import bring, on_path

WIRES = ("xml", "json", "csv")


def run(*arguments: str) -> Result:
    """Run the program."""
    return CliRunner().invoke(app, ["adapter", *arguments])


def begun(folder: Path, wire: str) -> Path:
    """A new package. Each name once in this process, for what was imported stays."""
    name = f"proef{wire}"
    assert run("new", name, "--template", wire, "--out", str(folder)).exit_code == 0
    return folder / f"ketenhub-{name}"


@pytest.mark.parametrize("wire", WIRES)
def test_a_new_adapter_passes_at_once(tmp_path: Path, wire: str) -> None:
    """What `new` writes passes `check` and `test` as it is, and the adapter has less than fifty lines."""
    package = begun(tmp_path, wire)
    junit, conformance = tmp_path / "junit.xml", tmp_path / "deep" / "conformance.json"

    with on_path(package, f"ketenhub_proef{wire}", f"ketenhub_proef{wire}.adapter"):
        checked = run("check", str(package), "--json")
        tested = run(
            "test", str(package), "--junit", str(junit), "--json", str(conformance), "--examples", "8"
        )

    found = json.loads(conformance.read_bytes())
    assert (checked.exit_code, tested.exit_code) == (0, 0)
    assert all(json.loads(line)["passed"] for line in checked.stdout.splitlines())
    assert found["passed"]
    assert {one["rule"] for one in found["outcomes"]} == {
        *(rule.id for rule in RULES),
        "golden-read",
        "golden-written",
    }
    assert etree.parse(junit).getroot().get("failures") == "0"
    assert len((package / f"ketenhub_proef{wire}" / "adapter.py").read_text().splitlines()) < 50


def test_a_new_adapter_can_be_installed(tmp_path: Path) -> None:
    """The package installs as any other, and the hub that finds it lists the registry beside its own."""
    package = begun(tmp_path, "json")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(tmp_path / "site")]

    subprocess.run([*pip, *offline, str(package)], check=True, timeout=120)  # noqa: S603 - our own arguments
    with on_path(tmp_path / "site", "ketenhub_proefjson", "ketenhub_proefjson.adapter"):
        listed = run("list", "--json")
        golden = run("check", "proefjson", "--json")

    last = json.loads(listed.stdout.splitlines()[-1])
    assert (last["name"], last["from"]) == ("proefjson", "ketenhub-proefjson 0.1.0")
    assert golden.exit_code == 0


def test_the_built_in_registries_are_listed() -> None:
    """All of them, with what they carry, one JSON object a line."""
    found = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]

    assert [one["name"] for one in found] == list(ADAPTERS)
    assert all(one["carries"] for one in found)
    assert "Adapters" in run("list").stdout


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Bvh2", "lower-case"),
        ("x", "2 to 16"),
        ("../weg", "lower-case"),
        ("bvh", "there is a registry bvh already"),
    ],
)
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str, why: str) -> None:
    """Nothing is written, and the error says which names there can be."""
    result = run("new", name, "--template", "xml", "--out", str(tmp_path))

    assert isinstance(result.exception, ConfigurationError)
    assert why in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A second `new` leaves the first as it is."""
    package = begun(tmp_path, "csv")
    (package / "README.md").write_text("mine")

    again = run("new", "proefcsv", "--template", "csv", "--out", str(tmp_path))

    assert isinstance(again.exception, ConfigurationError)
    assert (package / "README.md").read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["ketenhub-proefcsv"]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """Where nothing can be written, that is said."""
    (tmp_path / "file").write_text("")

    result = run("new", "proefxml", "--template", "xml", "--out", str(tmp_path / "file"))

    assert isinstance(result.exception, ConfigurationError)


def test_a_broken_rule_ends_with_one(tmp_path: Path) -> None:
    """The rule, the place and the reason are told, the files say the same, and the exit code is 1."""
    module = "from tests.unit.kit.broken import GuessesCodes"
    bring(tmp_path / "outside", "guessing", module, "heel = guessing:GuessesCodes", "guessing")

    with on_path(tmp_path / "outside", "guessing"):
        result = run(
            "test",
            "heel",
            "--json",
            str(tmp_path / "c.json"),
            "--junit",
            str(tmp_path / "j.xml"),
            "--examples",
            "8",
        )

    failed = {
        one["rule"] for one in json.loads((tmp_path / "c.json").read_bytes())["outcomes"] if not one["passed"]
    }
    assert result.exit_code == 1
    assert failed == {"unknown-code-refused", "golden-read"}
    assert etree.parse(tmp_path / "j.xml").getroot().get("failures") == "2"
    assert "unknown-code-refused" in result.stderr


def test_an_unknown_adapter_is_explained() -> None:
    """Neither a name nor a folder: the error says how to see the names."""
    result = run("check", "nergens")

    assert isinstance(result.exception, ConfigurationError)
    assert "adapter list" in str(result.exception)


def test_a_message_is_read_for_a_golden_file() -> None:
    """What `read` prints of an example is what stands beside it as its golden file."""
    golden = Path(__file__).parents[3] / "hub" / "adapters" / "golden" / "bvh"

    result = run("read", "bvh", str(golden / "aanhouding.xml"))

    assert result.stdout == (golden / "aanhouding.canonical.json").read_text()


def test_a_file_that_is_not_there_is_explained(tmp_path: Path) -> None:
    """The error names the file."""
    result = run("read", "bvh", str(tmp_path / "none.xml"))

    assert isinstance(result.exception, ConfigurationError)
    assert "none.xml" in str(result.exception)


def test_without_hypothesis_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub without the extra can still list and check; `test` says what to install."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    for name in [name for name in sys.modules if name.startswith("hub.kit.")]:
        monkeypatch.delitem(sys.modules, name)

    result = run("test", "bvh")

    assert isinstance(result.exception, ConfigurationError)
    assert "ketenhub[kit]" in str(result.exception)
