"""Which recipient may see which data: table B of the routing rules, as code over ``data/purpose*``.

Deny by default: an unknown recipient, a day before the rules, a house that does not exist (any more), a cell
the table marks D, and every access that depends on something `Relation` cannot say yet.

**Which row.** A partner has one row. A house has one of three, by its relation: *Bekend* if the person is
known there; else *addressed* if the casus is transferred to it or it is asked (row 8); else *any other
house*, which is told nothing. The rows are never united (report line 1609). A house that is Bekend **and**
gets the casus stays in the Bekend row: that row already grants all that row 11 tells it (identity 1424,
offence 1468, end of term), so its two roles need no union, and being addressed does not show it a partner's
advice.

**How an access is decided.**

=======  =========================================================================================
A        the case is on the monitor
S        after selection = ZSM, and offered to this recipient
O        its own facts only: in a house's row always; elsewhere only where the part is its ``own``
T        transferred, asked, or handed to this recipient by name
left     the case left ZSM at selection (Raad, 766)
ivs      at once with an inverzekeringstelling (row 14)
hearing  a minor's case that left ZSM, until the hearing (Raad, 768)
dat      *that* it exists, never what: a denial here, for no event carries "dat" apart from content
counts   numbers only: a denial here
D        never
=======  =========================================================================================

Lines of one cell and one ``part`` are alternatives (one suffices); different parts of a cell are different
contents (all must be granted, as an event's field does not say which of them it holds).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Literal, Protocol

from hub.errors import ConfigurationError
from hub.rules.dated import Dated, check_apart, holding
from hub.rules.load import fit, read_rules, read_table
from hub.schemas.base import Category, Frozen, PartnerId


@dataclass(frozen=True, slots=True)
class Relation:
    """How a recipient stands to a person and a case, at this moment.

    Attributes:
        on_monitor: the case is on the verdachtenmonitor.
        offered: ZSM partner: the case is (hereby) offered to it after selection = ZSM.
        bekend: house: Bekend(h), by a marking, a bevraging answered bekend, or an accepted casus.
        addressed: house: the casus is (hereby) transferred to it, or it is asked (row 8). Partner: the matter
            is handed to it by name, such as a plan to the one with casusregie.
        accepted: house: it accepted the transferred casus.
        final: a final decision exists.
        left_zsm: the case left ZSM at selection, or went to a house at selection.
        ivs: 3RO, Raad: an inverzekeringstelling was ordered, and it is told of that (row 14).
        until_hearing: Raad: a minor's case that left ZSM and has not been heard yet.
        red: the selectie-instrument 18+ says red.
        top_1000: PGA: on a list of Amsterdam's Top-1000, in its region, and no light offence (row 18).
        own_area: police seat: the person lives in a municipality of its house (row 19).
    """

    on_monitor: bool = False
    offered: bool = False
    bekend: bool = False
    addressed: bool = False
    accepted: bool = False
    final: bool = False
    left_zsm: bool = False
    ivs: bool = False
    until_hearing: bool = False
    red: bool = False
    top_1000: bool = False
    own_area: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """What a recipient may see now, and why.

    No categories but a legal basis: it may be told *that* something is, with case administration only (the
    notice of a transfer to 3RO, say). Neither: it may be told nothing at all, and `hub.delivery.egress`
    refuses an event that is addressed so. `NOTHING` is the grant of those whom no row knows.
    """

    categories: frozenset[Category]
    purpose: str
    legal_basis: str
    version: str


NOTHING = Grant(frozenset(), "", "", "")


class Access(StrEnum):
    """The codes of table B's cells; see the module's docstring."""

    ALWAYS = "A"
    SELECTED = "S"
    OWN = "O"
    TRANSFERRED = "T"
    LEFT_ZSM = "left"
    IVS = "ivs"
    UNTIL_HEARING = "hearing"
    THAT = "dat"
    COUNTS = "counts"
    DENY = "D"


class Condition(StrEnum):
    """What must hold besides the access."""

    FINAL = "final"
    ACCEPTED_FINAL = "accepted-final"
    RED = "red"
    TOP_1000 = "top-1000"
    OWN_AREA = "own-area"


_OPENS: Mapping[Access, Callable[[Relation], bool]] = {
    Access.ALWAYS: lambda relation: relation.on_monitor,
    Access.SELECTED: lambda relation: relation.offered,
    Access.TRANSFERRED: lambda relation: relation.addressed,
    Access.LEFT_ZSM: lambda relation: relation.left_zsm,
    Access.IVS: lambda relation: relation.ivs,
    Access.UNTIL_HEARING: lambda relation: relation.until_hearing,
}
"""Accesses that a relation can open; those that are absent stay shut (own facts: see `_granted`)."""

_MET: Mapping[Condition, Callable[[Relation], bool]] = {
    Condition.FINAL: lambda relation: relation.final,
    Condition.ACCEPTED_FINAL: lambda relation: relation.accepted and relation.final,
    Condition.RED: lambda relation: relation.red,
    Condition.TOP_1000: lambda relation: relation.top_1000,
    Condition.OWN_AREA: lambda relation: relation.own_area,
}

_HOUSE_BEKEND = "house-bekend"
_HOUSE_ADDRESSED = "house-addressed"
_HOUSE_OTHER = "house-other"
_HOUSE_ROWS = frozenset({_HOUSE_BEKEND, _HOUSE_ADDRESSED, _HOUSE_OTHER})
_POLICE_SEAT = "police-seat"
_OWN_PART = "own"
_SEAT = "_POLITIE"

_CLOSEST = Relation(*(True for _ in fields(Relation)))
_CLOSEST_RELATIONS = (_CLOSEST, replace(_CLOSEST, bekend=False))
"""No flag of a relation ever takes anything away, so these open all that any relation opens; the second one
because a house that is Bekend is not in the row of those that are addressed."""


class Cell(Frozen):
    """One line of ``purpose_cells.csv``: one access of one cell of table B.

    ``ground``: lines of the report or a law; ``inferred``: starred in the table, an assumption.
    """

    row: str
    category: Category
    part: str = ""
    access: Access
    condition: Condition | None = None
    inferred: bool = False
    ground: str = ""
    note: str = ""


class Basis(Dated):
    """Purpose and legal basis of a recipient row, with the days it holds and the version it has then."""

    version: str
    purpose: str
    legal_basis: str
    certainty: Literal["table", "inferred"]


class RecipientRow(Frozen):
    """A row of table B: who is in it, and on what legal basis it sees what it sees."""

    row: str
    title: str
    recipients: tuple[PartnerId, ...] = ()
    basis: tuple[Basis, ...]


class _House(Protocol):
    def holds(self, on: date) -> bool: ...


class PurposeRules:
    """Table B over its data.

    Args:
        rows: the recipient rows.
        cells: the accesses.
        houses: the houses by id; one that does not exist on a day is granted nothing on that day.
    """

    def __init__(
        self, rows: Iterable[RecipientRow], cells: Iterable[Cell], houses: Mapping[str, _House]
    ) -> None:
        self.rows = {row.row: row for row in rows}
        self.cells = tuple(cells)
        self._houses = houses
        self._row_of = {name: row.row for row in self.rows.values() for name in row.recipients}
        self._contents = _by_content(self.cells)
        self._grants: dict[tuple[str, Relation, str], Grant] = {}
        self._ever: dict[tuple[str, str], frozenset[Category]] = {}
        _check(self.rows, self.cells)

    def grant(self, recipient: str, relation: Relation, on: date) -> Grant:
        """What a recipient may see of a person and case, in this relation, on a day (Europe/Amsterdam).

        Never raises for a recipient or a day it does not know: it grants nothing.
        """
        row = self._row(recipient, relation, on)
        basis = holding(self.rows[row].basis, on) if row is not None else None
        if row is None or basis is None:
            return NOTHING
        key = (row, relation, basis.version)
        found = self._grants.get(key)
        if found is None:
            found = self._grants[key] = self._decide(row, relation, basis)
        return found

    def may_ever_see(self, recipient: str, category: Category, on: date) -> bool:
        """Whether any relation at all would let this recipient see this category on a day (egress guard)."""
        probe = self._row(recipient, Relation(bekend=True), on)
        kind = probe or ""
        basis = holding(self.rows[probe].basis, on) if probe is not None else None
        if basis is None:
            return False
        key = (kind, basis.version)
        found = self._ever.get(key)
        if found is None:
            grants = (self.grant(recipient, relation, on) for relation in _CLOSEST_RELATIONS)
            found = self._ever[key] = frozenset().union(*(grant.categories for grant in grants))
        return category in found

    def _row(self, recipient: str, relation: Relation, on: date) -> str | None:
        house = self._houses.get(recipient)
        if house is None:
            seat = self._houses.get(house_of_seat(recipient) or "")
            if seat is not None:
                return _POLICE_SEAT if seat.holds(on) else None
            return self._row_of.get(recipient)
        if not house.holds(on):
            return None
        if relation.bekend:
            return _HOUSE_BEKEND
        return _HOUSE_ADDRESSED if relation.addressed else _HOUSE_OTHER

    def _decide(self, row: str, relation: Relation, basis: Basis) -> Grant:
        seen = frozenset(
            category
            for category, parts in self._contents[row].items()
            if all(any(_granted(cell, relation) for cell in part) for part in parts)
        )
        return Grant(seen, basis.purpose, basis.legal_basis, basis.version)


def load_purpose(houses: Mapping[str, _House]) -> PurposeRules:
    """The purpose rules that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    rows = fit("purpose.toml", RecipientRow, read_rules("purpose.toml")["recipient"])
    return PurposeRules(rows, read_table("purpose_cells.csv", Cell), houses)


def police_seat(house: str) -> str:
    """The recipient that is the police at a house (report 1595); a person in two roles is two recipients."""
    return house + _SEAT


def house_of_seat(recipient: str) -> str | None:
    """The house at which a recipient is the police; None if it is no such seat."""
    return recipient.removesuffix(_SEAT) if recipient.endswith(_SEAT) else None


def _granted(cell: Cell, relation: Relation) -> bool:
    if cell.access is Access.OWN:
        # A house is in its row because the facts are its own. A partner's own facts cannot be told from
        # others' by a relation, except where the table makes them a part of their own.
        opened = cell.row in _HOUSE_ROWS or cell.part == _OWN_PART
    else:
        opens = _OPENS.get(cell.access)
        opened = opens is not None and opens(relation)
    if not opened or cell.condition is None:
        return opened
    met = _MET.get(cell.condition)
    return met is not None and met(relation)


def _by_content(cells: Iterable[Cell]) -> dict[str, dict[Category, list[list[Cell]]]]:
    """Row, then category, then its parts, each with its alternatives."""
    parts: dict[str, dict[Category, dict[str, list[Cell]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for cell in cells:
        parts[cell.row][cell.category][cell.part].append(cell)
    return {
        row: {category: list(found.values()) for category, found in categories.items()}
        for row, categories in parts.items()
    }


def _check(rows: Mapping[str, RecipientRow], cells: Iterable[Cell]) -> None:
    present = {(cell.row, cell.category) for cell in cells}
    wanted = set(product(rows, Category))
    if present != wanted:
        odd = ", ".join(sorted(f"{row}/{category}" for row, category in present ^ wanted))
        msg = f"purpose_cells.csv: cells without a row, or rows without a cell: {odd}"
        raise ConfigurationError(msg)
    for row in rows.values():
        check_apart(f"the basis of {row.row}", row.basis)
