"""The page about the steps is drawn from the list that runs. ``make docs`` writes it anew."""

from pathlib import Path

from hub.streams.picture import mermaid
from hub.streams.topology import PROCESSORS

PAGE = Path(__file__).parents[2] / "docs" / "topology.md"

TEXT = """# The steps

Drawn from `hub/streams/topology.py`, the list that the engine runs; `make test` fails when this page is not
what the list says, and `make docs` writes it anew. Events in, in the order of the processors; what is sent,
and the stores that change, out.

```mermaid
{picture}```
"""


def page() -> str:
    """The page as it should be."""
    return TEXT.format(picture=mermaid(PROCESSORS))


def test_the_page_shows_the_topology_that_runs() -> None:
    """docs/topology.md is what the list of processors says."""
    assert PAGE.read_text("utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
