"""Processes started before there is anything to work with wait for it, however many they are."""

import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.support.fleet import Fleet

NAMES = ("ingest-1", "ingest-2", "steps-1", "steps-2", "deliver-1", "deliver-2", "relay-1", "relay-2")

_MIGRATE = (
    "import os; from hub.engine.store import open_database; "
    "open_database(os.environ['URL'], migrate=True).close()"
)


def test_two_of_each_wait_for_an_empty_database_to_be_migrated(
    kafka: str, database: str, tmp_path: Path
) -> None:
    """On an empty database nobody crashes and all say why they wait; two migrations at once suit them."""
    with Fleet(kafka, database, tmp_path / "hub", NAMES, migrate=False) as fleet:
        fleet.start()
        for name in NAMES:
            fleet.await_red(name, "store", "not-in-order")
            said = partial(fleet.processes[name].said, "ketenhub up")
            fleet.until(said, f"{name} did not say what it waits for")

        both = [
            subprocess.Popen([sys.executable, "-c", _MIGRATE], env={"URL": database, "PATH": ""})  # noqa: S603 - our own program
            for _ in range(2)
        ]
        assert [each.wait(60) for each in both] == [0, 0]

        fleet.await_ready()
        for role in ("ingest", "steps", "deliver"):
            fleet.await_shared(role)
