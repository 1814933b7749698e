"""Table A as data: rows by date, row 15's age bands."""

from datetime import date

import pytest

from hub.errors import ConfigurationError
from hub.rules import Rules
from hub.rules.routing import Certainty, Colours, Offering, RoutingRules, Row, RuleRef
from hub.schemas.vocabulary import InstrumentColour

JULY = date(2016, 7, 15)
INFERRED_AS_A_WHOLE = {"A3", "A4", "A5", "A6", "A7", "A20"}
"""Rows of table A whose ground says "inferred" of the row itself."""


def test_all_rows_exist(rules: Rules) -> None:
    """Rows A1 to A20 have a version, a ground and a summary in July 2016."""
    found = [rules.routing.rule(f"A{number}", JULY) for number in range(1, 21)]

    assert all(rule.version and rule.ground for rule in found)
    assert {rule.row for rule in found if rule.certainty == "inferred"} == INFERRED_AS_A_WHOLE
    assert all(version.summary for versions in rules.routing.rows.values() for version in versions)


def test_a_row_names_its_ground(rules: Rules) -> None:
    """The reference of row 9 is what an outbound event carries."""
    assert rules.routing.rule("A9", JULY) == RuleRef("A9", "2016.1", "845, 1466, 1549-1560", "report")


@pytest.mark.parametrize(
    ("row", "day"), [("A21", JULY), ("A2", date(2015, 12, 31)), ("A16", date(2016, 4, 30))]
)
def test_a_row_without_a_version_that_day_is_an_error(rules: Rules, row: str, day: date) -> None:
    """Unknown rows, days before the rules and KIB before its pilot are refused."""
    with pytest.raises(ConfigurationError):
        rules.routing.rule(row, day)


def version(name: str, first: date | None, end: date | None) -> Row:
    """A version of row A2."""
    return Row(
        row="A2",
        version=name,
        valid_from=first,
        valid_to=end,
        ground="",
        certainty=Certainty.REPORT,
        summary="",
    )


@pytest.mark.parametrize(("day", "expected"), [(date(2016, 12, 31), "1"), (date(2017, 1, 1), "2")])
def test_the_day_picks_the_version(day: date, expected: str) -> None:
    """A version ends before the day of its valid_to, on which the next begins."""
    change = date(2017, 1, 1)
    routing = RoutingRules([version("1", None, change), version("2", change, None)], [], [])

    assert routing.rule("A2", day).version == expected


def test_overlapping_versions_stop_the_program() -> None:
    """Two versions of a row on one day are refused at start."""
    with pytest.raises(ConfigurationError):
        RoutingRules([version("1", None, date(2017, 1, 2)), version("2", date(2017, 1, 1), None)], [], [])


@pytest.mark.parametrize(
    ("age", "minor_involved", "expected"),
    [
        (12, False, {"RVDK"}),
        (17, False, {"RVDK"}),
        (17, True, {"RVDK"}),
        (18, False, {"3RO", "RVDK"}),
        (22, False, {"3RO", "RVDK"}),
        (22, True, {"3RO", "RVDK"}),
        (23, False, {"3RO"}),
        (23, True, {"3RO", "RVDK"}),
        (80, False, {"3RO"}),
    ],
)
def test_whom_a_case_is_offered(rules: Rules, age: int, minor_involved: bool, expected: set[str]) -> None:
    """Under 18 the Raad, 18 to 22 both, 23 and over 3RO, with the Raad when a minor is involved."""
    partners = rules.routing.partners_for(age, minor_involved=minor_involved, on=JULY)

    assert set(partners) == expected
    assert len(partners) == len(expected)


def test_no_offering_rule_that_day_is_an_error() -> None:
    """Without age bands for the day nobody is offered anything in silence."""
    empty: list[Offering] = []

    with pytest.raises(ConfigurationError):
        RoutingRules([], empty, []).partners_for(30, minor_involved=False, on=JULY)


@pytest.mark.parametrize(
    ("colour", "partners"),
    [
        (InstrumentColour.GROEN, ("SHN",)),
        (InstrumentColour.ORANJE, ("SHN", "3RO")),
        (InstrumentColour.ROOD, ("SHN", "3RO", "RVDK", "GEMEENTE", "VEILIG_THUIS", "GI")),
    ],
)
def test_whom_a_colour_names(rules: Rules, colour: InstrumentColour, partners: tuple[str, ...]) -> None:
    """Green is for SHN, orange adds 3RO, red the Raad, the municipality, Veilig Thuis and the GI."""
    assert rules.routing.partners_by_colour(colour, JULY) == partners


@pytest.mark.parametrize("day", [date(2016, 4, 30), date(2016, 9, 1)])
def test_colours_have_their_days(rules: Rules, day: date) -> None:
    """Before the first and from the last day of the pilot no colour names anybody."""
    with pytest.raises(ConfigurationError):
        rules.routing.partners_by_colour(InstrumentColour.GROEN, day)


def test_a_colour_that_takes_partners_away_stops_the_program() -> None:
    """Red without a partner of orange would un-offer a case, and is refused at start."""
    colours = Colours(version="x", GROEN=("SHN",), ORANJE=("SHN", "3RO"), ROOD=("SHN", "RVDK"))

    with pytest.raises(ConfigurationError):
        RoutingRules([], [], [], [colours])


@pytest.mark.parametrize(
    ("age", "offered", "asked"),
    [
        (12, ("RVDK",), ("vir", "RVDK")),
        (22, ("3RO", "RVDK"), ("vir", "RVDK")),
        (22, ("3RO", "SHN"), ("vir", "3RO")),
        (22, ("SHN",), None),
        (23, ("3RO", "RVDK"), None),
    ],
)
def test_who_asks_the_index_of_young_people(
    rules: Rules, age: int, offered: tuple[str, ...], asked: tuple[str, str] | None
) -> None:
    """Up to 22 the Raad looks the suspect up in VIR, or 3RO where only that has the case."""
    assert rules.routing.risk_index(age, offered, JULY) == asked


@pytest.mark.parametrize(
    ("articles", "light"),
    [
        (["Sr 310"], True),
        (["Sr 310", "Sr 350"], True),
        (["Sr 310", "Sr 312"], False),
        (["Sr 312"], False),
        (["Sr 31"], False),
        ([], False),
    ],
)
def test_what_is_light(rules: Rules, articles: list[str], light: bool) -> None:
    """A case is light if all its offences are; without offences it is not."""
    assert rules.routing.light_only(articles, JULY) is light


def test_no_list_of_light_offences_that_day_is_an_error(rules: Rules) -> None:
    """Before the list nobody judges what is light."""
    with pytest.raises(ConfigurationError):
        rules.routing.light_only(["Sr 310"], date(2015, 12, 31))


def test_registries(rules: Rules) -> None:
    """3RO is asked at IRIS, the Raad at KBPS, and no other partner has a client register here."""
    assert (rules.routing.registry_of("3RO"), rules.routing.registry_of("RVDK")) == ("iris", "kbps")
    with pytest.raises(ConfigurationError):
        rules.routing.registry_of("OM")
