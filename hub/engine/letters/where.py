"""``registry=gps and code=unknown-code and at>=2016-03-01``: which dead letters somebody means.

Read by hand into conditions, and these become clauses whose values are bound: whatever is typed, it is
compared, and never part of a statement. The tempting alternative, a little SQL behind WHERE, is a way to read
and write everything. There is no ``or`` and no bracket: two runs say the same, and can be understood at two
in the morning.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sqlalchemy import Column, ColumnElement

from hub.engine import tables as t
from hub.engine.tables import to_micros
from hub.errors import ConfigurationError, Stage
from hub.schemas.calendar import AMSTERDAM

_COLUMNS: dict[str, Column[Any]] = {
    "id": t.deadletters.c.id,
    "registry": t.deadletters.c.registry,
    "stage": t.deadletters.c.stage,
    "code": t.deadletters.c.code,
    "field": t.deadletters.c.field,
    "version": t.deadletters.c.adapter_version,
    "event": t.deadletters.c.event_id,
    "state": t.deadletters.c.state,
    "at": t.deadletters.c.at,
}
_CLOSED = {
    "stage": tuple(stage.value for stage in Stage),
    "state": ("open", "replayed", "discarded"),
}
"""Names that have only these values: a slip of the pen must not read as "there are none"."""

_COMPARISONS = {"=": eq, "!=": ne, ">=": ge, "<=": le, ">": gt, "<": lt}
_OF_TEXT, _OF_TIME = ("=", "!="), (">=", "<=", ">", "<")

_NAME = re.compile(r"\s*([A-Za-z_]+)")
_OPERATOR = re.compile(r"\s*(!=|>=|<=|=|>|<)")
_VALUE = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>!]+))""")
_AND = re.compile(r"\s+and\s+(?=\S)", re.IGNORECASE)
_MOST = 2000
"""Characters; an expression is typed, or made by a program that has gone wrong."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. ``value`` is a text, or microseconds for ``at``."""

    name: str
    operator: str
    value: str | int


def parse_where(expression: str) -> tuple[Condition, ...]:
    """Read an expression: conditions joined by ``and``; at least one.

    A value with blanks stands in quotes. ``at`` takes a date (the midnight in Amsterdam that it begins with,
    as people at ZSM count) or a moment with its offset.

    Raises:
        ConfigurationError: names the place in the expression and the remedy; quotes nothing of it.
    """
    if len(expression) > _MOST:
        raise _wrong(_MOST, f"it goes on; at most {_MOST} characters")
    if not expression.isprintable():
        place = next(n for n, character in enumerate(expression) if not character.isprintable())
        raise _wrong(place, "only printable characters; blanks, not tabs or line ends")
    found: list[Condition] = []
    place = 0
    while True:
        condition, place = _condition(expression, place)
        found.append(condition)
        if not expression[place:].strip():
            return tuple(found)
        joined = _AND.match(expression, place)
        if joined is None:
            raise _wrong(
                place,
                "after a condition comes `and` with another one, or nothing; there is no `or`: run twice; "
                "a value with blanks stands in quotes",
            )
        place = joined.end()


def clauses(conditions: Iterable[Condition]) -> Sequence[ColumnElement[bool]]:
    """What the database is asked, with the values bound."""
    return [_clause(_COLUMNS[one.name], one) for one in conditions]


def _clause(column: Column[Any], condition: Condition) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = _COMPARISONS[condition.operator](column, condition.value)
    # An empty column is unlike every text, as one expects; in SQL it is neither like nor unlike.
    return clause | column.is_(None) if condition.operator == "!=" else clause


def _condition(expression: str, place: int) -> tuple[Condition, int]:
    name = _NAME.match(expression, place)
    if name is None or name[1].lower() not in _COLUMNS:
        raise _wrong(_after_blanks(expression, place), f"here comes one of {', '.join(_COLUMNS)}")
    known = name[1].lower()
    operator = _OPERATOR.match(expression, name.end())
    allowed = _OF_TIME if known == "at" else _OF_TEXT
    if operator is None or operator[1] not in allowed:
        remedy = f"`{known}` is compared with {', '.join(allowed)}"
        raise _wrong(_after_blanks(expression, name.end()), remedy)
    value = _VALUE.match(expression, operator.end())
    if value is None:
        remedy = "here comes a value; one with blanks or signs stands in quotes"
        raise _wrong(_after_blanks(expression, operator.end()), remedy)
    text = next(part for part in value.groups() if part is not None)
    start = _after_blanks(expression, operator.end())
    return Condition(known, operator[1], _value(known, text, start)), value.end()


def _value(name: str, text: str, place: int) -> str | int:
    if name == "at":
        return to_micros(_moment(text, place))
    if name in _CLOSED and text not in _CLOSED[name]:
        raise _wrong(place, f"`{name}` is one of {', '.join(_CLOSED[name])}")
    return text


def _moment(text: str, place: int) -> datetime:
    remedy = "`at` takes a date, 2016-03-01, or a moment with its offset, 2016-03-01T12:00:00+01:00"
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.combine(date.fromisoformat(text), time(), AMSTERDAM)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong(place, remedy) from None
    if moment.tzinfo is None:
        raise _wrong(place, remedy)
    return moment


def _after_blanks(expression: str, place: int) -> int:
    rest = expression[place:]
    return place + len(rest) - len(rest.lstrip())


def _wrong(place: int, remedy: str) -> ConfigurationError:
    return ConfigurationError(f"the expression is not understood at character {place + 1}: {remedy}")
