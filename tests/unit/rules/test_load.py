"""Data that does not fit stops the program, with the file and the entry."""

from datetime import date

import pytest

from hub.errors import ConfigurationError
from hub.rules.dated import Dated, check_apart
from hub.rules.load import fit, read_rules, read_table
from hub.rules.reference import House, Municipality, Reference


def test_a_typo_in_a_field_is_an_error() -> None:
    """A field that the model does not know is refused, with file, entry and field."""
    with pytest.raises(ConfigurationError, match=r"x\.toml, entry 2: valid_form"):
        fit("x.toml", Dated, [{}, {"valid_form": "2016-01-01"}])


def test_a_file_that_is_not_there_is_an_error() -> None:
    """Missing data is not empty data."""
    with pytest.raises(ConfigurationError, match=r"nowhere\.csv is missing"):
        read_table("nowhere.csv", Dated)


def test_a_file_that_is_not_toml_is_an_error() -> None:
    """A table read as rules is refused."""
    with pytest.raises(ConfigurationError, match="is not TOML"):
        read_rules("houses.csv")


def test_a_municipality_without_a_house_is_an_error() -> None:
    """A municipality that names a house which does not exist is refused at start."""
    place = Municipality(
        code="GM0716",
        name="Tholen",
        region="LIMBURG",
        house="VH01",
        certainty="sure",
        safety_region="VR19",
    )
    houses: list[House] = []

    with pytest.raises(ConfigurationError, match="GM0716"):
        Reference([], houses, [place])


@pytest.mark.parametrize(
    ("first", "end", "holds"),
    [
        (None, None, True),
        (date(2016, 7, 15), None, True),
        (date(2016, 7, 16), None, False),
        (None, date(2016, 7, 15), False),
        (None, date(2016, 7, 16), True),
    ],
)
def test_validity_is_half_open(first: date | None, end: date | None, holds: bool) -> None:
    """The first day counts, the end does not, and an absent bound is open."""
    assert Dated(valid_from=first, valid_to=end).holds(date(2016, 7, 15)) is holds


def test_an_empty_span_is_an_error() -> None:
    """A version that ends before it starts holds on no day, which is never meant."""
    with pytest.raises(ConfigurationError):
        check_apart("x", [Dated(valid_from=date(2017, 1, 1), valid_to=date(2017, 1, 1))])
