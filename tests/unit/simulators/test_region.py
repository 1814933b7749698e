from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hub.adapters import ADAPTERS
from hub.errors import ConfigurationError
from hub.rules import load_rules
from hub.rules.reference import load_reference
from hub.schemas.events import DecisionTaken, HouseHit, SuspectArrested, SuspectSummoned, Terugkoppeling
from hub.schemas.vocabulary import DecisionStatus
from simulators.behaviour import Behaviour
from simulators.delivery import Delivery
from simulators.people import bsns_for_tests as all_test_bsns
from simulators.region import Happening, Plan, RegionRun
from tests.unit.simulators.registries import GCOS_REGION

DAY = Plan("ZEELAND-WEST-BRABANT", 3, date(2016, 10, 17), 1, (40, 40))


def play(plan: Plan) -> list[Happening]:
    """All that happens."""
    return list(RegionRun(plan, load_reference(), frozenset(ADAPTERS)).play())


def arrivals(happenings: list[Happening]) -> list[tuple[Any, ...]]:
    """Who arrives when, for what."""
    return [
        (h.fact.case, h.fact.at, h.fact.observation.person, h.fact.observation.data)
        for h in happenings
        if h.opens
    ]


def deliveries(happenings: list[Happening]) -> Iterator[Delivery]:
    """All that is due."""
    for happening in happenings:
        yield from happening.due


class TestDeterminism:
    """A seed decides everything, aspect by aspect."""

    def test_same_seed_same_messages(self) -> None:
        """A seed gives the same messages and the same truth again."""
        assert play(DAY) == play(DAY)

    def test_other_seed_other_messages(self) -> None:
        """Another seed gives other arrivals."""
        assert arrivals(play(DAY)) != arrivals(play(replace(DAY, seed=4)))

    @pytest.mark.parametrize(
        "changed",
        [
            {"marked": 0.9},
            {"asked": 0.9},
            {"decided_same_day": 0.0},
            {"consulted": 0.0, "weighed": 0.0},
            {"house_at_alignment": 0.5, "picked": 1.0},
        ],
        ids="+".join,
    )
    def test_aspects_do_not_shift_arrivals(self, changed: dict[str, float]) -> None:
        """Changing how often something happens changes nothing about who arrives when and for what."""
        calm = Behaviour(duplicates=0, reordered=0)
        plain = play(replace(DAY, behaviour=calm))
        other = play(replace(DAY, behaviour=replace(calm, **changed)))

        assert plain != other
        assert arrivals(plain) == arrivals(other)


class TestMessages:
    """What the registries send."""

    def test_each_parses_to_what_was_meant(self, week: list[Happening]) -> None:
        """Each message, as its registry writes it, says exactly what happened."""
        for happening in week:
            adapter = ADAPTERS[happening.fact.registry]
            meant = happening.fact.observation

            assert adapter.parse(adapter.render(meant)) == (meant,)

    def test_only_test_persons(self, week: list[Happening]) -> None:
        """No BSN from outside the test range occurs."""
        allowed = set(all_test_bsns())
        found = {happening.fact.observation.person.bsn for happening in week} - {None}

        assert found
        assert found <= allowed

    def test_in_order_of_arrival(self, week: list[Happening]) -> None:
        """Messages come in the order in which the hub receives them, none before what it tells of."""
        moments = [happening.fact.at for happening in week]

        assert moments == sorted(moments)
        assert all(h.fact.observation.occurred_at <= h.fact.at for h in week)

    def test_every_registry_speaks(self, week: list[Happening]) -> None:
        """All registries of a region of GCOS houses take part; houses of other regions may as well."""
        assert {happening.fact.registry for happening in week} >= GCOS_REGION

    def test_faults_are_marked(self, week: list[Happening]) -> None:
        """Some messages come twice and some late; a second copy says the same and makes nothing due."""
        faults = Counter(happening.fact.fault for happening in week)
        first = {
            (h.fact.registry, h.fact.observation.record, h.fact.observation.version): h for h in week[::-1]
        }

        assert faults["duplicate"] > 5
        assert faults["reorder"] > 5
        for happening in week:
            if happening.fact.fault == "duplicate":
                fact = happening.fact
                original = first[fact.registry, fact.observation.record, fact.observation.version]
                assert original.fact.observation == fact.observation
                assert original.fact.at < fact.at
                assert happening.due == ()


class TestTruth:
    """What must follow."""

    def test_every_case_ends(self, week: list[Happening]) -> None:
        """Every case that begins gets a final decision, also after the last day of arrivals."""
        begun = {happening.fact.case for happening in week if happening.opens}
        ended = {
            h.fact.case
            for h in week
            if isinstance(h.fact.observation.data, DecisionTaken)
            and h.fact.observation.data.status is DecisionStatus.DEFINITIEF
        }

        assert len(begun) >= 200
        assert ended == begun

    def test_cases_open_with_bvh(self, week: list[Happening]) -> None:
        """A case is found back by the arrest or summons that opened it, each once."""
        openings = [h.fact for h in week if h.opens]

        assert len({fact.case for fact in openings}) == len(openings)
        assert all(isinstance(f.observation.data, SuspectArrested | SuspectSummoned) for f in openings)

    def test_deliveries_concern_known_cases(self, week: list[Happening]) -> None:
        """What is due is about a case that began, or about a person who was met, and no case."""
        begun = {happening.fact.case for happening in week if happening.opens}
        met = {happening.introduces for happening in week}

        assert {delivery.case for delivery in deliveries(week)} - {""} <= begun
        assert {delivery.person for delivery in deliveries(week) if not delivery.case} <= met
        assert all(delivery.at <= h.fact.at for h in week for delivery in h.due)

    def test_one_feedback_per_house_and_case(self, week: list[Happening]) -> None:
        """No house gets a second Terugkoppeling about a case."""
        found = Counter((d.case, d.recipient) for d in deliveries(week) if d.type is Terugkoppeling)

        assert found
        assert set(found.values()) == {1}

    def test_police_hears_of_hits_what_om_hears(self, week: list[Happening]) -> None:
        """Hits reach OM and police alike, and never a house."""
        told = Counter(d.recipient for d in deliveries(week) if d.type is HouseHit)

        assert told["OM"] == told["POLITIE"] > 0
        assert not any(recipient.startswith("VH") for recipient in told)

    def test_situations_occur(self, week: list[Happening]) -> None:
        """The days hold late and ended hits, silence, transfers, refusals, late feedback."""
        due = list(deliveries(week))
        hits = [d.fields for d in due if d.type is HouseHit and d.recipient == "OM"]
        feedback = [d.fields for d in due if d.type is Terugkoppeling]
        kinds = {d.type.kind for d in due}

        assert any(hit["late"] for hit in hits)
        assert {"LOSGELATEN", "VERLOPEN"} <= {hit.get("ended") for hit in hits}
        assert {"VOOR_BESLISSING", "NIET", "NVT"} <= {fields["consulted"] for fields in feedback}
        assert {"OVERGENOMEN", "NIET_GEMELD", "NVT"} <= {fields["followed"] for fields in feedback}
        assert {True, False} == {fields["late"] for fields in feedback}
        assert {"zaak-verwezen", "casusantwoord-doorgegeven", "plan-doorgegeven", "geen-huis"} <= kinds
        assert {"vroeghulp-gemeld", "zaak-uit-zsm", "zaak-doorgezonden", "bevraging-uitslag"} <= kinds
        assert {"termijn-nadert", "termijn-verstreken", "overzicht-aangehoudenen"} <= kinds
        assert {"beslismoment-aangekondigd", "advies-doorgegeven", "doelgroep-gemeld"} <= kinds
        assert {"signaal-doorgegeven", "contact-gevraagd", "verwerking-herinnerd"} <= kinds


class TestRegions:
    """Which regions can be played."""

    def test_silent_registers(self) -> None:
        """A region whose houses no adapter can speak for is refused, with the register named."""
        with pytest.raises(ConfigurationError, match="KEDO"):
            RegionRun(replace(DAY, region="MIDDEN-NEDERLAND"), load_reference(), frozenset(ADAPTERS))

    def test_unknown_region(self) -> None:
        """An unknown region is refused, with the known ones named."""
        with pytest.raises(ConfigurationError, match="LIMBURG"):
            RegionRun(replace(DAY, region="GRONINGEN"), load_reference(), frozenset(ADAPTERS))

    def test_other_gcos_region(self) -> None:
        """Any region of GCOS houses can be played, under its own police prefix and parket code."""
        cases = [h.fact.observation.case for h in play(replace(DAY, region="OOST-BRABANT")) if h.opens]

        assert len(cases) == 40
        assert all(case is not None and str(case.bvh).startswith("PL2100-2016") for case in cases)

    def test_year_has_winter_time_nights(self) -> None:
        """The nights of the clock change have arrivals, in order, and no message lacks an offset."""
        plan = replace(DAY, start=date(2016, 10, 29), days=2)
        moments = [h.fact.at for h in play(plan) if h.opens]

        assert {moment.date() for moment in moments} >= {date(2016, 10, 29), date(2016, 10, 30)}
        assert all(moment.utcoffset() is not None for moment in moments)

    def test_houses_are_sent_their_feedback(self, week: list[Happening]) -> None:
        """The truth assumes push; so does the hub's profile of every house that takes part."""
        profiles, known = load_rules().profiles, load_reference().houses
        houses = {delivery.recipient for delivery in deliveries(week)} & known.keys()

        assert {profiles.feedback(house, DAY.start) for house in houses} == {"push"}
