"""An example of every native message: of ``docs/examples`` if there is one, else one with all fields filled.

All persons are invented; their numbers come from the range for tests.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from lxml import etree

from hub.adapters import ADAPTERS
from hub.adapters.mapped import FixedAdapter, JsonAdapter, MappedAdapter, Message, XmlAdapter
from hub.adapters.native import Native
from hub.adapters.spelling import Coded
from hub.schemas.base import HouseId, MunicipalityCode, PartnerId, RegionId
from hub.schemas.identifiers import Bsn, BvhNumber, CjibNumber, Parketnummer, RegistryNumber, Skn
from tests.structure.source import ROOT
from tests.support.native_fields import marks, one_of

FOLDER = ROOT / "docs" / "examples"

_HOUSES = {"vis2": "VH06", "vpga": "VH19", "vehaa": "VH04"}
_HOUSE = "VH22"
_NUMBERS = {
    "bvh": ("bvh", "P-0001234"),
    "gcos": ("gcos:VH22", "P0001234"),
    "vis2": ("vis2:VH06", "D-0001234"),
    "vpga": ("vpga:VH19", "0001234"),
    "vehaa": ("vehaa:VH04", "0001234"),
    "iris": ("iris", "IRIS-0012345"),
    "kbps": ("kbps", "KBPS-0012345"),
    "vir": ("vir", "VIS-0001234"),
    "amazone": ("bvh", "P-0001234"),
}
"""A person's number in a registry: its scope and value."""
_BY_MARK: Mapping[Any, str] = {
    get_args(Bsn)[1]: "999990019",
    get_args(Skn)[1]: "12345678",
    get_args(Parketnummer)[1]: "02/123456-16",
    get_args(BvhNumber)[1]: "PL2000-2016123456",
    get_args(CjibNumber)[1]: "1062542255788610",
    get_args(PartnerId)[1]: "RVDK",
    get_args(RegionId)[1]: "ZEELAND-WEST-BRABANT",
    get_args(MunicipalityCode)[1]: "GM0716",
}
_OTHERS = {"other_bvh": "PL2100-2016654321", "other_parketnummer": "01/654321-16"}
"""Numbers that stand beside one of the same form."""
_TEXTS = {
    "record": "7f1f3e0a-5a43-4f7e-9f55-0c2f6d1b4a90",
    "surname": "van den Test",
    "given_names": "Piet Proef",
    "article": "310 Sr",
    "description": "winkeldiefstal",
    "indicated": "gezinscoach",
    "contra_indicated": "geldboete",
    "scenario": "bij een nieuwe aanhouding eerst het huis bellen",
    "summary": "begeleid wonen en werk",
    "handler": "team jeugd",
    "explanation": "onderzoek naar de thuissituatie",
    "conditions": "meldplicht bij de reclassering",
    "actions_due": "toezicht uitvoeren",
    "sepot_grounds": "54",
    "casus": "C-2016-0042",
    "marking": "M-2016-0042",
    "plan_reference": "P-2016-0042",
    "registry": "KBPS",
    "residence": "GM0716",
}
_TEXT = "toelichting"
_MOMENTS = {
    "valid_from": datetime(2016, 2, 1, 8, tzinfo=UTC),
    "valid_to": datetime(2016, 8, 1, 8, tzinfo=UTC),
    "term_end": datetime(2016, 3, 2, 14, tzinfo=UTC),
    "answer_before": datetime(2016, 3, 2, 14, tzinfo=UTC),
}
_MOMENT = datetime(2016, 3, 1, 12, tzinfo=UTC)
_DAYS = {"birth_date": date(1998, 2, 28), "born": date(1998, 2, 28)}
_DAY = date(2016, 2, 29)


def example(adapter: MappedAdapter, kind: str) -> Iterator[str]:
    """The lines of an example, as Markdown, with a word of where it is from."""
    found = kept(adapter.registry).get(kind)
    if found:
        yield f"[Example](../examples/{found}):"
        body = (FOLDER / found).read_bytes()
    else:
        yield "An example with every field:"
        body = message(adapter, kind)
    yield ""
    yield f"```{_language(adapter)}"
    yield from _laid_out(adapter, body).splitlines()
    yield "```"


def message(adapter: MappedAdapter, kind: str) -> bytes:
    """A native message of a kind with a value in each of its fields."""
    head = adapter.head.from_canonical(_filled(adapter.registry, adapter.head))
    body = adapter.bodies[kind]
    return adapter.write(Message(head, body.from_canonical(_filled(adapter.registry, body), kind)))


def value_of(registry: str, name: str, kind: Any) -> Any:  # noqa: ANN401 - any type, and a value of it
    """An invented value of a field, by its type and canonical name."""
    for mark in marks(kind):
        if isinstance(mark, Coded):
            return next(iter(mark.table.values()))
        if mark == get_args(HouseId)[1]:
            return _HOUSES.get(registry, _HOUSE)
        if mark.__hash__ and mark in _BY_MARK:
            return _OTHERS.get(name, _BY_MARK[mark])
    base = _base(kind)
    if get_origin(base) is Literal:
        return get_args(base)[0]
    if base is RegistryNumber:
        scope, number = _NUMBERS[registry]
        return RegistryNumber(scope=scope, value=number)
    plain = {
        datetime: _MOMENTS.get(name, _MOMENT),
        date: _DAYS.get(name, _DAY),
        int: 1,
        bool: True,
        str: _TEXTS.get(name, _TEXT),
    }
    return plain[base]


def _filled(registry: str, model: type[Native]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind, repeats = one_of(field)
        if kind is NoneType:
            continue
        group = isinstance(kind, type) and issubclass(kind, Native)
        value = _filled(registry, kind) if group else value_of(registry, name, kind)
        if get_origin(_base(kind)) is tuple:  # many that are written as one
            value = (_TEXTS[name],)
        found[name] = (value,) if repeats else value
    return found


def _base(kind: Any) -> Any:  # noqa: ANN401 - any annotation
    """A type without what is said about it, and without the option of none."""
    if hasattr(kind, "__metadata__"):
        return _base(kind.__origin__)
    options = [option for option in get_args(kind) if option is not NoneType]
    return _base(options[0]) if NoneType in get_args(kind) else kind


@cache
def kept(registry: str) -> dict[str, str]:
    """The files of ``docs/examples`` by the kind of message that they are."""
    adapter = ADAPTERS[registry]
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"{registry}-*")):
        for observation in adapter.parse(path.read_bytes()):
            found.setdefault(adapter.name_of(type(observation.data)), path.name)
    return found


def _language(adapter: MappedAdapter) -> str:
    return (
        "xml" if isinstance(adapter, XmlAdapter) else "json" if isinstance(adapter, JsonAdapter) else "text"
    )


def _laid_out(adapter: MappedAdapter, body: bytes) -> str:
    """The message as one reads it: a line for each element; of records, without the blanks at their ends."""
    if isinstance(adapter, XmlAdapter):
        root = etree.fromstring(body)
        etree.indent(root)
        return etree.tostring(root, encoding="unicode")
    if isinstance(adapter, JsonAdapter):
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    text = body.decode()
    return (
        "\n".join(line.rstrip() for line in text.splitlines()) if isinstance(adapter, FixedAdapter) else text
    )
