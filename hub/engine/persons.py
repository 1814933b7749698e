"""What the database knows of persons beyond the numbers in a message: who was merged, who is called what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, RowMapping, Table

from hub.engine import tables as t
from hub.engine.store import Store

IDENTIFIERS, PERSONS = 1, 2
"""Spaces of locks; taken in this order."""

UNFINDABLE = "erased/"
"""Before the hash of a number that names nobody any more, but is needed for what is yet to be delivered."""


def is_findable(row: RowMapping) -> bool:
    """Whether a row of the identity table says whose a number is; else its person was erased."""
    return not str(row["hash"]).startswith(UNFINDABLE)


def unfindable(row: RowMapping) -> dict[str, Any]:
    """A row of the identity table that no message finds any more."""
    return dict(row) | ({"hash": UNFINDABLE + row["hash"]} if is_findable(row) else {})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two subjects, or two cases of ``subject``, that a person must judge. ``first`` is the lesser."""

    first: str
    second: str
    subject: str
    reasons: tuple[str, ...]
    found_at: datetime


def lesser(one: str, other: str) -> tuple[str, str]:
    """A pair in its one order."""
    return (one, other) if one < other else (other, one)


@dataclass(slots=True)
class Redirects:
    """Which subject or case each retired one is now; survivors are never retired themselves."""

    _to: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """What a subject or case is now."""
        return self._to.get(name, name)

    def into(self, survivor: str) -> list[str]:
        """Those that are known to have been merged into a survivor."""
        return [retired for retired, to in self._to.items() if to == survivor]

    def put(self, retired: str, survivor: str) -> None:
        """One more."""
        for one in self.into(retired):
            self._to[one] = survivor
        self._to[retired] = survivor


class Lookup(Protocol):
    """What a resolver asks for where a message needs more than its own numbers; rare."""

    def merged_into(self, survivors: Collection[str]) -> Iterable[str]:
        """The subjects or cases that were merged into these."""

    def identifiers(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:
        """Scheme and value of all numbers of these persons."""

    def case_numbers(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:
        """Case and scheme of all numbers of these persons' cases."""

    def traits(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:
        """Hash and kind of all traits of these persons."""

    def judged_two(self, names: Collection[str]) -> bool:
        """Whether a person judged that some of these subjects or cases are not one."""


class Nobody(Lookup):
    """A database that holds nobody."""

    def merged_into(self, survivors: Collection[str]) -> Iterable[str]:  # noqa: ARG002
        """None."""
        return ()

    def identifiers(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:  # noqa: ARG002
        """None."""
        return ()

    def case_numbers(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:  # noqa: ARG002
        """None."""
        return ()

    def traits(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:  # noqa: ARG002
        """None."""
        return ()

    def judged_two(self, names: Collection[str]) -> bool:  # noqa: ARG002
        """Nobody judged."""
        return False


class StoredPersons(Lookup):
    """The database, within a transaction that keeps everybody else away from these persons."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store = store
        self._connection = connection

    def merged_into(self, survivors: Collection[str]) -> Iterable[str]:
        """See `Lookup`."""
        return [row["retired"] for row in self._rows(t.merged, "survivor", survivors)]

    def identifiers(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:
        """See `Lookup`."""
        rows = self._rows(t.identity, "subject", subjects)
        return [(r["scheme"], r["value"]) for r in rows if r["owner"] == r["subject"] and is_findable(r)]

    def case_numbers(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:
        """See `Lookup`."""
        rows = self._rows(t.identity, "subject", subjects)
        return [(r["owner"], r["scheme"]) for r in rows if r["owner"] != r["subject"] and is_findable(r)]

    def traits(self, subjects: Collection[str]) -> Iterable[tuple[str, str]]:
        """See `Lookup`."""
        return [(row["hash"], row["kind"]) for row in self._rows(t.traits, "subject", subjects)]

    def judged_two(self, names: Collection[str]) -> bool:
        """See `Lookup`."""
        rows = self._rows(t.worklist, "first", names)
        return any(row["judgement"] == "two" and row["second"] in names for row in rows)

    def redirects(self, names: Iterable[str]) -> Mapping[str, str]:
        """What those of these subjects and cases are now that were merged."""
        return {row["retired"]: row["survivor"] for row in self._rows(t.merged, "retired", names)}

    def all_names(self, name: str) -> list[str]:
        """Everything that a subject or case is, or was, called."""
        now = self.redirects([name]).get(name, name)
        return sorted({now, *self.merged_into([now])})

    def alike(self, hashes: Iterable[str]) -> Iterable[RowMapping]:
        """Who has these traits."""
        return self._rows(t.traits, "hash", hashes)

    def _rows(self, table: Table, column: str, wanted: Iterable[str]) -> Iterable[RowMapping]:
        return self._store.rows_by(self._connection, table, column, wanted)


Numbers = list[tuple[str, str]]
"""Scheme and value. Of two of one scheme, the one that was always the owner's comes last."""


def numbers_of(
    store: Store, connection: Connection, *, subject: str, case: str | None
) -> tuple[Numbers, Numbers]:
    """What a person and a case are called elsewhere, by all that they proved to be."""
    known = StoredPersons(store, connection)
    now = known.redirects({subject, case or ""})
    person, about = now.get(subject, subject), now.get(case or "", case or "")
    rows = list(store.rows_by(connection, t.identity, "subject", known.all_names(subject)))
    found = by_owner(rows, known.redirects({row["owner"] for row in rows}))
    return found.get(person, []), found.get(about, [])


def by_owner(rows: Iterable[RowMapping], redirects: Mapping[str, str]) -> dict[str, Numbers]:
    """Rows of the identity table, by what their owners are now."""
    found: dict[str, Numbers] = {}
    for row in sorted(rows, key=lambda row: (row["owner"] not in redirects, row["scheme"], row["value"])):
        owner = redirects.get(row["owner"], row["owner"])
        numbers, number = found.setdefault(owner, []), (row["scheme"], row["value"])
        if number in numbers:  # of a person who was erased and came back
            numbers.remove(number)
        numbers.append(number)
    return found
