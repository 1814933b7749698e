"""The reference data fits together, and says what its sources say."""

from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from hub.rules import Rules
from hub.rules.reference import load_reference

JULY = date(2016, 7, 15)
TOTALS = {"municipalities": 390, "houses": 33, "regions": 10, "sepot grounds": 51}

HOUSES_AND_MUNICIPALITIES = {
    "NOORD-NEDERLAND": ([5, 6, 7], 59),
    "OOST-NEDERLAND": ([8, 9, 10, 11, 12, 13], 79),
    "MIDDEN-NEDERLAND": ([14, 15, 16], 39),
    "NOORD-HOLLAND": ([1, 2, 3], 35),
    "AMSTERDAM": ([4], 6),
    "DEN-HAAG": ([17, 18], 28),
    "ROTTERDAM": ([19, 20], 32),
    "ZEELAND-WEST-BRABANT": ([21, 22, 23, 24], 39),
    "OOST-BRABANT": ([25, 26, 27], 40),
    "LIMBURG": ([28, 29, 30, 31, 32, 33], 33),
}
"""Annex I of the report, and the number of municipalities by CBS 2016."""


def test_the_tables_are_complete(rules: Rules) -> None:
    """There are 390 municipalities, 33 houses, 10 regions and 51 sepot grounds."""
    found = {
        "municipalities": len(rules.reference.municipalities),
        "houses": sum(house.holds(JULY) for house in rules.reference.houses.values()),
        "regions": len(rules.reference.regions),
        "sepot grounds": len(rules.decisions.sepot_grounds),
    }

    assert found == TOTALS


@pytest.mark.parametrize("region", HOUSES_AND_MUNICIPALITIES)
def test_a_region_has_its_houses_and_municipalities(rules: Rules, region: str) -> None:
    """Each region has the houses of annex I and as many municipalities as CBS counts."""
    numbers, municipalities = HOUSES_AND_MUNICIPALITIES[region]

    of_2016 = [
        one for one in rules.reference.regions[region].houses if rules.reference.houses[one].holds(JULY)
    ]
    assert of_2016 == [f"VH{number:02}" for number in numbers]
    assert sum(m.region == region for m in rules.reference.municipalities.values()) == municipalities


def test_every_municipality_has_a_house_that_exists(rules: Rules) -> None:
    """In 2016 every municipality has a house, and that house exists."""
    reference = rules.reference
    homeless = [code for code in reference.municipalities if reference.house_of(code, JULY) is None]

    assert homeless == []


def test_how_certain_the_houses_are(rules: Rules) -> None:
    """295 municipalities have a house by veiligheidsregio, 50 surely, 36 probably and 9 by guess."""
    found = Counter(m.certainty for m in rules.reference.municipalities.values())

    assert found == {"by-VR": 295, "sure": 50, "probable": 36, "guess": 9}


@pytest.mark.parametrize(
    ("code", "house", "region"),
    [
        ("GM0716", "VH22", "ZEELAND-WEST-BRABANT"),  # Tholen: over the border of its veiligheidsregio
        ("GM0797", "VH24", "OOST-BRABANT"),  # Heusden: a house in another ZSM region
        ("GM0748", "VH22", "ZEELAND-WEST-BRABANT"),  # Bergen op Zoom
        ("GM0599", "VH19", "ROTTERDAM"),
        ("GM0363", "VH04", "AMSTERDAM"),
    ],
)
def test_known_municipalities(rules: Rules, code: str, house: str, region: str) -> None:
    """Municipalities that a source names go to the house it names."""
    place = rules.reference.municipalities[code]

    assert (rules.reference.house_of(code, JULY), place.region) == (house, region)


def test_an_unknown_municipality_has_no_house(rules: Rules) -> None:
    """A code that CBS did not know in 2016 has no house, rather than a guessed one."""
    assert rules.reference.house_of("GM1961", JULY) is None


@pytest.mark.parametrize(
    ("day", "house"), [(date(2016, 12, 31), "VH31"), (date(2017, 1, 1), "VH34"), (date(2015, 12, 31), None)]
)
def test_a_house_ends_on_the_first_day_it_no_longer_exists(
    rules: Rules, day: date, house: str | None
) -> None:
    """VH31 takes Heerlen up to 2016-12-31, its successor after that, nobody before the table's validity."""
    assert rules.reference.house_of("GM0917", day) == house


@pytest.mark.parametrize(("day", "house"), [(date(2018, 12, 31), "VH20"), (date(2019, 1, 1), None)])
def test_a_municipality_that_moved_region_is_not_guessed(rules: Rules, day: date, house: str | None) -> None:
    """Leerdam left for another ZSM region in 2019: from then on this table does not speak of it."""
    assert rules.reference.house_of("GM0545", day) == house


@pytest.mark.parametrize(
    ("parket", "region"),
    [("05", "OOST-NEDERLAND"), ("08", "OOST-NEDERLAND"), ("02", "ZEELAND-WEST-BRABANT"), ("71", None)],
)
def test_the_region_of_a_parket_code(rules: Rules, parket: str, region: str | None) -> None:
    """Oost-Nederland has two parket codes; the Landelijk Parket belongs to no region."""
    assert rules.reference.region_of_parket(parket) == region


def test_the_simulators_get_the_same_reference(rules: Rules) -> None:
    """`load_reference` gives what the rules hold."""
    assert load_reference().municipalities == rules.reference.municipalities


def test_every_data_file_names_its_licence() -> None:
    """Each table and rule file starts with a comment that says under which terms its content stands."""
    terms = ("CC-BY 4.0", "EUPL-1.2", "no copyright")
    data = files("hub.rules").joinpath("data")
    silent = []
    for file in data.iterdir():
        lines = file.read_text("utf-8").splitlines()
        head = " ".join(line for line in lines[:6] if line.startswith("#"))
        if not any(term in head for term in terms):
            silent.append(file.name)

    assert silent == []


@pytest.mark.parametrize(
    ("municipality", "region"),
    [("GM0716", "ZEELAND-WEST-BRABANT"), ("GM0363", "AMSTERDAM"), ("GM0599", "ROTTERDAM"), ("GM9999", None)],
)
def test_the_region_of_a_residence(rules: Rules, municipality: str, region: str | None) -> None:
    """A municipality lies in one ZSM region; of one that is not known nobody guesses."""
    assert rules.reference.region_of(municipality, JULY) == region
