"""A relay that dies between publishing and marking publishes again; its readers see each event once."""

import random
import time
from pathlib import Path

import pytest

from hub.engine.lag import waiting
from hub.engine.tables import from_micros
from simulators.run import Options, generate
from tests.support.figures import report
from tests.support.fleet import Fleet
from tests.support.judgement import judge

RELAYS = ("relay-1", "relay-2")
NAMES = ("ingest-1", "steps-1", "deliver-1", *RELAYS)
_LOOK_S = 0.02


def survives(fleet: Fleet, tmp_path: Path, *, kills: int, proof: str) -> None:
    """Play, with each relay killed behind its second or third batch as long as kills are left.

    The last may be one too many: one relay stands by, armed too, when the last but one dies.
    """
    rng = random.Random("relays/7")
    struck = 0
    died_at: float | None = None
    takeovers: list[float] = []

    def failpoint() -> str:
        # Not the first batch: what the dead one had published is published and marked in it.
        return f"before-mark:{rng.randint(2, 3)}" if struck < kills else ""

    fleet.start(failpoints={name: failpoint() for name in RELAYS})
    fleet.await_ready()
    playing = fleet.play(tmp_path / "messages.ndjson")
    unsent = 0
    while not playing.is_over:
        for name in RELAYS:
            if not fleet.processes[name].is_running():
                fleet.check()
                struck += 1
                died_at, unsent = time.monotonic(), waiting(fleet.store, from_micros(0)).unsent
                fleet.start(name, failpoints={name: failpoint()})
        if died_at is not None and waiting(fleet.store, from_micros(0)).unsent < unsent:
            takeovers.append(time.monotonic() - died_at)
            died_at = None
        time.sleep(_LOOK_S)
    playing.join()
    found = judge(fleet, tmp_path, tmp_path / "out")

    report(
        proof,
        events=len(found.events),
        deliveries=len(found.deliveries),
        kills=struck,
        published_again=found.doubles,
        takeover_median_s=round(sorted(takeovers)[len(takeovers) // 2], 2),
        takeover_slowest_s=round(max(takeovers), 2),
    )
    assert kills <= struck <= kills + 1
    assert found.doubles >= kills, "each death must leave something published and not marked"


def test_a_relay_killed_five_times(kafka: str, database: str, tmp_path: Path) -> None:
    """After five deaths between publishing and marking, readers drop what came again and have it in order."""
    generate("zsm-day", tmp_path, Options(seed=8))
    with Fleet(kafka, database, tmp_path / "hub", NAMES) as fleet:
        survives(fleet, tmp_path, kills=5, proof="relay kills, a day")


@pytest.mark.long
def test_a_relay_killed_a_hundred_times(kafka: str, database: str, tmp_path: Path) -> None:
    """The same after a hundred."""
    generate("zsm-year", tmp_path, Options(seed=8, days=35))
    with Fleet(kafka, database, tmp_path / "hub", NAMES) as fleet:
        survives(fleet, tmp_path, kills=100, proof="relay kills, five weeks")
