"""Runs ``ketenhub replay`` as a process of its own and kills it at seeded places, until it gets through."""

import os
import random
import subprocess
import sys
from pathlib import Path

KILLED = -9


def replay_with_kills(messages: Path, out: Path, *, seed: int, kills: int, batch: int, commits: int) -> int:
    """Replay ``messages`` into ``out`` with ``kills`` kills on the way; how many really struck.

    Two kills of three are failpoints just before or just after a commit, ``commits`` commits on at most;
    every third is a SIGKILL from outside at an arbitrary moment. At last it runs undisturbed.
    """
    rng = random.Random(f"kills/{seed}")
    struck = 0
    for number in range(kills):
        if number % 3 == 2:
            struck += _killed_from_outside(messages, out, batch, moment=rng.uniform(0.4, 2.5))
        else:
            failpoint = f"{rng.choice(('before-commit', 'after-commit'))}:{rng.randint(1, commits)}"
            struck += _replay(messages, out, batch, failpoint).wait() == KILLED
    last = _replay(messages, out, batch, "").wait()
    assert last == 0, f"the undisturbed last run ended with {last}"
    return struck


def _killed_from_outside(messages: Path, out: Path, batch: int, *, moment: float) -> bool:
    process = _replay(messages, out, batch, "")
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def _replay(messages: Path, out: Path, batch: int, failpoint: str) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"KETENHUB_FAILPOINT": failpoint, "KETENHUB_BATCH_SIZE": str(batch)}
    command = [sys.executable, "-m", "hub", "replay", str(messages), "--out", str(out)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
