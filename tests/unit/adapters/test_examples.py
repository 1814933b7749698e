"""The example messages of the documentation are real: they parse, and are what they are named after."""

from pathlib import Path

import pytest

from hub.adapters import ADAPTERS
from hub.kit.forms import form_of

EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "examples").glob("*.*"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_a_message_of_its_registry(path: Path) -> None:
    """Every example parses, and loses nothing when it is written again."""
    adapter = ADAPTERS[path.name.split("-")[0]]
    body = path.read_bytes()

    (observation,) = adapter.parse(body)

    assert adapter.render(observation) == adapter.canonical(form_of(adapter).respelled(body))


def test_every_registry_has_an_example() -> None:
    """A newcomer finds at least one message of each registry."""
    assert {path.name.split("-")[0] for path in EXAMPLES} == set(ADAPTERS)
