"""Reads what a run should have given, ``truth.ndjson``, for the comparison with what it gave."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from hub.errors import ConfigurationError
from simulators.truth import TRUTH_FILE

Key = tuple[str, str, str]
"""Case (as the truth calls it; ``person ...`` if it is about no case), recipient, type."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One delivery that is due. ``by_clock``: at that very moment."""

    at: str
    fields: dict[str, Any]
    by_clock: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that must be a dead letter. ``code``: empty if any will do."""

    fault: str
    stage: str
    code: str


@dataclass(slots=True)
class Truth:
    """All that must be so.

    Attributes:
        cases: event id to case; a case that was entered twice has two.
        persons: event id to person.
        letters: id of the dead letter to what it must be.
        letter_of: the event that is refused to that id, where one was made: a cluster calls the letter so.
        withheld: how often which code of what may not be told.
    """

    cases: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    deliveries: dict[Key, list[Expected]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[str, Refusal] = field(default_factory=dict)
    letter_of: dict[str, str] = field(default_factory=dict)
    withheld: Counter[str] = field(default_factory=Counter)


def read_truth(folder: Path) -> Truth:
    """The truth of a run.

    Raises:
        ConfigurationError: the file is missing or is not what it should be.
    """
    truth = Truth()
    for found in lines(folder / TRUTH_FILE):
        match found.get("kind"):
            case "case":
                truth.cases[found["event_id"]] = found["case"]
            case "person":
                truth.persons[found["event_id"]] = found["person"]
            case "joined":
                truth.joined.add(found["case"])
            case "delivery":
                about = found["case"] if "case" in found else about_person(found["person"])
                due = Expected(found["at"], found["fields"], found.get("by_clock", False))
                truth.deliveries[about, found["recipient"], found["type"]].append(due)
            case "fault" if "stage" in found:
                refusal = Refusal(found["id"], found["stage"], found.get("code", ""))
                letter = f"messages/{found['line']}"
                truth.letters[letter] = refusal
                truth.letter_of[found.get("event_id", letter)] = letter
            case "withheld":
                truth.withheld[found["code"]] += 1
    return truth


def about_person(person: str) -> str:
    """How something that is about no case is named."""
    return f"person {person}"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file of JSON objects.

    Raises:
        ConfigurationError: there is no such file, or a line is something else.
    """
    if not path.is_file():
        msg = f"{path} does not exist"
        raise ConfigurationError(msg)
    with path.open("rb") as found_lines:
        for number, text in enumerate(found_lines, start=1):
            try:
                found = orjson.loads(text)
            except orjson.JSONDecodeError:
                found = None
            if not isinstance(found, dict):
                msg = f"{path}:{number} is not a JSON object"
                raise ConfigurationError(msg)
            yield found
