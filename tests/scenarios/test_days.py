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


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_day_of_zeeland_west_brabant(tmp_path: Path, seed: int) -> None:
    """Every delivery of a simulated day is due, and every due one is delivered."""
    agree(Embedded(), tmp_path, "zsm-day", Options(seed=seed))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 51))
def test_more_days_of_zeeland_west_brabant(replayed: Replay, tmp_path: Path, seed: int) -> None:
    """The same on both engines, for seeds 1 to 50."""
    agree(replayed, tmp_path, "zsm-day", Options(seed=seed))


def test_a_day_with_damaged_messages(replayed: Replay, tmp_path: Path) -> None:
    """The same on both engines, with poison, also such as cannot go on the log: found, named, and no more."""
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
