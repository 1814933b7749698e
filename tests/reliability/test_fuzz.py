"""Damaged native messages and Avro values: refused with stage and place, or of a kind no check could tell.

``KETENHUB_FUZZ_SEED=7`` draws others; what fails names its seed and turn.
"""

import sys
import tracemalloc
from collections.abc import Iterable
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from hub.adapters import ADAPTERS
from hub.adapters.base import MAX_NATIVE_BYTES
from hub.errors import InputError
from hub.schemas.codec import decode
from hub.schemas.events import EVENTS, Event
from hub.schemas.identifiers import Bsn
from tests.support import figures
from tests.support.events import events, sample
from tests.support.fuzz_avro import DAMAGES as OF_VALUES
from tests.support.fuzz_avro import HUGE
from tests.support.fuzz_avro_tokens import Value, value_of, zigzag
from tests.support.fuzz_bytes import Damaged
from tests.support.fuzz_damage import DAMAGES as OF_MESSAGES
from tests.support.fuzz_native import Base, bases
from tests.support.fuzz_run import MAX_GROWTH, SEED, Run, fuzz_messages, fuzz_values, judge_message, no_hang

OF_THE_CODEC = {
    "body-too-short",
    "trailing-bytes",
    "unknown-fingerprint",
    "unknown-symbol",
    "damaged-body",
    "unknown-framing",
    "event-too-large",
    "header-too-short",
}
"""Refusals that must come up, or the damage is not what it should be."""
SHORT = 20_000
LONG = 1_000_000


def messages(each: int) -> list[Base]:
    """So many valid messages of every registry."""
    return [base for registry in sorted(ADAPTERS) for base in bases(registry, each, SEED)]


def values(each: int) -> list[Value]:
    """A full sample of every event and, of all together, so many for each with any fields filled."""
    found: list[Event] = [sample(event) for event in EVENTS]

    @seed(SEED)
    @settings(
        max_examples=each * len(EVENTS),
        database=None,
        phases=(Phase.generate,),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(events())
    def collect(event: Event) -> None:
        found.append(event)

    collect()
    return [value_of(event) for event in found]


def hold(run: Run, kinds: Iterable[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Demand what is true of every run: all kinds of damage, memory flat, nothing said."""
    assert {kind for kind, _ in run.outcomes} == set(kinds)
    assert run.growth() < MAX_GROWTH
    assert capsys.readouterr() == ("", ""), "a reader printed or logged"


def test_damaged_messages(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty thousand damaged messages: no crash, and none is taken where a check could tell."""
    with caplog.at_level("DEBUG"), no_hang(600):
        run = fuzz_messages(messages(40), SHORT)

    assert caplog.records == []
    hold(run, OF_MESSAGES, capsys)


def test_damaged_values(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty thousand damaged Avro values, in both framings: each refused, or as the hub itself writes it."""
    with caplog.at_level("DEBUG"), no_hang(600):
        run = fuzz_values(values(5), SHORT)

    assert caplog.records == []
    hold(run, OF_VALUES, capsys)
    assert run.codes.keys() >= OF_THE_CODEC


@pytest.mark.long
def test_a_million_damaged_messages(capsys: pytest.CaptureFixture[str]) -> None:
    """A million damaged messages, and the memory in use stays what it was."""
    with no_hang(7200):
        run = fuzz_messages(messages(300), LONG)

    hold(run, OF_MESSAGES, capsys)
    figures.report("a million fuzzed messages", **run.figures())


@pytest.mark.long
def test_a_million_damaged_values(capsys: pytest.CaptureFixture[str]) -> None:
    """A million damaged Avro values, and the memory in use stays what it was."""
    with no_hang(7200):
        run = fuzz_values(values(40), LONG)

    hold(run, OF_VALUES, capsys)
    figures.report("a million fuzzed Avro values", **run.figures())


@pytest.mark.parametrize("registry", sorted(ADAPTERS))
def test_the_oracle_notices_a_reader_that_takes_everything(registry: str) -> None:
    """A message that is whole passes as such, and fails where refusal was demanded: the oracle can fail."""
    base = bases(registry, 3, SEED)[-1]

    assert judge_message(base, Damaged(base.body, refused=False)) == ""
    with pytest.raises(AssertionError, match="a check could tell"):
        judge_message(base, Damaged(base.body, refused=True))


def test_the_oracle_notices_a_broken_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the elfproef were taken out of the hub, the damage done here would show it."""
    remembered = get_args(Bsn)[1].func
    remembered.cache_clear()
    monkeypatch.setattr("hub.schemas.identifiers.passes_elfproef", lambda _digits: True)

    try:
        with pytest.raises(AssertionError, match="a check could tell"):
            fuzz_messages(messages(3), 5_000)
    finally:
        remembered.cache_clear()  # of what passed without the check


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_a_length_that_lies_takes_no_memory(event: type[Event]) -> None:
    """A text or list that says it has 2^60 parts is refused before anything is allocated for it."""
    value = value_of(sample(event))
    lengths = [token for token in value.tokens if token.kind in {"length", "count"}]
    lies = [
        value.framed[: token.start] + zigzag(size) + value.framed[token.end :]
        for token in lengths
        for size in HUGE
    ]

    tracemalloc.start()
    try:
        for lie in lies:
            with pytest.raises(InputError):
                decode(lie)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 2**20


SHAPES = {
    "a name that repeats": (b"<Onbekend/>", b'"onbekend":1,', b'"1";', b"10" + b" " * 78 + b"\r\n"),
    "levels": (b"<a>", b"[", b'"', b"00"),
    "line ends": (b"\n", b"\n", b"\r\n", b"\r\n"),
    "entities": (b"&#48;", b'"\\u0030",', b'""', b"0"),
    "colons in texts": (b"<a>:</a>", b'"a\\u003a":":",', b'":";', b":"),
}
"""What is repeated in the middle of a message: of XML, JSON, CSV, fixed width."""
FORMATS = ("application/xml", "application/json", "text/csv", "text/plain")


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("registry", ["bvh", "vis2", "vpga", "compas"])
def test_work_grows_with_the_size_and_not_faster(registry: str, shape: str) -> None:
    """Sixteen times as much of anything takes at most some twenty times the calls."""
    base = bases(registry, 3, SEED)[-1]
    part = SHAPES[shape][FORMATS.index(base.adapter.content_type)]
    sizes = (MAX_NATIVE_BYTES // 32, MAX_NATIVE_BYTES // 2)
    small, large = (calls(base, part * (size // len(part))) for size in sizes)

    assert large <= 20 * small + 1000


def calls(base: Base, filling: bytes) -> int:
    """How many functions, of Python or C, are called to judge a message with this in its middle."""
    at = base.leaves[len(base.leaves) // 2].value[0]
    filled = Damaged(base.body[:at] + filling + base.body[at:], refused=False)
    number = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal number
        number += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        judge_message(base, filled)
    finally:
        sys.setprofile(before)
    return number


def test_a_seed_gives_the_same_messages() -> None:
    """What one seed found can be repeated: bases and damage are functions of it."""
    pool, again = messages(3), messages(3)

    assert [base.body for base in pool] == [base.body for base in again]
    assert fuzz_messages(pool, 300).outcomes == fuzz_messages(again, 300).outcomes
