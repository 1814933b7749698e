"""Poisoned messages among good ones: each is found and named, and every good one is processed."""

from pathlib import Path

import orjson


def lines(path: Path) -> list[dict[str, object]]:
    """The lines of a file of JSON lines."""
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]
