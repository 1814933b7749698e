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

SOUND = build_ports(Settings())
"""A day is cut in hundreds of runs: one table of rules serves them all."""
ADVISED_LATE = {
    "missing": {
        # told while a case is open, and what nobody was told nobody needs to record
        *("advies-doorgegeven", "contextgegeven-doorgegeven", "contact-gevraagd", "ander-persoon-gemeld"),
        *("signaal-ontvangen", "signaal-doorgegeven", "verwerking-herinnerd"),
    },
    "extra": {"verwerking-herinnerd"},  # nobody had heard that 3RO and the Raad recorded the decision
}
"""What may differ where 3RO and the Raad are not heard all day."""
DECIDED_LATE = {
    "missing": {"verwerking-herinnerd", "termijn-nadert"},
    "extra": {
        # the case counted as open until the repair
        *("overzicht-aangehoudenen", "bevraging-uitslag", "veiligheidshuis-hit"),
        *("advies-doorgegeven", "advies-bevestiging-gevraagd"),
    },
    "wrong": {"terugkoppeling", "termijn-verstreken"},  # read before a decision was known; in custody longer
}
"""What may differ where no decision is heard all day."""
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


def defective(shares: Mapping[str, float]) -> Ports:
    """The ports with these registries' adapters defective."""
    worse = {
        name: Defective(SOUND.registries[name], share, random.Random(f"{name}/{share}"))
        for name, share in shares.items()
    }
    return replace(SOUND, registries={**SOUND.registries, **worse})


def play(folder: Path, ports: Ports, *, until_dead: bool = False) -> BatchResult:
    """Process the messages that are left; ``until_dead``: one by one, and no more after one is refused."""
    dead = 0

    def pace(stream: Iterable[Message]) -> Iterator[list[Message]]:
        while not (until_dead and dead) and (batch := list(islice(stream, 1 if until_dead else None))):
            yield batch

    def watch(result: BatchResult) -> None:
        nonlocal dead
        dead += result.dead

    messages = folder / "messages.ndjson"
    return run_replay(Settings(), messages, folder, ports=ports, pace=pace, watch=watch)


def repair_all(folder: Path) -> None:
    """Replay every letter with the sound adapters; each succeeds."""
    with open_workshop(Settings(), folder, ports=SOUND, changing=True) as workshop:
        for letter in workshop.chosen(""):
            assert (
                workshop.repairs.replay(letter, order("FB-TEST", "the table is complete now")).reason is None
            )
        assert workshop.chosen("") == []


def repaired_day(folder: Path, shares: Mapping[str, float], *, at_once: bool) -> tuple[int, Report]:
    """A day with these defects, repaired at each letter or at its end; how many letters, and what differs."""
    generate("zsm-day", folder, Options(seed=5))
    ports = defective(shares)
    dead = 0
    while (result := play(folder, ports, until_dead=at_once)).messages:
        dead += result.dead
        if result.dead:
            repair_all(folder)
    return dead, verify(folder, folder)


@pytest.mark.parametrize(
    ("shares", "at_least"),
    [
        pytest.param(
            dict.fromkeys(("kbps", "iris"), 1.0), 100, id="what advisers say", marks=pytest.mark.long
        ),
        pytest.param(
            dict.fromkeys(("gps", "bosz", "monitor", "gcos", "bvh", "kbps", "iris"), 0.08), 20, id="of all"
        ),
        pytest.param({"gps": 1.0}, 50, id="what the prosecution says", marks=pytest.mark.long),
    ],
)
def test_a_day_repaired_at_once_is_as_if_nothing_had_been_wrong(
    tmp_path: Path, shares: dict[str, float], at_least: int
) -> None:
    """What was refused and replayed before the next message leaves no trace in what anybody was told."""
    dead, report = repaired_day(tmp_path, shares, at_once=True)

    assert dead >= at_least
    assert report.ok, report.as_dict()


@pytest.mark.parametrize(
    ("shares", "late"), [(dict.fromkeys(("kbps", "iris"), 1.0), ADVISED_LATE), ({"gps": 1.0}, DECIDED_LATE)]
)
def test_a_day_repaired_at_its_end_differs_in_what_lateness_changes(
    tmp_path: Path, shares: dict[str, float], late: Mapping[str, set[str]]
) -> None:
    """A replayed fact was recorded at its replay, so what had gone by then stays gone; nothing else differs.

    Each case is there, nobody is told twice, no letter is left, and what was told otherwise, or not at all,
    is of the few kinds that hang on when it became known.
    """
    dead, report = repaired_day(tmp_path, shares, at_once=False)

    assert dead > 50
    found = report.divergences()
    assert {name: set(one.types) for name, one in found.items() if one.count} == late


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


@pytest.mark.parametrize(
    "failpoints",
    [
        ("after-commit:7",),
        pytest.param(
            ("before-commit:1", "after-commit:1", "before-commit:7", "after-commit:12"),
            marks=pytest.mark.long,
        ),
    ],
    ids=["one", "four"],
)
def test_repairs_survive_kills(tmp_path: Path, failpoints: tuple[str, ...]) -> None:
    """A repair that is killed before and after commits, and run again, gives what a calm one gives."""
    killed, calm = tmp_path / "killed", tmp_path / "calm"
    generate("zsm-day", killed, Options(seed=5))
    play(killed, defective(dict.fromkeys(("kbps", "iris"), 1.0)))
    shutil.copytree(killed, calm)
    repair_all(calm)

    ends = [replay_by_command(killed, failpoint) for failpoint in (*failpoints, "")]

    assert ends == [KILLED] * len(failpoints) + [DONE]
    for name in ("events", "deliveries", "deadletters"):
        assert content(killed, name) == content(calm, name)
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
