"""An adapter for a registry that exchanges CSV files, made of declarations like those of XML and JSON.

A row is flat and a native message is not. A group of one (person, case) has its columns side by side, as
``persoon_bsn``; a group of many (offences, readings) has a row for each, and all other cells of those rows
are the same: the usual way of exports, and the only one that sets no limit. A row says whether it goes on
with the message of the row before it, and must then have the same cells: if the key alone told, one damaged
key would make two messages of one. Where the rows of a message differ, none is believed.

One file may hold several messages: then all are read, or, if one is wrong, none.
"""

from abc import ABC
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, ClassVar, get_args, get_origin

from pydantic.fields import FieldInfo

from hub.adapters import csvwire
from hub.adapters.csvwire import Row, Sheet
from hub.adapters.mapped import MappedAdapter, Message, to_observation
from hub.adapters.native import Native
from hub.adapters.xmlwire import Wire
from hub.errors import MappingError
from hub.schemas.observation import Observation


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One kind of file: its name in our words, and the kinds of fact (of ``bodies``) that it holds.

    ``later``: those of them whose columns older files lack. They come last in ``kinds``.
    """

    name: str
    kinds: tuple[str, ...]
    later: tuple[str, ...] = ()


class CsvAdapter(MappedAdapter, ABC):
    """A registry that speaks CSV: a column names the kind of fact, the others are head and fact."""

    content_type = "text/csv"
    number_column: ClassVar[str]
    total_column: ClassVar[str]
    continued_column: ClassVar[str]
    continued_words: ClassVar[tuple[str, str]]
    """How that column says no and yes."""
    kind_column: ClassVar[str]
    later_columns: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Columns that later versions of the files brought, by version, the oldest first. A file has all those of
    a version or none; all are always written. The kinds that are ``later`` came with the last version."""
    files: ClassVar[tuple[CsvFile, ...]]

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The header of each file: that of the head, then of all its kinds of fact, each column once."""
        return {file.name: self._sheet(file, file.kinds, frozenset()) for file in self.files}

    @cached_property
    def readable(self) -> tuple[Sheet, ...]:
        """The headers that are read: of now, as in `sheets`, and of each version before."""
        found = list(self.sheets.values())
        for version in reversed(range(len(self.later_columns))):
            lacking = frozenset(column for later in self.later_columns[version:] for column in later)
            for file in self.files:
                kinds = tuple(kind for kind in file.kinds if kind not in file.later)
                found.append(self._sheet(file, kinds, lacking))
        return tuple(found)

    def _sheet(self, file: CsvFile, kinds: tuple[str, ...], lacking: frozenset[str]) -> Sheet:
        columns = [self.continued_column, self.kind_column, *columns_of(self.head)]
        for kind in kinds:
            columns += columns_of(self.bodies[kind])
        unique = tuple(column for column in dict.fromkeys(columns) if column not in lacking)
        return Sheet(file.name, self.number_column, self.total_column, unique)

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """See `Adapter.parse`."""
        return tuple(to_observation(message) for message in self.read_all(body))

    def canonical(self, body: bytes) -> bytes:
        """See `MappedAdapter.canonical`."""
        return self.write_all(self.read_all(body))

    def read(self, body: bytes) -> Message:
        """See `MappedAdapter.read`; of a file that holds one message."""
        messages = self.read_all(body)
        if len(messages) > 1:
            raise MappingError("several-records", hint="This file holds more than one message.")
        return messages[0]

    def read_all(self, body: bytes) -> list[Message]:
        """All messages of a file, at least one, in the order of their first rows. Errors: as `parse`."""
        sheet, rows = csvwire.read(body, self.readable)
        kinds = next(file.kinds for file in self.files if file.name == sheet.name)
        found: dict[tuple[str, int], Message] = {}
        for group in self._groups(rows):
            numbers = [number for number, _ in group]
            try:
                message = self._message(kinds, [row for _, row in group])
            except MappingError as error:
                where = _place(error.field, numbers, len(rows))
                raise MappingError(error.code, field=where, hint=error.hint) from None
            key = (message.head.record, message.head.version)
            if key in found:
                where = _place(_label("record", self.head.model_fields["record"]), numbers, len(rows))
                hint = "Two messages have this key and version."
                raise MappingError("duplicate-record", field=where, hint=hint)
            found[key] = message
        return list(found.values())

    def write(self, message: Message) -> bytes:
        """See `MappedAdapter.write`."""
        return self.write_all([message])

    def write_all(self, messages: Sequence[Message]) -> bytes:
        """One file with these messages, which are all of kinds that it holds."""
        kind = self.name_of(messages[0].body.event)
        name = next(file.name for file in self.files if kind in file.kinds)
        rows = [row for message in messages for row in self._rows(message)]
        return csvwire.write(rows, self.sheets[name])

    def _groups(self, rows: Sequence[Row]) -> list[list[tuple[int, Row]]]:
        """The rows of each message, with their numbers in the file, without the column that parts them."""
        no, yes = self.continued_words
        groups: list[list[tuple[int, Row]]] = []
        for number, row in enumerate(rows, start=1):
            word = row.pop(self.continued_column, "")
            if word == no:
                groups.append([(number, row)])
            elif word == yes and groups:
                groups[-1].append((number, row))
            else:
                field = _place(self.continued_column, [number], len(rows))
                hint = f"{no}, or {yes} if the row before belongs to the same message."
                raise MappingError("unknown-code", field=field, hint=hint)
        return groups

    def _message(self, kinds: tuple[str, ...], rows: list[Row]) -> Message:
        kind = rows[0].get(self.kind_column)
        if kind is None or kind not in kinds:
            hint = "In this file: " + ", ".join(kinds)
            raise MappingError("unknown-kind", field=self.kind_column, hint=hint)
        body = self.bodies[kind]
        many = tuple(f"{label}_" for label, _, is_many in _fields(body) if is_many)
        _refuse_disagreement(rows, many)
        allowed = {self.kind_column, *columns_of(self.head), *columns_of(body)}
        for index, row in enumerate(rows):
            if stray := row.keys() - allowed:
                hint = f"Has no meaning for {kind}; leave the cell empty."
                raise MappingError("unknown-field", field=f"{index}.{min(stray)}", hint=hint)
        if len(rows) > 1 and not many:
            hint = f"{kind} has one row."
            raise MappingError("too-many-rows", field=f"1.{self.kind_column}", hint=hint)
        return Message(self.head.from_wire(_gathered(self.head, rows)), body.from_wire(_gathered(body, rows)))

    def _rows(self, message: Message) -> Iterator[Wire]:
        cells: dict[str, Any] = {self.kind_column: self.name_of(message.body.event)}
        cells |= _flat(message.head.to_wire())
        body = message.body.to_wire()
        many = [name for name, value in body.items() if isinstance(value, list)]
        items: list[Wire] = [_flat({name: item}) for name in many for item in body.pop(name)]
        for number, item in enumerate(items or [{}]):
            continued = {self.continued_column: self.continued_words[number > 0]}
            yield continued | cells | _flat(body) | item


def _place(path: str, numbers: Sequence[int], total: int) -> str:
    """A path of models as the file has it: ``feit.1.artikel`` is column ``feit_artikel`` of the second row.

    The row's number stands before it only if the file has more than one.
    """
    steps = path.split(".")
    index = next((int(step) for step in steps if step.isdigit()), 0)
    column = "_".join(step for step in steps if not step.isdigit())
    return column if total == 1 else f"{numbers[index]}.{column}"


@cache
def columns_of(model: type[Native]) -> tuple[str, ...]:
    """The columns of a model's fields, those of its groups under the group's name and an underscore."""
    found: list[str] = []
    for label, part, _ in _fields(model):
        found += [label] if part is None else [f"{label}_{column}" for column in columns_of(part)]
    return tuple(found)


@cache
def _fields(model: type[Native]) -> tuple[tuple[str, type[Native] | None, bool], ...]:
    """Of each field its label, and if it is a group its model and whether there may be many of it."""
    return tuple(
        (
            _label(name, field),
            part := _part(field.annotation),
            part is not None and get_origin(field.annotation) is tuple,
        )
        for name, field in model.model_fields.items()
    )


def _label(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _part(annotation: Any) -> type[Native] | None:  # noqa: ANN401 - any annotation
    """The model of a group, be it optional or one of many."""
    if isinstance(annotation, type) and issubclass(annotation, Native):
        return annotation
    return next(filter(None, map(_part, get_args(annotation))), None)


def _gathered(model: type[Native], rows: Sequence[Row]) -> Wire:
    """The wire form of one message's part, from all its rows."""
    found: Wire = {}
    for label, part, many in _fields(model):
        if part is None:
            if label in rows[0]:
                found[label] = rows[0][label]
            continue
        inner = [_within(f"{label}_", row) for row in rows]
        if not any(inner):
            continue
        found[label] = [_gathered(part, [row]) for row in inner] if many else _gathered(part, inner)
    return found


def _within(prefix: str, row: Row) -> Row:
    return {name.removeprefix(prefix): cell for name, cell in row.items() if name.startswith(prefix)}


def _flat(wire: Mapping[str, Any]) -> Wire:
    found: Wire = {}
    for name, value in wire.items():
        if isinstance(value, dict):
            found |= {f"{name}_{inner}": cell for inner, cell in _flat(value).items()}
        else:
            found[name] = value
    return found


def _refuse_disagreement(rows: Sequence[Row], many: tuple[str, ...]) -> None:
    for index, row in enumerate(rows):
        for column in sorted(row.keys() | rows[0].keys()):
            if row.get(column) != rows[0].get(column) and not column.startswith(many):
                hint = "Rows of one message differ in this cell."
                raise MappingError("rows-disagree", field=f"{index}.{column}", hint=hint)
