"""The composition root of repairs: dead letters and quarantines of a folder, or of a cluster."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hub.adapters import ADAPTERS
from hub.adapters.native import Native
from hub.app import build_ports, opened
from hub.engine.cluster.clock import wall_clock
from hub.engine.cluster.repair import ClusterTaker
from hub.engine.export import export
from hub.engine.failpoints import parse_failpoint
from hub.engine.letters.embedded import EmbeddedTaker
from hub.engine.letters.letter import Letter, chosen, find, replays
from hub.engine.letters.pace import paced
from hub.engine.letters.redaction import Structure, structure
from hub.engine.letters.replaying import Repairs
from hub.engine.letters.taking import Order, Result
from hub.engine.letters.where import parse_where
from hub.engine.ports import Ports
from hub.engine.store import Store
from hub.errors import ConfigurationError, InputError
from hub.schemas import codec
from hub.settings import Settings

__all__ = ["Letter", "Order", "Repairs", "Result", "Structure", "Workshop", "paced"]
"""What the commands may know of the engine's repairs, beside the functions below."""

_DESK = re.compile(r"[A-Z][A-Z0-9]*([-_][A-Z0-9]+)*")
_LIKE_A_NUMBER_OF_A_PERSON = re.compile(r"\d{7,}")
_MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Workshop:
    """An opened store, and what can be done to its dead letters. ``store`` is closed by `open_workshop`."""

    store: Store
    ports: Ports
    repairs: Repairs

    def chosen(self, where: str, limit: int | None = None) -> list[str]:
        """Ids of the open letters that an expression means, in their order; all, if it is empty.

        Raises:
            ConfigurationError: the expression is not understood.
        """
        with self.store.transaction() as connection:
            return list(chosen(connection, parse_where(where) if where else (), limit=limit))

    def letter(self, letter: str) -> tuple[Letter, int] | None:
        """A letter and how often it was replayed."""
        with self.store.transaction() as connection:
            found = find(connection, letter)
            return None if found is None else (found, replays(connection).get(letter, 0))

    def version_now(self, registry: str) -> str | None:
        """The version of the adapter that would read a letter of this registry today."""
        adapter = self.ports.registries.get(registry)
        return None if adapter is None else adapter.version


@contextmanager
def open_workshop(
    settings: Settings, directory: Path | None, *, ports: Ports | None = None, changing: bool = False
) -> Iterator[Workshop]:
    """Open the store in a folder, or without one that of the cluster.

    ``changing``: at the end, the files of the folder are written anew, also if not all went well: each letter
    was committed by itself.

    Raises:
        ConfigurationError: there is none, or it is of another version.
        UnreachableError: the cluster's database does not answer.
    """
    ports = ports or build_ports(settings)
    with opened(settings, directory) as store:
        taker = ClusterTaker(ports, store, wall_clock) if directory is None else EmbeddedTaker(ports, store)
        repairs = Repairs(ports, store, taker, failpoint=parse_failpoint(settings.failpoint))
        try:
            yield Workshop(store, ports, repairs)
        finally:
            if changing and directory is not None:
                export(store, directory)


def order(desk: str, reason: str, *, option: str = "--reason") -> Order:
    """Who wants it, and why: for the audit, so it must say something, and nothing of a person.

    ``option``: where the reason was given, for who gave none.

    Raises:
        ConfigurationError: no reason, or no desk; or what looks like a person's number.
    """
    if not _DESK.fullmatch(desk):
        msg = (
            "--by is the code of a desk or a role, such as FB-ZUID or ADMINISTRATIE_OM; never a person's name"
        )
        raise ConfigurationError(msg)
    if not reason.strip() or len(reason) > _MOST_REASON or not reason.isprintable():
        msg = f"{option} says in one line why, in at most {_MOST_REASON} characters; a ticket's name will do"
        raise ConfigurationError(msg)
    if _LIKE_A_NUMBER_OF_A_PERSON.search(reason):
        msg = f"{option} holds seven digits or more in a row, as persons' numbers do; it is kept for years"
        raise ConfigurationError(msg)
    return Order(desk, reason.strip())


def check_expression(expression: str) -> None:
    """See that an expression is understood; an empty one is none.

    Raises:
        ConfigurationError: it is not.
    """
    if expression:
        parse_where(expression)


def redacted(letter: Letter) -> Structure:
    """What a letter's payload is made of, without any value."""
    return structure(letter.payload, native_names())


def readable(payload: bytes) -> str:
    """A payload as text: events as JSON, all else as it is, with what is not printable escaped."""
    try:
        return codec.decode(payload).model_dump_json(indent=2)
    except InputError:
        text = payload.decode("utf-8", errors="backslashreplace")
        # A message must not be able to move a terminal's cursor.
        return "".join(
            c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
        )


def native_names() -> frozenset[str]:
    """All names of fields, elements and columns that the registries' formats have."""
    found: set[str] = set()
    waiting: list[type[Native]] = [Native]
    while waiting:  # ADAPTERS is imported above, so every model of theirs is known
        model = waiting.pop()
        waiting.extend(model.__subclasses__())
        found.update(field.alias or name for name, field in model.model_fields.items())
    for adapter in ADAPTERS.values():
        found.update(getattr(adapter, "bodies", ()))
        frame = ("root", "format_key", "kind_key", "body_key", "kind_column", "number_column", "total_column")
        found.update(str(getattr(adapter, name)) for name in frame if hasattr(adapter, name))
    return frozenset(found)
