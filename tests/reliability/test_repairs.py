"""A day on which adapters were defective, repaired: as if nothing had been wrong, or late where it is."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.app import build_ports
from hub.app import replay as run_replay
from hub.app_repairs import open_workshop, order, redacted
from hub.engine.batch import BatchResult
from hub.engine.messages import Message, read_messages
from hub.engine.ports import Ports, Registry
from hub.errors import MappingError
from hub.schemas.observation import Observation
from hub.settings import Settings
from simulators.report import Report
from simulators.run import Options, generate
from simulators.verify import verify
from tests.support.canaries import as_line, with_canaries

KILLED = -9
DONE = 0


@dataclass
class Defective:
    """An adapter that refuses a share of what it is given, as one does whose table of codes has a gap."""

    sound: Registry
    share: float
    chance: random.Random

    @property
    def source(self) -> str:
        """That of the sound one."""
        return self.sound.source

    @property
    def version(self) -> str:
        """An earlier one."""
        return "0"

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """Read it, or refuse it."""
        if self.chance.random() < self.share:
            raise MappingError("unknown-code", field="rol")
        return self.sound.parse(body)


def defective(ports: Ports, shares: Mapping[str, float]) -> Ports:
    """The ports with these registries' adapters defective."""
    worse = {
        name: Defective(ports.registries[name], share, random.Random(f"{name}/{share}"))
        for name, share in shares.items()
    }
    return replace(ports, registries={**ports.registries, **worse})


def play(folder: Path, shares: Mapping[str, float], *, most: int) -> BatchResult:
    """Process at most so many messages more, with these defects."""

    def pace(stream: Iterable[Message]) -> Iterator[list[Message]]:
        if batch := list(islice(stream, most)):
            yield batch

    ports = defective(build_ports(Settings()), shares)
    return run_replay(Settings(), folder / "messages.ndjson", folder, ports=ports, pace=pace)


def repair_all(folder: Path) -> None:
    """Replay every letter with the sound adapters; each succeeds."""
    with open_workshop(Settings(), folder, changing=True) as workshop:
        for letter in workshop.chosen(""):
            assert (
                workshop.repairs.replay(letter, order("FB-TEST", "the table is complete now")).reason is None
            )
        assert workshop.chosen("") == []


def repaired_day(folder: Path, shares: Mapping[str, float], *, every: int) -> tuple[int, Report]:
    """A day with these defects, repaired after ``every`` messages; how many letters, and how it compares."""
    generate("zsm-day", folder, Options(seed=5))
    dead = 0
    while (result := play(folder, shares, most=every)).messages:
        dead += result.dead
        repair_all(folder)
    return dead, verify(folder, folder)


@pytest.mark.parametrize(
    ("shares", "every", "at_least"),
    [
        (dict.fromkeys(("kbps", "iris"), 1.0), 10_000, 50),
        (dict.fromkeys(("gps", "bosz", "monitor", "gcos", "bvh", "kbps", "iris"), 0.1), 20, 30),
        ({"gps": 1.0}, 5, 50),
    ],
    ids=["advisers silent all day", "a tenth of all, mended at once", "no decision, mended at once"],
)
def test_a_repaired_day_is_as_if_nothing_had_been_wrong(
    tmp_path: Path, shares: dict[str, float], every: int, at_least: int
) -> None:
    """What was refused and replayed in time leaves no trace in what anybody was told."""
    dead, report = repaired_day(tmp_path, shares, every=every)

    assert dead >= at_least
    assert report.ok, report.as_dict()


def test_a_day_repaired_too_late_tells_everything_late(tmp_path: Path) -> None:
    """With no decision known in time, each house still gets its Terugkoppeling at the repair.

    What differs is what was so meanwhile: a case that the OM had ended counted as open, so there were hits on
    it; and what was read after the decision was read before the hub knew of one.
    """
    dead, report = repaired_day(tmp_path, {"gps": 1.0}, every=10_000)

    assert dead > 50
    assert (report.missing.count, report.dead.count, report.repeated.count) == (0, 0, 0)
    assert 0 < report.extra.count + report.wrong.count < dead / 4
    assert all("hit" in one or "bevestiging" in one for one in report.extra.first)
    assert all("terugkoppeling" in one for one in report.wrong.first)


def test_poison_stays_poison(tmp_path: Path) -> None:
    """To replay what no adapter should accept changes nothing but the count: the day is as it was."""
    generate("zsm-day", tmp_path, Options(seed=11, poisoned=40))
    run_replay(Settings(), tmp_path / "messages.ndjson", tmp_path)
    with open_workshop(Settings(), tmp_path, changing=True) as workshop:
        letters = workshop.chosen("")
        results = [workshop.repairs.replay(one, order("FB-TEST", "trying again")) for one in letters]
        assert workshop.chosen("") == letters

    assert [one.outcome for one in results] == ["failed"] * 40
    assert [one.was for one in results] == [one.reason.code for one in results if one.reason]
    report = verify(tmp_path, tmp_path)
    assert report.ok, report.as_dict()


def test_repairs_survive_kills(tmp_path: Path) -> None:
    """A repair that is killed before and after commits, and run again, gives what a calm one gives."""
    killed, calm = tmp_path / "killed", tmp_path / "calm"
    generate("zsm-day", killed, Options(seed=5))
    play(killed, dict.fromkeys(("kbps", "iris"), 1.0), most=10_000)
    shutil.copytree(killed, calm)
    repair_all(calm)

    ends = [
        replay_by_command(killed, failpoint)
        for failpoint in ("before-commit:1", "after-commit:1", "before-commit:7", "after-commit:12", "")
    ]

    assert ends == [KILLED] * 4 + [DONE]
    for name in ("events", "deliveries", "deadletters"):
        assert content(killed, name) == content(calm, name)
    assert verify(killed, killed).ok
    assert replay_by_command(killed, "") == DONE


def content(folder: Path, name: str) -> list[Any]:
    """The lines of a result."""
    return [orjson.loads(line) for line in (folder / f"{name}.ndjson").read_bytes().splitlines()]


def replay_by_command(folder: Path, failpoint: str) -> int:
    """Repair everything as a user would; how it ended."""
    command = ["dlq", "replay", "--where", "code=unknown-code", "--dir", str(folder)]
    command += ["--apply", "--by", "FB-TEST", "--reason", "the table is complete now"]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "hub", *command],
        env=os.environ | {"KETENHUB_FAILPOINT": failpoint},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode


def test_no_person_is_shown(tmp_path: Path) -> None:
    """Of a day full of canaries, each message damaged, what is shown of the letters holds not one of them."""
    generate("zsm-day", tmp_path, Options(seed=3))
    messages, canaries = with_canaries(read_messages(tmp_path / "messages.ndjson"))
    rng = random.Random(3)
    lines = []
    for message in messages:
        text = message.body.decode()
        place = rng.randrange(len(text))
        body = rng.choice((text[:place], text[:place] + "<x>&" + text[place:])).encode()
        lines.append(as_line(replace(message, body=body)))
    (tmp_path / "messages.ndjson").write_bytes(b"".join(lines))
    total = run_replay(Settings(), tmp_path / "messages.ndjson", tmp_path)
    assert total.dead > len(messages) * 0.9

    with open_workshop(Settings(), tmp_path) as workshop:
        shown = []
        for letter in workshop.chosen(""):
            found = workshop.letter(letter)
            assert found is not None
            shown.append(str(redacted(found[0])) + str(workshop.repairs.replay(letter)))
    text = "\n".join(shown)

    assert len(text) > 100_000
    assert [canary for canary in canaries if canary in text and len(canary) > 6] == []
