"""Compares what the hub delivered with the truth: nothing missing, extra, wrong or twice.

Reads ``truth.ndjson`` and the hub's ``events.ndjson`` (only to find its own names of cases and persons),
``deliveries.ndjson`` and ``deadletters.ndjson``. Knows nothing of the hub but these files.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.errors import Stage
from hub.schemas.events import TYPE_PREFIX
from simulators.reading import Expected, Key, Truth, about_person, lines, read_truth
from simulators.report import Report

_JOINED = {TYPE_PREFIX + "zaken-samengevoegd", TYPE_PREFIX + "personen-samengevoegd"}

_Arrival = tuple[str, dict[str, Any]]
"""When, and which data."""


def verify(truth_dir: Path, result_dir: Path) -> Report:
    """Compare a run's truth with what the hub made of it.

    Args:
        truth_dir: holds ``truth.ndjson``.
        result_dir: holds ``events.ndjson``, ``deliveries.ndjson``, ``deadletters.ndjson``; may be the same.

    Raises:
        ConfigurationError: a file is missing or is not what it should be.
    """
    truth = read_truth(truth_dir)
    report = Report(cases=len(set(truth.cases.values())))
    report.expected = sum(map(len, truth.deliveries.values()))
    names = _names(result_dir, truth, report)
    arrived = _read_deliveries(result_dir, names, report)
    for key in sorted(truth.deliveries.keys() | arrived.keys()):
        _compare(key, truth.deliveries.get(key, []), arrived.get(key, []), report)
    _compare_letters(result_dir, truth, report)
    return report


@dataclass(slots=True)
class _Names:
    """The hub's own names of cases and persons, to the truth's."""

    cases: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    became: dict[str, str] = field(default_factory=dict)
    """A case or person that proved to be another one."""

    def about(self, delivery: dict[str, Any]) -> str | None:
        """What a delivery is about."""
        if delivery["case"]:
            return self.cases.get(delivery["case"])
        person = self.persons.get(self.now(delivery["subject"]))
        return None if person is None else about_person(person)

    def now(self, name: str) -> str:
        """What a case or person is by now."""
        while name in self.became:
            name = self.became[name]
        return name


def _names(folder: Path, truth: Truth, report: Report) -> _Names:
    """The hub's own names, to the truth's; and whether it takes for one what is one."""
    names = _Names()
    found_ids = set()
    persons: dict[str, str] = {}
    for event in lines(folder / "events.ndjson"):
        case, person = truth.cases.get(event["id"]), truth.persons.get(event["id"])
        if person is not None:
            persons[event["subject"]] = person
        if case is not None and "caseid" in event:
            names.cases[event["caseid"]] = case
            found_ids.add(event["id"])
        elif event.get("type") in _JOINED:
            names.became[event["data"]["retired"]] = event["data"]["survivor"]
    names.persons = {names.now(subject): person for subject, person in persons.items()}
    for event_id, case in truth.cases.items():
        if event_id not in found_ids:
            report.lost.add(f"{case}: the hub has no event {event_id}")
    _compare_entries(names, truth, report)
    return names


def _compare_entries(names: _Names, truth: Truth, report: Report) -> None:
    """Entries that a message showed to be one case are one by now; no others are."""
    entered = Counter(truth.cases.values())
    held: dict[str, set[str]] = defaultdict(set)
    cases: dict[str, set[str]] = defaultdict(set)
    for identifier, case in names.cases.items():
        held[case].add(names.now(identifier))
        cases[names.now(identifier)].add(case)
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


def _read_deliveries(folder: Path, names: _Names, report: Report) -> dict[Key, list[_Arrival]]:
    arrived: dict[Key, list[_Arrival]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for found in lines(folder / "deliveries.ndjson"):
        report.delivered += 1
        kind = _short(found["type"])
        identity = (found["recipient"], found["id"])
        if identity in seen:
            report.repeated.add(f"{found['recipient']} got {found['id']} ({kind}) again", kind)
            continue
        seen.add(identity)
        about = names.about(found)
        if about is None:
            what = "case" if found["case"] else "person"
            report.extra.add(f"{found['recipient']} got {kind} about an unknown {what}", kind)
            continue
        arrived[about, found["recipient"], found["type"]].append((found["at"], found["data"]))
    return arrived


def _compare(
    key: Key,
    expected: list[Expected],
    arrived: list[_Arrival],
    report: Report,
) -> None:
    """Pair what agrees; the rest, in order of time, is wrong, and what has no partner is missing or extra."""
    case, recipient, wire_type = key
    kind = _short(wire_type)
    where = f"{case}: {recipient}, {kind}"
    left = sorted(arrived, key=lambda one: one[0])
    unmatched = []
    for one in sorted(expected, key=lambda one: one.at):
        match = next((n for n, found in enumerate(left) if not _differences(one, found)), None)
        if match is None:
            unmatched.append(one)
        else:
            del left[match]
    for one, found in zip(unmatched, left, strict=False):
        report.wrong.add(f"{where} at {one.at}: {'; '.join(_differences(one, found))}", kind)
    for one in unmatched[len(left) :]:
        report.missing.add(f"{where} at {one.at}, with {_words(one.fields)}", kind)
    for at, _ in left[len(unmatched) :]:
        report.extra.add(f"{where} at {at}", kind)


def _differences(expected: Expected, arrival: _Arrival) -> list[str]:
    """Each checked field that is not as it must be, and the moment if the clock decides on it."""
    at, data = arrival
    late = expected.by_clock and at != expected.at
    found = [f"told at {at}, must be at {expected.at}"] if late else []
    for path, value in expected.fields.items():
        actual: Any = data
        for name in path.split("."):
            actual = _inside(actual, name)
        if _plain(actual) != _plain(value):
            found.append(f"{path} is {actual!r}, must be {value!r}")
    return found


def _inside(value: Any, name: str) -> Any:  # noqa: ANN401 - any JSON value
    """What an object holds under a name; of a list of objects, what each of them does."""
    if isinstance(value, list):
        return [_inside(one, name) for one in value]
    return value.get(name) if isinstance(value, dict) else None


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Absent, false and empty are one; lists are compared whatever their order."""
    if isinstance(value, list):
        value = sorted((plain for one in value if (plain := _plain(one)) is not None), key=repr)
    elif isinstance(value, dict):
        value = {name: plain for name, one in value.items() if (plain := _plain(one)) is not None}
    return value or None


def _compare_letters(folder: Path, truth: Truth, report: Report) -> None:
    open_letters, withheld = dict(truth.letters), Counter(truth.withheld)
    report.dead_expected = len(open_letters) + withheld.total()
    for found in lines(folder / "deadletters.ndjson"):
        report.dead_found += 1
        words = f"{found['stage']}, {found['code']} at {found['field'] or 'message'}"
        refusal = open_letters.pop(truth.letter_of.get(found["id"], found["id"]), None)
        if refusal is not None:
            if found["stage"] != refusal.stage or refusal.code not in {"", found["code"]}:
                must = f"{refusal.stage}, {refusal.code}".removesuffix(", ")
                report.dead.add(f"{refusal.fault} ({found['id']}): refused at {words}, must be at {must}")
        elif found["stage"] == Stage.POLICY and withheld[found["code"]]:
            withheld[found["code"]] -= 1
        else:
            report.dead.add(f"{found['id']} ({found['registry']}) should have been processed: {words}")
    for letter, refusal in open_letters.items():
        report.dead.add(f"{refusal.fault} ({letter}): no dead letter, must be refused at {refusal.stage}")
    for code in withheld.elements():
        report.dead.add(f"{code}: no dead letter, must be withheld")


def _short(wire_type: str) -> str:
    return wire_type.rpartition(".")[2]


def _words(fields: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in fields.items()) or "no field to check"
