"""Workers killed with SIGKILL while a day or eight months are played: nothing is lost or happens twice."""

import time
from pathlib import Path

import pytest

from simulators.run import Options, generate
from tests.support.figures import report
from tests.support.fleet import Fleet
from tests.support.judgement import judge
from tests.support.strikes import Strikes

NAMES = ("ingest-1", "ingest-2", "steps-1", "steps-2", "deliver-1", "relay-1")
TAKEOVER_S = 30
_LOOK_S = 0.02


def survives(fleet: Fleet, tmp_path: Path, strikes: Strikes, *, kills: int, proof: str) -> None:
    """Play what was generated under strikes, and judge what came of it."""
    strikes.start()
    begin = time.monotonic()
    playing = fleet.play(tmp_path / "messages.ndjson")
    while not playing.is_over:
        strikes.tend()
        time.sleep(_LOOK_S)
    playing.join()
    seconds = time.monotonic() - begin
    found = judge(fleet, tmp_path, tmp_path / "out")

    slowest = max(strikes.takeovers)
    report(
        proof,
        events=len(found.events),
        deliveries=len(found.deliveries),
        kills=strikes.total,
        by_failpoint=strikes.struck["failpoint"],
        lost=0,
        duplicate_effects=0,
        published_again=found.doubles,
        played_s=round(seconds),
        takeovers=len(strikes.takeovers),
        takeover_median_s=round(sorted(strikes.takeovers)[len(strikes.takeovers) // 2], 1),
        takeover_slowest_s=round(slowest, 1),
    )
    assert strikes.total == kills, "each kill must fall in the running hub, or it tested nothing"
    assert slowest < TAKEOVER_S


def test_a_day_survives_five_kills(kafka: str, database: str, tmp_path: Path) -> None:
    """Five workers die in a day, around commits and elsewhere: all is as if none had."""
    generate("zsm-day", tmp_path, Options(seed=7))
    with Fleet(kafka, database, tmp_path / "hub", NAMES, batch=10) as fleet:
        strikes = Strikes(fleet, ("ingest", "steps"), seed=7, kills=5, reach=2)
        survives(fleet, tmp_path, strikes, kills=5, proof="kills, a day")


@pytest.mark.long
def test_eight_months_survive_fifty_kills(kafka: str, database: str, tmp_path: Path) -> None:
    """Fifty kills during 100,000 events, eight months of a region: all is as if there had been none."""
    generate("zsm-year", tmp_path, Options(seed=7, days=240))
    with Fleet(kafka, database, tmp_path / "hub", NAMES, batch=100) as fleet:
        strikes = Strikes(fleet, ("ingest", "steps"), seed=7, kills=50, reach=150)
        survives(fleet, tmp_path, strikes, kills=50, proof="kills, eight months")
