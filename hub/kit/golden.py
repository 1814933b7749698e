"""Golden pairs: a native message, and beside it what it means, written down by somebody who knows.

They lie in the adapter's package: ``golden/<registry>/markering.xml`` and ``markering.canonical.json``. The
suite's laws hold of any consistent mapping, also one that takes every arrest for a release; only a pair that
a person has looked at says that this mapping is the right one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import orjson
from pydantic import ValidationError

from hub.adapters.mapped import MappedAdapter
from hub.errors import InputError
from hub.kit.difference import difference
from hub.kit.report import Outcome
from hub.schemas.events import BY_WIRE_TYPE
from hub.schemas.observation import Observation

FOLDER = "golden"
CANONICAL = ".canonical.json"

READ = (
    "golden-read",
    "Each golden message is read as the canonical JSON beside it.",
    "The laws hold of any consistent mapping; these say that it is the right one.",
)
WRITTEN = (
    "golden-written",
    "What a golden message means is rendered as that message, in the adapter's one spelling.",
    "A recipient's register takes the form that it knows.",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One golden pair: name of its native file, that message, and what it means (None: not written down)."""

    name: str
    native: bytes
    canonical: bytes | None


def pairs_of(adapter: MappedAdapter) -> tuple[Pair, ...]:
    """The golden pairs of an adapter, sorted by name; none if its package has no such folder."""
    package = type(adapter).__module__.rpartition(".")[0] or type(adapter).__module__
    try:
        folder = files(package) / FOLDER / adapter.registry
    except (ModuleNotFoundError, TypeError):
        return ()  # made in a console or a test: no package, so no folder
    if not folder.is_dir():
        return ()
    there = {one.name: one for one in folder.iterdir() if one.is_file()}
    return tuple(_pair(name, there) for name in sorted(there) if not name.endswith(CANONICAL))


def _pair(name: str, there: dict[str, Traversable]) -> Pair:
    beside = there.get(name.rpartition(".")[0] + CANONICAL)
    return Pair(name, there[name].read_bytes(), beside.read_bytes() if beside is not None else None)


def canonical_json(observations: tuple[Observation, ...]) -> bytes:
    """What a message means, as it stands in a golden file: a list, for a file may hold several messages."""
    content = [
        {
            "type": one.data.wire_type(),
            **one.model_dump(mode="json", exclude_defaults=True, exclude={"data"}),
            "data": one.data.model_dump(mode="json", exclude_defaults=True),
        }
        for one in observations
    ]
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def observations_from(text: bytes) -> tuple[Observation, ...]:
    """What `canonical_json` wrote.

    Raises:
        ValueError: no such JSON; its text is ours and quotes nothing.
    """
    try:
        content: list[dict[str, Any]] = orjson.loads(text)
        return tuple(
            Observation(
                **{name: value for name, value in one.items() if name not in {"type", "data"}},
                data=BY_WIRE_TYPE[one["type"]].model_validate(one["data"]),
            )
            for one in content
        )
    except ValidationError as error:
        at = ".".join(map(str, error.errors(include_input=False, include_url=False)[0]["loc"]))
        msg = f"not a canonical event at {at}"
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        msg = "not a list of objects with a known type and its data"
    raise ValueError(msg)


def golden(adapter: MappedAdapter) -> tuple[Outcome, ...]:
    """Whether each pair holds, in both directions."""
    pairs = pairs_of(adapter)
    read = next(_misread(adapter, pairs), None)
    written = next(_miswritten(adapter, pairs), None)
    return tuple(
        Outcome(*rule, passed=found is None, place=found[0] if found else "", what=found[1] if found else "")
        for rule, found in ((READ, read), (WRITTEN, written))
    )


Finding = tuple[str, str]


def _misread(adapter: MappedAdapter, pairs: tuple[Pair, ...]) -> Iterator[Finding]:
    if not pairs:
        yield f"{FOLDER}/{adapter.registry}", "has no messages; put one in, and beside it what it means"
    for pair in pairs:
        if pair.canonical is None:
            yield pair.name, f"has no {CANONICAL} beside it; `ketenhub adapter read` prints one to check"
            continue
        try:
            meant, read = observations_from(pair.canonical), adapter.parse(pair.native)
        except InputError as error:
            yield pair.name, f"is refused: {error.code} at {error.field or 'no place'}"
        except ValueError as error:
            yield pair.name, f"its {CANONICAL} is {error}"
        else:
            if read != meant:
                yield pair.name, f"is read otherwise: {difference(read, meant)}"


def _miswritten(adapter: MappedAdapter, pairs: tuple[Pair, ...]) -> Iterator[Finding]:
    for pair in pairs:
        try:
            meant = observations_from(pair.canonical or b"[]")
            if len(meant) != 1:
                continue  # a file of several messages is what registries export, never what the hub sends
            if adapter.render(meant[0]) != adapter.canonical(pair.native):
                yield pair.name, "is written otherwise"
        except InputError as error:
            yield pair.name, f"is refused: {error.code} at {error.field or 'no place'}"
        except ValueError:
            continue  # told under golden-read
