"""Writes the files of a run as its messages come, and mixes poison into them afterwards."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import orjson

from hub.adapters import ADAPTERS
from hub.errors import Stage
from hub.schemas.envelope import rfc3339
from hub.schemas.observation import Observation, event_id
from simulators.delivery import Delivery
from simulators.items import Garbled
from simulators.poison import poison
from simulators.truth import (
    MANIFEST_FILE,
    MESSAGES_FILE,
    TRUTH_FILE,
    case_line,
    delivery_line,
    fault_line,
    joined_line,
    line,
    message_line,
    person_line,
    withheld_line,
)

_PROGRESS_EVERY = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """One message with what the truth says of it.

    ``opens``: the first of its case, or of another entry of it. ``introduces``: the person of whom it is the
    first. ``joins``: it shows that its case was entered twice. ``refused``, ``garbled``: as of a `Fact`;
    ``code``: with which it is refused, if that is known. ``withheld``: codes of what may not be told.
    """

    at: datetime
    registry: str
    observation: Observation
    case: str | None
    opens: bool
    due: tuple[Delivery, ...]
    fault: str = ""
    joins: bool = False
    refused: Stage | None = None
    garbled: Garbled | None = None
    introduces: str = ""
    code: str = ""
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: messages written, cases begun, and the simulated moment."""

    messages: int
    cases: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run wrote. ``first_at``, ``last_at``: when the first and last message reached the hub, UTC."""

    scenario: str
    region: str
    seed: int
    messages: int
    cases: int
    deliveries: int
    faults: int
    poisoned: int
    first_at: str
    last_at: str
    messages_sha256: str
    truth_sha256: str


class _Hashed:
    """A file that gets its name when it is complete, and knows its hash."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._hash = sha256()
        self.digest = ""

    def __enter__(self) -> Self:
        self._file = self._part.open("wb")
        return self

    def write(self, data: bytes) -> None:
        """Append."""
        self._hash.update(data)
        self._file.write(data)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._file.close()
        if kind is None:
            self.digest = self._hash.hexdigest()
            self._part.replace(self._path)
        else:
            self._part.unlink()


class Output:
    """The folder of one run."""

    def __init__(self, folder: Path, *, scenario: str, region: str, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._summary = Summary(scenario, region, seed, 0, 0, 0, 0, 0, "", "", "", "")

    def write(self, sent: Iterable[Sent], progress: Callable[[Progress], None] | None) -> Summary:
        """Write messages and truth."""
        messages = deliveries = faults = 0
        cases: set[str] = set()
        first_at = last_at = ""
        with ExitStack() as stack:
            wire = stack.enter_context(_Hashed(self._folder / MESSAGES_FILE))
            truth = stack.enter_context(_Hashed(self._folder / TRUTH_FILE))
            truth.write(self._manifest_line())
            for one in sent:
                messages += 1
                last_at = rfc3339(one.at)
                first_at = first_at or last_at
                wire.write(_message(one))
                if one.introduces:
                    truth.write(person_line(one.introduces, _event_id(one)))
                if one.opens and one.case is not None:
                    cases.add(one.case)
                    truth.write(case_line(one.case, _event_id(one)))
                if one.joins and one.case is not None:
                    truth.write(joined_line(one.case, _event_id(one)))
                deliveries += len(one.due)
                for delivery in one.due:
                    truth.write(delivery_line(delivery))
                for code in one.withheld:
                    truth.write(withheld_line(code))
                if one.fault:
                    faults += 1
                    stage = one.refused.value if one.refused else None
                    event = _event_id(one) if one.refused is Stage.STEP else ""
                    truth.write(fault_line(faults, one.fault, messages, stage, one.code, event))
                if progress is not None and messages % _PROGRESS_EVERY == 0:
                    progress(Progress(messages, len(cases), one.at))
        self._summary = replace(
            self._summary,
            messages=messages,
            cases=len(cases),
            deliveries=deliveries,
            faults=faults,
            first_at=first_at,
            last_at=last_at,
            messages_sha256=wire.digest,
            truth_sha256=truth.digest,
        )
        return self._summary

    def poison(self, number: int, kinds: tuple[str, ...]) -> Summary:
        """Mix poison into what was written; the lines that the truth names move along."""
        place: list[int] = [0]
        found: list[tuple[int, str, Stage]] = []
        before = self._summary
        messages, facts = self._folder / MESSAGES_FILE, self._folder / TRUTH_FILE
        with messages.open("rb") as clean, _Hashed(messages) as wire:
            mixed = poison(clean, number=number, total=before.messages, seed=before.seed, kinds=kinds)
            for position, one in enumerate(mixed, start=1):
                wire.write(one.line)
                if one.stage is None:
                    place.append(position)
                else:
                    found.append((position, one.kind, one.stage))
        with facts.open("rb") as old, _Hashed(facts) as truth:
            for text in old:
                truth.write(_moved(text, place))
            for fault, (position, name, stage) in enumerate(found, start=before.faults + 1):
                truth.write(fault_line(fault, f"poison:{name}", position, stage.value))
        self._summary = replace(
            before,
            messages=before.messages + len(found),
            faults=before.faults + len(found),
            poisoned=len(found),
            messages_sha256=wire.digest,
            truth_sha256=truth.digest,
        )
        return self._summary

    def finish(self) -> Summary:
        """Write the manifest."""
        found = {
            "synthetic": True,
            "notice": "All persons, numbers and events in this folder are synthetic.",
            **asdict(self._summary),
            "versions": _versions(),
        }
        with _Hashed(self._folder / MANIFEST_FILE) as manifest:
            manifest.write(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        return self._summary

    def _manifest_line(self) -> bytes:
        of = self._summary
        head = {"kind": "manifest", "scenario": of.scenario, "region": of.region, "seed": of.seed}
        return line(head | {"synthetic": True, "versions": _versions()})


def _message(one: Sent) -> bytes:
    adapter = ADAPTERS[one.registry]
    body = adapter.render(one.observation)
    if one.garbled is not None:
        body = body.replace(one.garbled.right.encode(), one.garbled.wrong.encode())
    return message_line(one.registry, one.at, adapter.content_type, body)


def _event_id(one: Sent) -> str:
    return str(event_id(ADAPTERS[one.registry].source, one.observation.record, one.observation.version))


def _moved(text: bytes, place: list[int]) -> bytes:
    """A line of the truth with the message it names at its new place."""
    found: dict[str, Any] = orjson.loads(text)
    return line(found | {"line": place[found["line"]]}) if found["kind"] == "fault" else text


def _versions() -> dict[str, str]:
    return {"ketenhub": version("ketenhub")} | {name: ADAPTERS[name].version for name in sorted(ADAPTERS)}
