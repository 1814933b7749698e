"""Table B read from its Markdown, by an own parser: nothing here knows the data of ``hub/rules``.

``data/table_b.md`` is a copy of the authoritative table. A cell is cut in segments at ``;``; each segment has
a letter (or ``counts``, ``IVS``, ``left ZSM``, ``minor till hearing``), may be starred, and names lines of
the report. Cells that speak of two contents are cut in two: a risk signal is VIR's, the Preselect's or that
there is care; ``"dat"`` is not the column's own content but that it exists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import product
from pathlib import Path

from hub.rules.purpose import Relation

CATEGORIES = (
    "identity",
    "offence",
    "hold_term",
    "house_hit",
    "house_advice",
    "partner_advice",
    "decision",
    "target_group",
    "risk_signal",
    "other_person",
)
"""The columns, from left to right."""

WHO = {
    "OM": "om",
    "Politie": "politie",
    "3RO (Bpg 4:2 g)": "3ro",
    "Raad (Bpg 4:2 j)": "rvdk",
    "SHN": "shn",
    "House, Bekend (Wpg 20, Wjsg 39f)": "house-bekend",
    "House, transferred or asked": "house-addressed",
    "any other house": "house-other",
    "police seat at a house": "police-seat",
    "KIB (until its end date)": "kib",
    "PGA (part of OM)": "pga",
    "Halt (Bpg 4:2 f)": "halt",
    "Gemeente, Veilig Thuis, GI (Bpg 4:2 i)": "municipality",
    "backoffice OM / executie": "backoffice / executie",
    "CVOM": "cvom",
    "operator": "operator",
}
"""Titles of the table's rows, and their ids in the data; a slash where one row speaks of two."""

RELATIONS = [Relation(*flags) for flags in product((False, True), repeat=len(fields(Relation)))]


@dataclass(frozen=True)
class Segment:
    """One access of a cell: its letter, whether starred, the lines of the report it names."""

    letter: str
    starred: bool
    lines: frozenset[str]


def read() -> dict[tuple[str, str], str]:
    """The text of each cell by (row id, category)."""
    text = (Path(__file__).parent / "data" / "table_b.md").read_text("utf-8")
    cells: dict[tuple[str, str], str] = {}
    for line in text.splitlines()[2:]:
        title, *columns = (part.strip() for part in line.strip("|").split("|"))
        rows = WHO[title].split(" / ")
        for column, cell in zip(CATEGORIES, columns, strict=True):
            halves = cell.split(" / ") if len(rows) == 2 and " / " in cell else [cell] * len(rows)
            for row, half in zip(rows, halves, strict=True):
                cells.update(((row, category), text) for category, text in _contents(column, half))
    return cells


def _contents(column: str, cell: str) -> Iterator[tuple[str, str]]:
    """The contents of which a cell speaks, each with its own words."""
    if column == "risk_signal":
        for part in cell.split("; "):
            if part.startswith("Preselect "):
                yield "preselect", part.removeprefix("Preselect ")
            elif part.startswith('"dat" care '):
                yield "context_dat", part.replace('"dat" care', "A")
            else:
                yield column, part
    elif cell.startswith('"dat"'):
        yield column, cell.replace('"dat"', "D")
        yield column + "_dat", cell.replace('"dat"', "A")
    else:
        yield column, cell
        if '"dat"' in cell:
            yield column + "_dat", cell.replace(' "dat"', "")


def segments(cell: str) -> set[Segment]:
    """What a cell grants and on what ground. Remarks in brackets are left out, but for footnotes and laws."""
    bare = re.sub(r"\((in a plan|case reference|Jw)[^)]*\)", "", cell)
    return {_segment(part) for part in bare.split(";")}


def _segment(text: str) -> Segment:
    words = {"IVS": "ivs", "left ZSM": "left", "hearing": "hearing", '"dat"': "dat", "counts": "counts"}
    named = [letter for word, letter in words.items() if word in text]
    letters = re.findall(r"(?<![\w])([ASOTD])(?![\w])", text)
    # "bevraging 1436" and "else *" go on with the letter of their cell.
    letter = named[0] if named else letters[0] if letters else "same"
    lines = re.findall(r"fn\d+|(?<!-)\b\d{3,4}\b(?!-)", text)
    return Segment(letter, "*" in text, frozenset(lines))


ONLY = {"pga": "top_1000", "municipality": "red", "police-seat": "own_area"}
"""What the first cell of a row says of the whole row: "Top-1000, not light", "red only", "own area"."""


def allows(row: str, category: str, cell: str, relation: Relation) -> bool:
    """What the words of a cell mean for a relation that governs the row.

    Readings: a category that mixes contents is open only if all are; a risk signal never is (VIR is nobody's
    but the asker's). A partner's own facts (O) need no message of the hub, but the Preselect is the police's
    own, so that nothing keeps it from them.
    """
    first = cell[:1] if re.match(r"[TSAOD]", cell) else ""
    shut = category == "risk_signal" or '"dat"' in cell or not getattr(relation, ONLY.get(row, ""), True)
    if shut or first in {"", "D"}:
        return False
    if first == "A":
        return relation.on_monitor
    if first == "T":
        closed = "accepted, final" in cell and not (relation.accepted and relation.final)
        return relation.addressed and not closed
    if first == "S" or "Raad's S" in cell or "3RO's S" in cell:
        at_once = "IVS at once" in cell and relation.ivs
        watched = "till hearing" in cell and relation.until_hearing
        return relation.offered or at_once or watched or ("left ZSM" in cell and relation.left_zsm)
    house = row in {"house-bekend", "house-addressed"} and (relation.final or "final" not in cell)
    return house or category == "preselect"
