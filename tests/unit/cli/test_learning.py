"""``feedback learn``: advice against decision, counted from what houses were told (R081)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from hub.engine.identity import Fresh
from hub.engine.store import Store
from hub.engine.timers import TimerQueue
from hub.engine.writes import Writes
from hub.schemas import codec
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope, Routing
from hub.schemas.events import Terugkoppeling
from hub.schemas.vocabulary import Consulted, DecisionKind, Followed
from tests.support.engine import START
from tests.unit.cli.conftest import Ask

Fill = Callable[[Callable[[Store], None]], str]
ROUTING = ("terugkoppeling", "Wjsg 39f", "A9", "2016.1", (Category.DECISION,))


def told(
    house: str,
    case: str,
    version: int | None,
    consulted: Consulted,
    followed: Followed,
    **more: Any,  # noqa: ANN401
) -> Envelope:
    """A Terugkoppeling about a case that was decided in October, unless told otherwise."""
    fields = {"decision": DecisionKind.DAGVAARDING, "decided_at": START} | more
    data = Terugkoppeling(advice_version=version, consulted=consulted, followed=followed, **fields)
    return Envelope.by_the_hub(
        f"{house}-{case}-{data.corrects}",
        data,
        subject="s1",
        case=case,
        at=START,
        synthetic=True,
        routing=Routing(house, *ROUTING),
    )


NOVEMBER = datetime.fromisoformat("2016-11-02T10:00:00+00:00")
TOLD = (
    told("VH22", "z1", 1, Consulted.VOOR_BESLISSING, Followed.OVERGENOMEN),
    told("VH22", "z2", 1, Consulted.NIET, Followed.NIET_GEMELD),
    told("VH22", "z3", 1, Consulted.NA_BESLISSING, Followed.AFGEWEKEN, decided_at=NOVEMBER),
    told("VH22", "z4", 2, Consulted.VOOR_BESLISSING, Followed.AFGEWEKEN),
    told("VH22", "z5", None, Consulted.NVT, Followed.NVT),
    told("VH24", "z6", 1, Consulted.VOOR_BESLISSING, Followed.KENNISGEVING),
    told(
        "VH24", "z6", 1, Consulted.VOOR_BESLISSING, Followed.AFGEWEKEN,
        decision=DecisionKind.TECHNISCH_SEPOT, corrects=True,
    ),
)  # fmt: skip


def filled(store: Store) -> None:
    """What went out, as the engine writes it."""
    writes = Writes()
    for envelope in TOLD:
        writes.send(envelope, codec.encode(envelope.data), START)
    with store.transaction() as connection:
        writes.flush(store, connection, Fresh(), TimerQueue())


ROWS: dict[str, tuple[tuple[str, int | None, str], dict[str, int]]] = {
    "one read and adopted, one neither": (
        ("VH22", 1, "2016-10"),
        {"decided": 2, "advised": 2, "consulted": 1, "adopted": 1, "not_reported": 1},
    ),
    "read when it was too late, in another month": (
        ("VH22", 1, "2016-11"),
        {"decided": 1, "advised": 1, "consulted_after": 1, "deviated": 1},
    ),
    "a revised advice": (
        ("VH22", 2, "2016-10"),
        {"decided": 1, "advised": 1, "consulted": 1, "deviated": 1},
    ),
    "no advice": (("VH22", None, "2016-10"), {"decided": 1}),
    "corrected: the last counts": (
        ("VH24", 1, "2016-10"),
        {"decided": 1, "advised": 1, "consulted": 1, "deviated": 1},
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_row(row: str, ask: Ask, fill: Fill) -> None:
    """Per house, version and month: how many were decided, advised, read and followed."""
    group, counts = ROWS[row]
    found = ask("feedback", "learn", "--dir", fill(filled))

    (line,) = [one for one in found if (one["house"], one["advice_version"], one["month"]) == group]
    assert {name: count for name, count in line.items() if isinstance(count, int) and count} == counts | (
        {"advice_version": group[1]} if group[1] else {}
    )


def test_a_house_sees_itself_only_if_asked(ask: Ask, fill: Fill) -> None:
    """--house narrows it, and no line holds a case or a person."""
    found = ask("feedback", "learn", "--dir", fill(filled), "--house", "VH24")

    assert [(one["house"], one["decisions"]) for one in found] == [("VH24", {"TECHNISCH_SEPOT": 1})]
    assert not {"case", "subject"} & set(found[0])
