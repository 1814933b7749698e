"""What answers mean and when to try again, as tables and as properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.delivery import policy
from hub.delivery.policy import Reply, Scope, Standing, Trouble, Verdict, backoff, judge, judge_handshake

NOW = datetime(2016, 10, 14, 15, 0, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
ORIGIN = "ketenhub.example"

moments = st.datetimes(datetime(2016, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
statuses = st.integers(100, 999)
answers = st.sampled_from(Trouble) | st.builds(Reply, status=statuses, retry_after=st.text(max_size=40))

MEANS: list[tuple[Reply | Trouble, Verdict]] = [
    (Reply(200), Verdict(Scope.DELIVERED)),
    (Reply(202), Verdict(Scope.DELIVERED)),
    (Reply(204), Verdict(Scope.DELIVERED)),
    (Reply(410), Verdict(Scope.GONE, "gone")),
    (Reply(429, "120"), Verdict(Scope.ENDPOINT, "http-429", NOW + 2 * MINUTE)),
    (Reply(429), Verdict(Scope.ENDPOINT, "http-429")),
    (Reply(503, "60"), Verdict(Scope.ENDPOINT, "http-503", NOW + MINUTE)),
    (Reply(500, "60"), Verdict(Scope.ENDPOINT, "http-500")),
    (Reply(302), Verdict(Scope.ENDPOINT, "http-302")),
    (Reply(401), Verdict(Scope.ENDPOINT, "http-401", ask_anew=True)),
    (Reply(403), Verdict(Scope.ENDPOINT, "http-403", ask_anew=True)),
    (Reply(405), Verdict(Scope.ENDPOINT, "http-405", ask_anew=True)),
    (Reply(404), Verdict(Scope.ENDPOINT, "http-404")),
    (Reply(408), Verdict(Scope.ENDPOINT, "http-408")),
    (Reply(400), Verdict(Scope.EVENT, "http-400")),
    (Reply(413), Verdict(Scope.EVENT, "http-413")),
    (Reply(415), Verdict(Scope.EVENT, "http-415")),
    (Reply(422), Verdict(Scope.EVENT, "http-422")),
    (Trouble.REFUSED, Verdict(Scope.ENDPOINT, "refused")),
    (Trouble.TLS, Verdict(Scope.ENDPOINT, "tls")),
    (Trouble.TIMEOUT, Verdict(Scope.ENDPOINT, "timeout")),
    (Trouble.UNREACHABLE, Verdict(Scope.ENDPOINT, "unreachable")),
]


@pytest.mark.parametrize(("answer", "verdict"), MEANS, ids=str)
def test_what_an_answer_means(answer: Reply | Trouble, verdict: Verdict) -> None:
    """Each answer has the meaning that the table of the module gives it."""
    assert judge(answer, NOW) == verdict


@given(answer=answers)
def test_only_success_delivers_and_only_gone_stops(answer: Reply | Trouble) -> None:
    """Whatever a partner answers, nothing but a 2xx counts as delivered and nothing but a 410 as gone."""
    scope = judge(answer, NOW).scope
    status = answer.status if isinstance(answer, Reply) else 0

    assert (scope is Scope.DELIVERED) == (200 <= status < 300)
    assert (scope is Scope.GONE) == (status == 410)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0", NOW + SECOND),
        ("90", NOW + 90 * SECOND),
        (" 90 ", NOW + 90 * SECOND),
        ("86400", NOW + DAY),
        ("86401", NOW + DAY),
        ("9" * 5000, NOW + DAY),
        ("Fri, 14 Oct 2016 15:10:00 GMT", NOW + 10 * MINUTE),
        ("Friday, 14-Oct-16 15:10:00 GMT", NOW + 10 * MINUTE),
        ("Fri Oct 14 15:10:00 2016", NOW + 10 * MINUTE),
        ("Fri, 14 Oct 2016 17:10:00 +0200", NOW + 10 * MINUTE),
        ("Fri, 14 Oct 2016 14:00:00 GMT", NOW + SECOND),
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOW + DAY),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
    ],
)
def test_retry_after(text: str, moment: datetime | None) -> None:
    """Seconds and the three forms of an HTTP date are honoured within bounds; else our own backoff holds."""
    assert policy.retry_moment(text, NOW) == moment


@given(text=st.text(max_size=60))
def test_retry_after_is_always_bounded(text: str) -> None:
    """No text makes us try at once again, or wait for more than a day."""
    moment = policy.retry_moment(text, NOW)

    assert moment is None or NOW + SECOND <= moment <= NOW + DAY


@given(attempts=st.integers(1, 10**9))
def test_backoff_grows_to_its_bound(attempts: int) -> None:
    """A second, twice that each time, and from some attempt on the longest wait, for ever."""
    wait, next_wait = (backoff(n, policy.LONGEST_EVENT_WAIT) for n in (attempts, attempts + 1))

    assert SECOND <= wait <= next_wait <= policy.LONGEST_EVENT_WAIT
    assert next_wait in {2 * wait, policy.LONGEST_EVENT_WAIT}


def test_backoff_begins_with_a_second_and_ends_at_a_quarter() -> None:
    """The first waits, in full."""
    waits = [backoff(n, policy.LONGEST_EVENT_WAIT).total_seconds() for n in range(1, 13)]

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


@pytest.mark.parametrize(
    ("answer", "problem", "rate"),
    [
        (Reply(200, allowed_origin=ORIGIN, allowed_rate="120"), None, 120),
        (Reply(204, allowed_origin="*", allowed_rate="*"), None, None),
        (Reply(200, allowed_origin=" KETENHUB.example ", allowed_rate="60"), None, 60),
        (Reply(200, allowed_origin="*"), None, 600),
        (Reply(200, allowed_origin="*", allowed_rate="0"), None, 600),
        (Reply(200, allowed_origin="*", allowed_rate="-1"), None, 600),
        (Reply(200, allowed_origin="*", allowed_rate="9" * 4000), None, 600),
        (Reply(200), "not-agreed", None),
        (Reply(200, allowed_origin="another.example"), "not-agreed", None),
        (Reply(200, allowed_origin="*, another.example"), "not-agreed", None),
        (Reply(405, allowed_origin="*"), "http-405", None),
        (Reply(415), "http-415", None),
        (Reply(410), "gone", None),
        (Reply(302), "http-302", None),
        (Trouble.TLS, "tls", None),
    ],
    ids=str,
)
def test_consent_is_the_header(answer: Reply | Trouble, problem: str | None, rate: int | None) -> None:
    """Only a success that names us, or everybody, allows us to send; without a rate, what we asked holds."""
    refusal, allowed = judge_handshake(answer, ORIGIN, 600, NOW)

    assert (refusal.problem if refusal else None, allowed) == (problem, rate)


def test_a_refused_handshake_says_nothing_of_an_event() -> None:
    """There was no event yet, so no event may be blamed for it."""
    refusal, _ = judge_handshake(Reply(422), ORIGIN, 600, NOW)

    assert refusal == Verdict(Scope.ENDPOINT, "http-422")


@given(verdicts=st.lists(answers.map(lambda answer: judge(answer, NOW)), max_size=20), now=moments)
def test_a_standing_waits_for_no_longer_than_a_day(verdicts: list[Verdict], now: datetime) -> None:
    """Whatever happened, an endpoint is tried again within a day, unless it is gone; success clears all."""
    standing = Standing()
    for verdict in verdicts:
        standing = standing.after(verdict, NOW)
        assert (standing.retry_at is None) == (standing.failures == 0)
        assert standing.retry_at is None or NOW < standing.retry_at <= NOW + DAY
        assert (standing.gone_at is None) == (verdict.scope is not Scope.GONE and standing.gone_at is None)

    after = standing.after(Verdict(Scope.DELIVERED), now)
    assert (after.failures, after.problem, after.not_before(now)) == (0, "", None)


def test_a_failing_endpoint_is_tried_every_minute() -> None:
    """Its waits double up to a minute: so much later than its recovery it hears of us at the latest."""
    standing, waits = Standing(agreed_at=NOW), []
    for _ in range(9):
        standing = standing.after(Verdict(Scope.ENDPOINT, "http-500"), NOW)
        waits.append(((standing.not_before(NOW) or NOW) - NOW).total_seconds())

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert standing.agreed_at == NOW


def test_an_event_that_is_refused_leaves_the_endpoint_alone() -> None:
    """What is wrong with one event must not hold up the others."""
    before = Standing(agreed_at=NOW, failures=2, problem="http-500", retry_at=NOW)

    assert before.after(Verdict(Scope.EVENT, "http-422"), NOW) == before


@pytest.mark.parametrize(
    ("agreed_at", "now", "must"),
    [(None, NOW, True), (NOW, NOW, False), (NOW, NOW + DAY - SECOND, False), (NOW, NOW + DAY, True)],
)
def test_an_agreement_lasts_a_day(agreed_at: datetime | None, now: datetime, must: bool) -> None:
    """The handshake comes before the first event, and again after a day."""
    assert Standing(agreed_at=agreed_at).must_ask(now) is must


def test_an_unauthorised_answer_asks_anew() -> None:
    """After 401, 403 and 405 the agreement holds no longer."""
    assert Standing(agreed_at=NOW).after(judge(Reply(401), NOW), NOW).must_ask(NOW)


@example(rate=11, gaps=[0] * 30)
@given(rate=st.integers(1, 60_000), gaps=st.lists(st.integers(0, 3_000_000), max_size=60))
def test_no_minute_has_more_than_the_rate(rate: int, gaps: list[int]) -> None:
    """However events come, no minute that begins with one has more of them than the partner allows."""
    standing, now, sent = Standing(rate=rate), NOW, []
    for gap in gaps:
        now = max(now + timedelta(microseconds=gap), standing.not_before(now) or now)
        sent.append(now)
        standing = standing.sent(now)

    for first in sent:
        assert len([at for at in sent if first <= at < first + MINUTE]) <= rate


def test_any_rate_is_no_rate() -> None:
    """Where the partner allows any rate, nothing waits for a slot; a new agreement ends an old wait."""
    limited = Standing(rate=1).sent(NOW)

    assert limited.not_before(NOW) == NOW + MINUTE
    assert limited.agreed(NOW, None).not_before(NOW) is None
    assert Standing().sent(NOW).not_before(NOW) is None
