"""The suite sees: an adapter that is wrong in one thing breaks the rule about it, and no other."""

import pytest

from hub.kit.conformance import conformance
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


def broken_rules(adapter: type[Whole]) -> set[str]:
    """The rules that an adapter breaks, each told with a place."""
    failed = conformance(adapter(), examples=8, fewest=3).failed
    assert all(one.place and one.what for one in failed)
    return {one.rule for one in failed}


def test_without_a_fault_no_rule_is_broken() -> None:
    """The adapter that the others are made of holds every rule; else the tests below would prove little."""
    assert broken_rules(Whole) == set()


@pytest.mark.parametrize(("adapter", "rule"), ONE_RULE, ids=lambda one: getattr(one, "__name__", one))
def test_one_fault_breaks_one_rule(adapter: type[Whole], rule: str) -> None:
    """The rule that is meant is broken, and no other."""
    assert broken_rules(adapter) == {rule}


@pytest.mark.parametrize(
    ("adapter", "rules"), SEVERAL, ids=lambda one: getattr(one, "__name__", "") or str(len(one))
)
def test_some_faults_break_several(adapter: type[Whole], rules: set[str]) -> None:
    """Where one fault is several things at once, exactly those rules are broken."""
    assert broken_rules(adapter) == rules


def test_a_failure_is_told_without_content() -> None:
    """The place of the smallest message that breaks a rule is told, and nothing that stood there."""
    (failed,) = conformance(broken.GuessesCodes(), examples=8, fewest=3).failed

    assert failed.place in {"advies: rol", "markering: rol", "markering: inhoud.herkomst", "plan: rol"}
