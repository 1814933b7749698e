"""What an answer means, and when to try again: pure functions over what is known of an endpoint.

An answer says something of the endpoint (it is down, busy, does not want us), of this one event (its content
was refused), or possibly of both: a 500 may be either. So a failed event backs off by its own attempts, up to
15 minutes, and a failing endpoint by its failures in a row, up to one minute. While an endpoint fails, one
event at a time is tried, the least tried first: an event that a partner can never digest holds up no other.

===============================  ========  ==============================================================
answer                           says of   then
===============================  ========  ==============================================================
2xx                              both      delivered; the endpoint is well
410                              endpoint  stopped, until a person resumes it
429, 503 with Retry-After        endpoint  nothing before that moment (at most a day away)
401, 403, 405                    endpoint  backoff, and a new handshake first
400, 406, 409, 411, 413 to 417,  event     backoff of this event alone
422, 424, 428, 431, 451
all others, also 3xx             endpoint  backoff; redirections are never followed
none (refused, TLS, time-out)    endpoint  backoff
===============================  ========  ==============================================================

Nothing here is random: one event at a time leaves no herd to spread, and what is repeatable can be tested.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=1)
LONGEST_EVENT_WAIT = timedelta(minutes=15)
LONGEST_ENDPOINT_WAIT = timedelta(minutes=1)
"""How long after its recovery a partner hears of us at the latest; a request a minute is no burden."""
LONGEST_RETRY_AFTER = timedelta(days=1)
"""A partner that asks for more is asked again once a day: nothing may wait for ever unseen."""
AGREEMENT_LASTS = timedelta(days=1)
REALLY_DOWN = 3
"""From so many failures in a row on it was the endpoint, not an event; then nothing waits after recovery."""

_OF_THE_EVENT = frozenset({400, 406, 409, 411, 413, 414, 415, 416, 417, 422, 424, 428, 431, 451})
_NEW_HANDSHAKE = frozenset({401, 403, 405})
_THROTTLES = frozenset({429, 503})
_GONE = 410


class Trouble(StrEnum):
    """Why there was no answer at all."""

    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Reply:
    """Of an HTTP response what we look at: never its body. Headers that are absent are empty."""

    status: int
    retry_after: str = ""
    allowed_origin: str = ""
    allowed_rate: str = ""


class Scope(StrEnum):
    """Of what a verdict says something."""

    DELIVERED = "delivered"
    ENDPOINT = "endpoint"
    EVENT = "event"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means.

    ``problem``: a code such as ``http-500``. ``until``: the moment that the partner named.
    ``ask_anew``: a new handshake must come first.
    """

    scope: Scope
    problem: str = ""
    until: datetime | None = None
    ask_anew: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an endpoint, kept across restarts.

    Attributes:
        agreed_at: of the last handshake that allowed us to send; None: ask first.
        rate: requests a minute that the partner allows; None: any.
        gone_at: since when it answers 410.
        failures: in a row, that say something of the endpoint.
        problem: of the last failure.
        retry_at: nothing is sent before.
        slot_at: the next moment that ``rate`` allows.
    """

    agreed_at: datetime | None = None
    rate: int | None = None
    gone_at: datetime | None = None
    failures: int = 0
    problem: str = ""
    retry_at: datetime | None = None
    slot_at: datetime | None = None

    def must_ask(self, now: datetime) -> bool:
        """Whether a handshake must come before the next event."""
        return self.agreed_at is None or now - self.agreed_at >= AGREEMENT_LASTS

    def not_before(self, now: datetime) -> datetime | None:
        """The moment to wait for before anything is sent; None: send."""
        moments = [moment for moment in (self.retry_at, self.slot_at) if moment is not None and moment > now]
        return max(moments, default=None)

    def sent(self, now: datetime) -> "Standing":
        """After one event more, in view of the rate: evenly spread, so that no minute has more."""
        if self.rate is None:
            return self
        # Rounded up: a microsecond too few each time would let one too many into the minute.
        return replace(self, slot_at=now + timedelta(microseconds=-(-60_000_000 // self.rate)))

    def agreed(self, now: datetime, rate: int | None) -> "Standing":
        """After a handshake that allows us to send."""
        return replace(self, agreed_at=now, rate=rate, slot_at=None if rate is None else self.slot_at)

    def after(self, verdict: Verdict, now: datetime) -> "Standing":
        """After an answer."""
        match verdict.scope:
            case Scope.DELIVERED:
                return replace(self, failures=0, problem="", retry_at=None)
            case Scope.GONE:
                return replace(self, gone_at=now, problem=verdict.problem)
            case Scope.EVENT:
                return self  # the endpoint is there, but it may still be failing for others
        failures = self.failures + 1
        return replace(
            self,
            agreed_at=None if verdict.ask_anew else self.agreed_at,
            failures=failures,
            problem=verdict.problem,
            retry_at=verdict.until or now + backoff(failures, LONGEST_ENDPOINT_WAIT),
        )


def backoff(attempts: int, longest: timedelta) -> timedelta:
    """How long to wait after so many attempts (from 1): a second, doubled each time, at most ``longest``."""
    # Bounded before it is raised to a power: after a year of attempts that number would fill the memory.
    return min(FIRST_WAIT * (1 << min(attempts - 1, 32)), longest)


def judge(answer: Reply | Trouble, now: datetime) -> Verdict:
    """What the answer to a delivery means."""
    if isinstance(answer, Trouble):
        return Verdict(Scope.ENDPOINT, answer.value)
    status, problem = answer.status, f"http-{answer.status}"
    if 200 <= status < 300:
        return Verdict(Scope.DELIVERED)
    if status == _GONE:
        return Verdict(Scope.GONE, "gone")
    if status in _OF_THE_EVENT:
        return Verdict(Scope.EVENT, problem)
    until = retry_moment(answer.retry_after, now) if status in _THROTTLES else None
    return Verdict(Scope.ENDPOINT, problem, until, ask_anew=status in _NEW_HANDSHAKE)


def judge_handshake(
    answer: Reply | Trouble, origin: str, asked: int, now: datetime
) -> tuple[Verdict | None, int | None]:
    """What the answer to a handshake means: None and the allowed rate, or why nothing may be sent.

    Consent is the header alone: a site that knows nothing of web hooks answers OPTIONS with 200 too.

    Args:
        answer: to OPTIONS.
        origin: who we said to be.
        asked: the rate we asked for, in requests a minute; it holds where the partner names none.
        now: in UTC.
    """
    if isinstance(answer, Reply) and 200 <= answer.status < 300:
        allowed = answer.allowed_origin.strip()
        if allowed == "*" or allowed.lower() == origin.lower():
            return None, allowed_rate(answer.allowed_rate, asked)
        return Verdict(Scope.ENDPOINT, "not-agreed"), None
    verdict = judge(answer, now)
    if verdict.scope is Scope.EVENT:  # there was no event yet
        verdict = Verdict(Scope.ENDPOINT, verdict.problem)
    return verdict, None


def allowed_rate(text: str, asked: int) -> int | None:
    """``WebHook-Allowed-Rate``: requests a minute; None: any (``*``); unreadable: what we asked for."""
    text = text.strip()
    if text == "*":
        return None
    return int(text) if re.fullmatch(r"0*[1-9][0-9]{0,5}", text) else asked


def retry_moment(text: str, now: datetime) -> datetime | None:
    """``Retry-After`` as a moment, from a second to a day away; None where it cannot be read."""
    text = text.strip()
    if re.fullmatch(r"[0-9]+", text):
        # Longer numbers are beyond the bound anyway, and beyond what int() and timedelta take.
        wait = timedelta(seconds=int(text)) if len(text) < 8 else LONGEST_RETRY_AFTER
        return now + min(max(wait, FIRST_WAIT), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
        # The obsolete forms of a date have no zone, and mean GMT.
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return min(max(moment, now + FIRST_WAIT), now + LONGEST_RETRY_AFTER)
