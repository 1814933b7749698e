"""A dead letter as it is kept, and the choice of those that somebody means."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import Connection, RowMapping, func, select

from hub.engine import tables as t
from hub.engine.letters.where import Condition, clauses
from hub.engine.tables import from_micros
from hub.errors import InputError, Stage


class State(StrEnum):
    """What became of a letter. None is deleted but by its term (`hub.engine.retention`), and no open one."""

    OPEN = "open"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is a dead letter: as `hub.errors.InputError`, and comparable."""

    stage: str
    code: str
    field: str
    hint: str

    @classmethod
    def of(cls, error: InputError) -> Self:
        """What an error says."""
        return cls(error.stage.value, error.code, error.field, error.hint)


@dataclass(frozen=True, slots=True)
class Letter:
    """One row of ``deadletters``.

    Attributes:
        version: of the adapter that refused it last; empty if none had a part in it.
        event: id of the event that it would have been, or that it holds back; None if that is not known.
        payload: what was refused, whole. Personal data.
    """

    id: str
    registry: str
    reason: Reason
    at: datetime
    version: str
    event: str | None
    payload: bytes
    state: State

    @classmethod
    def of(cls, row: RowMapping) -> Self:
        """The letter in a row."""
        return cls(
            id=row["id"],
            registry=row["registry"],
            reason=Reason(row["stage"], row["code"], row["field"], row["hint"]),
            at=from_micros(row["at"]),
            version=row["adapter_version"],
            event=row["event_id"],
            payload=row["payload"],
            state=State(row["state"]),
        )

    @property
    def is_withheld(self) -> bool:
        """Whether it is something that a step wanted to tell and the policy did not allow.

        Its own id is then that of the outbound event, and ``event`` the one that caused it.
        """
        return (
            self.registry == "hub"
            and self.reason.stage == Stage.POLICY
            and self.event is not None
            and self.event != self.id
            and "/" not in self.id
        )


def find(connection: Connection, letter: str, *, lock: bool = False) -> Letter | None:
    """A letter by its id; with ``lock`` nobody else repairs it until the transaction ends."""
    statement = select(t.deadletters).where(t.deadletters.c.id == letter)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    return None if row is None else Letter.of(row)


def chosen(
    connection: Connection,
    conditions: Iterable[Condition],
    *,
    every: bool = False,
    limit: int | None = None,
) -> Sequence[str]:
    """Ids of the letters that meet all conditions, in the order in which they came; at most ``limit``.

    Only open ones, unless a condition is about the state, or ``every`` one is wanted.
    """
    conditions = tuple(conditions)
    statement = select(t.deadletters.c.id, t.deadletters.c.at).where(*clauses(conditions))
    if not every and not any(one.name == "state" for one in conditions):
        statement = statement.where(t.deadletters.c.state == State.OPEN.value)
    found = sorted(connection.execute(statement).all(), key=lambda row: (row[1], _natural(row[0])))
    return [letter for letter, _ in found][:limit]


def replays(connection: Connection) -> Mapping[str, int]:
    """How often each letter was replayed."""
    c = t.repairs.c
    statement = select(c.letter, func.count()).where(c.what == "replay").group_by(c.letter)
    return {letter: count for letter, count in connection.execute(statement)}  # noqa: C416 - rows, not pairs


def _natural(letter: str) -> list[tuple[str, int]]:
    # messages/10 came after messages/9; many have the same moment.
    return [(text, int(digits or 0)) for text, digits in re.findall(r"(\D*)(\d*)", letter)]
