"""``deadline`` and ``awaited``: what is due, how long there is, and how much of it there is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from typer.testing import Result

from hub.engine import tables as t
from hub.engine.embedded import SOURCE
from hub.engine.store import Store
from hub.engine.tables import to_micros
from tests.support.engine import START
from tests.unit.cli.conftest import Ask

Fill = Callable[[Callable[[Store], None]], str]


def line(kind: str, key: str, of: str, minutes: float | None, outcome: str = "") -> dict[str, Any]:
    """A row: since an hour ago, due in so many minutes."""
    due = None if minutes is None else to_micros(START + timedelta(minutes=minutes))
    since = to_micros(START - timedelta(hours=1))
    row = {"case_id": "z1", "kind": kind, "key": key, "subject": "s1", "of": of, "since": since}
    return row | {"due_at": due, "outcome": outcome}


LINES = (
    line("TERMIJN", "OPHOUDEN", "OM", 45),
    line("TERMIJN", "INVERZEKERINGSTELLING", "OM", 600),
    line("TERMIJN", "VOORGELEIDING", "OM", -5),
    line("TERMIJN", "WACHT_OP_HUIS", "OM", 30, outcome="BESLIST"),
    line("VRAAG", "q1", "VH22", None),
    line("VRAAG", "q2", "VH22", -60),
    line("VRAAG", "q3", "VH24", 20, outcome="answered"),
)


def filled(store: Store, now: datetime = START) -> None:
    """The lines above, at a moment of the hub."""
    row = {"source": SOURCE, "next": 1, "clock": to_micros(now), "fingerprint": "f"}
    with store.transaction() as connection:
        store.add(connection, t.offsets, [row])
        store.put(connection, t.awaited, LINES)


ROWS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "what is overdue comes first": (
        ("deadline", "list"),
        ["VOORGELEIDING", "OPHOUDEN", "INVERZEKERINGSTELLING"],
    ),
    "an hour": (("deadline", "list", "--within", "60m"), ["VOORGELEIDING", "OPHOUDEN"]),
    "ten hours, to the minute": (
        ("deadline", "list", "--within", "10h"),
        ["VOORGELEIDING", "OPHOUDEN", "INVERZEKERINGSTELLING"],
    ),
    "nothing more than is overdue": (("deadline", "list", "--within", "0m"), ["VOORGELEIDING"]),
    "of one kind; what is due at no moment is last": (("awaited", "list", "--kind", "VRAAG"), ["q2", "q1"]),
    "of one house": (("awaited", "list", "--of", "VH22"), ["q2", "q1"]),
    "of nobody": (("awaited", "list", "--of", "VH24"), []),
    "overdue": (("awaited", "list", "--overdue"), ["q2", "VOORGELEIDING"]),
}


@pytest.mark.parametrize("row", ROWS)
def test_row(row: str, ask: Ask, fill: Fill) -> None:
    """Open lines only, in the order in which they are due."""
    arguments, keys = ROWS[row]

    assert [one["key"] for one in ask(*arguments, "--dir", fill(filled))] == keys


def test_how_long_there_is(ask: Ask, fill: Fill, ketenhub: Callable[..., Result]) -> None:
    """Minutes are counted from the hub's present, in a folder that of its messages; people read hours."""
    folder = fill(filled)

    assert [one["minutes_left"] for one in ask("deadline", "list", "--dir", folder)] == [-5, 45, 600]
    shown = ketenhub("deadline", "list", "--dir", folder).stdout
    assert "overdue 0:05" in shown
    assert "10:00" in shown


def test_what_is_awaited_is_counted(ask: Ask, fill: Fill) -> None:
    """By kind and by whom: open, overdue among that, and ended."""
    found = ask("awaited", "count", "--dir", fill(filled))

    assert [tuple(one.values()) for one in found] == [
        ("TERMIJN", "OM", 3, 1, 1),
        ("VRAAG", "VH22", 2, 1, 0),
        ("VRAAG", "VH24", 0, 0, 1),
    ]


def test_a_script_can_fail_on_it(fill: Fill, ketenhub: Callable[..., Result]) -> None:
    """With --fail the exit code says that something is overdue, or that something is awaited."""
    folder = fill(filled)

    assert ketenhub("deadline", "list", "--dir", folder, "--fail").exit_code == 1
    assert ketenhub("awaited", "list", "--dir", folder, "--of", "VH24", "--fail").exit_code == 0


@pytest.mark.parametrize("within", ["60", "an hour", "1w", ""])
def test_a_span_that_is_none_is_a_mistake_of_usage(
    within: str, fill: Fill, ketenhub: Callable[..., Result]
) -> None:
    """What is no span of minutes, hours or days exits 2."""
    assert ketenhub("deadline", "list", "--dir", fill(filled), "--within", within).exit_code == 2
