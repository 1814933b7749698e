"""Runs ``ketenhub replay`` as a process of its own and kills it at seeded places, until it gets through."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from hub.app import DATABASE

KILLED = -9


def replay_with_kills(messages: Path, out: Path, *, seed: int, kills: int, batch: int, commits: int) -> int:
    """Replay ``messages`` into ``out`` with ``kills`` kills on the way; how many really struck.

    Two kills of three are failpoints just before or just after a commit, ``commits`` commits on at most;
    every third is a SIGKILL from outside, at whatever place the process is in after a few commits more. At
    last it runs undisturbed.
    """
    rng = random.Random(f"kills/{seed}")
    struck = 0
    for number in range(kills):
        if number % 3 == 2:
            struck += _killed_from_outside(messages, out, batch, after=batch * rng.randint(0, commits // 2))
        else:
            failpoint = f"{rng.choice(('before-commit', 'after-commit'))}:{rng.randint(1, commits)}"
            struck += _replay(messages, out, batch, failpoint).wait() == KILLED
    last = _replay(messages, out, batch, "").wait()
    assert last == 0, f"the undisturbed last run ended with {last}"
    return struck


def _killed_from_outside(messages: Path, out: Path, batch: int, *, after: int) -> bool:
    """Kill it once it has processed more than ``after`` messages; by progress, for time says nothing."""
    before = _progress(out)
    process = _replay(messages, out, batch, "")
    while process.poll() is None:
        if _progress(out) > before + after:
            process.kill()
            return process.wait() == KILLED
    return False


def _progress(out: Path) -> int:
    """The next message that the store waits for; 0 when there is no store yet."""
    try:
        with closing(sqlite3.connect(f"file:{out / DATABASE}?mode=ro", uri=True)) as store:
            return int(store.execute("SELECT next FROM offsets").fetchone()[0])
    except (sqlite3.OperationalError, TypeError):  # no file, no table, no row
        return 0


def _replay(messages: Path, out: Path, batch: int, failpoint: str) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"KETENHUB_FAILPOINT": failpoint, "KETENHUB_BATCH_SIZE": str(batch)}
    command = [sys.executable, "-m", "hub", "replay", str(messages), "--out", str(out)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
