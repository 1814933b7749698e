"""Killed anywhere, restarted each time: the results are those of an undisturbed run."""

from pathlib import Path

import pytest

from hub.app import replay
from hub.settings import Settings
from simulators.run import Options, generate
from simulators.verify import verify
from tests.support.kills import replay_with_kills


def survives(tmp_path: Path, scenario: str, *, kills: int, batch: int, commits: int) -> None:
    """Compare a run with kills against one without, and both with the truth."""
    generate(scenario, tmp_path, Options(seed=7))
    messages = tmp_path / "messages.ndjson"
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    replay(Settings(batch_size=batch), messages, calm)

    struck = replay_with_kills(messages, killed, seed=7, kills=kills, batch=batch, commits=commits)

    assert struck > kills // 2, "most kills must fall in a running replay, or nothing was tested"
    for name in ("deliveries", "events", "deadletters"):
        assert (killed / f"{name}.ndjson").read_bytes() == (calm / f"{name}.ndjson").read_bytes()
    assert verify(tmp_path, killed).ok


def test_a_day_survives_kills(tmp_path: Path) -> None:
    """Two kills in a day, around commits and at arbitrary moments, change no byte of the results."""
    survives(tmp_path, "zsm-day", kills=2, batch=25, commits=6)


@pytest.mark.long
def test_a_year_survives_fifty_kills(tmp_path: Path) -> None:
    """Fifty kills in a regional year change no byte of the results."""
    survives(tmp_path, "zsm-year", kills=50, batch=500, commits=7)
