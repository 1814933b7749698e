"""Identifiers: one canonical spelling each, and nothing wrong passes or is quoted."""

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from hub.rules.reference import load_reference
from hub.schemas.identifiers import (
    PARKETTEN,
    Bsn,
    BvhNumber,
    CaseIds,
    CjibNumber,
    Parketnummer,
    PersonIds,
    RegistryNumber,
    Skn,
    passes_cjib_check,
    passes_elfproef,
)

KINDS: dict[str, Any] = {
    "bsn": Bsn,
    "skn": Skn,
    "parketnummer": Parketnummer,
    "bvh": BvhNumber,
    "cjib": CjibNumber,
}
NOW = "01 02 03 05 08 09 10 13 15 16 18 20 21 23 71 83 96".split()  # noqa: SIM905 - as domain facts list them
DIGITS = "0123456789"


def digits(low: int, high: int | None = None) -> st.SearchStrategy[str]:
    """Texts of ASCII digits."""
    return st.text(DIGITS, min_size=low, max_size=high or low)


def canonical(kind: str, text: str) -> str:
    """What pydantic makes of a text."""
    return str(TypeAdapter(KINDS[kind]).validate_python(text))


def last_digit(first_eight: str) -> int:
    """The ninth digit of a BSN by the other formula: weighted sum of the first eight modulo 11."""
    total = 0
    for place, digit in enumerate(reversed(first_eight), start=2):
        total += place * DIGITS.index(digit)
    return total % 11


@given(digits(8))
def test_exactly_one_last_digit_passes_the_elfproef(first_eight: str) -> None:
    """The elfproef accepts the check digit of the other formula, and no other digit."""
    passing = [digit for digit in DIGITS if passes_elfproef(first_eight + digit)]
    expected = last_digit(first_eight)
    assert passing == ([] if expected == 10 else [str(expected)])


@given(digits(8), st.integers(0, 7), st.integers(1, 9))
def test_a_mistyped_digit_is_refused(first_eight: str, place: int, shift: int) -> None:
    """Every single wrong digit of a BSN is found: what the elfproef is for."""
    check = last_digit(first_eight)
    assume(check != 10 and first_eight != "00000000")
    wrong = DIGITS[(int(first_eight[place]) + shift) % 10]
    mistyped = f"{first_eight[:place]}{wrong}{first_eight[place + 1 :]}{check}"
    assert canonical("bsn", f"{first_eight}{check}") == f"{first_eight}{check}"
    with pytest.raises(ValidationError):
        canonical("bsn", mistyped)


@given(st.sampled_from(NOW), digits(6), digits(2))
def test_all_spellings_of_a_parketnummer_are_one(parket: str, number: str, year: str) -> None:
    """Slash, hyphen, point, space or nothing between the parts: the same case."""
    separators = ["/", "-", ".", " ", ""]
    spellings = [
        f"{before}{parket}{one}{number}{two}{year}{after}"
        for one, two, (before, after) in product(separators, separators, [("", ""), (" ", "\n")])
    ]
    assert {canonical("parketnummer", text) for text in spellings} == {f"{parket}/{number}-{year}"}


@given(digits(2), digits(6), digits(2))
def test_only_a_parket_that_exists_has_numbers(parket: str, number: str, year: str) -> None:
    """The parketten of today have numbers of any year, those that ended in 2013 up to then, others none."""
    ended = parket in {"04", "06", "07", "11", "12", "14", "17", "19"} and not 14 <= int(year) < 80
    if parket in NOW or ended:
        assert canonical("parketnummer", f"{parket}{number}{year}") == f"{parket}/{number}-{year}"
        return
    with pytest.raises(ValidationError) as refused:
        canonical("parketnummer", f"{parket}{number}{year}")
    assert "no_such_parket" in str(refused.value)


def test_the_parketten_of_every_region_exist() -> None:
    """What the map of the chain says of a region's numbers, the check of a number knows."""
    named = {code for region in load_reference().regions.values() for code in region.parket_codes}

    assert named <= PARKETTEN.keys()


def cjib_check_digit(fifteen: str) -> str:
    """The first digit in the banks' words: weigh from the right, take from eleven; 10 is 1, 11 is 0."""
    weights = [2, 4, 8, 5, 10, 9, 7, 3, 6, 1]
    total = 0
    for place in range(15):
        total += weights[place % 10] * int(fifteen[14 - place])
    left = 11 - total % 11
    return str(1 if left == 10 else 0 if left == 11 else left)


@pytest.mark.parametrize("published", ["1062 5422 5578 8610", "7062 5422 5630 1680"])
def test_published_cjib_numbers_pass(published: str) -> None:
    """Both numbers that the CJIB shows on its pages, with blanks or without."""
    assert canonical("cjib", published) == canonical("cjib", published.replace(" ", ""))


@given(digits(15))
def test_exactly_one_first_digit_makes_a_cjib_number(fifteen: str) -> None:
    """Each 15 digits have one check digit."""
    assert [d for d in DIGITS if passes_cjib_check(d + fifteen)] == [cjib_check_digit(fifteen)]


@given(digits(15), st.integers(1, 15), st.integers(1, 9))
def test_a_mistyped_digit_of_a_cjib_number_is_refused(fifteen: str, place: int, shift: int) -> None:
    """A single wrong digit is found, but for the few that modulo 11 folds onto one check digit."""
    right = cjib_check_digit(fifteen) + fifteen
    wrong = right[:place] + DIGITS[(int(right[place]) + shift) % 10] + right[place + 1 :]
    assume(
        cjib_check_digit(wrong[1:]) != wrong[0]
    )  # 10 and 1 have the same check digit: 1 in 11 slips through
    with pytest.raises(ValidationError):
        canonical("cjib", wrong)


@given(digits(4), digits(4), digits(6), st.none() | digits(1, 3))
def test_all_spellings_of_a_bvh_number_are_one(
    unit: str, year: str, number: str, document: str | None
) -> None:
    """New form: with or without hyphen, document suffix or capitals, the same case."""
    suffix = "" if document is None else f"-{document}"
    spellings = [f"PL{unit}-{year}{number}", f"PL{unit}{year}{number}", f" pl{unit}-{year}{number} "]
    found = {canonical("bvh", text.rstrip() + suffix) for text in spellings}
    assert found == {f"PL{unit}-{year}{number}"}


@given(digits(2), st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + DIGITS, min_size=2, max_size=2), digits(10))
def test_the_old_bvh_form_keeps_its_space(region: str, unit: str, number: str) -> None:
    """Old form: the district in letters, a space, and the document suffix gone."""
    spellings = [f"PL{region}{unit} {number}", f"pl{region}{unit.lower()} {number}-1"]
    assert {canonical("bvh", text) for text in spellings} == {f"PL{region}{unit} {number}"}


VALID = [
    ("bsn", "999990019"),
    ("skn", "1234567"),
    ("skn", "12345678"),
    ("parketnummer", "02.123456.16"),
    ("bvh", "pl2000-2016123456-1"),
    ("bvh", "PL20KE 2013110751-1"),
    ("cjib", "1062 5422 5578 8610"),
]


@pytest.mark.parametrize(("kind", "text"), VALID)
def test_a_canonical_form_is_its_own_canonical_form(kind: str, text: str) -> None:
    """Reading an identifier twice changes nothing more."""
    once = canonical(kind, text)
    assert canonical(kind, once) == once


WRONG = [
    ("bsn", "999990018"),
    ("bsn", "000000000"),
    ("bsn", "99999001"),
    ("bsn", " 999990019"),
    ("bsn", "\uff19\uff19\uff19\uff19\uff19\uff10\uff10\uff11\uff19"),  # full width: int() reads it
    ("skn", "123456"),
    ("skn", "123456789"),
    ("skn", "\u0661\u0662\u0663\u0664\u0665\u0666\u0667"),
    ("parketnummer", "02/12345-16"),
    ("parketnummer", "02_123456_16"),
    ("parketnummer", "0\u0662/123456-16"),
    ("parketnummer", "99/123456-16"),
    ("parketnummer", "12/123456-16"),
    ("cjib", "2062542255788610"),
    ("cjib", "1062542255788601"),
    ("cjib", "106254225578861"),
    ("cjib", "1062-5422-5578-8610"),
    ("bvh", "PL2000-201612345"),
    ("bvh", "PL20KE-2013110751"),
    ("bvh", "NL2000-2016123456"),
    ("bvh", "PL2000-2016123456-1234"),
    ("bvh", ""),
]


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_a_wrong_identifier_is_refused_without_being_quoted(kind: str, text: str) -> None:
    """Neither the text of the refusal nor its details hold what was refused."""
    owner = PersonIds if kind in PersonIds.model_fields else CaseIds
    with pytest.raises(ValidationError) as caught:
        owner.model_validate({kind: text})
    details = caught.value.errors(include_input=False)
    assert [detail["loc"] for detail in details] == [(kind,)]
    if text:
        assert text.strip() not in str(caught.value)
        assert text.strip() not in json.dumps(details, default=str, ensure_ascii=False)


def test_the_strongest_identifier_of_a_person_comes_first() -> None:
    """BSN, then SKN, then the number of one registry: the first one names the subject."""
    registry = RegistryNumber(scope="gcos:VH22", value="k-1")
    everything = PersonIds(registry=registry, skn="12345678", bsn="999990019")
    assert everything.keys() == (("bsn", "999990019"), ("skn", "12345678"), ("gcos:VH22", "k-1"))
    assert PersonIds(registry=registry, skn="12345678").keys()[0] == ("skn", "12345678")
    assert PersonIds().keys() == ()


def test_the_first_identifier_of_a_case_is_the_one_that_exists_first() -> None:
    """The police number stands before the parketnummer, and both in canonical form."""
    case = CaseIds(parketnummer="02-123456-16", bvh="PL20002016123456-2")
    assert case.keys() == (("bvh", "PL2000-2016123456"), ("parketnummer", "02/123456-16"))
    everything = CaseIds(
        other_parketnummer="02.654321.16",
        cjib="1062542255788610",
        parketnummer="0212345616",
        other_bvh="PL2100-2016654321",
        bvh="PL2000-2016123456",
    )
    assert everything.keys() == (
        ("bvh", "PL2000-2016123456"),
        ("bvh", "PL2100-2016654321"),
        ("parketnummer", "02/123456-16"),
        ("parketnummer", "02/654321-16"),
        ("cjib", "1062542255788610"),
    )
    assert CaseIds().keys() == ()


@pytest.mark.parametrize("scope", ["GCOS", "gcos:22", "gcos:VH2", "gcos:VH\u0662\u0662", ""])
def test_a_scope_names_a_registry_and_perhaps_a_house(scope: str) -> None:
    """A registry's number means nothing without a well-formed scope."""
    with pytest.raises(ValidationError):
        RegistryNumber(scope=scope, value="k-1")
