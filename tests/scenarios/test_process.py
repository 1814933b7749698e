"""The process, story by story: what each file in ``scenarios/process`` says, and nothing else, is told."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from hub.app import replay
from hub.settings import Settings
from simulators.output import Output
from simulators.playing import together
from simulators.run import generate
from simulators.scenario import BUILT_IN, Scenario, load
from simulators.verify import verify
from tests.scenarios.conftest import Replay

FILES = sorted(BUILT_IN.glob("process/*.toml"))


def rules_of(path: Path) -> str:
    """How the hub must run the regions for a file; without reading it whole, so that each fails by itself."""
    return "observed_2016" if '\nrules = "observed_2016"' in path.read_text(encoding="utf-8") else "hub"


RULES = sorted({rules_of(path) for path in FILES})


def named(path: Path) -> str:
    """The name of a file, for the names of tests."""
    return path.stem


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_scenario_is_told_exactly(path: Path, tmp_path: Path) -> None:
    """What the file says is told to whom it says and when it says; nothing else is."""
    generate(str(path), tmp_path)
    replay(Settings(rules_mode=load(path).rules), tmp_path / "messages.ndjson", tmp_path)
    report = verify(tmp_path, tmp_path)

    assert report.ok, str(report.as_dict())


@pytest.fixture(params=RULES)
def stories(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[Scenario]:
    """All that one hub can play: the stories of one way to run the regions, which is set for what comes."""
    monkeypatch.setenv("KETENHUB_RULES_MODE", request.param)
    return [load(path) for path in FILES if rules_of(path) == request.param]


def test_all_scenarios_at_once_are_told_exactly(
    stories: list[Scenario], replayed: Replay, tmp_path: Path
) -> None:
    """All stories of one hub in one run, on either engine: told as alone, none leaves the clock work."""
    output = Output(tmp_path, scenario="process", region="all", seed=0)
    output.write(together(stories), None)
    replayed(tmp_path / "messages.ndjson", tmp_path)
    report = verify(tmp_path, tmp_path)

    assert report.ok, str(report.as_dict())


def test_no_two_scenarios_share_a_number() -> None:
    """Persons, cases and records of a file are no other file's, or one run would make one of two."""
    taken = Counter(chain.from_iterable(numbers(story) for story in map(load, BUILT_IN.rglob("*.toml"))))

    assert [number for number, stories in taken.items() if stories > 1] == []


def numbers(story: Scenario) -> set[str]:
    """All that must be a file's own."""
    persons = ((one.bsn, one.skn) for one in story.persons.values())
    cases = ((one.bvh, one.parketnummer, one.compas) for one in story.cases.values())
    typed = ((of.bvh, of.parketnummer) for fact in story.facts if (of := fact.numbers) is not None)
    records = {fact.record for fact in story.facts}
    return {number for number in chain(records, *persons, *cases, *typed) if number is not None}
