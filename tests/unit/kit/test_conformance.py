"""Every registry that is built in holds every rule that an outsider's must hold."""

import pytest

from hub.adapters import ADAPTERS
from hub.kit.conformance import conformance
from hub.kit.rules import RULES


@pytest.mark.parametrize("registry", sorted(ADAPTERS))
@pytest.mark.parametrize(
    ("examples", "fewest"), [(8, 1), pytest.param(100, 20, marks=pytest.mark.long)], ids=["few", "many"]
)
def test_a_registry_holds_every_rule(registry: str, examples: int, fewest: int) -> None:
    """Messages made up from its own models break no rule of the suite."""
    report = conformance(ADAPTERS[registry], examples=examples, fewest=fewest)

    assert [(one.rule, one.place, one.what) for one in report.failed] == []
    assert len(report.outcomes) == len(RULES)


def test_the_same_seed_gives_the_same_report() -> None:
    """A run can be repeated elsewhere: nothing of it depends on when or where it is."""
    reports = [conformance(ADAPTERS["kib"], seed=7, examples=5) for _ in range(2)]

    assert reports[0] == reports[1]


def test_every_rule_says_what_and_why() -> None:
    """Each rule has an id of its own, a sentence and a reason, for who reads a report sees nothing else."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") and rule.reason.endswith(".") for rule in RULES)
