from collections import Counter, deque
from datetime import date
from itertools import islice, repeat, starmap

import pytest

from hub.errors import ConfigurationError
from hub.rules.reference import load_reference
from simulators.people import CaseNumbers, Population, bsns_for_tests
from simulators.randomness import Randomness

# pytest would take the function for a test.
all_test_bsns = bsns_for_tests
del bsns_for_tests


def population(seed: int = 1) -> Population:
    """An empty population of Zeeland-West-Brabant."""
    return Population(Randomness(seed), load_reference(), "ZEELAND-WEST-BRABANT", date(2016, 10, 17))


class TestBsns:
    """The numbers that persons may have."""

    def test_range_and_elfproef(self) -> None:
        """There are 9,091 test BSNs, all in 9999xxxxx; the published ones are among them."""
        found = set(all_test_bsns())

        assert len(found) == 9091
        assert all(bsn.startswith("9999") and len(bsn) == 9 for bsn in found)
        assert {"999990019", "999993653", "999994669", "999992740"} <= found
        assert "999990018" not in found

    def test_run_out(self) -> None:
        """More persons than test BSNs is an error, never a BSN used twice."""
        crowd = population()

        with pytest.raises(ConfigurationError, match="9091"):
            deque(starmap(crowd.newcomer, repeat((), 11_000)), maxlen=0)

        bsns = [person.bsn for person in crowd.people if person.bsn]
        assert len(bsns) == len(set(bsns)) == 9091


class TestPopulation:
    """The persons themselves."""

    def test_kinds_of_person(self) -> None:
        """Some are minors or young adults, some have no BSN, address or known birth date."""
        crowd = population()
        people = list(islice(iter(crowd.newcomer, None), 3000))
        ages = [(date(2016, 10, 17) - person.birth_date).days / 365.25 for person in people]

        assert min(ages) >= 12
        assert 0.02 < sum(age < 18 for age in ages) / len(ages) < 0.12
        assert 0.15 < sum(18 <= age < 23 for age in ages) / len(ages) < 0.28
        assert 0.02 < sum(person.bsn is None for person in people) / len(people) < 0.07
        assert any(person.nameless for person in people)
        assert 0.003 < sum(not person.birth_known for person in people) / len(people) < 0.03
        assert any(person.residence is None for person in people)

    def test_names_are_as_frequent_as_names_are(self) -> None:
        """Everybody has a name, some the same; registries get it with the birth date, if that is known."""
        crowd = population()
        people = list(islice(iter(crowd.newcomer, None), 3000))
        called = [(person.surname, person.given_names) for person in people]
        most = max(Counter(surname for surname, _ in called).values())

        assert all(surname and given for surname, given in called)
        assert 0.005 < most / len(people) < 0.03
        assert 1500 < len(set(called)) < 3000
        for person in people:
            known = person.ids("gps")
            assert (known.surname, known.given_names) == (person.surname, person.given_names)
            assert known.born == (person.birth_date if person.birth_known else None)

    def test_nameless_person_is_known_to_the_police_only(self) -> None:
        """Without BSN and SKN only BVH has a number of the person; elsewhere the case says who it is."""
        crowd = population()
        nameless = next(person for person in iter(crowd.newcomer, None) if person.nameless)

        assert nameless.ids("bvh").keys() == (("bvh", f"P{nameless.number:06d}"),)
        assert nameless.ids("gcos").keys() == ()

    def test_police_and_monitor_know_no_parketnummer(self) -> None:
        """BOSZ and GPS tie the two numbers of a case together; BVH and the monitor have the police's only."""
        numbers = CaseNumbers("PL2000-2016000001", "02/000001-16")

        assert numbers.ids("bvh").parketnummer is None
        assert numbers.ids("bosz").keys() == (
            ("bvh", "PL2000-2016000001"),
            ("parketnummer", "02/000001-16"),
        )
