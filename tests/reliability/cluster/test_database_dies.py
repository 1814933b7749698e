"""PostgreSQL killed and started again in mid-load: nothing is lost, and the health says how it is."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.postgres import LocalPostgres, installed_programs
from hub.errors import ConfigurationError
from simulators.run import Options, generate
from tests.support.figures import report
from tests.support.fleet import Fleet
from tests.support.judgement import judge
from tests.support.servers import absent

NAMES = ("ingest-1", "steps-1", "deliver-1", "relay-1")


@pytest.fixture
def own_postgres() -> Iterator[LocalPostgres]:
    """A PostgreSQL that only this test uses, and may kill."""
    try:
        installed_programs()
    except ConfigurationError as error:
        absent("PostgreSQL", str(error))
    with LocalPostgres(durable=False) as postgres:
        yield postgres


def survives(kafka: str, postgres: LocalPostgres, tmp_path: Path, *, kills: int, every: int) -> None:
    """Play a day; whenever the steps have processed ``every`` more, take the database away."""
    generate("zsm-day", tmp_path, Options(seed=10))
    with Fleet(kafka, postgres.database("hub"), tmp_path / "hub", NAMES, batch=25) as fleet:
        fleet.start()
        fleet.await_ready()
        playing = fleet.play(tmp_path / "messages.ndjson")
        red: list[float] = []
        green: list[float] = []
        for number in range(1, kills + 1):
            fleet.await_progress("steps", number * every)
            with fleet.gate:
                postgres.kill()
                red += [fleet.await_red(name, "store") for name in NAMES]
                postgres.open()
            begin = time.monotonic()
            fleet.await_ready()
            green.append(time.monotonic() - begin)
        while not playing.is_over:
            fleet.check()
            time.sleep(0.02)
        playing.join()

        found = judge(fleet, tmp_path, tmp_path / "out")
        report(
            f"PostgreSQL killed {kills} times",
            events=len(found.events),
            lost=0,
            red_after_slowest_s=round(max(red), 1),
            green_after_slowest_s=round(max(green), 1),
            published_again=found.doubles,
        )


def test_the_database_dies_once(kafka: str, own_postgres: LocalPostgres, tmp_path: Path) -> None:
    """All are red while it is away and green again by themselves, and nothing is lost."""
    survives(kafka, own_postgres, tmp_path, kills=1, every=150)


@pytest.mark.long
def test_the_database_dies_again_and_again(kafka: str, own_postgres: LocalPostgres, tmp_path: Path) -> None:
    """The same ten times in a day."""
    survives(kafka, own_postgres, tmp_path, kills=10, every=40)
