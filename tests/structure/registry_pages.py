"""Draws the pages of ``docs/registries`` from the models of the adapters: every message, field and code.

What a page says about the world stands in ``registry_facts.toml``; how a value is spelled, the type of the
field shows by writing one.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import cleandoc
from pathlib import Path

from hub.adapters import ADAPTERS
from hub.adapters.csvmapped import CsvAdapter
from hub.adapters.fixedwire import Pad
from hub.adapters.mapped import FixedAdapter, JsonAdapter, MappedAdapter, XmlAdapter
from hub.schemas.events import Outbound
from tests.structure.registry_examples import example
from tests.structure.registry_words import cell, default_of, table_of, words
from tests.support.native_fields import NativeField, body_fields, head_fields, place

DRAWN = (
    "Drawn from {modules}; `make test` fails when this page is not what the models say, and `make docs` "
    "writes it anew."
)
INDEX = """# The registries

Every registry that speaks to the hub, and what its messages look like. **All formats are invented**, for
the real ones are not public; what is real are the identifiers, the codes of the law and who reports what.
{drawn}

| registry | format | to the hub | from the hub |
|---|---|---|---|
"""
FORMATS: Mapping[str, str] = {
    "application/xml": "XML",
    "application/json": "JSON",
    "text/csv": "CSV",
    "text/plain": "fixed width",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A registry in the real world; a line of ``registry_facts.toml``, which says what the parts mean."""

    title: str
    keeper: str
    facts: list[tuple[str, str]]
    pattern: str = ""


FACTS = {
    name: Known(**known)
    for name, known in tomllib.loads(
        Path(__file__).with_name("registry_facts.toml").read_text("utf-8")
    ).items()
}


def pages() -> dict[str, str]:
    """All pages by file name: one for each registry, and the index."""
    found = {f"{name}.md": page(adapter, FACTS[name]) for name, adapter in ADAPTERS.items()}
    return found | {"index.md": _index()}


def page(adapter: MappedAdapter, known: Known) -> str:
    """The page of one registry."""
    return "\n".join(_page(adapter, known)).rstrip() + "\n"


def _index() -> str:
    lines = []
    for name, adapter in ADAPTERS.items():
        told = sum(issubclass(event, Outbound) for event in adapter.carries)
        heard = len(adapter.carries) - told
        kind = FORMATS[adapter.content_type]
        lines.append(f"| [{name}]({name}.md): {FACTS[name].title} | {kind} | {heard} | {told} |\n")
    return INDEX.format(drawn=DRAWN.format(modules="`hub/adapters/__init__.py`")) + "".join(lines)


def _page(adapter: MappedAdapter, known: Known) -> Iterator[str]:
    modules = ", ".join(f"`hub/adapters/{path}`" for path in _files(adapter))
    yield f"# {adapter.registry}: {known.title}"
    yield ""
    yield "> **The format on this page is invented**, in its names, its codes and its shape. " + (
        f"It follows {known.pattern}." if known.pattern else "The real one is not public."
    )
    yield "> What is real: the forms of BSN, SKN, parketnummer, PV and CJIB number, and what is known below."
    yield ""
    yield DRAWN.format(modules=modules)
    yield ""
    yield "## What is known"
    yield ""
    yield f"Kept by: {known.keeper}."
    yield ""
    yield "| fact | source |"
    yield "|---|---|"
    for fact, source in known.facts:
        yield f"| {cell(fact)} | {cell(source)} |"
    yield ""
    yield "## The format"
    yield ""
    yield from _frame(adapter)
    yield ""
    for paragraph in _lost(adapter):
        yield paragraph
        yield ""
    yield "### What every message begins with"
    yield ""
    head = head_fields(adapter)
    yield from _table(adapter, head)
    tables = [head]
    for kind, body in adapter.bodies.items():
        fields = body_fields(adapter, kind)
        tables.append(fields)
        way = "from the hub" if issubclass(body.event, Outbound) else "to the hub"
        yield ""
        yield f"### {kind}"
        yield ""
        said = _plain(cleandoc(body.__doc__ or ""))
        yield f"{said} {way.capitalize()}; `{body.event.__name__}` (`{body.event.kind}`)."
        yield ""
        if fields:
            yield from _table(adapter, fields)
        else:
            yield "It has no fields of its own."
        yield ""
        yield from example(adapter, kind)
    yield from _codes(adapter, tables)


def _files(adapter: MappedAdapter) -> list[str]:
    parts = sorted(part for part in sys.modules if part.startswith(f"hub.adapters.{adapter.registry}_"))
    return [f"{adapter.registry}.py", *(f"{part.removeprefix('hub.adapters.')}.py" for part in parts)]


def _frame(adapter: MappedAdapter) -> Iterator[str]:
    kind = f"`{adapter.content_type}`, version {adapter.version} of the mapping; source `{adapter.source}`."
    if isinstance(adapter, XmlAdapter):
        yield (
            f"XML, {kind} The root is `{adapter.root}` in the namespace `{adapter.namespace}`; one "
            "element in it is what happened; its name says what. UTF-8, no DOCTYPE. `@` marks an attribute."
        )
    elif isinstance(adapter, JsonAdapter):
        yield (
            f"JSON, {kind} `{adapter.format_key}` is `{adapter.format}`, `{adapter.kind_key}` says what "
            f"happened, and `{adapter.body_key}` holds it."
        )
    elif isinstance(adapter, FixedAdapter):
        layout = adapter.layout
        yield (
            f"Fixed width, {kind} Records of {layout.width} positions, each ended by CR LF; positions 1-2 "
            f"say which record it is. `{layout.head.name}/{adapter.format_key}`, which comes first in it, is "
            f"`{adapter.format}`. The last record, `{layout.trailer.code}`, counts those before it. Only "
            f"{layout.charset.name}."
        )
    elif isinstance(adapter, CsvAdapter):
        no, yes = adapter.continued_words
        yield (
            f"CSV, {kind} Semicolons, quotes doubled within quotes, UTF-8. Columns `{adapter.number_column}` "
            f"and `{adapter.total_column}` count the rows; `{adapter.continued_column}` says `{yes}` if a "
            f"row goes on with the message before it, else `{no}`; `{adapter.kind_column}` says what "
            "happened. A column that has no meaning for it stays empty."
        )
        yield ""
        for file in adapter.files:
            yield f"- file *{file.name}*: " + ", ".join(f"`{kind}`" for kind in file.kinds)


def _lost(adapter: MappedAdapter) -> Iterator[str]:
    """What the adapter itself says beside its table: paragraphs of its docstring that are plain text."""
    text = cleandoc(import_module(type(adapter).__module__).__doc__ or "")
    for paragraph in text.split("\n\n")[1:]:
        if "===" not in paragraph and not paragraph.endswith(":") and "nvented" not in paragraph:
            yield _plain(paragraph)


def _plain(text: str) -> str:
    """A docstring's text as Markdown, where code has one backtick."""
    return text.replace("``", "`")


def _table(adapter: MappedAdapter, fields: list[NativeField]) -> Iterator[str]:
    fixed = isinstance(adapter, FixedAdapter)
    yield "| field | " + ("positions | " if fixed else "") + "canonical | type and spelling | if absent |"
    yield "|---|---|---|---|" + ("---|" if fixed else "")
    for field in fields:
        if field.group and isinstance(adapter, CsvAdapter):
            continue  # a group has no column of its own
        canonical = f"`{field.canonical}`" if field.carried else "checked or rearranged; see the model"
        where = f" {_positions(adapter, field.steps)} |" if isinstance(adapter, FixedAdapter) else ""
        named = cell(f"`{place(adapter, field.steps)}`")
        yield f"| {named} |{where} {canonical} | {cell(words(adapter, field))} | {default_of(field)} |"


def _positions(adapter: FixedAdapter, steps: tuple[str, ...]) -> str:
    layout = adapter.layout
    record = next(one for one in (layout.head, *layout.records) if one.name == steps[0])
    if len(steps) == 1:
        return f"record `{record.code}`"
    start = len(record.code) + 1
    for column in record.columns:
        if column.name == steps[1]:
            filled = ", zeros before" if column.pad is Pad.DIGITS else ""
            return f"{start}-{start + column.width - 1}{filled}"
        start += column.width
    msg = f"{'/'.join(steps)} has no column"
    raise AssertionError(msg)


def _codes(adapter: MappedAdapter, tables: list[list[NativeField]]) -> Iterator[str]:
    used: dict[str, Mapping[str, object]] = {}
    for field in (field for fields in tables for field in fields):
        name, coded = table_of(adapter, field)
        if name and coded:
            used[name] = coded
    if used:
        yield ""
        yield "## Codes"
        yield ""
        yield "A code that stands in no table is refused as `unknown-code`, never guessed."
    for name, table in used.items():
        yield ""
        yield f"### {name}"
        yield ""
        yield "| code | meaning |"
        yield "|---|---|"
        for code, value in table.items():
            yield f"| `{code}` | {_meaning(value)} |"


def _meaning(value: object) -> str:
    parts = value if isinstance(value, tuple) else (value,)
    return ", ".join(f"`{part}`" for part in parts if part is not None)
