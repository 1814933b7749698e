"""Whole runs: the simulator's truth and the hub's deliveries agree; one seed always gives the same bytes."""

from pathlib import Path

import pytest

from hub.app import replay
from hub.cli.demo import Paced
from hub.settings import Settings
from simulators.run import Options, generate
from simulators.verify import verify
from tests.scenarios.conftest import Embedded, Replay

RESULTS = ("events", "deliveries", "deadletters")


def agree(replayed: Replay, tmp_path: Path, scenario: str, options: Options) -> None:
    """Simulate, replay, verify."""
    generate(scenario, tmp_path, options)
    replayed(tmp_path / "messages.ndjson", tmp_path)
    report = verify(tmp_path, tmp_path)
    assert report.ok, report.as_dict()
    assert report.delivered > 5


def test_remco(replayed: Replay, tmp_path: Path) -> None:
    """The report's own case: deferred, transferred, planned, sepot, fed back, acknowledged (R068)."""
    agree(replayed, tmp_path, "remco", Options())


def test_a_day_of_zeeland_west_brabant(replayed: Replay, tmp_path: Path) -> None:
    """Every delivery of a simulated day is due, and every due one is delivered."""
    agree(replayed, tmp_path, "zsm-day", Options(seed=1))


@pytest.mark.parametrize("seed", range(2, 4))
def test_other_days_of_zeeland_west_brabant(tmp_path: Path, seed: int) -> None:
    """The same of other days; on a cluster they wait for each morning and term, so that is long."""
    agree(Embedded(), tmp_path, "zsm-day", Options(seed=seed))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 51))
def test_more_days_of_zeeland_west_brabant(replayed: Replay, tmp_path: Path, seed: int) -> None:
    """The same on both engines, for seeds 2 to 50."""
    agree(replayed, tmp_path, "zsm-day", Options(seed=seed))


def test_damaged_messages_are_the_same_dead_letters_on_both_engines(replayed: Replay, tmp_path: Path) -> None:
    """Poison in a day is found and named, also where it cannot even go on the log; the day is as without."""
    agree(replayed, tmp_path, "zsm-day", Options(seed=11, poisoned=40))


def test_the_same_seed_gives_the_same_bytes_at_any_speed(tmp_path: Path) -> None:
    """Messages, events and deliveries are byte-identical at speed max and at 86400."""
    waits: list[float] = []
    fast, slow = tmp_path / "fast", tmp_path / "slow"
    generate("zsm-day", fast, Options(seed=4))
    generate("zsm-day", slow, Options(seed=4), speed=86400, sleep=waits.append)
    replay(Settings(), fast / "messages.ndjson", fast)
    replay(Settings(), slow / "messages.ndjson", slow, pace=Paced(86400, waits.append))

    assert sum(waits) > 1
    for name in ("messages", *RESULTS):
        assert (fast / f"{name}.ndjson").read_bytes() == (slow / f"{name}.ndjson").read_bytes()


def test_another_seed_is_another_day(tmp_path: Path) -> None:
    """Two seeds differ; else the test above would prove nothing."""
    one = generate("zsm-day", tmp_path / "one", Options(seed=4))
    other = generate("zsm-day", tmp_path / "other", Options(seed=5))

    assert one.messages_sha256 != other.messages_sha256
