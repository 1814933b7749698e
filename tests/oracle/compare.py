"""Runs a history through the real steps, holds the outcome against the oracle, and tells how they differ."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from hub.errors import InputError
from hub.schemas.envelope import Envelope
from hub.streams.driver import Driver
from hub.streams.step import Step
from tests.oracle.deliveries import told_of
from tests.oracle.envelopes import envelope_of
from tests.oracle.facts import Fact, History, Told, moment
from tests.oracle.table_a import Verdict, judge


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the hub did with a history, in the oracle's words."""

    told: tuple[Told, ...]
    refused: frozenset[int]
    ledger: dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """``wrong``: told to a recipient to whom that kind of message about that case was not due at all.

    ``forbidden``: at, recipient, kind, and the categories that it held and table B does not grant there.
    """

    missing: tuple[tuple[Any, ...], ...]
    extra: tuple[tuple[Any, ...], ...]
    wrong: tuple[tuple[Any, ...], ...]
    refusals: frozenset[int]
    ledger: tuple[tuple[tuple[str, str], str | None, str | None], ...]
    forbidden: tuple[tuple[int, str, str, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.missing or self.extra or self.refusals or self.ledger or self.forbidden)


def run(step: Step, history: History) -> Outcome:
    """Feed a history to the steps, with timers, and past the last of them."""
    driver = Driver(step)
    sent: list[Envelope] = []
    refused = set[int]()
    for index, fact in enumerate(history.facts):
        # Apart, so that what the clock told is kept when the fact itself is refused.
        sent += driver.advance(moment(fact.at))
        try:
            sent += driver.feed(envelope_of(fact))
        except InputError:
            refused.add(index)
    sent += driver.advance(moment(history.until))
    told = [one for one in map(told_of, sent) if one is not None]
    ledger = {key: str(line.status) for key, line in driver.ledger.items()}
    return Outcome(tuple(told), frozenset(refused), ledger)


def difference(due: Verdict, done: Outcome) -> Difference:
    """Compare as multisets; a fact that the oracle holds superseded may be refused or ignored alike."""
    expected, actual = Counter(t.key() for t in due.told), Counter(t.key() for t in done.told)
    extra = tuple((actual - expected).elements())
    addressed = {(t.recipient, t.what, t.case) for t in due.told}
    both = due.ledger.keys() | done.ledger.keys()
    return Difference(
        missing=tuple((expected - actual).elements()),
        extra=extra,
        wrong=tuple(key for key in extra if (key[1], key[2], key[3]) not in addressed),
        refusals=(due.refused ^ done.refused) - due.ignored,
        ledger=tuple(
            (key, due.ledger.get(key), done.ledger.get(key))
            for key in sorted(both)
            if due.ledger.get(key) != done.ledger.get(key)
        ),
        forbidden=tuple(forbidden(due, done)),
    )


def forbidden(due: Verdict, done: Outcome) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    """What a message that was due held of categories that table B does not grant its recipient there.

    A message that was not due is a difference by itself, whatever it holds.
    """
    for one in done.told:
        granted = due.granted.get((one.at, one.recipient, one.what, one.case))
        if granted is not None and not one.seen <= granted:
            yield one.at, one.recipient, one.what, tuple(sorted(one.seen - granted))


def check(step: Step, history: History) -> Difference:
    """The difference between the oracle and the steps for one history."""
    return difference(judge(history), run(step, history))


def shrink(history: History, differs: Callable[[History], bool]) -> History:
    """Remove facts one by one, from the end, as long as the history still differs."""
    again = True
    while again:
        again = False
        for index in reversed(range(len(history.facts))):
            smaller = replace(history, facts=history.facts[:index] + history.facts[index + 1 :])
            if differs(smaller):
                history, again = smaller, True
    return history


def story(history: History, found: Difference) -> str:
    """The history and the difference, readable."""
    lines = [f"history of seed {history.seed}:"]
    lines += [f"  {index:2} {line(fact)}" for index, fact in enumerate(history.facts)]
    for name, keys in (("missing", found.missing), ("extra", found.extra)):
        for at, recipient, what, case, content in sorted(keys, key=repr):
            said = ", ".join(f"{field}={value}" for field, value in content)
            lines.append(f"  {name}: at {at} {what} -> {recipient} ({case}): {said}")
    lines += [
        f"  forbidden by table B: at {at} {what} -> {to}: {held}" for at, to, what, held in found.forbidden
    ]
    lines += [f"  refused by one side only: fact {index}" for index in sorted(found.refusals)]
    lines += [f"  ledger {key}: due {due}, is {done}" for key, due, done in found.ledger]
    return "\n".join(lines)


def line(fact: Fact) -> str:
    """One fact as one line."""
    said = ", ".join(f"{name}={value}" for name, value in fact.say.items() if value not in (None, ""))
    return f"{fact.at:5} {fact.what} [{fact.record} v{fact.version}] {fact.case or ''}: {said}"
