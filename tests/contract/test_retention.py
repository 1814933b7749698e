"""What is past its time loses its content, and years later its line; what is needed still stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from hub.app_retention import bounds
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.retention import Gone, Retention
from hub.rules import load_rules
from tests.contract.test_erasing import PROOF, deliver, holding, rows, subject_of
from tests.support.engine import BOB, START, Hub, MakeHub, PlainStep, message

RULES = load_rules()
LATER = START + timedelta(days=16)
YEARS_LATER = START.replace(year=START.year + 5) + timedelta(days=2)
PV = "PL2000-2016123456"
RECEIPT = "nl.strafrechtketen.aflevering-bevestigd"
DAY = [
    message(1, "tell VH22", minute=0, bvh=PV),
    message(2, "tell OM", minute=1, bsn=BOB),
    message(3, "garbage", minute=2),
    message(4, "none", minute=3, bvh=PV),
]
LINES = ("events", "inbox", "outbox", "mailbox", "audit")


class CrashError(BaseException):
    """Stands for a kill: nothing in the hub may catch it."""


def run(
    engine: Hub,
    now: datetime = LATER,
    *,
    apply: bool = True,
    failpoint: Failpoint = no_failpoint,
    at_once: int = 1000,
) -> list[Gone]:
    """One run at a moment, by the rules that ship."""
    store = engine.open()
    try:
        terms = bounds(RULES, now)
        return Retention(store, terms, apply=apply, failpoint=failpoint, at_once=at_once).run()
    finally:
        store.close()


def figures(found: Sequence[Gone]) -> dict[tuple[str, str, str], tuple[int, int]]:
    """What went and what was kept, by rule, table and deed; without what nothing is said of."""
    return {(g.what, g.table, g.done): (g.rows, g.kept) for g in found if g.rows or g.kept}


def settle(engine: Hub) -> None:
    """Let every recipient take what waits for it, and the receipts be stepped."""
    deliver(engine)
    engine.process([])


def messages(engine: Hub) -> list[bool]:
    """Of each message in the store whether it has its content; a cluster's topics have their own term."""
    return [row["value"] != b"" for row in rows(engine, "outbox") if row["recipient"]]


def left(engine: Hub) -> list[bool]:
    """Of each event whether it has its content; without receipts, which embedded does not know."""
    return [line["data"] is not None for line in engine.lines("events") if line["type"] != RECEIPT]


def test_content_goes_and_lines_stay(engine: Hub) -> None:
    """After two weeks events and messages are empty; ids, times, grounds and audit stand as they stood."""
    engine.process(DAY)
    settle(engine)
    before = engine.lines("events")
    run(engine)

    assert left(engine) == [False] * 3
    assert messages(engine) == [False] * 2
    strip = [{name: v for name, v in line.items() if name not in ("data", "erased")} for line in before]
    assert [
        {n: v for n, v in e.items() if n not in ("data", "erased")} for e in engine.lines("events")
    ] == strip
    assert len(rows(engine, "audit")) == 2
    assert len(rows(engine, "identity")) == len({row["value"] for row in rows(engine, "identity")}) > 0


def test_nothing_goes_before_its_time(engine: Hub) -> None:
    """On the fourteenth day all is there; an open dead letter is counted as kept from the fifteenth on."""
    engine.process(DAY)
    settle(engine)

    assert figures(run(engine, START + timedelta(days=14))) == {}
    assert left(engine) == [True] * 3
    found = figures(run(engine, START + timedelta(days=15), apply=False))
    assert found["open_letter", "deadletters", "emptied"] == (0, 1)


def test_what_is_not_delivered_stays(make: MakeHub) -> None:
    """On a cluster a partner that does not answer for months still gets all of it; embedded all is there."""
    hub = make()
    hub.process(DAY)
    embedded = rows(hub, "mailbox") == []
    found = figures(run(hub))

    assert left(hub) == [False] * 3
    assert messages(hub) == [not embedded] * 2
    assert found["message", "outbox", "emptied"] == ((2, 0) if embedded else (0, 2))


def test_a_dry_run_changes_nothing_and_says_what_would_go(engine: Hub) -> None:
    """It counts what the run then does."""
    engine.process(DAY)
    settle(engine)
    before = sorted(map(str, rows(engine)))
    said = run(engine, apply=False)

    assert sorted(map(str, rows(engine))) == before
    assert run(engine) == said
    assert figures(said)["event", "events", "emptied"][0] >= 3


def test_a_second_run_finds_nothing(engine: Hub) -> None:
    """What was emptied is not counted again, nor what is deleted."""
    engine.process(DAY)
    settle(engine)
    run(engine)

    assert figures(run(engine)) == {("open_letter", "deadletters", "emptied"): (0, 1)}
    run(engine, YEARS_LATER)
    assert figures(run(engine, YEARS_LATER)) == {("letter", "deadletters", "deleted"): (0, 1)}


def test_lines_go_after_years(engine: Hub) -> None:
    """Journal, inbox, messages and audit end together; dossiers stay, and an open letter without content."""
    engine.process(DAY)
    settle(engine)
    run(engine, YEARS_LATER)

    assert rows(engine, *LINES) == []
    assert len(rows(engine, "dossiers")) == 2
    assert [(row["state"], row["payload"]) for row in rows(engine, "deadletters")] == [("open", b"")]


def test_a_person_in_quarantine_is_left_alone(make: MakeHub) -> None:
    """What is parked, and what was before, is kept whole for years, and is stepped when it is lifted."""
    step = PlainStep()
    hub = make(step=step)
    hub.process([message(1, "none", minute=0), message(2, "fail", minute=1), message(3, "none", minute=2)])
    found = figures(run(hub, YEARS_LATER))

    assert found["event", "events", "emptied"] == found["journal", "events", "deleted"] == (0, 3)
    step.broken.clear()
    (person,) = {str(line["subject"]) for line in hub.lines("events")}
    assert hub.repair(person) == 2
    run(hub)
    assert left(hub) == [False] * 3


def test_an_event_that_a_letter_would_replay_stays_until_the_letter_goes(engine: Hub) -> None:
    """What a rule refused can be replayed for ninety days; then letter and event lose their content."""
    engine.process([message(1, "refuse", minute=0), message(2, "none", minute=1)])
    run(engine)

    assert left(engine) == [True, False]
    run(engine, START + timedelta(days=92))
    run(engine, START + timedelta(days=92))
    assert left(engine) == [False, False]
    assert [row["payload"] for row in rows(engine, "deadletters")] == [b""]


def test_the_proof_of_an_erasure_keeps_its_content(engine: Hub) -> None:
    """That something was destroyed can be shown as long as there is a line of it."""
    engine.process([*DAY, message(5, "erase", minute=4)])
    settle(engine)
    run(engine)

    assert [e["data"] is None for e in engine.lines("events") if e["type"] == PROOF] == [False]
    run(engine, YEARS_LATER)
    assert rows(engine, "events") == []


def test_an_erasure_goes_on_after_it(engine: Hub) -> None:
    """A person whose events are empty, or gone, is erased as any other: number and dossier go."""
    engine.process(DAY)
    settle(engine)
    run(engine, YEARS_LATER)
    engine.process([*DAY, message(5, "erase", minute=4)])
    settle(engine)

    assert subject_of(engine, PROOF)
    assert holding(engine, PV) == []
    assert len(holding(engine, BOB)) == 1


def test_a_record_that_comes_again_is_known_still(engine: Hub) -> None:
    """That its event has no content any more makes it no new one."""
    engine.process(DAY)
    run(engine)
    again = message(5, "tell VH22", minute=5, bvh=PV, record="r1")
    engine.process([*DAY, again])

    assert len([e for e in engine.lines("events") if e["type"] != RECEIPT]) == 3


@pytest.mark.parametrize(("place", "at"), [("before-commit", 2), ("after-commit", 1)])
@pytest.mark.parametrize(("at_once", "more_than"), [(4, 3), pytest.param(2, 5, marks=pytest.mark.long)])
def test_killed_between_any_two_transactions_the_next_run_goes_on(
    engine: Hub, place: str, at: int, at_once: int, more_than: int
) -> None:
    """A run that dies leaves what it has committed, and only that; in the end all is as in one go."""
    engine.process(DAY)
    settle(engine)
    todo = sum(gone.rows for gone in run(engine, YEARS_LATER, apply=False))
    deaths = 0
    while True:
        passes = 0

        def crash(passed: str) -> None:
            nonlocal passes
            passes += passed == place
            if passes == at:
                raise CrashError

        try:
            run(engine, YEARS_LATER, failpoint=crash, at_once=at_once)
        except CrashError:
            deaths += 1
            before, todo = todo, sum(gone.rows for gone in run(engine, YEARS_LATER, apply=False))
            assert before - at_once <= todo < before
        else:
            break

    assert deaths > more_than
    assert rows(engine, *LINES) == []
    assert figures(run(engine, YEARS_LATER)) == {("letter", "deadletters", "deleted"): (0, 1)}
