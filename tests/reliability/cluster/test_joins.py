"""Workers come and go while days are played, half of them politely and half by SIGKILL."""

import random
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import pytest

from simulators.run import Options, generate
from tests.support.figures import report
from tests.support.fleet import Fleet, Playing
from tests.support.judgement import judge

ROLES = ("ingest", "steps")
CANDIDATES = ("ingest-1", "ingest-2", "ingest-3", "steps-1", "steps-2", "steps-3")
AT_MOST = 4
_LOOK_S = 0.02


class Moves:
    """Joins and leaves, in seeded order; the next when the hub has gone on a little since the last.

    Attributes:
        seconds: from each kind of move to a group at rest whose members are the living ones; ``stopping``:
            from SIGTERM to the end of the process.
    """

    def __init__(self, fleet: Fleet, *, seed: int, moves: int, apart: int) -> None:
        self._fleet = fleet
        self._rng = random.Random(f"moves/{seed}")
        self._apart = apart
        half = [kind for kind in ("stop", "kill") for _ in range(moves // 4)]
        self._leaves = self._rng.sample(half, len(half))
        self._joins = moves - len(half)
        self.seconds: dict[str, list[float]] = defaultdict(list)

    @property
    def left(self) -> int:
        """How many are still to come."""
        return self._joins + len(self._leaves)

    def start(self) -> None:
        """One of each role and all else; ready."""
        self._fleet.start(*(n for n in self._fleet.processes if n not in CANDIDATES), "ingest-1", "steps-1")
        self._fleet.await_ready()

    def move(self, playing: Playing) -> None:
        """Let one join or leave, and wait until its group is at rest and the hub has gone on."""
        living = [name for name in CANDIDATES if name in self._fleet.wanted]
        spare = {role: [n for n in living if n.startswith(role)] for role in ROLES}
        leavers = [name for names in spare.values() if len(names) > 1 for name in names]
        may_join = self._joins and len(living) < AT_MOST
        if may_join and (not leavers or not self._leaves or self._rng.random() < 0.5):
            self._joins -= 1
            name = self._rng.choice([name for name in CANDIDATES if name not in living])
            self._fleet.start(name)
            kind = "join"
        else:
            name = self._rng.choice(leavers)
            kind = self._leaves.pop()
            self._leave(name, kind)
        role = name.partition("-")[0]
        self.seconds[kind].append(self._fleet.await_shared(role))
        after = self._fleet.progress(role) + self._rng.randint(1, self._apart)
        self._fleet.until(
            lambda: playing.is_over or self._fleet.progress(role) >= after, f"{role} stands still"
        )

    def _leave(self, name: str, kind: str) -> None:
        self._fleet.wanted.discard(name)
        process = self._fleet.processes[name]
        if kind == "kill":
            process.kill()
            return
        begin = time.monotonic()
        assert process.stop() == 0, f"{name} did not stop well"
        self.seconds["stopping"].append(time.monotonic() - begin)


def survives(fleet: Fleet, tmp_path: Path, moves: Moves, *, proof: str) -> None:
    """Play under moves, and judge."""
    moves.start()
    playing = fleet.play(tmp_path / "messages.ndjson")
    while moves.left and not playing.is_over:
        moves.move(playing)
    assert not moves.left, f"the play was over before the last {moves.left} moves"
    while not playing.is_over:
        fleet.check()
        time.sleep(_LOOK_S)
    playing.join()
    found = judge(fleet, tmp_path, tmp_path / "out")
    seconds = moves.seconds
    report(
        proof,
        events=len(found.events),
        joins=len(seconds["join"]),
        stops=len(seconds["stop"]),
        kills=len(seconds["kill"]),
        published_again=found.doubles,
        **{f"{kind}_median_s": round(median(found), 1) for kind, found in seconds.items()},
        **{f"{kind}_slowest_s": round(max(found), 1) for kind, found in seconds.items()},
    )


def test_four_moves_in_three_days(kafka: str, database: str, tmp_path: Path) -> None:
    """Two join, one leaves politely and one is killed: all is as if the same had worked all the time."""
    generate("zsm-year", tmp_path, Options(seed=12, days=3))
    with Fleet(kafka, database, tmp_path / "hub", (*CANDIDATES, "deliver-1", "relay-1"), batch=25) as fleet:
        survives(fleet, tmp_path, Moves(fleet, seed=12, moves=4, apart=20), proof="moves, three days")


@pytest.mark.long
def test_thirty_moves_in_three_months(kafka: str, database: str, tmp_path: Path) -> None:
    """Thirty joins and leaves at random, at most four alive."""
    generate("zsm-year", tmp_path, Options(seed=12, days=90))
    with Fleet(kafka, database, tmp_path / "hub", (*CANDIDATES, "deliver-1", "relay-1"), batch=100) as fleet:
        survives(fleet, tmp_path, Moves(fleet, seed=12, moves=30, apart=800), proof="moves, three months")
