"""What is awaited of somebody is a row: one for each thing, open until it came."""

from typing import Any

from sqlalchemy import select

from hub.engine import tables as t
from tests.support.engine import Hub, message

PV = "PL2000-2016123456"


def awaited(engine: Hub) -> list[dict[str, Any]]:
    """The rows, by key."""
    store = engine.open()
    try:
        with store.transaction() as connection:
            rows = connection.execute(select(t.awaited).order_by(t.awaited.c.key)).mappings()
            return [dict(row) for row in rows]
    finally:
        store.close()


def test_what_is_awaited_stands_until_it_came(engine: Hub) -> None:
    """A line is open when it is asked; the same line has its outcome when it came, also after a restart."""
    told = [message(1, "await q1", minute=0, bvh=PV), message(2, "await q2", minute=1, bvh=PV)]
    engine.process(told)
    before = awaited(engine)
    engine.process([*told, message(3, "came q1", minute=2, bvh=PV)])

    assert [(row["key"], row["outcome"]) for row in before] == [("q1", ""), ("q2", "")]
    assert [(row["key"], row["outcome"]) for row in awaited(engine)] == [("q1", "BEANTWOORD"), ("q2", "")]
    assert {(row["of"], row["kind"], row["due_at"] - row["since"]) for row in before} == {
        ("VH22", "VRAAG", 3_600_000_000)
    }
