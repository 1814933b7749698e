"""Runs damaged messages and values through their readers, and judges what the readers make of them."""

import os
import random
import re
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from faulthandler import cancel_dump_traceback_later, dump_traceback_later
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from hub.adapters import ADAPTERS
from hub.errors import InputError, MappingError, Stage, UnknownSchemaError
from hub.schemas.base import UNKNOWN_SYMBOL
from hub.schemas.codec import decode, encode
from hub.schemas.events import Event
from hub.schemas.framing import HEADER, from_confluent, single_object
from hub.schemas.observation import Observation
from tests.support.events import CANARY as IN_SAMPLES
from tests.support.fuzz_avro import DamagedValue, damaged_value
from tests.support.fuzz_avro_tokens import Value, fingerprint_by_number
from tests.support.fuzz_bytes import CANARY, Damaged
from tests.support.fuzz_damage import damaged
from tests.support.fuzz_native import Base

SEED = int(os.environ.get("KETENHUB_FUZZ_SEED", "20160501"))
"""A failure names the seed and the turn; the same seed gives the same messages."""

MAX_GROWTH = 16 * 2**20
"""Memory in use may not grow by more than this after the first third of a run: caches have filled by then."""

_CODE = re.compile(r"[a-z]+[a-z0-9]*(-[a-z0-9]+)*")
_SAMPLES = 60
_TABLE = fingerprint_by_number()


@dataclass
class Run:
    """What came of a run.

    Attributes:
        outcomes: how often each kind of damage was refused, and how often taken.
        codes: how often each code of refusal was given.
        slowest: the longest that one message kept the processor busy, in seconds.
        memory: bytes in use, sampled at even distances.
    """

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    memory: list[int] = field(default_factory=list)

    def growth(self) -> int:
        """By how much more memory was in use at the end than after the first third, in bytes; 0 if less."""
        third = len(self.memory) // 3
        return max(0, max(self.memory[2 * third :]) - max(self.memory[:third]))

    def figures(self) -> dict[str, object]:
        """For `tests.support.figures`."""
        refused = sum(number for (_, what), number in self.outcomes.items() if what == "refused")
        total = sum(self.outcomes.values())
        return {
            "seed": SEED,
            "total": total,
            "refused": refused,
            "taken": total - refused,
            "kinds_of_damage": len({kind for kind, _ in self.outcomes}),
            "codes": len(self.codes),
            "slowest_ms": round(self.slowest * 1000, 1),
            "growth_mb": round(self.growth() / 2**20, 1),
            "peak_mb": round(max(self.memory) / 2**20),
        }


def fuzz_messages(pool: list[Base], turns: int) -> Run:
    """Damage messages so many times.

    Raises:
        AssertionError: one was misjudged; names seed and turn, and holds the message.
    """

    def turn(chance: random.Random) -> tuple[str, bytes, Callable[[], str]]:
        base = chance.choice(pool)
        kind, found = damaged(base, chance)
        return kind, found.body, lambda: judge_message(base, found)

    return _run(turn, turns)


def fuzz_values(pool: list[Value], turns: int) -> Run:
    """Damage Avro values so many times. Raises: as `fuzz_messages`."""

    def turn(chance: random.Random) -> tuple[str, bytes, Callable[[], str]]:
        value = chance.choice(pool)
        kind, found = damaged_value(value, chance)
        return kind, found.value, lambda: judge_value(found)

    return _run(turn, turns)


def judge_message(base: Base, found: Damaged) -> str:
    """The code with which a message was refused; empty if it was taken, as it may be.

    Raises:
        AssertionError: taken although a check could tell, or refused without place, or with a quotation.
    """
    refusal = None
    observations: tuple[Observation, ...] = ()
    try:
        observations = base.adapter.parse(found.body)
    except InputError as error:
        refusal = error
    if refusal is not None:
        assert refusal.field, f"{refusal.code} names no place"
        _check_silence(refusal, (*base.secrets, CANARY, CANARY[:7]))
        return refusal.code
    assert not found.refused, "taken although a check could tell"
    assert observations
    for observation in observations:
        _told_again(base.registry, observation)
    return ""


def judge_value(found: DamagedValue) -> str:
    """The code with which a value was refused; empty if it is a value as the hub writes it.

    Raises:
        AssertionError: as `judge_message`; or it was taken and is not what the hub would have written.
    """
    try:
        value = _stored(found)
        event = decode(value)
    except InputError as error:
        _check_silence(error, (IN_SAMPLES, IN_SAMPLES[:4]))
        return error.code
    assert not found.refused, "taken although a check could tell"
    again = encode(event)
    if again[:HEADER] == value[:HEADER]:
        assert again == value, "taken, and not as the hub writes it"
    else:  # an older version of the event, which the hub writes in the newest
        assert decode(again) == event, "taken, and not the same in its newest version"
    assert not _undecided(event), "an unknown symbol became a decision"
    return ""


def _stored(found: DamagedValue) -> bytes:
    """As the framer beside a schema registry does, from a table in the place of the registry."""
    if not found.confluent:
        return found.value
    number, body = from_confluent(found.value)
    if number not in _TABLE:
        raise UnknownSchemaError("unknown-id", field="byte:1")
    return single_object(_TABLE[number], body)


def _undecided(event: Event) -> bool:
    return any(value == UNKNOWN_SYMBOL for value in vars(event).values())


def _told_again(registry: str, observation: Observation) -> None:
    """What was read can be told to others: rendered, and read from that as the same."""
    adapter = ADAPTERS[registry]
    try:
        body = adapter.render(observation)
    except MappingError as error:
        # An escape of JSON may name a control character that the format would not write.
        if error.code not in {"unencodable-character", "does-not-fit"}:
            raise
        return
    assert adapter.parse(body) == (observation,), "not the same when told again"


def _check_silence(error: InputError, secrets: tuple[str, ...]) -> None:
    """The refusal has stage and code, and neither it nor what caused it quotes what it refused."""
    assert isinstance(error.stage, Stage)
    assert _CODE.fullmatch(error.code), error.code
    said = f"{error} {error.field} {error.hint} {error.__cause__!r} {error.__context__!r}"
    for secret in secrets:
        assert secret not in said, f"{error.code} quotes the input"


def _run(turn: Callable[[random.Random], tuple[str, bytes, Callable[[], str]]], turns: int) -> Run:
    run = Run()
    every = max(1, turns // _SAMPLES)
    for number in range(turns):
        kind, body, judge = turn(random.Random(SEED * 1_000_003 + number))
        started = time.process_time()
        try:
            code = judge()
        except Exception as error:
            # Whatever it is, it is a finding, and its message must be known to repeat it.
            error.add_note(f"KETENHUB_FUZZ_SEED={SEED}, turn {number}, {kind}: {b64encode(body[:4000])!r}")
            raise
        run.slowest = max(run.slowest, time.process_time() - started)
        run.outcomes[kind, "refused" if code else "taken"] += 1
        run.codes[code] += 1
        if number % every == 0:
            run.memory.append(memory_in_use())
    return run


def memory_in_use() -> int:
    """Bytes of this process in memory now; where the system does not tell, the most there ever were."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return getrusage(RUSAGE_SELF).ru_maxrss * 1024
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def no_hang(seconds: float) -> Iterator[None]:
    """End the process with all its stacks if what is within does not end: a hang must not hide itself."""
    dump_traceback_later(seconds, exit=True, file=2)  # pytest may have replaced sys.stderr
    try:
        yield
    finally:
        cancel_dump_traceback_later()
