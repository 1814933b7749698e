"""What the commands' tests share: the program as a user runs it, and folders with a store."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hub.app import DATABASE
from hub.cli import app
from hub.engine.store import Store, open_store

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def ketenhub() -> Callable[..., Result]:
    """Runs the program with these arguments."""
    return lambda *arguments: CliRunner().invoke(app, arguments)


@pytest.fixture
def ask(ketenhub: Callable[..., Result]) -> Ask:
    """Runs a reading command with ``--json``; the objects that it prints. It must end well."""

    def lines(*arguments: str) -> list[dict[str, Any]]:
        result = ketenhub(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    return lines


@pytest.fixture
def fill(tmp_path: Path) -> Callable[[Callable[[Store], None]], str]:
    """Makes a store in a folder, lets it be filled, and gives the folder's name for ``--dir``."""

    def filled(write: Callable[[Store], None]) -> str:
        store = open_store(tmp_path / DATABASE, migrate=True)
        write(store)
        store.close()
        return str(tmp_path)

    return filled
