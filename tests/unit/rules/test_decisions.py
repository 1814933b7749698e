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


COMBINATIONS = [
    (Kind.TECHNISCH_SEPOT, ["02", "05"], (), None),
    (Kind.TECHNISCH_SEPOT, [], (), None),
    (Kind.BELEIDSSEPOT_ONVOORWAARDELIJK, ["40", "54", "20"], (), None),
    (Kind.BELEIDSSEPOT_VOORWAARDELIJK, ["54"], ("meldplicht",), None),
    (Kind.BELEIDSSEPOT_VOORWAARDELIJK, [], (), None),
    (Kind.BELEIDSSEPOT_ONVOORWAARDELIJK, ["95"], (), None),
    (Kind.TRANSACTIE, [], ("schadevergoeding",), None),
    (Kind.TECHNISCH_SEPOT, ["01"], (), None),
    (Kind.TECHNISCH_SEPOT, ["01", "02"], (), "sepot-ground-01-excludes-all"),
    (Kind.TECHNISCH_SEPOT, ["02", "01"], (), "sepot-ground-01-excludes-all"),
    (Kind.TECHNISCH_SEPOT, ["02", "40"], (), "technical-sepot-excludes-policy"),
    (Kind.BELEIDSSEPOT_ONVOORWAARDELIJK, ["40", "02"], (), "technical-sepot-excludes-policy"),
    (Kind.TECHNISCH_SEPOT, ["40"], (), "sepot-ground-of-other-kind"),
    (Kind.TECHNISCH_SEPOT, ["95"], (), "sepot-ground-of-other-kind"),
    (Kind.BELEIDSSEPOT_VOORWAARDELIJK, ["02"], (), "sepot-ground-of-other-kind"),
    (Kind.DAGVAARDING, ["40"], (), "sepot-ground-without-sepot"),
    (Kind.OM_STRAFBESCHIKKING, ["02"], (), "sepot-ground-without-sepot"),
    (Kind.TECHNISCH_SEPOT, ["02"], ("meldplicht",), "only-policy-sepot-is-conditional"),
    (Kind.BELEIDSSEPOT_ONVOORWAARDELIJK, ["40"], ("meldplicht",), "only-policy-sepot-is-conditional"),
    (Kind.TECHNISCH_SEPOT, ["99"], (), "administrative-sepot"),
    (Kind.BELEIDSSEPOT_ONVOORWAARDELIJK, ["99"], (), "administrative-sepot"),
    (Kind.BELEIDSSEPOT_ONVOORWAARDELIJK, ["40", "99"], (), "administrative-sepot"),
]


@pytest.mark.parametrize(("kind", "grounds", "conditions", "breach"), COMBINATIONS)
def test_how_grounds_combine(
    rules: Rules, kind: Kind, grounds: list[str], conditions: tuple[str, ...], breach: str | None
) -> None:
    """Technical excludes policy, 01 excludes all, only policy is conditional, and 99 ends no case."""
    assert rules.decisions.check_decision(kind, grounds, 30, conditions) == breach


def test_every_ground_fits_exactly_one_kind_of_sepot_or_none(rules: Rules) -> None:
    """Each of the 51 grounds alone: nine are technical, one is administrative, the others are policy."""
    fits = {
        kind: {
            g for g in rules.decisions.sepot_grounds if not rules.decisions.check_decision(kind, [g], None)
        }
        for kind in Kind
    }

    assert fits.pop(Kind.TECHNISCH_SEPOT) == {f"0{number}" for number in range(1, 10)}
    policy = fits.pop(Kind.BELEIDSSEPOT_VOORWAARDELIJK)
    assert len(policy) == 41
    assert "99" not in policy
    assert fits.pop(Kind.BELEIDSSEPOT_ONVOORWAARDELIJK) == policy
    assert not any(fits.values())


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
