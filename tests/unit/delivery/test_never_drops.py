"""Whatever partners answer and whenever we die: nothing is dropped, doubled without need, or overtaken."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hub.delivery.policy import Reply, Trouble
from hub.engine import tables as t
from hub.engine.mailbox import Arrival, resume_endpoint
from hub.engine.store import Store, open_store
from tests.support.engine import START
from tests.support.partners import Answer, Script, Week, arrival, endpoint, willing

DAY = timedelta(days=1)
PARTNERS = ("OM", "3RO")

answers: st.SearchStrategy[Answer] = st.sampled_from(
    [
        *(Reply(status) for status in (200, 204, 302, 400, 401, 404, 422, 500, 503)),
        Reply(429, retry_after="7"),
        Reply(429, retry_after="90000"),
        Reply(410),
        Reply(200, allowed_origin="*", allowed_rate="20"),
        *Trouble,
    ]
)
letters = st.lists(
    st.tuples(st.sampled_from(PARTNERS), st.integers(0, 2), st.integers(0, 900)), min_size=1, max_size=12
)


class KilledError(BaseException):
    """The process ends here."""


def answering(given_answers: list[Answer]) -> Script:
    """A partner that gives these answers in turn, and then is willing for ever."""
    left = list(given_answers)
    return lambda at, name: left.pop(0) if left else willing(at, name)


def killing(passes: set[int]) -> Callable[[str], None]:
    """Failpoints that strike at these passes, counted over all places."""
    count = 0

    def pass_by(_place: str) -> None:
        nonlocal count
        count += 1
        if count in passes:
            raise KilledError

    return pass_by


def play_through(week: Week, arrivals: list[tuple[timedelta, Arrival]]) -> int:
    """Let everything arrive and months pass, starting anew after each kill; how many kills struck."""
    coming = [(START + after, one) for after, one in arrivals]
    kills = 0
    end = START + timedelta(days=40)
    while True:
        try:
            week.play([one for one in coming if one[0] > week.clock.now or not kills], end)
        except KilledError:
            kills += 1
            with week.store.transaction() as connection:
                there = set(connection.scalars(select(t.mailbox.c.id)))
            coming = [one for one in coming if one[1].attributes["id"] not in there]
            week.restart()
            for _, one in [pair for pair in coming if pair[0] <= week.clock.now]:
                week.arrive(one)
            continue
        resumed = [who for who in PARTNERS if resume_endpoint(week.store, who, week.clock.now)]
        if not resumed:
            return kills
        week.dispatcher.wake()
        coming, end = [], end + timedelta(days=40)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    told=letters,
    scripts=st.fixed_dictionaries({who: st.lists(answers, max_size=14) for who in PARTNERS}),
    kills=st.sets(st.integers(1, 20), max_size=4),
    hasty=st.booleans(),
)
def test_nothing_is_dropped_doubled_or_overtaken(
    told: list[tuple[str, int, int]], scripts: dict[str, list[Answer]], kills: set[int], *, hasty: bool
) -> None:
    """All is taken in the end; twice only after a kill; each person's in order; with one receipt each."""
    with TemporaryDirectory() as directory:
        store = open_store(Path(directory) / "hub.db", migrate=True)
        try:
            week = Week(
                store,
                [endpoint(who, handshake=not hasty, rate=60) for who in PARTNERS],
                failpoint=killing(kills),
            )
            week.courier.scripts = {who: answering(script) for who, script in scripts.items()}
            arrivals = [
                (timedelta(seconds=after), arrival(who, n, f"p{person}"))
                for n, ((who, person, _), after) in enumerate(
                    zip(told, sorted(one[2] for one in told), strict=True)
                )
            ]
            struck = play_through(week, arrivals)
            check(week, store, struck)
        finally:
            store.close()


def check(week: Week, store: Store, struck: int) -> None:
    """The promises, after everything is over."""
    with store.transaction() as connection:
        rows = connection.execute(select(t.mailbox).order_by(t.mailbox.c.position)).mappings().all()
        receipts = connection.scalars(select(t.outbox.c.id)).all()
    assert [row["id"] for row in rows if row["delivered_at"] is None] == []
    assert len(receipts) == len(rows)
    doubled = 0
    for who in PARTNERS:
        took = week.courier.took(who)
        first = list(dict.fromkeys(took))
        doubled += len(took) - len(first)
        assert sorted(first) == sorted(row["id"] for row in rows if row["recipient"] == who)
        for person in {row["subject"] for row in rows}:
            its_own = [row["id"] for row in rows if (row["recipient"], row["subject"]) == (who, person)]
            assert [one for one in first if one in its_own] == its_own
    assert doubled == 0 or struck
