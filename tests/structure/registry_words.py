"""Says in words what the type of a native field says to pydantic: what may stand there, and how."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel, StringConstraints, TypeAdapter

from hub.adapters import vehaa_codes
from hub.adapters.jsonwire import write
from hub.adapters.mapped import MappedAdapter
from hub.adapters.spelling import Coded
from hub.schemas.base import HouseId, MunicipalityCode, PartnerId, RegionId
from hub.schemas.identifiers import Bsn, BvhNumber, CjibNumber, Parketnummer, RegistryNumber, Skn
from tests.structure.registry_examples import value_of
from tests.support.native_fields import NativeField, marks

_NAMED: Mapping[Any, str] = {
    get_args(Bsn)[1]: "BSN, which passes the elfproef",
    get_args(Skn)[1]: "SKN of 7 or 8 digits",
    get_args(Parketnummer)[1]: "parketnummer, of a parket that exists",
    get_args(BvhNumber)[1]: "proces-verbaal number",
    get_args(CjibNumber)[1]: "CJIB number, which passes its check",
    get_args(HouseId)[1]: "house, `VH01` to `VH34`",
    get_args(PartnerId)[1]: "partner or house",
    get_args(RegionId)[1]: "ZSM region",
    get_args(MunicipalityCode)[1]: "CBS code of a municipality",
}
_PLAIN: Mapping[Any, str] = {
    bool: "`true` or `false`",
    datetime: "time, with its zone",
    date: "day",
    RegistryNumber: "the person's number in this registry",
}
_BY_HAND = {vehaa_codes.ListSpelling: ("LIJST", vehaa_codes.LIJST)}
"""Tables of codes whose spelling is more than a table."""


def words(adapter: MappedAdapter, field: NativeField) -> str:
    """What may stand in a field, in Markdown."""
    many = "; may repeat" if field.repeats else ""
    if field.group:
        return f"group{many}"
    name, table = table_of(adapter, field)
    if name:
        return f"code of [{name}](#{name.lower()}){many}"
    if table:
        return ", ".join(f"`{code}` {str(value).lower()}" for code, value in table.items()) + many
    return f"{_kind(field.type)}{_spelled(adapter, field)}{many}"


def table_of(adapter: MappedAdapter, field: NativeField) -> tuple[str, Mapping[str, object] | None]:
    """A field's table of codes, and its name in the adapter's modules; a table of J and N has none."""
    for mark in marks(field.type):
        if isinstance(mark, Coded):
            return next(_names(adapter, mark.table), ""), mark.table
        if mark.__hash__ and mark in _BY_HAND:
            return _BY_HAND[mark]
    return "", None


def default_of(field: NativeField) -> str:
    """What a field means that is not there."""
    if field.required:
        return "refused"
    if field.default is None or isinstance(field.default, BaseModel):
        return "none"
    if field.default in ("", ()):
        return "empty"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def cell(text: str) -> str:
    """A text as it stands in a table."""
    return text.replace("|", "\\|")


def _names(adapter: MappedAdapter, table: Mapping[str, object]) -> Iterator[str]:
    own = f"hub.adapters.{adapter.registry}"
    for part in sorted(part for part in sys.modules if part == own or part.startswith(f"{own}_")):
        yield from (name for name, value in vars(sys.modules[part]).items() if value is table)


def _kind(kind: Any) -> str:  # noqa: ANN401 - any annotation
    told = list(marks(kind))
    for mark in told:
        if mark.__hash__ and mark in _NAMED:
            return _NAMED[mark]
    base = kind
    while hasattr(base, "__metadata__"):
        base = base.__origin__
    options = [option for option in get_args(base) if option is not NoneType]
    base = options[0] if NoneType in get_args(base) else base
    if get_origin(base) is Literal:
        return f"always `{get_args(base)[0]}`"
    if get_origin(base) is tuple:
        return "several in one, without anything between them"
    return _number(told) if base is int else _text(told) if base is str else _PLAIN[base]


def _number(told: list[Any]) -> str:
    low = next((mark.ge for mark in told if isinstance(mark, Ge)), 0)
    high = next((mark.le for mark in told if isinstance(mark, Le)), None)
    return f"number, {low} to {high}"


def _text(told: list[Any]) -> str:
    least, most = 0, None
    for mark in told:
        if isinstance(mark, StringConstraints):
            least, most = mark.min_length or least, mark.max_length or most
        elif isinstance(mark, MinLen):
            least = mark.min_length
        elif isinstance(mark, MaxLen):
            most = mark.max_length
    bounds = f"of {least} to {most} characters" if least else f"of at most {most} characters"
    return f"text {bounds}" if most else "text"


def _spelled(adapter: MappedAdapter, field: NativeField) -> str:
    """An invented value as this type writes it; a plain text shows nothing."""
    name = field.canonical.rpartition(".")[2]
    base = field.type
    while hasattr(base, "__metadata__"):
        base = base.__origin__
    if get_origin(base) in {Literal, tuple} or base in {bool, int}:
        return ""
    if base is str and _kind(field.type).startswith("text"):
        return ""
    written = TypeAdapter(field.type).dump_python(value_of(adapter.registry, name, field.type), mode="json")
    shown = written if isinstance(written, str) else write(written).decode()
    return f": `{shown}`"
