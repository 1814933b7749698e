"""Poisoned messages among good ones: each is found and named, and every good one is processed."""

import re
from pathlib import Path

import orjson
import pytest

from hub.app import replay
from hub.settings import Settings
from simulators.run import Options, generate
from simulators.verify import verify

UNDECODABLE = re.compile(r"byte:\d+")


def poisoned_run(tmp_path: Path, scenario: str, *, days: int, poisoned: int, at_least: int) -> None:
    """Mix poison into a run and hold the dead letters against what was mixed in."""
    summary = generate(scenario, tmp_path, Options(seed=11, days=days, poisoned=poisoned))
    assert summary.messages >= at_least
    assert summary.poisoned == poisoned

    replay(Settings(), tmp_path / "messages.ndjson", tmp_path)

    report = verify(tmp_path, tmp_path)
    assert report.ok, report.as_dict()
    assert report.dead_found == poisoned
    letters = [orjson.loads(line) for line in (tmp_path / "deadletters.ndjson").read_bytes().splitlines()]
    assert len({letter["id"] for letter in letters}) == poisoned
    for letter in letters:
        assert letter["field"], letter
        assert letter["hint"], letter
        if letter["stage"] == "decode" and letter["code"] != "duplicate-key":
            assert UNDECODABLE.fullmatch(letter["field"]), letter


def test_poison_in_a_day(tmp_path: Path) -> None:
    """Sixty damaged messages in a day are each a dead letter with stage and field; the day is as without."""
    poisoned_run(tmp_path, "zsm-day", days=1, poisoned=60, at_least=400)


@pytest.mark.long
def test_a_thousand_poisoned_among_twenty_thousand(tmp_path: Path) -> None:
    """A thousand damaged messages among twenty thousand: each named, every good one processed."""
    poisoned_run(tmp_path, "zsm-year", days=52, poisoned=1000, at_least=20_000)
