"""Compares many histories and prints the figures: ``python -m tests.oracle.run --histories 44000 --jobs 2``.

Exit code 0 when every history agrees, 1 when any differs; the first differing ones are shrunk and told.
``--seed`` is the first seed. ``KETENHUB_HISTORIES`` and ``KETENHUB_HISTORY_SEED`` set the defaults.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from hub.streams.step import Step
from tests.oracle.compare import check, difference, run, shrink, story
from tests.oracle.histories import make_history
from tests.oracle.profiles import step_with_pull_houses
from tests.oracle.table_a import judge

CHUNK = 500
MOST_STORIES = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over a range of seeds.

    ``combinations``: of case, markings, bevraging, transfers and roles, as they stood when a fact came in;
    for each of them all recipients are compared. ``differing``: the first seeds whose histories differ.
    """

    histories: int = 0
    combinations: int = 0
    deliveries: int = 0
    wrong: int = 0
    missing: int = 0
    extra: int = 0
    refusals: int = 0
    ledger: int = 0
    forbidden: int = 0
    differing: tuple[int, ...] = ()

    def __add__(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(
            self.histories + other.histories,
            self.combinations + other.combinations,
            self.deliveries + other.deliveries,
            self.wrong + other.wrong,
            self.missing + other.missing,
            self.extra + other.extra,
            self.refusals + other.refusals,
            self.ledger + other.ledger,
            self.forbidden + other.forbidden,
            (self.differing + other.differing)[:MOST_STORIES],
        )

    def line(self) -> str:
        """The figures in one line."""
        return (
            f"{self.combinations} combinations in {self.histories} histories, "
            f"{self.deliveries} deliveries: {self.wrong} to wrong recipients, "
            f"{self.missing} missing, {self.extra} extra; {self.forbidden} with fields that table B forbids; "
            f"{self.refusals} refusals and {self.ledger} ledger lines differ"
        )


@cache
def the_step() -> Step:
    """The real steps; built once in each process."""
    return step_with_pull_houses()


def figures(seeds: range) -> Figures:
    """Run these seeds in this process."""
    total = Figures()
    for seed in seeds:
        history = make_history(seed)
        outcome = run(the_step(), history)
        found = difference(judge(history), outcome)
        total += Figures(
            1,
            len(history.facts),
            len(outcome.told),
            len(found.wrong),
            len(found.missing),
            len(found.extra),
            len(found.refusals),
            len(found.ledger),
            len(found.forbidden),
            (seed,) if found else (),
        )
    return total


def figures_in_processes(base: int, histories: int, jobs: int) -> Figures:
    """Run the seeds ``base`` … ``base + histories - 1`` in so many processes."""
    chunks = [range(at, min(at + CHUNK, base + histories)) for at in range(base, base + histories, CHUNK)]
    if jobs == 1:
        return sum(map(figures, chunks), Figures())
    with ProcessPoolExecutor(jobs) as pool:
        return sum(pool.map(figures, chunks), Figures())


def story_of(seed: int) -> str:
    """The shrunken story of a seed whose history differs."""
    smallest = shrink(make_history(seed), lambda history: bool(check(the_step(), history)))
    return story(smallest, check(the_step(), smallest))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=int(os.environ.get("KETENHUB_HISTORIES", "44000")))
    parser.add_argument("--seed", type=int, default=int(os.environ.get("KETENHUB_HISTORY_SEED", "0")))
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    total = figures_in_processes(chosen.seed, chosen.histories, chosen.jobs)
    sys.stdout.write(f"{total.line()}; {time.monotonic() - started:.0f} s\n")
    if total.differing:
        sys.stdout.write(f"the first that differ: {', '.join(map(str, total.differing))}\n")
    for seed in total.differing:
        sys.stdout.write(story_of(seed) + "\n")
    return 1 if total.differing else 0


if __name__ == "__main__":
    sys.exit(main())
