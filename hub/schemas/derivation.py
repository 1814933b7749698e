"""Derives the Avro schema of each event from its model, for people to commit (development only).

::

    python -m hub.schemas.derivation --check    says what differs from the committed files; exit 5
    python -m hub.schemas.derivation --write    writes the current version of each event

The models are the source; the committed files are the contract, and what old values are read with. Docstrings
stay out of the schemas: rewording one must not look like a change of contract.
"""

import argparse
import difflib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import py_avro_schema

from hub.schemas.codec import Committed, read_committed
from hub.schemas.events import EVENTS, TYPE_PREFIX, Event

DIRECTORY = Path(__file__).parent / "avro"


def derive(event: type[Event]) -> Committed:
    """The schema of an event class as it stands in the code now: pretty JSON, ends with a newline."""
    raw = py_avro_schema.generate(
        event, namespace=TYPE_PREFIX.removesuffix("."), options=py_avro_schema.Option.NO_DOC
    )
    text = json.dumps(json.loads(raw), indent=2, ensure_ascii=False) + "\n"
    return Committed(event.kind, event.schema_version, text)


def differences(committed: Iterable[Committed], events: Iterable[type[Event]] = EVENTS) -> list[str]:
    """In words, where the committed schemas of the current versions differ from the models."""
    events = tuple(events)
    known = {(one.kind, one.version): one.text for one in committed}
    newest = dict(sorted(known))
    found: list[str] = []
    for event in events:
        derived = derive(event)
        name = f"{event.kind}.v{event.schema_version}.avsc"
        text = known.get((derived.kind, derived.version))
        if text is None:
            found.append(f"{name} is missing: {event.__name__} has no committed schema")
        elif text != derived.text:
            lines = difflib.unified_diff(
                text.splitlines(), derived.text.splitlines(), name, event.__name__, n=1, lineterm=""
            )
            found.append("\n".join([f"{name} is not what {event.__name__} says now:", *lines]))
        if newest.get(event.kind, 0) > event.schema_version:
            found.append(f"{event.kind}.v{newest[event.kind]}.avsc is newer than {event.__name__}")
    found += [
        f"{kind}.v*.avsc belongs to no event" for kind in newest if kind not in {one.kind for one in events}
    ]
    return found


def write(directory: Path = DIRECTORY) -> None:
    """Write the current version of each event; other versions stay as they are."""
    for event in EVENTS:
        derived = derive(event)
        (directory / f"{derived.kind}.v{derived.version}.avsc").write_text(derived.text, "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; 0 when models and files agree, 5 when not."""
    parser = argparse.ArgumentParser(
        prog="python -m hub.schemas.derivation", description=__doc__.splitlines()[0]
    )
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="say what differs")
    action.add_argument("--write", action="store_true", help="write the current version of each event")
    if parser.parse_args(arguments).write:
        write()
    found = differences(read_committed(DIRECTORY))
    for words in found:
        sys.stderr.write(words + "\n")
    return 5 if found else 0


if __name__ == "__main__":
    sys.exit(main())
