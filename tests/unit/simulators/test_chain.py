"""Small histories, each with what must follow by the words of routing table A; numbers are its readings."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from hub.rules.reference import Reference, load_reference
from hub.schemas.events import (
    AdviceConsulted,
    AdviceWeighed,
    CaseOnMonitor,
    CasusTransferred,
    CasusTriaged,
    DecisionTaken,
    Event,
    FeedbackRequested,
    HouseAdvicePrepared,
    HouseAnswered,
    MarkingEnded,
    Offence,
    PersonMarked,
    SelectionDecided,
    SuspectArrested,
)
from hub.schemas.identifiers import PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import (
    Channel,
    DecisionKind,
    DecisionStatus,
    HouseAnswer,
    MarkingEndReason,
    MarkingOrigin,
    Role,
    SelectionOutcome,
    TriageOutcome,
    Weighing,
)
from simulators.chain import Chain, Delivery, years_between

NOON = datetime(2016, 10, 17, 10, 0, tzinfo=UTC)
Told = list[tuple[str, str]]

reference: Callable[[], Reference] = cache(load_reference)


def at(hours: float) -> datetime:
    """So many hours after the case came on the monitor."""
    return NOON + timedelta(hours=hours)


def arrest(born: date | None, residence: str | None = "GM0758") -> SuspectArrested:
    """An arrest an hour before the case comes on the monitor; the offence has no date."""
    return SuspectArrested(
        region="ZEELAND-WEST-BRABANT",
        birth_date=born,
        residence=residence,
        offences=(Offence(article="Sr 310"),),
        arrested_at=at(-1),
    )


class History:
    """One person with one case, told hour by hour. The arrest and the monitor come first."""

    def __init__(
        self,
        *,
        born: date | None = date(1980, 1, 1),
        residence: str | None = "GM0758",
        marked: PersonMarked | None = None,
        pull: frozenset[str] = frozenset(),
    ) -> None:
        self.chain = Chain(reference(), pull)
        self._records = 0
        if marked is not None:
            self.tell(-1, marked)
        self.arrest = self.tell(-0.5, arrest(born=born, residence=residence))
        self.on_monitor = self.tell(0, CaseOnMonitor(on_monitor_at=NOON, region="ZEELAND-WEST-BRABANT"))

    def deliveries(self, hours: float, data: Event, *, version: int = 1) -> list[Delivery]:
        """A fact reaches ZSM; what is due."""
        self._records += 1
        observation = Observation(
            record=f"r{self._records}",
            version=version,
            occurred_at=at(hours),
            actor=Role.SYSTEEM,
            person=PersonIds(bsn="999990019"),
            data=data,
        )
        return self.chain.receive(at(hours), "case", observation)

    def tell(self, hours: float, data: Event, *, version: int = 1) -> Told:
        """The same, as recipients and kinds."""
        return [(d.recipient, d.type.kind) for d in self.deliveries(hours, data, version=version)]

    def select(self, hours: float, outcome: SelectionOutcome = SelectionOutcome.ZSM) -> Told:
        """OvJ and police decide where the case goes."""
        deciders = (Role.OVJ, Role.POLITIECOORDINATOR)
        return self.tell(hours, SelectionDecided(outcome=outcome, deciders=deciders, decided_at=at(hours)))

    def decide(self, hours: float, *, decided: float | None = None) -> list[Delivery]:
        """The OvJ decides for good, at ``decided``, and GPS says so at ``hours``."""
        data = DecisionTaken(
            decision=DecisionKind.DAGVAARDING,
            status=DecisionStatus.DEFINITIEF,
            decided_at=at(hours if decided is None else decided),
        )
        return self.deliveries(hours, data)


def marking(
    house: str = "VH22", *, registered: float = -100, start: float | None = None, end: float | None = None
) -> PersonMarked:
    """A house's marking; hours from the monitor."""
    return PersonMarked(
        house=house,
        marking=f"M-{house}",
        casus=f"C-{house}",
        origin=MarkingOrigin.TOP_X,
        valid_from=at(registered if start is None else start),
        valid_to=None if end is None else at(end),
        registered_at=at(registered),
    )


def advice(house: str = "VH22", version: int = 1) -> HouseAdvicePrepared:
    """A version of a house's advice."""
    return HouseAdvicePrepared(house=house, version=version, indicated="hulp", advised_at=at(-50))


def ended(reason: MarkingEndReason, hours: float, house: str = "VH22") -> MarkingEnded:
    """The end of a marking."""
    return MarkingEnded(house=house, marking=f"M-{house}", reason=reason, ended_at=at(hours))


HIT = "veiligheidshuis-hit"
ASKED = "advies-bevestiging-gevraagd"
BOTH = [("OM", HIT), ("POLITIE", HIT)]


class TestHits:
    """Rows 2 to 7."""

    def test_marked_after_the_monitor(self) -> None:
        """OM and police hear of the hit, and the house is asked to confirm (8, 13)."""
        assert History().tell(1, marking()) == [*BOTH, ("VH22", ASKED)]

    def test_marked_before_the_monitor(self) -> None:
        """The same, once the case shows on the monitor; an arrest alone is not enough (1, 5)."""
        history = History(marked=marking())

        assert history.arrest == []
        assert history.on_monitor == [*BOTH, ("VH22", ASKED)]

    def test_late_hit(self) -> None:
        """Registered after the case came on the monitor: late; registered before but sent later: not (10)."""
        late = History().deliveries(2, marking(registered=1))
        slow = History().deliveries(2, marking(registered=-1))

        assert {d.fields["late"] for d in late if d.type.kind == HIT} == {True}
        assert {d.fields["late"] for d in slow if d.type.kind == HIT} == {False}

    def test_not_yet_valid(self) -> None:
        """A marking that starts later gives its hit then, without any message (14)."""
        history = History()

        assert history.tell(1, marking(start=3)) == []
        assert [(d.recipient, d.at, d.fields.get("late")) for d in history.chain.wake(at(5))] == [
            ("OM", at(3), True),
            ("POLITIE", at(3), True),
            ("VH22", at(3), None),
        ]

    def test_expired(self) -> None:
        """A marking that had ended gives nothing (2)."""
        assert History().tell(1, marking(end=-2)) == []

    def test_new_version_of_advice(self) -> None:
        """Another version of the advice is told again; the same once more is not (9)."""
        history = History()
        history.tell(1, marking())

        assert history.tell(2, advice()) == BOTH
        assert history.tell(3, advice(version=2), version=2) == BOTH
        assert history.tell(4, advice(version=1)) == []

    def test_released(self) -> None:
        """The end of a hit is told to all who could know of it, with its reason (16)."""
        history = History()
        history.select(0.5)
        history.tell(1, marking())
        found = history.deliveries(2, ended(MarkingEndReason.LOSGELATEN, 1.9))

        assert [(d.recipient, d.fields["ended"]) for d in found] == [
            ("3RO", "LOSGELATEN"),
            ("OM", "LOSGELATEN"),
            ("POLITIE", "LOSGELATEN"),
        ]

    def test_marked_in_error(self) -> None:
        """Who was told of a marking that never was right gets a correction, 3RO too (17)."""
        history = History()
        history.tell(1, marking())
        history.select(2)
        told = history.tell(3, ended(MarkingEndReason.FOUTIEF, 2.5))

        assert [r for r, kind in told if kind == "correctie-doorgegeven"] == ["3RO", "OM", "POLITIE"]


class TestOffering:
    """Row 15."""

    @pytest.mark.parametrize(
        ("born", "partners"),
        [
            (date(1998, 10, 18), ["RVDK"]),
            (date(1998, 10, 17), ["3RO", "RVDK"]),
            (date(1993, 10, 18), ["3RO", "RVDK"]),
            (date(1993, 10, 17), ["3RO"]),
        ],
        ids=["17", "18", "22", "23"],
    )
    def test_by_age(self, born: date, partners: list[str]) -> None:
        """Age on the day of the arrest, where the offence has no date, says who is offered the case (32)."""
        told = History(born=born).select(1)

        assert sorted({recipient for recipient, _ in told}) == partners

    def test_birth_date_unknown(self) -> None:
        """Nobody is offered a case of unknown age; OM and police are warned (33)."""
        assert History(born=None).select(1) == [("OM", "leeftijd-onbekend"), ("POLITIE", "leeftijd-onbekend")]

    def test_elsewhere(self) -> None:
        """A case that goes to the back office is offered to nobody (32)."""
        assert History().select(1, SelectionOutcome.BACKOFFICE) == []


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
