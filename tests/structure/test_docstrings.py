"""Every public thing says what it is; every test says which behaviour it holds."""

import ast
from collections.abc import Iterator

from tests.structure.source import Module, modules, parse

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def undocumented(module: Module) -> list[str]:
    """Public modules, classes, functions and methods without a docstring; overloads and magic aside."""
    found = [] if ast.get_docstring(module.tree) or not module.tree.body else [module.path]
    found += [f"{module.path}:{node.lineno} {node.name}" for node in _public(module.tree) if _silent(node)]
    return found


def undocumented_tests(module: Module) -> list[str]:
    """Test functions whose docstring is absent or does not start with one full sentence on one line."""
    return [
        f"{module.path}:{node.lineno} {node.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not (ast.get_docstring(node) or "").partition("\n")[0].endswith(".")
    ]


def _public(parent: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _silent(node: Definition) -> bool:
    # An overload or a property's setter has the docstring of the function that it completes.
    completes = {"overload", "setter", "override"}
    names = {n.attr if isinstance(n, ast.Attribute) else getattr(n, "id", "") for n in node.decorator_list}
    return ast.get_docstring(node) is None and not names & completes


def test_public_names_have_docstrings() -> None:
    """Everything public in hub, simulators and deploy has a docstring; empty package files need none."""
    assert [gap for module in modules("hub", "simulators", "deploy") for gap in undocumented(module)] == []


def test_tests_state_their_behaviour() -> None:
    """Every test function has a docstring that states the behaviour as a sentence."""
    assert [gap for module in modules("tests") for gap in undocumented_tests(module)] == []


def test_a_missing_docstring_is_seen() -> None:
    """The check sees a silent module, class, method and function, and spares private ones."""
    module = parse("hub.x", "class A:\n    def m(self): ...\ndef f(): ...\ndef _g(): ...\nclass _B: ...\n")

    assert undocumented(module) == ["hub/x.py", "hub/x.py:1 A", "hub/x.py:2 m", "hub/x.py:3 f"]


def test_a_test_without_a_sentence_is_seen() -> None:
    """The check sees a silent test and one whose docstring is no sentence."""
    module = parse(
        "tests.x", 'def test_a(): ...\ndef test_b():\n    "no full stop"\ndef test_c():\n    "Good."\n'
    )

    assert undocumented_tests(module) == ["tests/x.py:1 test_a", "tests/x.py:2 test_b"]
