"""The pages about the registries are drawn from the models that run. ``make docs`` writes them anew."""

import pytest

from hub.adapters import ADAPTERS
from tests.structure.registry_examples import kept, message
from tests.structure.registry_pages import FACTS, pages
from tests.structure.source import ROOT
from tests.support.native_fields import body_fields, head_fields, place

FOLDER = ROOT / "docs" / "registries"


@pytest.mark.parametrize("name", sorted([*(f"{name}.md" for name in ADAPTERS), "index.md"]))
def test_a_page_shows_the_messages_that_are_spoken(name: str) -> None:
    """Each page is what the models say now; a registry without a page, or a page of none, is found."""
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "stale: run make docs"


def test_every_page_has_its_registry() -> None:
    """There is a page and a source for each registry and for nothing else."""
    assert {path.name for path in FOLDER.iterdir()} == set(pages())
    assert set(FACTS) == set(ADAPTERS)
    assert all(source for known in FACTS.values() for _, source in known.facts)


@pytest.mark.parametrize("registry", sorted(ADAPTERS))
def test_a_page_names_every_field_and_says_that_the_format_is_invented(registry: str) -> None:
    """Invented formats say so at the top, and no field of any message is left out."""
    text = pages()[f"{registry}.md"]
    adapter = ADAPTERS[registry]
    fields = head_fields(adapter) + [field for kind in adapter.bodies for field in body_fields(adapter, kind)]

    assert "format on this page is invented" in text.partition("## ")[0]
    missing = [place(adapter, f.steps) for f in fields if f"| `{place(adapter, f.steps)}` |" not in text]
    groups_of_columns = {place(adapter, f.steps) for f in fields if f.group and registry == "vpga"}
    assert set(missing) == groups_of_columns


@pytest.mark.parametrize("registry", sorted(ADAPTERS))
def test_an_example_that_is_made_is_a_message(registry: str) -> None:
    """An example with every field parses as the kind of message under which it stands."""
    adapter = ADAPTERS[registry]
    for kind, body in adapter.bodies.items():
        if kind in kept(registry):
            continue
        (observation,) = adapter.parse(message(adapter, kind))
        assert type(observation.data) is body.event


def write() -> None:
    """Write all pages, and remove those of registries that are gone."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write()
