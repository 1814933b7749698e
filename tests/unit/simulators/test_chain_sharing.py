"""Sharing and aligning, in small histories; numbers are those of the readings of the whole process."""

from datetime import date

import pytest

from hub.schemas.events import (
    AdviceGiven,
    AdviceObjected,
    AlignmentHeld,
    CasusTransferred,
    CasusTriaged,
    ClientStatusReported,
    ContextFactReported,
    DecisionMomentPlanned,
    PlanMade,
    PreselectReported,
    SelectionDecided,
    SuspectArrested,
    TargetGroupLinked,
)
from hub.schemas.vocabulary import (
    ClientStatus,
    ContextAbout,
    ContextKind,
    PreselectScore,
    Role,
    SelectionOutcome,
    TargetGroup,
    TargetList,
    TriageOutcome,
)
from tests.unit.simulators.histories import History, Told, arrest, at, marking, observed

ZSM_BOTH = ("OM", "POLITIE")


def both(kind: str) -> Told:
    """OM and police, the same."""
    return [(one, kind) for one in ZSM_BOTH]


class TestSharing:
    """Readings 59 to 65."""

    def test_advice(self) -> None:
        """An advice goes to OM, police and the other partner once selected, each version once (59)."""
        history = History(born=date(1996, 1, 1))
        first = AdviceGiven(organisation="RVDK", version=1, further_research=False, advised_at=at(1))

        assert history.tell(1, first) == []
        told = [one for one in history.select(2) if one[1] == "advies-doorgegeven"]
        assert told == [("3RO", "advies-doorgegeven"), *both("advies-doorgegeven")]
        second = first.model_copy(update={"version": 2})
        assert len(history.tell(3, second, version=2)) == 3
        assert history.tell(4, second, version=2) == []

    def test_objection(self) -> None:
        """That a partner does not agree goes to OM, also after the decision (60)."""
        history = History()
        history.select(1)
        history.decide(2)
        objected = AdviceObjected(
            organisation="3RO", role=Role.RECLASSERINGSWERKER, reason="te zwaar", objected_at=at(3)
        )

        assert history.tell(3, objected) == [("OM", "bezwaar-doorgegeven")]

    @pytest.mark.parametrize(
        ("group", "house", "told"),
        [
            (TargetGroup.VEELPLEGER, "VH22", []),
            (TargetGroup.VERWARDE_PERSOON, "VH22", ["VH22"]),
            (TargetGroup.VEELPLEGER, "VH04", ["VH04"]),
        ],
    )
    def test_groups(self, group: TargetGroup, house: str, told: list[str]) -> None:
        """A group goes to OM and police; to a house of confused persons, or of Amsterdam's lists (61)."""
        listed = {"target_list": TargetList.TOP_600} if house == "VH04" else {}
        history = History(marked=marking(house).model_copy(update=listed))

        found = history.tell(1, TargetGroupLinked(group=group, linked_at=at(1)))

        assert [to for to, _ in found] == [*ZSM_BOTH, *told]

    def test_preselect(self) -> None:
        """The score of a minor goes to OM and the Raad, at selection, and once (62)."""
        history = History(born=date(2000, 1, 1))
        score = PreselectReported(score=PreselectScore.HOOG, made_at=at(1))

        assert history.tell(1, score) == []
        told = [to for to, kind in history.select(2) if kind == "preselect-doorgegeven"]
        assert told == ["OM", "RVDK"]

    @pytest.mark.parametrize(
        ("about", "kind"),
        [
            (ContextAbout.VERDACHTE, "contextgegeven-doorgegeven"),
            (ContextAbout.ANDER, "ander-persoon-gemeld"),
        ],
    )
    def test_context(self, about: ContextAbout, kind: str) -> None:
        """That there is something goes to OM, police and the partners, not to who said it (63)."""
        history = History()
        history.select(1)
        fact = ContextFactReported(
            organisation="3RO", about=about, context=ContextKind.ZORG, reported_at=at(2)
        )

        assert history.tell(2, fact) == both(kind)

    def test_contact(self) -> None:
        """Who has a file on the person is asked to call, once, when it is offered the case (65)."""
        history = History()
        known = ClientStatusReported(
            organisation="3RO", status=ClientStatus.BEKEND, handler="team West", reported_at=at(1)
        )

        assert history.tell(1, known) == []
        assert ("3RO", "contact-gevraagd") in history.select(2)
        assert history.tell(3, known) == []


class TestMoments:
    """Readings 55 to 58."""

    def plan(self, history: History, hours: float, moment: float) -> Told:
        """OM says when it means to decide."""
        return history.tell(hours, DecisionMomentPlanned(moment=at(moment), planned_at=at(hours)))

    def test_announced(self) -> None:
        """OM, police and partners hear of the moment, a new partner too, and anew when it changes (55)."""
        history = History()
        kind = "beslismoment-aangekondigd"

        assert self.plan(history, 1, 6) == both(kind)
        assert ("3RO", kind) in history.select(2)
        assert self.plan(history, 3, 7) == [*both(kind), ("3RO", kind)]

    @pytest.mark.parametrize(("moment", "reachable"), [(4, ["VH22"]), (8, [])])
    def test_reachable(self, moment: float, reachable: list[str]) -> None:
        """OM and police hear which houses can be spoken with then (55)."""
        history = History(marked=marking())
        found = history.deliveries(1, DecisionMomentPlanned(moment=at(moment), planned_at=at(1)))

        assert {tuple(d.fields["reachable"]) for d in found} == {tuple(reachable)}

    def test_in_the_room(self) -> None:
        """The house of Rotterdam sits in at the moment (55)."""
        history = History(marked=marking("VH19"), region="ROTTERDAM", residence="GM0599")

        assert ("VH19", "contact-gevraagd") in self.plan(history, 1, 6)

    def test_raad_is_shut(self) -> None:
        """A minor's moment when the Raad is shut is warned of, unless the Raad was spoken with (56)."""
        late, spoken = History(born=date(2000, 1, 1)), History(born=date(2000, 1, 1))
        spoken.tell(0.5, AlignmentHeld(by_phone=("RVDK",), held_at=at(0.5)))

        assert ("OM", "aanwezigheid-ontbreekt") in self.plan(late, 1, 9)
        assert ("OM", "aanwezigheid-ontbreekt") not in self.plan(spoken, 1, 9)

    def test_decided_without_the_raad(self) -> None:
        """A decision on a minor without the Raad at the table is logged as overridden, once (56)."""
        history = History(born=date(2000, 1, 1))
        found = [d for d in history.decide(4) if d.type.kind == "aanwezigheid-ontbreekt"]

        assert [(d.recipient, d.fields["overridden"]) for d in found] == [("OM", True), ("POLITIE", True)]

    def test_aligned_with(self) -> None:
        """Partners hear with whom the decision was aligned (57)."""
        history = History()
        history.select(1)
        history.tell(2, AlignmentHeld(present=("OM", "POLITIE", "3RO"), held_at=at(2)))
        told = [d.fields["aligned_with"] for d in history.decide(4) if d.recipient == "3RO"]

        assert told == [["3RO"]]

    def test_plan_crossed(self) -> None:
        """OM and police are warned when another case nears its decision while a plan runs (58)."""
        history = History()
        history.tell(1, CasusTransferred(transferred_at=at(1)))
        history.tell(
            2, CasusTriaged(house="VH23", outcome=TriageOutcome.AANGENOMEN, casus="C", triaged_at=at(2))
        )
        plan = PlanMade(house="VH23", casus="C", plan_reference="P", casusregie="3RO", made_at=at(3))
        history.tell(3, plan)
        deciders = (Role.OVJ, Role.POLITIECOORDINATOR)
        selected = SelectionDecided(outcome=SelectionOutcome.ZSM, deciders=deciders, decided_at=at(30))
        again: SuspectArrested = arrest(date(1980, 1, 1))
        history.chain.receive(at(29), "other", observed(at(29), again))
        found = history.chain.receive(at(30), "other", observed(at(30), selected))

        assert [(d.case, d.recipient) for d in found if d.type.kind == "plan-doorkruist"] == [
            ("other", "OM"),
            ("other", "POLITIE"),
        ]
