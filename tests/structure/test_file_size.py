"""Files a person can read in one sitting, with names that say what is in them."""

from tests.structure.source import modules

CODE = ("hub", "simulators", "deploy", "tests", "benchmarks")

MOST_LINES = 400
"""The soft cap of the house is 300; a file of 400 has no excuse left. Splitting beats raising this number."""

NAMES_THAT_SAY_NOTHING = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "stuff", "tools"})


def test_no_module_is_too_long() -> None:
    """No Python file exceeds the cap."""
    too_long = {module.path: module.lines for module in modules(*CODE) if module.lines > MOST_LINES}

    assert too_long == {}


def test_names_say_what_is_inside() -> None:
    """No module or package is named after nothing in particular."""
    nameless = [m.path for m in modules(*CODE) if NAMES_THAT_SAY_NOTHING & set(m.name.split("."))]

    assert nameless == []
