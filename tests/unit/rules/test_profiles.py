"""Region profiles: as the hub runs them beside as the Inspectie saw them."""

from datetime import date

import pytest

from hub.errors import ConfigurationError
from hub.rules import Rules, load_rules

JULY = date(2016, 7, 15)


@pytest.fixture(scope="module")
def observed() -> Rules:
    """The rules in mode observed_2016."""
    return load_rules("observed_2016")


def test_the_hub_pushes_feedback_to_every_house(rules: Rules) -> None:
    """In mode hub no house has to ask for its Terugkoppeling."""
    assert {rules.profiles.feedback(house, JULY) for house in rules.reference.houses} == {"push"}


def test_in_2016_only_rotterdam_pushed(observed: Rules) -> None:
    """As observed, feedback reached the two houses of Rotterdam by itself, and no other (1555)."""
    pushed = {
        house for house in observed.reference.houses if observed.profiles.feedback(house, JULY) == "push"
    }

    assert pushed == {"VH19", "VH20"}


@pytest.mark.parametrize(
    ("house", "link"),
    [("VH04", "none"), ("VH06", "none"), ("VH19", "physical"), ("VH20", "video"), ("VH22", "digital")],
)
def test_links_of_2016(observed: Rules, house: str, link: str) -> None:
    """Links differ by region, and within Rotterdam by house."""
    assert observed.profiles.link(house, JULY) == link


def test_the_observed_profile_agrees_with_the_table_of_houses(observed: Rules) -> None:
    """Link and feedback of the region profiles are those that stand beside each house."""
    houses = observed.reference.houses.values()

    assert all(observed.profiles.link(house.id, JULY) == house.link_2016 for house in houses)
    assert all(
        (observed.profiles.feedback(house.id, JULY) == "push") == (house.feedback_2016 == "push")
        for house in houses
    )


@pytest.mark.parametrize(
    ("day", "works"), [(date(2016, 4, 30), False), (date(2016, 5, 1), True), (date(2017, 1, 1), False)]
)
def test_kib_is_dated(observed: Rules, day: date, works: bool) -> None:
    """The Keteninformatiebureau works in Rotterdam from 2016-05-01 to the end of its pilot."""
    assert observed.profiles.kib("ROTTERDAM", day) is works
    assert not observed.profiles.kib("AMSTERDAM", day)


@pytest.mark.parametrize("region", [None, "LANDELIJK"])
def test_a_case_in_no_region_has_no_regional_ways(region: str | None, rules: Rules) -> None:
    """A region that a registry names and the table does not know switches nothing on, and stops nothing."""
    assert rules.profiles.of_case(region, JULY) is None
    assert not rules.profiles.kib(region, JULY)
    assert not rules.profiles.top_1000(region, JULY)


def test_the_lists_are_worked_with_in_amsterdam_only(rules: Rules) -> None:
    """The PGA team works with the Top-600 and Top-400 in Amsterdam, and in no other region."""
    working = {region for region in rules.reference.regions if rules.profiles.top_1000(region, JULY)}

    assert working == {"AMSTERDAM"}


def test_the_police_have_a_seat_where_triage_straf_is(rules: Rules) -> None:
    """The four houses of Zeeland-West-Brabant look at the arrested suspects each morning, and no other."""
    assert rules.profiles.with_triage_straf() == ("VH21", "VH22", "VH23", "VH24")
    assert rules.profiles.triage_straf("VH22", JULY)
    assert not rules.profiles.triage_straf("VH19", JULY)


def test_a_region_that_nobody_knows_has_no_ways_of_its_own(rules: Rules) -> None:
    """What a profile switches on is off in a region that has none, and where the region is not known."""
    for region in ("ATLANTIS", None):
        assert not rules.profiles.werkplaats(region, JULY)
        assert not rules.profiles.adult_gate(region, JULY)


def test_no_region_is_known_to_want_3ro_at_each_decision(rules: Rules) -> None:
    """Where 3RO have the arrangement of the Raad is not said (708): an assumption, off in every region."""
    profiles = [rules.profiles.region(region, JULY) for region in rules.reference.regions]

    assert {(one.adult_gate, one.basis["adult_gate"]) for one in profiles} == {(False, "assumption")}


def test_regional_ways(observed: Rules) -> None:
    """Triage straf, Werkplaats and Top-1000 are where the report saw them."""
    found = {
        way: {
            region
            for region in observed.reference.regions
            if getattr(observed.profiles.region(region, JULY), way)
        }
        for way in ("triage_straf", "werkplaats", "top_1000")
    }

    assert found == {
        "triage_straf": {"ZEELAND-WEST-BRABANT"},
        "werkplaats": {"NOORD-NEDERLAND", "MIDDEN-NEDERLAND"},
        "top_1000": {"AMSTERDAM"},
    }


@pytest.mark.parametrize("mode", ["hub", "observed"])
def test_every_field_has_its_basis(mode: str, rules: Rules, observed: Rules) -> None:
    """Each field of each profile says which line of the report it rests on, or that it is an assumption."""
    fields = {"link", "feedback", "triage_straf", "kib", "werkplaats", "top_1000", "adult_gate"}
    profiles = (rules if mode == "hub" else observed).profiles
    found = [profiles.region(region, JULY).basis for region in rules.reference.regions]

    assert all(basis.keys() == fields for basis in found)
    assert all(
        one == "assumption" or one.startswith("report l.") for basis in found for one in basis.values()
    )


def test_an_unknown_house_is_an_error(rules: Rules) -> None:
    """No house, no way of working."""
    with pytest.raises(ConfigurationError):
        rules.profiles.feedback("VH99", JULY)


@pytest.mark.parametrize(
    ("region", "day", "ends"),
    [
        ("ROTTERDAM", date(2016, 8, 31), date(2016, 9, 1)),
        ("ROTTERDAM", date(2016, 9, 1), None),
        ("AMSTERDAM", date(2016, 8, 31), None),
        (None, date(2016, 8, 31), None),
    ],
)
def test_until_when_kib_works(region: str | None, day: date, ends: date | None, rules: Rules) -> None:
    """While the Keteninformatiebureau works, the first day without it is known; else there is none."""
    assert rules.profiles.kib_until(region, day) == ends
