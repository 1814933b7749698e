"""The suite sees: an adapter that is wrong in one thing breaks the rule about it, and no other."""

from collections.abc import Collection

import pytest

from hub.kit.conformance import conformance
from hub.kit.rules import RULES, Rule
from tests.unit.kit import broken
from tests.unit.kit.broken import Whole

ONE_RULE = [
    (broken.Stateful, "order-tolerant"),
    (broken.GuessesCodes, "unknown-code-refused"),
    (broken.SwallowsFields, "unknown-field-reported"),
    (broken.NaiveIsUtc, "naive-time-refused"),
    (broken.GuessesNumbers, "meaningless-value-refused"),
    (broken.TakesHalf, "truncation-refused"),
    (broken.ForgetsOffsets, "nights-of-the-clock"),
    (broken.Quotes, "no-person-in-refusal"),
    (broken.QuotesInCause, "no-person-in-refusal"),
    (broken.Logs, "no-person-in-log"),
    (broken.Prints, "no-person-in-log"),
    (broken.CutsTexts, "event-fits-or-is-refused"),
    (broken.ReadsTheFirstMegabyte, "oversize-refused"),
    (broken.ShortensIds, "idempotent-delivery"),
    (broken.WritesAnything, "not-carried-refused"),
]
SEVERAL = [
    # What is written otherwise each time is also sent otherwise each time.
    (broken.Counts, {"deterministic", "idempotent-delivery"}),
    # A key that is a person's number has no room for the hub's own ids.
    (broken.PersonInRecord, {"no-person-in-attributes", "idempotent-delivery"}),
    # A key made of the bytes is lost by every rewriting.
    (
        broken.NamesByBytes,
        {
            "duplicate-keeps-id",
            "parse-gives-back-render",
            "render-gives-back-parse",
            "idempotent-delivery",
            "event-fits-or-is-refused",
        },
    ),
    (broken.SwapsTimes, {"parse-gives-back-render", "render-gives-back-parse"}),
    # An exception that is no refusal is met by every rule that cuts or damages messages.
    (
        broken.Crashes,
        {
            "damage-never-crashes",
            "truncation-refused",
            "garbage-refused",
            "order-tolerant",
            "no-person-in-refusal",
            "no-person-in-log",
        },
    ),
    (broken.SaysNotWhere, {"truncation-refused", "garbage-refused"}),
]


FAULTS = [*((adapter, {rule}) for adapter, rule in ONE_RULE), *SEVERAL]


def broken_rules(adapter: type[Whole], tried: Collection[Rule] = RULES) -> set[str]:
    """The rules that an adapter breaks, each told with a place."""
    failed = conformance(adapter(), examples=8, fewest=3, rules=tried).failed
    assert all(one.place and one.what for one in failed)
    return {one.rule for one in failed}


def test_without_a_fault_no_rule_is_broken() -> None:
    """The adapter that the others are made of holds every rule; else the tests below would prove little."""
    assert broken_rules(Whole) == set()


@pytest.mark.parametrize(("adapter", "rules"), FAULTS, ids=lambda one: getattr(one, "__name__", ""))
@pytest.mark.parametrize("all_are_tried", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_fault_breaks_its_rules(adapter: type[Whole], rules: set[str], *, all_are_tried: bool) -> None:
    """The rules that are meant are broken, each by itself; and, when all are tried, no other."""
    tried = [rule for rule in RULES if all_are_tried or rule.id in rules]

    assert broken_rules(adapter, tried) == rules


def test_a_failure_is_told_without_content() -> None:
    """The place of the smallest message that breaks a rule is told, and nothing that stood there."""
    tried = [rule for rule in RULES if rule.id == "unknown-code-refused"]
    (failed,) = conformance(broken.GuessesCodes(), examples=8, fewest=3, rules=tried).failed

    assert failed.place in {"advies: rol", "markering: rol", "markering: inhoud.herkomst", "plan: rol"}
