"""Asking and signalling, in small histories; numbers are those of the readings of the whole process."""

from hub.schemas.events import (
    CasusTriaged,
    HouseAnswered,
    InquiryRequested,
    SignalRaised,
)
from hub.schemas.vocabulary import (
    Channel,
    HouseAnswer,
    SignalKind,
    TriageOutcome,
)
from tests.unit.simulators.histories import HIT, History, Told, advice, at, marking

ZSM_BOTH = ("OM", "POLITIE")


def both(kind: str) -> Told:
    """OM and police, the same."""
    return [(one, kind) for one in ZSM_BOTH]


def answer(house: str, said: HouseAnswer, hours: float) -> HouseAnswered:
    """What a house says in its register."""
    return HouseAnswered(house=house, channel=Channel.REGISTER, answer=said, answered_at=at(hours))


class TestInquiry:
    """Row 8; the case came on the monitor on a Monday at noon, when houses are open."""

    def ask(self, history: History, hours: float, *houses: str) -> Told:
        """OM asks in the register."""
        data = InquiryRequested(channel=Channel.REGISTER, houses=houses, requested_at=at(hours))
        return history.tell(hours, data)

    def test_of_the_residence(self) -> None:
        """Without a pick the house of residence is asked, and not again while it has not answered (37)."""
        history = History(residence="GM0758")

        assert self.ask(history, 1) == [("VH23", "bevraging-doorgegeven")]
        assert self.ask(history, 2, "VH23") == []

    def test_nobody_to_ask(self) -> None:
        """No residence and no pick: OM must pick (37)."""
        assert self.ask(History(residence=None), 1) == [("OM", "geen-huis")]

    def test_known_already(self) -> None:
        """A house that marked the person is not asked (37)."""
        assert self.ask(History(marked=marking()), 1, "VH22") == []

    def test_shut(self) -> None:
        """A house that is shut is asked, and OM and police hear where it stands (38)."""
        told = self.ask(History(), 9, "VH22")

        assert told == [("VH22", "bevraging-doorgegeven"), *both("bevraging-uitslag")]

    def test_one_message(self) -> None:
        """Each answer is told with all houses of the request, complete at the last (38)."""
        history = History()
        self.ask(history, 1, "VH22", "VH23")
        first = history.deliveries(2, answer("VH22", HouseAnswer.NIET_BEKEND, 2))
        last = history.deliveries(3, answer("VH23", HouseAnswer.NIET_BEKEND, 3))

        assert {(tuple(d.fields["houses.house"]), d.fields["complete"]) for d in first} == {
            (("VH22", "VH23"), False)
        }
        assert {d.fields["complete"] for d in last} == {True}

    def test_hit_by_answer(self) -> None:
        """A house that says it knows the person is a hit, again with another advice, not once more (39)."""
        history = History()
        known = answer("VH23", HouseAnswer.BEKEND, 1)

        assert history.tell(1, known) == [*both("bevraging-uitslag"), *both(HIT)]
        assert history.tell(2, advice("VH23")) == both(HIT)
        assert history.tell(3, known) == both("bevraging-uitslag")

    def test_not_reachable_takes_nothing_back(self) -> None:
        """A house that could not be reached is not one that does not know (19)."""
        history = History()
        history.tell(1, answer("VH23", HouseAnswer.BEKEND, 1))
        history.tell(2, answer("VH23", HouseAnswer.ONBEREIKBAAR, 2))

        assert [d.recipient for d in history.decide(5)] == ["VH23"]


class TestSignals:
    """Row 13."""

    SIGNAL = SignalRaised(signal="S1", sender="3RO", wants=SignalKind.SIGNAAL, raised_at=at(1))

    def test_after_selection(self) -> None:
        """A signal waits for the selection, then goes to the house of residence, once (40)."""
        history = History()

        assert history.tell(1, self.SIGNAL) == []
        told = history.select(2)
        assert [one for one in told if "signaal" in one[1]] == [
            ("3RO", "signaal-ontvangen"),
            ("VH23", "signaal-doorgegeven"),
        ]
        assert history.tell(3, self.SIGNAL) == []

    def test_sender_hears_the_answer(self) -> None:
        """The house's answer goes to OM and police, and to the partner that signalled (40)."""
        history = History()
        history.select(1)
        history.tell(2, self.SIGNAL)
        taken = CasusTriaged(house="VH23", outcome=TriageOutcome.AANGENOMEN, casus="C", triaged_at=at(3))

        assert [to for to, _ in history.tell(3, taken)] == ["3RO", *ZSM_BOTH]

    def test_no_house(self) -> None:
        """Without a residence there is nobody to signal to, and the sender hears that (40)."""
        history = History(residence=None)
        history.select(1)
        (found,) = history.deliveries(2, self.SIGNAL)

        assert (found.recipient, found.fields["no_house"]) == ("3RO", True)
