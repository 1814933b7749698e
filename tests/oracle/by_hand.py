"""Words for histories that are written by hand: one case, an arrest of a resident of Bergen op Zoom."""

from dataclasses import dataclass

from tests.oracle.facts import ZWB, Fact, Value

ARREST: dict[str, Value] = {
    "region": ZWB, "pretrial": True, "articles": ("Sr 310",),
    "moment": 0, "brought_in_at": 30, "birth_date": None, "residence": "GM0748", "committed_on": (None,),
    "minor_involved": False,
}  # fmt: skip
MARKING: dict[str, Value] = {
    "house": "VH21", "marking": "m", "casus": "c", "origin": "TOP_X", "valid_from": -900, "valid_to": None,
    "registered_at": -900, "target_list": None,
}  # fmt: skip
DECISION: dict[str, Value] = {
    "decision": "DAGVAARDING", "status": "DEFINITIEF", "sepot_grounds": (), "conditions": (),
    "decided_at": 300,
}  # fmt: skip


def fact(at: int, what: str, **say: Value) -> Fact:
    """A fact of the one case (markings and their ends: of the person), each a record of its own."""
    base = {"arrested": ARREST, "marked": MARKING, "decision": DECISION}.get(what, {})
    base |= {"region": ZWB} if what == "on_monitor" else {}
    case = None if what in {"marked", "ended", "advice", "confirmed"} else "zaak"
    return Fact(at, what, case, f"{what}-{at}", 1, base | say)


SELECTION: dict[str, Value] = {"outcome": "ZSM", "deciders": ("OVJ", "POLITIECOORDINATOR"), "house": None}


def selected(at: int, outcome: str = "ZSM", **say: Value) -> Fact:
    """A selection decision by the right people, heard at once."""
    return fact(at, "selection", **SELECTION | {"outcome": outcome, "decided_at": at} | say)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table as a history, and who must have been told what, in order.

    ``until``: when the clock stops; by then no term of the arrest has come near.
    """

    facts: tuple[Fact, ...]
    told: tuple[tuple[int, str, str], ...]
    until: int = 320
