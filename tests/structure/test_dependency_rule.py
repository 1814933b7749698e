"""Who may import whom: the arrows of the layout, as data.

A module may import its own part, what its line names, the standard library and third parties. The tempting
alternative, a linter plugin for layers, hides the rule in a configuration language; this table is the rule.
"""

import ast

import pytest

from tests.structure.source import Module, modules, parse, within

ALL = ("hub", "simulators", "deploy")

READ_SIDE = (
    "hub.engine.read",
    "hub.engine.batch.BatchResult",
    "hub.engine.batch.Happening",
    "hub.engine.messages.Message",
)
"""What of the engine those may know who only look: its queries, and what `hub.app` takes and hands back."""

CLUSTER_TOOLS = (
    "hub.engine.administration",
    "hub.engine.comparison",
    "hub.engine.kafka_client",
    "hub.engine.lag",
    "hub.engine.store.Store",
    "hub.engine.store.open_database",
    "hub.engine.database_view",
    "hub.engine.schema_registry_http",
    "hub.delivery.endpoints",
)
"""What `topics`, `stream lag` and `doctor` look at a cluster with; nothing of it processes an event."""

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "hub.errors": (),
    "hub.settings": ("hub.errors",),
    "hub.logging_setup": ("hub.settings", "hub.errors"),
    "hub.schemas": ("hub.errors",),
    "hub.rules": ("hub.schemas", "hub.errors"),
    "hub.adapters": ("hub.schemas", "hub.errors"),
    "hub.streams": ("hub.schemas", "hub.rules", "hub.errors"),
    "hub.engine": ("hub.streams", "hub.schemas", "hub.errors"),
    "hub.delivery": ("hub.schemas", "hub.errors"),
    "hub.contracts": ("hub.schemas", "hub.streams", "hub.errors"),
    "hub.kit": ("hub.adapters", "hub.schemas", "hub.errors"),
    "hub.app": ("hub",),
    "hub.app_cluster": ("hub",),
    "hub.app_contract": ("hub",),
    "hub.app_delivery": ("hub",),
    "hub.app_lookups": ("hub",),
    "hub.app_persons": ("hub",),
    "hub.app_processes": ("hub",),
    "hub.app_replay": ("hub",),
    "hub.app_repairs": ("hub",),
    "hub.app_retention": ("hub",),
    "hub.cli": (
        "hub.app",
        "hub.app_cluster",
        "hub.app_contract",
        "hub.app_delivery",
        "hub.app_lookups",
        "hub.app_persons",
        "hub.app_processes",
        "hub.app_replay",
        "hub.app_repairs",
        "hub.app_retention",
        *READ_SIDE,
        *CLUSTER_TOOLS,
        "hub.contracts",
        "hub.kit",
        "hub.rules",
        "hub.settings",
        "hub.logging_setup",
        "hub.schemas",
        "hub.errors",
        "simulators",
        "deploy",
    ),
    "hub.__main__": ("hub.cli", "hub.errors"),
    "simulators": ("hub.schemas", "hub.adapters", "hub.rules.reference", "hub.errors"),
    "deploy": ("hub.engine.kafka_client", "hub.settings", "hub.errors"),
}
"""Each part, and what of the project it may import beside itself. The longest matching line counts."""

THIRD_PARTY_HOMES: dict[str, tuple[str, ...]] = {
    "fastavro": ("hub.schemas.codec",),
    "py_avro_schema": ("hub.schemas.derivation",),
    "avro": ("hub.schemas.derivation", "hub.schemas.gates"),
    "lxml": ("hub.adapters", "hub.kit"),
    "hypothesis": ("hub.kit",),
    "yaml": ("hub.contracts.folder",),
    "sqlalchemy": ("hub.engine",),
    "alembic": ("hub.engine",),
    "faust": ("hub.engine.cluster.faust_app",),
    "psycopg": ("hub.engine", "deploy"),
    "aiohttp": ("hub.delivery",),
    "prometheus_client": ("hub.engine", "hub.delivery", "hub.app_delivery"),
    "kafka": ("hub.engine.kafka_library", "deploy.local.kafka_view"),
    "typer": ("hub.cli", "hub.__main__"),
    "rich": ("hub.cli",),
    "opening_hours": ("hub.rules", "simulators.hours"),
    "holidays": ("hub.rules", "simulators.hours"),
}
"""Libraries with one home, so that replacing one touches one place."""

PURE = ("hub.streams", "hub.rules", "hub.adapters", "hub.schemas", "hub.contracts")
LOADERS = (
    "hub.rules.load",
    "hub.schemas.codec",
    "hub.schemas.derivation",
    "hub.schemas.gates",
    "hub.contracts.folder",
    "hub.contracts.named",
)
"""The modules among the pure ones that read the package's files, or write schemas and contract."""

IMPURE_MODULES = (
    "asyncio",
    "importlib.resources",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "structlog",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
)
EXCUSED = {("hub.adapters.xmlwire", "threading.local")}
"""A parser for each thread: it keeps parsing free of shared state, which is what purity is for."""

IMPURE_CALLS = frozenset({"open", "print", "input"})
IMPURE_METHODS = frozenset(
    {"now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "uuid1", "uuid4"}
)


def forbidden_imports(module: Module) -> list[str]:
    """Imports within the project that no line of the table allows, as ``importer -> imported``."""
    parts = [part for part in MAY_IMPORT if within(module.name, part)]
    own = max(parts, key=len, default=None)
    if own is None:
        return []
    allowed = (own, *MAY_IMPORT[own])
    return [
        f"{module.name} -> {target}"
        for target in module.imports()
        if any(within(target, top) for top in ALL) and not any(within(target, part) for part in allowed)
    ]


def strayed_libraries(module: Module) -> list[str]:
    """Imports of a library outside its home."""
    return [
        f"{module.name} -> {target}"
        for target in module.imports()
        for library, homes in THIRD_PARTY_HOMES.items()
        if within(target, library) and not any(within(module.name, home) for home in homes)
    ]


def impurities(module: Module) -> list[str]:
    """Places where a module that must be pure reaches for a clock, a file, chance or the outside world."""
    found = [
        f"{module.name} imports {target}"
        for target in module.imports()
        if any(within(target, impure) for impure in IMPURE_MODULES) and (module.name, target) not in EXCUSED
    ]
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id=called) if called in IMPURE_CALLS:
                found.append(f"{module.path}:{node.lineno} {called}()")
            case ast.Attribute(attr=called) if called in IMPURE_METHODS:
                found.append(f"{module.path}:{node.lineno} .{called}()")
            case _:
                pass
    return found


def test_imports_follow_the_table() -> None:
    """No module imports a part of the project that the table does not grant it."""
    assert [breach for module in modules(*ALL) for breach in forbidden_imports(module)] == []


def test_every_module_has_a_line_in_the_table() -> None:
    """A new part of the project must be given its place before it can be merged."""
    placed = (*MAY_IMPORT, "hub.web")
    homeless = [
        m.name for m in modules(*ALL) if m.name != "hub" and not any(within(m.name, p) for p in placed)
    ]

    assert homeless == []


def test_libraries_stay_at_home() -> None:
    """Libraries with one home are imported nowhere else."""
    assert [breach for module in modules(*ALL) for breach in strayed_libraries(module)] == []


def test_pure_parts_are_pure() -> None:
    """Steps, rules, adapters and schemas have no clock, no IO and no chance; only the loaders read files."""
    pure = [m for m in modules("hub") if any(within(m.name, p) for p in PURE) and m.name not in LOADERS]

    assert [breach for module in pure for breach in impurities(module)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hub.streams.matching", "from hub.engine.store import Store"),
        ("hub.schemas.codec", "import hub.rules.purpose"),
        ("hub.delivery.ledger", "from hub import streams"),
        ("hub.cli.demo", "from hub.engine import store"),
        ("hub.schemas.events.house", "from ...rules import reference"),
        ("simulators.day", "def f():\n    from hub.rules.routing import rule"),
        ("simulators.day", "from hub.rules import load_rules"),
        ("simulators.day", "import hub.streams"),
    ],
)
def test_a_forbidden_import_is_seen(name: str, text: str) -> None:
    """The check sees every way to write an import, also a relative or a hidden one."""
    assert len(forbidden_imports(parse(name, text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hub.app", "from hub.engine.runner import Runner"),
        (
            "hub.streams.advice",
            "from hub.rules.purpose import Relation",
        ),
        ("simulators.day", "from hub.rules.reference import load_reference"),
        ("hub.rules.ages", "from datetime import date"),
    ],
)
def test_a_granted_import_passes(name: str, text: str) -> None:
    """The check has nothing against what the table grants."""
    assert forbidden_imports(parse(name, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import date\nx = date.today()",
        "import time",
        "from os import environ",
        "x = open('f')",
        "def f(p):\n    return p.read_text()",
        "from uuid import uuid4\nimport uuid\nx = uuid.uuid4()",
    ],
)
def test_an_impurity_is_seen(text: str) -> None:
    """Clocks, files, chance and the environment are all seen."""
    assert impurities(parse("hub.streams.x", text))


def test_a_strayed_library_is_seen() -> None:
    """An import of fastavro outside the codec is seen."""
    assert strayed_libraries(parse("hub.engine.store", "from fastavro import schemaless_reader"))
