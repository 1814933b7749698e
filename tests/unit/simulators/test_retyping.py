"""How cases come into GPS: over the link at once, or retyped, late and with slips of known kinds."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from hub.adapters import ADAPTERS
from hub.errors import MappingError
from hub.rules.reference import load_reference
from hub.schemas.events import CaseRegisteredTwice, CaseStatusChanged, DecisionTaken
from simulators.hours import ZSM_HOURS
from simulators.items import Fact
from simulators.region import Happening, Plan, RegionRun
from simulators.retyping import Link
from simulators.run import SCENARIOS
from tests.unit.simulators.conftest import ZWB


def played(link: Link, *, days: int, seed: int = 1) -> list[Happening]:
    """All messages of some days."""
    plan = Plan(ZWB, seed, SCENARIOS["zsm-day"].start, days, (30, 60), link=link)
    return list(RegionRun(plan, load_reference(), frozenset(ADAPTERS)).play())


@pytest.fixture(name="retyped", scope="module")
def retyped_days() -> list[Happening]:
    """Twelve days of 2016, enough for each kind of slip."""
    return played(Link.RETYPED, days=12)


def slipped(run: list[Happening], slip: str) -> list[Fact]:
    """The messages that a slip stands in."""
    found = [one.fact for one in run if one.fact.fault == f"typing:{slip}"]
    assert found
    return found


def first_of_each(run: list[Happening], registry: str) -> dict[str, Fact]:
    """The first message of a registry about each case."""
    found: dict[str, Fact] = {}
    for one in run:
        if one.fact.registry == registry and one.fact.case is not None:
            found.setdefault(one.fact.case, one.fact)
    return found


def decided_cases(run: list[Happening]) -> Iterator[str]:
    """Cases of which a decision came through."""
    for one in run:
        if isinstance(one.fact.observation.data, DecisionTaken) and not one.fact.refused and one.fact.case:
            yield one.fact.case


class TestLinked:
    """2019: GPS has what BVH has."""

    def test_within_the_same_minutes(self) -> None:
        """GPS speaks of each case right after BVH recorded it, with the number that BVH gave it."""
        run = played(Link.LINKED, days=2)
        recorded, entered = first_of_each(run, "bvh"), first_of_each(run, "gps")

        assert entered.keys() == recorded.keys()
        for case, fact in entered.items():
            # A message may overtake another by ninety seconds on its way.
            assert abs(fact.at - recorded[case].at) <= timedelta(seconds=150)
            numbers, own = fact.observation.case, recorded[case].observation.case
            assert numbers is not None
            assert own is not None
            assert numbers.bvh == own.bvh
        assert not any(one.fact.fault.startswith("typing") or one.joins for one in run)


class TestRetyped:
    """2016: by hand."""

    def test_in_opening_hours_and_late(self, retyped: list[Happening]) -> None:
        """Nobody types at night; most cases are in GPS within two hours of opening, some after a day."""
        recorded, entered = first_of_each(retyped, "bvh"), first_of_each(retyped, "gps")
        waits = sorted(fact.at - recorded[case].at for case, fact in entered.items())

        assert all(ZSM_HOURS.next(fact.at - timedelta(minutes=3)) <= fact.at for fact in entered.values())
        assert waits[len(waits) // 2] < timedelta(hours=8)
        assert waits[len(waits) * 95 // 100] > timedelta(days=1)

    def test_nobody_else_knows_the_number_of_gps(self, retyped: list[Happening]) -> None:
        """Only BOSZ shows it beside GPS, and only with the status at the end."""
        told = [
            one.fact
            for one in retyped
            if one.fact.registry != "gps" and one.fact.observation.case and not one.fact.fault
            if one.fact.observation.case.parketnummer
        ]
        of_houses = [fact for fact in told if fact.registry != "bosz"]

        assert any(fact.registry == "bosz" for fact in told)
        assert all(isinstance(f.observation.data, CaseStatusChanged) for f in told if f.registry == "bosz")
        # A house that was told under GPS's wrong number answers under it.
        assert all(one.registry in {"gcos", "vis2", "vpga", "vehaa"} for one in of_houses)

    @pytest.mark.parametrize(("slip", "code"), [("bsn", "not-a-bsn"), ("pv-letter", "not-a-bvh-number")])
    def test_a_check_tells_some_slips(self, retyped: list[Happening], slip: str, code: str) -> None:
        """They cannot be read, until the same message comes again as it should have been."""
        for fact in slipped(retyped, slip):
            assert fact.garbled is not None
            body = ADAPTERS["gps"].render(fact.observation)
            wrong = body.replace(fact.garbled.right.encode(), fact.garbled.wrong.encode())
            with pytest.raises(MappingError) as refused:
                ADAPTERS["gps"].parse(wrong)

            assert (refused.value.code, fact.refused) == (code, refused.value.stage)
            again = [
                one.fact
                for one in retyped
                if one.fact.observation.record == fact.observation.record and not one.fact.refused
            ]
            assert again
            assert all(one.at > fact.at and one.case == fact.case for one in again)

    def test_no_check_tells_swapped_digits(self, retyped: list[Happening]) -> None:
        """They make a number like any other, of no other case, with the same digits."""
        real = {f.observation.case.bvh for f in first_of_each(retyped, "bvh").values() if f.observation.case}
        recorded = first_of_each(retyped, "bvh")
        for fact in slipped(retyped, "pv-swapped"):
            if fact.refused:
                continue
            numbers, own = fact.observation.case, recorded[fact.case or ""].observation.case
            assert numbers is not None
            assert own is not None
            assert numbers.bvh not in real
            assert sorted(str(numbers.bvh)) == sorted(str(own.bvh))

    def test_what_proves_to_be_one_is_said(self, retyped: list[Happening]) -> None:
        """A second entry is opened once, and joined at most once, by GPS saying so; some stay apart."""
        opened = Counter(one.fact.case for one in retyped if one.opens)
        twice = {case for case, count in opened.items() if count > 1}
        joined = Counter(one.fact.case for one in retyped if one.joins)

        assert set(opened.values()) == {1, 2}
        assert set(joined.values()) == {1}
        assert set(joined) < twice
        assert all(isinstance(one.fact.observation.data, CaseRegisteredTwice) for one in retyped if one.joins)

    def test_every_case_is_decided(self, retyped: list[Happening]) -> None:
        """However late and however often refused, each decision comes through in the end."""
        assert set(decided_cases(retyped)) == set(first_of_each(retyped, "bvh"))
