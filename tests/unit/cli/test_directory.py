"""``directory``: which house to call, where it is, and when somebody answers (R107)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.unit.cli.conftest import Ask

MONDAY_NIGHT, MONDAY_NOON = "2016-10-17T21:00", "2016-10-17T12:00"
ROWS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "Tholen lies in Zeeland; its house is De Markiezaten": (
        ("--municipality", "GM0716", "--at", MONDAY_NOON),
        {"house": "VH22", "region": "ZEELAND-WEST-BRABANT", "locations": ["Bergen op Zoom"], "open": True},
    ),
    "at night it opens in the morning": (
        ("--house", "VH22", "--at", MONDAY_NIGHT),
        {"open": False, "opens_at": "2016-10-18T06:30:00Z", "register": "GCOS"},
    ),
    "Zuid-Holland Zuid is linked by video": (("--house", "VH20", "--at", MONDAY_NOON), {"link": "video"}),
    "who answers, and its police": (
        ("--house", "VH22"),
        {"contact": ["PROCESREGISSEUR", "KETENMANAGER", "ADMINISTRATIE_HUIS"], "police_seat": "VH22_POLITIE"},
    ),
    "a house that merged never opens again": (
        ("--house", "VH31", "--at", "2017-02-01T12:00"),
        {"exists": False, "open": False, "opens_at": None},
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_row(row: str, ask: Ask) -> None:
    """A municipality or a house is answered with all that one needs to call."""
    arguments, expected = ROWS[row]
    (line,) = ask("directory", *arguments)

    assert {name: line[name] for name in expected} == expected


def test_all_houses_are_listed(ask: Ask) -> None:
    """Without a choice the directory is the whole country."""
    found = ask("directory")

    assert len({line["house"] for line in found}) == len(found) >= 33


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--house", "VH99"), 3),
        (("--municipality", "GM9999"), 3),
        (("--house", "VH22", "--municipality", "GM0716"), 2),
        (("--house", "VH22", "--at", "tonight"), 2),
    ],
)
def test_what_is_not_there_is_an_error(
    arguments: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A house or municipality that does not exist is named as such; a mistake of usage exits 2."""
    from hub import __main__ as program  # noqa: PLC0415 - the program reads its arguments when it runs

    monkeypatch.setattr("sys.argv", ["ketenhub", "directory", *arguments])
    with pytest.raises(SystemExit) as ended:
        program.main()

    assert ended.value.code == code


def test_a_case_names_its_houses_and_is_noted(
    ask: Ask, ketenhub: Callable[..., Result], tmp_path: Path
) -> None:
    """Of a case: the houses that know the person, each with why; and that somebody looked is on record."""
    out = str(tmp_path)
    assert ketenhub("sim", "run", "remco", "--out", out).exit_code == 0
    assert ketenhub("replay", f"{out}/messages.ndjson", "--out", out).exit_code == 0
    delivered = [json.loads(line) for line in (tmp_path / "deliveries.ndjson").read_text().splitlines()]
    told = next(d for d in delivered if d["type"].endswith(".terugkoppeling"))

    found = ask("directory", "--case", told["case"], "--dir", out, "--purpose", "bellen", "--by", "FB-ZUID")

    assert told["recipient"] in {line["house"] for line in found if "known by" in line["why"]}
    (look,) = ask("case", "lookups", told["case"], "--dir", out)
    assert (look["command"], look["purpose"], look["by"]) == ("directory", "bellen", "FB-ZUID")
    assert ketenhub("directory", "--case", "z-nobody", "--dir", out).exit_code == 1
