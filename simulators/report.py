"""What a comparison found (`simulators.verify`): divergences by kind, counted, the first of them in words."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

_SHOWN = 20
"""Divergences described in words, per kind; the rest is counted."""


@dataclass(slots=True)
class Findings:
    """One kind of divergence: how many, the first of them in words, and all by the type of the delivery."""

    count: int = 0
    first: list[str] = field(default_factory=list)
    types: Counter[str] = field(default_factory=Counter)

    def add(self, words: str, event_type: str = "") -> None:
        """One more; ``event_type``: of the delivery that it is about, without its prefix."""
        self.count += 1
        if event_type:
            self.types[event_type] += 1
        if len(self.first) < _SHOWN:
            self.first.append(words)


@dataclass(slots=True)
class Report:
    """What `verify` found. ``ok``: the hub did exactly what it should have done.

    ``missing`` never arrived; ``extra`` should not have been sent, or not to this recipient; ``wrong``
    arrived with a wrong field, or at another moment than the clock asks for; ``repeated`` has a recipient and
    id that came before; ``lost`` cases are not in the hub's events; ``entries`` of one case are held apart,
    or held to be one, against what the messages show; ``dead`` letters are missing, unexpected, or of a wrong
    stage or code.

    ``joined`` and ``apart`` count the cases that were entered twice, by what became of them.
    """

    cases: int = 0
    joined: int = 0
    apart: int = 0
    expected: int = 0
    delivered: int = 0
    dead_expected: int = 0
    dead_found: int = 0
    missing: Findings = field(default_factory=Findings)
    extra: Findings = field(default_factory=Findings)
    wrong: Findings = field(default_factory=Findings)
    repeated: Findings = field(default_factory=Findings)
    lost: Findings = field(default_factory=Findings)
    entries: Findings = field(default_factory=Findings)
    dead: Findings = field(default_factory=Findings)

    @property
    def ok(self) -> bool:
        """Whether there is no divergence at all."""
        return not any(findings.count for findings in self.divergences().values())

    def divergences(self) -> dict[str, Findings]:
        """All findings by kind."""
        return {
            "lost": self.lost,
            "entries": self.entries,
            "missing": self.missing,
            "extra": self.extra,
            "wrong": self.wrong,
            "repeated": self.repeated,
            "dead": self.dead,
        }

    def as_dict(self) -> dict[str, Any]:
        """The report as one JSON object."""
        found: dict[str, Any] = {
            "ok": self.ok,
            "cases": self.cases,
            "joined": self.joined,
            "apart": self.apart,
            "expected": self.expected,
            "delivered": self.delivered,
            "dead_expected": self.dead_expected,
            "dead_found": self.dead_found,
        }
        for kind, findings in self.divergences().items():
            found[kind] = {
                "count": findings.count,
                "first": findings.first,
                "types": dict(findings.types.most_common()),
            }
        return found
