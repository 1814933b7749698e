"""``docs/requirements.md`` names each demand of the report with the test that shows it, and tells the truth.

A row is built and has tests, or it is not and has a reason; the counts at the top are counted here.
"""

import re
from dataclasses import dataclass

import pytest

from simulators.scenario import BUILT_IN
from tests.structure.source import ROOT

PAGE = ROOT / "docs" / "requirements.md"
ROWS = [f"R{number:03}" for number in range(1, 124)]
"""Sections 1 to 9; the rows of section 10 are context."""


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    name: str
    state: str
    shown: str


def rows() -> list[Row]:
    """The lines of all tables, in order."""
    found = re.findall(r"^\| (R\d{3}) \| [^|]+ \| ([^|]+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [Row(name, state.strip(), shown.strip()) for name, state, shown in found]


def test_every_row_is_there_once() -> None:
    """The page has the 123 rows of the report's sections, in their order."""
    assert [row.name for row in rows()] == ROWS


def test_the_count_at_the_top_is_right() -> None:
    """How many rows are built, in part or not, is what the tables say."""
    counts = {state: sum(row.state == state for row in rows()) for state in ("built", "in part", "not built")}
    wanted = (
        f"**{counts['built']} of 123 rows are built**, {counts['in part']} in part, {counts['not built']} not"
    )

    assert sum(counts.values()) == len(ROWS)
    assert wanted in PAGE.read_text("utf-8")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_row_has_its_test_or_its_reason(row: Row) -> None:
    """A test that is named exists; what is missing of a row is said in words."""
    named = re.findall(r"`([^`]+)`", row.shown)
    tests = [one for one in named if "::" in one or one.startswith("scenario ")]
    words = re.sub(r"`[^`]+`", "", row.shown)

    assert tests or row.state == "not built", "a row that is built has a test"
    assert row.state == "built" or len(words.split()) > 3, "what is missing has a reason"
    for one in tests:
        if one.startswith("scenario "):
            assert list(BUILT_IN.rglob(f"{one.removeprefix('scenario ')}.toml")), one
            continue
        path, _, function = one.partition("::")
        text = (ROOT / "tests" / path).read_text("utf-8")
        assert f"def {function}(" in text, one
