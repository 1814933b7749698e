"""The project's own Python files, read once and parsed, for the rules in this folder."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its dotted name, its place under the root, and its syntax tree."""

    name: str
    path: str
    tree: ast.Module
    lines: int

    def imports(self) -> Iterator[str]:
        """Every module this one imports, also inside functions and under ``TYPE_CHECKING``, dotted in full.

        ``from hub.rules import purpose`` yields ``hub.rules.purpose``: whether it is a module or a name in
        one makes no difference to the rules, for both reach into ``hub.rules``.
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                yield from (f"{base}.{alias.name}" for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.path.endswith("__init__.py") else self.name.split(".")[:-1]
        return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def parse(name: str, text: str, path: str = "") -> Module:
    """A module from its text; tests use it to show that a rule can be broken."""
    return Module(name, path or name.replace(".", "/") + ".py", ast.parse(text), text.count("\n"))


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    """All modules under the given top folders, sorted by path."""
    return tuple(
        parse(_dotted(path), path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
    )


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(name: str, prefix: str) -> bool:
    """Whether a dotted name is the prefix or lies under it."""
    return name == prefix or name.startswith(prefix + ".")
