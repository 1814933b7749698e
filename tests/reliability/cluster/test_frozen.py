"""A worker frozen past its session and woken again: its successor is not held up, and it changes nothing."""

import time
from pathlib import Path

from simulators.run import Options, generate
from tests.support.figures import report
from tests.support.fleet import SESSION_S, Fleet
from tests.support.judgement import judge

NAMES = ("ingest-1", "steps-1", "steps-2", "deliver-1", "relay-1")
_NOT_HELD_UP_S = 30
"""A session, a rebalance and the limit on idle transactions, on a slow machine; far less than the 40 s that
a frozen transaction was seen to hold up others without that limit."""


def taken_over(fleet: Fleet, frozen: str) -> float:
    """Wait until the others have processed something in a frozen worker's partitions; how long that took."""
    owners = fleet.owners("steps")
    before = fleet.offsets("steps")
    own = [partition for partition, owner in owners.items() if owner == frozen]
    assert own, f"{frozen} had no partitions"

    def moved() -> bool:
        now = fleet.offsets("steps")
        return any(now.get(partition, 0) > before.get(partition, 0) for partition in own)

    return fleet.until(moved, f"nobody took over from {frozen}", within_s=_NOT_HELD_UP_S)


def test_a_frozen_worker_is_taken_over_and_changes_nothing_when_it_wakes(
    kafka: str, database: str, tmp_path: Path
) -> None:
    """One is frozen within a transaction, then the other anywhere: neither is waited for, both come back."""
    # Long enough that there is work left for whoever takes over last: the play goes on while one comes back.
    generate("zsm-year", tmp_path, Options(seed=9, days=3))
    with Fleet(kafka, database, tmp_path / "hub", NAMES, batch=25) as fleet:
        first, second = fleet.processes["steps-1"], fleet.processes["steps-2"]
        fleet.start(failpoints={"steps-1": "before-commit:4:stop"})
        fleet.await_ready()
        fleet.await_shared("steps")
        playing = fleet.play(tmp_path / "messages.ndjson")

        fleet.until(first.is_frozen, "the failpoint did not strike")
        within = taken_over(fleet, "steps-1")
        first.wake()
        fleet.await_ready("steps-1")
        rejoin = fleet.await_shared("steps")

        fleet.await_progress("steps", fleet.progress("steps") + 20)
        second.freeze()
        anywhere = taken_over(fleet, "steps-2")
        second.wake()
        fleet.await_ready("steps-2")
        while not playing.is_over:
            fleet.check()
            time.sleep(0.02)
        playing.join()
        fleet.await_shared("steps")

        found = judge(fleet, tmp_path, tmp_path / "out")
        report(
            "frozen",
            events=len(found.events),
            session_s=SESSION_S,
            takeover_from_within_a_transaction_s=round(within, 1),
            takeover_from_anywhere_s=round(anywhere, 1),
            rejoin_s=round(rejoin, 1),
            dropped_by_woken=[first.count("duplicates"), second.count("duplicates")],
        )
