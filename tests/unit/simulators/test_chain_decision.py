"""Feedback, decision and transfer in small histories; numbers are those of the readings of table A."""

from datetime import date

import pytest

from hub.schemas.events import (
    AdviceConsulted,
    AdviceWeighed,
    CasusTransferred,
    CasusTriaged,
    DecisionTaken,
    FeedbackRequested,
    HouseAnswered,
)
from hub.schemas.vocabulary import (
    Channel,
    DecisionKind,
    DecisionStatus,
    HouseAnswer,
    MarkingEndReason,
    Role,
    TriageOutcome,
    Weighing,
)
from simulators.known import years_between
from tests.unit.simulators.histories import History, advice, arrest, at, ended, marking


class TestFeedback:
    """Rows 6, 9 and 10."""

    def test_marked(self) -> None:
        """The house that knows the person hears whether its advice was read and followed (19, 23)."""
        history = History()
        history.tell(1, marking())
        history.tell(2, advice())
        read = AdviceConsulted(giver="VH22", version=1, role=Role.OVJ, consulted_at=at(3))
        history.tell(3, read)
        weighed = AdviceWeighed(giver="VH22", version=1, weighing=Weighing.AFGEWEKEN, weighed_at=at(4))
        history.tell(4, weighed)

        (found,) = history.decide(5)

        assert (found.recipient, found.type.kind) == ("VH22", "terugkoppeling")
        assert found.fields == {
            "late": False,
            "decision": "DAGVAARDING",
            "casus": "C-VH22",
            "advice_version": 1,
            "consulted": "VOOR_BESLISSING",
            "followed": "AFGEWEKEN",
        }

    def test_residence_is_no_address(self) -> None:
        """The house of residence hears nothing of a person whom it does not know (row 10)."""
        assert History(residence="GM0758").decide(1) == []

    @pytest.mark.parametrize(
        ("registered", "arrives", "count"), [(1, 9, 1), (6, 9, 0)], ids=["known in time", "known too late"]
    )
    def test_after_decision(self, registered: float, arrives: float, count: int) -> None:
        """What a register knew before the decision still gives feedback; backdating does not (21)."""
        history = History()
        history.decide(5)
        found = history.deliveries(arrives, marking(registered=registered, start=-20))

        assert [d.fields["late"] for d in found] == [True] * count

    def test_fetched(self) -> None:
        """A house that fetches its feedback gets it when it asks, before or after the decision (20)."""
        asked = FeedbackRequested(house="VH22", requested_at=at(3))
        early, late = History(pull=frozenset({"VH22"})), History(pull=frozenset({"VH22"}))
        for history in (early, late):
            history.tell(1, marking())

        assert early.tell(3, asked) == []
        assert [d.recipient for d in early.decide(5)] == ["VH22"]
        assert late.decide(5) == []
        assert late.tell(6, asked) == [("VH22", "terugkoppeling")]

    def test_ended_before_decision(self) -> None:
        """A house that let go before the decision hears nothing (row 7)."""
        history = History()
        history.tell(1, marking())
        history.tell(2, ended(MarkingEndReason.LOSGELATEN, 1.9))

        assert history.decide(5) == []

    def test_answered_known(self) -> None:
        """A house that said it knows the person gets feedback, unless it took that back (19)."""
        answers = [(1.0, HouseAnswer.BEKEND), (2.0, HouseAnswer.NIET_BEKEND)]
        found = []
        for count in (1, 2):
            history = History()
            for hour, answer in answers[:count]:
                history.tell(
                    hour,
                    HouseAnswered(
                        house="VH24", channel=Channel.REGISTER, answer=answer, answered_at=at(hour)
                    ),
                )
            found.append([d.recipient for d in history.decide(5)])

        assert found == [["VH24"], []]


class TestDecision:
    """Rows 9 and 10, for the partners."""

    def test_provisional_before_offer(self) -> None:
        """A partner hears of a provisional decision, also if it was offered the case later (1, 24)."""
        history = History(born=None)
        history.select(1)
        provisional = DecisionTaken(
            decision=DecisionKind.DAGVAARDING, status=DecisionStatus.VOORLOPIG, decided_at=at(2)
        )

        assert history.tell(2, provisional) == []
        assert ("3RO", "beslissing-meegedeeld") in history.tell(3, arrest(born=date(1980, 1, 1)), version=2)
        assert [(d.recipient, d.fields["status"]) for d in history.decide(4)] == [("3RO", "DEFINITIEF")]

    def test_second_final_decision(self) -> None:
        """Nothing follows from a second final decision (3)."""
        history = History()
        history.select(1)

        assert [d.recipient for d in history.decide(4)] == ["3RO"]
        assert history.decide(5) == []


class TestTransfer:
    """Rows 11 and 12."""

    def hand_over(self, history: History, pick: str | None) -> list[tuple[str, str | None]]:
        """Transfer the casus; recipients, and why not."""
        found = history.deliveries(3, CasusTransferred(transferred_at=at(3), house=pick))
        return [(d.recipient, d.fields.get("reason")) for d in found]

    @pytest.mark.parametrize(
        ("markings", "residence", "pick", "outcome"),
        [
            ((), "GM0758", None, ("VH23", None)),
            ((), "GM0716", None, ("VH22", None)),
            ((), "GM0758", "VH24", ("OM", "KEUZE_NIET_TOEGESTAAN")),
            ((), None, None, ("OM", "GEEN_WOONPLAATS")),
            ((), None, "VH24", ("VH24", None)),
            (("VH21",), "GM0758", None, ("VH21", None)),
            (("VH21",), "GM0758", "VH23", ("OM", "KEUZE_NIET_TOEGESTAAN")),
            (("VH21", "VH26"), "GM0758", None, ("OM", "MEERDERE_HUIZEN")),
            (("VH21", "VH26"), "GM0758", "VH26", ("VH26", None)),
            (("VH21", "VH26"), "GM0758", "VH23", ("OM", "MEERDERE_HUIZEN")),
        ],
    )
    def test_addressee(
        self,
        markings: tuple[str, ...],
        residence: str | None,
        pick: str | None,
        outcome: tuple[str, str | None],
    ) -> None:
        """The one house that knows the person, else that of residence; or the OvJ picks (27)."""
        history = History(residence=residence)
        for house in markings:
            history.tell(1, marking(house))

        assert [one for one in self.hand_over(history, pick) if one[0] != "3RO"] == [outcome]

    def test_accepted_casus_gets_feedback(self) -> None:
        """A house that took the casus gets the decision; one that refused it does not (19, 30)."""
        found = {}
        for outcome in (TriageOutcome.AANGENOMEN, TriageOutcome.AFGEWEZEN):
            history = History()
            self.hand_over(history, None)
            answer = CasusTriaged(house="VH23", outcome=outcome, casus="C9", triaged_at=at(4))
            assert history.tell(4, answer) == [
                ("OM", "casusantwoord-doorgegeven"),
                ("POLITIE", "casusantwoord-doorgegeven"),
            ]
            found[outcome] = [(d.recipient, d.fields["casus"]) for d in history.decide(6)]

        assert found == {TriageOutcome.AANGENOMEN: [("VH23", "C9")], TriageOutcome.AFGEWEZEN: []}

    def test_asked_once(self) -> None:
        """A second transfer to a house that has not answered yet sends nothing (29)."""
        history = History()

        assert self.hand_over(history, None) != []
        assert self.hand_over(history, None) == []


class TestAge:
    """Whole years."""

    @pytest.mark.parametrize(
        ("born", "day", "age"),
        [
            (date(1998, 10, 17), date(2016, 10, 16), 17),
            (date(1998, 10, 17), date(2016, 10, 17), 18),
            (date(2000, 2, 29), date(2018, 2, 28), 17),
            (date(2000, 2, 29), date(2018, 3, 1), 18),
        ],
    )
    def test_birthdays(self, born: date, day: date, age: int) -> None:
        """A year is full on the birthday; after 29 February, on 1 March."""
        assert years_between(born, day) == age
