"""Compares what the hub delivered with the truth: nothing missing, extra, wrong or twice.

Reads ``truth.ndjson`` and the hub's ``events.ndjson`` (only to find its own name of each case),
``deliveries.ndjson`` and ``deadletters.ndjson``. Knows nothing of the hub but these files.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from hub.errors import ConfigurationError
from hub.schemas.events import TYPE_PREFIX
from simulators.truth import TRUTH_FILE

_SHOWN = 20
"""Divergences described in words, per kind; the rest is counted."""

_CASES_JOINED = TYPE_PREFIX + "zaken-samengevoegd"

_Arrival = tuple[str, dict[str, Any]]
"""When, and which fields or data."""

Key = tuple[str, str, str]
"""Case (as the truth calls it), recipient, type."""


@dataclass(slots=True)
class Findings:
    """One kind of divergence: how many, and the first of them in words."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, words: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(words)


@dataclass(slots=True)
class Report:
    """What `verify` found. ``ok``: the hub did exactly what it should have done.

    ``missing`` never arrived; ``extra`` should not have been sent, or not to this recipient; ``wrong``
    arrived with a wrong field; ``repeated`` has a recipient and id that came before; ``lost`` cases are
    not in the hub's events; ``entries`` of one case are held apart, or held to be one, against what the
    messages show; ``dead`` letters are missing, unexpected, or of a wrong stage.

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
            found[kind] = {"count": findings.count, "first": findings.first}
        return found


@dataclass(slots=True)
class _Truth:
    cases: dict[str, str] = field(default_factory=dict)
    """Event id to case; a case that was entered twice has two."""
    joined: set[str] = field(default_factory=set)
    deliveries: dict[Key, list[_Arrival]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Id of the dead letter to fault id and stage."""


def verify(truth_dir: Path, result_dir: Path) -> Report:
    """Compare a run's truth with what the hub made of it.

    Args:
        truth_dir: holds ``truth.ndjson``.
        result_dir: holds ``events.ndjson``, ``deliveries.ndjson``, ``deadletters.ndjson``; may be the same.

    Raises:
        ConfigurationError: a file is missing or is not what it should be.
    """
    truth = _read_truth(truth_dir)
    report = Report(cases=len(set(truth.cases.values())))
    report.expected = sum(map(len, truth.deliveries.values()))
    names = _case_names(result_dir, truth, report)
    arrived = _read_deliveries(result_dir, names, report)
    for key in sorted(truth.deliveries.keys() | arrived.keys()):
        _compare(key, truth.deliveries.get(key, []), arrived.get(key, []), report)
    _compare_letters(result_dir, truth, report)
    return report


def _read_truth(folder: Path) -> _Truth:
    truth = _Truth()
    for found in _lines(folder / TRUTH_FILE):
        match found.get("kind"):
            case "case":
                truth.cases[found["event_id"]] = found["case"]
            case "joined":
                truth.joined.add(found["case"])
            case "delivery":
                key = (found["case"], found["recipient"], found["type"])
                truth.deliveries[key].append((found["at"], found["fields"]))
            case "fault" if "stage" in found:
                truth.letters[f"messages/{found['line']}"] = (found["id"], found["stage"])
    return truth


def _case_names(folder: Path, truth: _Truth, report: Report) -> dict[str, str]:
    """The hub's own case ids, to the truth's; and whether it takes for one what is one."""
    names: dict[str, str] = {}
    found_ids = set()
    became: dict[str, str] = {}
    for event in _lines(folder / "events.ndjson"):
        case = truth.cases.get(event["id"])
        if case is not None and "caseid" in event:
            names[event["caseid"]] = case
            found_ids.add(event["id"])
        elif event.get("type") == _CASES_JOINED:
            became[event["data"]["retired"]] = event["data"]["survivor"]
    for event_id, case in truth.cases.items():
        if event_id not in found_ids:
            report.lost.add(f"{case}: the hub has no event {event_id}")
    _compare_entries(names, became, truth, report)
    return names


def _compare_entries(names: dict[str, str], became: dict[str, str], truth: _Truth, report: Report) -> None:
    """Entries that a message showed to be one case are one by now; no others are."""
    entered = Counter(truth.cases.values())
    held: dict[str, set[str]] = defaultdict(set)
    cases: dict[str, set[str]] = defaultdict(set)
    for identifier, case in names.items():
        while identifier in became:
            identifier = became[identifier]  # noqa: PLW2901 - follows where it went
        held[case].add(identifier)
        cases[identifier].add(case)
    for case, found in held.items():
        if case in truth.joined:
            report.joined += 1
            if len(found) > 1:
                report.entries.add(f"{case}: proved to be one, and the hub still has {len(found)}")
        elif entered[case] > 1:
            report.apart += 1
            if len(found) == 1:
                report.entries.add(
                    f"{case}: nothing showed that its entries are one, and the hub joined them"
                )
    for taken in cases.values():
        if len(taken) > 1:
            report.entries.add(f"{', '.join(sorted(taken))}: different cases, and the hub has one")


def _read_deliveries(folder: Path, names: dict[str, str], report: Report) -> dict[Key, list[_Arrival]]:
    arrived: dict[Key, list[_Arrival]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for found in _lines(folder / "deliveries.ndjson"):
        report.delivered += 1
        identity = (found["recipient"], found["id"])
        if identity in seen:
            report.repeated.add(f"{found['recipient']} got {found['id']} ({_short(found['type'])}) again")
            continue
        seen.add(identity)
        case = names.get(found["case"])
        if case is None:
            report.extra.add(f"{found['recipient']} got {_short(found['type'])} about an unknown case")
            continue
        arrived[case, found["recipient"], found["type"]].append((found["at"], found["data"]))
    return arrived


def _compare(
    key: Key,
    expected: list[_Arrival],
    arrived: list[_Arrival],
    report: Report,
) -> None:
    """Pair what agrees; the rest, in order of time, is wrong, and what has no partner is missing or extra."""
    case, recipient, kind = key
    where = f"{case}: {recipient}, {_short(kind)}"
    left = sorted(arrived, key=lambda one: one[0])
    unmatched = []
    for at, fields in sorted(expected, key=lambda one: one[0]):
        match = next((n for n, (_, data) in enumerate(left) if not _differences(fields, data)), None)
        if match is None:
            unmatched.append((at, fields))
        else:
            del left[match]
    for (at, fields), (_, data) in zip(unmatched, left, strict=False):
        report.wrong.add(f"{where} at {at}: {'; '.join(_differences(fields, data))}")
    for at, fields in unmatched[len(left) :]:
        report.missing.add(f"{where} at {at}, with {_words(fields)}")
    for at, _ in left[len(unmatched) :]:
        report.extra.add(f"{where} at {at}")


def _differences(fields: dict[str, Any], data: dict[str, Any]) -> list[str]:
    """Each checked field that is not as it must be."""
    found = []
    for path, value in fields.items():
        actual: Any = data
        for name in path.split("."):
            actual = actual.get(name) if isinstance(actual, dict) else None
        if _plain(actual) != _plain(value):
            found.append(f"{path} is {actual!r}, must be {value!r}")
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Absent, false and empty are one; lists are compared as sets."""
    if not value:
        return None
    return sorted(value) if isinstance(value, list) else value


def _compare_letters(folder: Path, truth: _Truth, report: Report) -> None:
    open_letters = dict(truth.letters)
    report.dead_expected = len(open_letters)
    for found in _lines(folder / "deadletters.ndjson"):
        report.dead_found += 1
        fault, stage = open_letters.pop(found["id"], (None, None))
        if fault is None:
            words = f"{found['stage']}, {found['code']} at {found['field'] or 'message'}"
            report.dead.add(f"{found['id']} ({found['registry']}) should have been processed: {words}")
        elif found["stage"] != stage:
            report.dead.add(f"{fault} ({found['id']}): refused at {found['stage']}, must be at {stage}")
    for letter, (fault, stage) in open_letters.items():
        report.dead.add(f"{fault} ({letter}): no dead letter, must be refused at {stage}")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        msg = f"{path} does not exist"
        raise ConfigurationError(msg)
    with path.open("rb") as lines:
        for number, text in enumerate(lines, start=1):
            try:
                found = orjson.loads(text)
            except orjson.JSONDecodeError:
                found = None
            if not isinstance(found, dict):
                msg = f"{path}:{number} is not a JSON object"
                raise ConfigurationError(msg)
            yield found


def _short(wire_type: str) -> str:
    return wire_type.rpartition(".")[2]


def _words(fields: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in fields.items()) or "no field to check"
