"""What a decision may be."""

from datetime import date

import pytest

from hub.rules import Rules
from hub.rules.ages import age_on
from hub.schemas.vocabulary import DecisionKind as Kind


@pytest.mark.parametrize(
    ("kind", "grounds", "age", "breach"),
    [
        (Kind.TOM, [], 17, "tom-for-minor"),
        (Kind.TOM, [], 18, None),
        (Kind.OTP, [], 17, None),
        (Kind.OTP, [], 18, "otp-for-adult"),
        (Kind.TOM, [], None, None),
        (Kind.OTP, [], None, None),
        (Kind.DAGVAARDING, [], 16, None),
        (Kind.BELEIDSSEPOT_VOORWAARDELIJK, ["54"], 18, None),
        (Kind.TECHNISCH_SEPOT, ["01"], 18, None),
        (Kind.BELEIDSSEPOT_VOORWAARDELIJK, ["54", "57"], 18, "unknown-sepot-ground"),
        (Kind.BELEIDSSEPOT_VOORWAARDELIJK, ["1"], None, "unknown-sepot-ground"),
    ],
)
def test_a_decision_is_checked(
    rules: Rules, kind: Kind, grounds: list[str], age: int | None, breach: str | None
) -> None:
    """TOM is for adults, OTP for minors, an unknown age passes, and sepot grounds must exist."""
    assert rules.decisions.check_decision(kind, grounds, age) == breach


@pytest.mark.parametrize("code", ["00", "10", "19", "24", "57", "60", "69", "75", "78", "81", "87", "89"])
def test_numbers_that_are_no_ground(rules: Rules, code: str) -> None:
    """The Aanwijzing has gaps; the numbers in them are no grounds."""
    assert code not in rules.decisions.sepot_grounds


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1998, 7, 15), date(2016, 7, 14), 17),
        (date(1998, 7, 15), date(2016, 7, 15), 18),
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(1998, 12, 31), date(2016, 1, 1), 17),
    ],
)
def test_ages(birth: date, day: date, age: int) -> None:
    """The age rises on the birthday; who is born on 29 February waits for 1 March."""
    assert age_on(birth, day) == age
