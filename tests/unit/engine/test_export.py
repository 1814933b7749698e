"""Result files appear whole or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.engine.export import write_lines


def breaks_off() -> Iterator[dict[str, Any]]:
    """One line, then a failure."""
    yield {"line": 1}
    raise KeyboardInterrupt


def test_a_file_that_breaks_off_leaves_the_old_one(tmp_path: Path) -> None:
    """A failure while writing leaves what was there before, untouched."""
    path = tmp_path / "deliveries.ndjson"
    write_lines(path, [{"line": 0}])

    with pytest.raises(KeyboardInterrupt):
        write_lines(path, breaks_off())

    assert path.read_bytes() == b'{"line":0}\n'


def test_a_file_counts_its_lines(tmp_path: Path) -> None:
    """Writing gives the number of lines, and no other file stays behind."""
    assert write_lines(tmp_path / "events.ndjson", [{"a": 1}, {"a": 2}]) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["events.ndjson"]
