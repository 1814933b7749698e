"""What the clock brings, in small histories; numbers are those of the readings of the whole process."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.schemas.calendar import AMSTERDAM
from hub.schemas.events import CasusReleased, DecisionHeld, DecisionRecorded
from hub.schemas.vocabulary import CustodyKind, HeldFor, MarkingEndReason
from simulators.delivery import Delivery
from tests.unit.simulators.histories import History, at, custody, ended, marking

Woken = list[tuple[str, str, datetime]]


def wake(history: History, hours: float, *kinds: str) -> Woken:
    """What the clock has brought by an hour: to whom, what and when."""
    due = [d for d in history.chain.wake(at(hours)) if not kinds or d.type.kind in kinds]
    assert all(d.by_clock for d in due)
    return [(d.recipient, d.type.kind, d.at) for d in due]


class TestTerms:
    """Readings 52 to 54. The suspect was arrested at eleven, so the hold ends at five in the afternoon."""

    def test_warning_and_alarm(self) -> None:
        """OM and police are warned an hour before the end of a hold, and alarmed at it, each once."""
        history = History(held=True)
        end = at(5)

        assert wake(history, 24, "termijn-nadert", "termijn-verstreken") == [
            ("OM", "termijn-nadert", end - timedelta(hours=1)),
            ("POLITIE", "termijn-nadert", end - timedelta(hours=1)),
            ("OM", "termijn-verstreken", end),
            ("POLITIE", "termijn-verstreken", end),
        ]

    @pytest.mark.parametrize("kind", [CustodyKind.HEENGEZONDEN, CustodyKind.VOORGELEID])
    def test_no_more(self, kind: CustodyKind) -> None:
        """Nobody is warned of a term of somebody who was sent home, or is before the court."""
        history = History(held=True)
        history.tell(1, custody(kind, 1))

        assert wake(history, 24, "termijn-nadert", "termijn-verstreken") == []

    def test_decided(self) -> None:
        """A final decision ends all terms."""
        history = History(held=True)
        history.decide(1)

        assert wake(history, 24, "termijn-nadert", "termijn-verstreken") == []

    def test_known_too_late(self) -> None:
        """A term that has passed when it becomes known gives the alarm at once, and no warning."""
        history = History()
        history.chain.wake(at(80))
        told = history.tell(80, custody(CustodyKind.INVERZEKERINGSTELLING, -0.2))

        assert [one for one in told if "termijn" in one[1]] == [
            ("OM", "termijn-verstreken"),
            ("POLITIE", "termijn-verstreken"),
        ]

    def test_waits_for_a_house(self) -> None:
        """A decision that waits for a house that knows the person waits three hours while that is open."""
        history = History(marked=marking())
        history.tell(0.5, DecisionHeld(held_for=HeldFor.VEILIGHEIDSHUIS, held_at=at(0.5)))

        assert wake(history, 10, "termijn-verstreken") == [
            ("OM", "termijn-verstreken", at(3.5)),
            ("POLITIE", "termijn-verstreken", at(3.5)),
        ]


class TestOverview:
    """Row 19, reading 51."""

    def test_each_morning(self) -> None:
        """The house that knows the person finds it on its overview at eight, until the decision."""
        history = History(marked=marking("VH23"))
        kind = "overzicht-aangehoudenen"
        eight = datetime(2016, 10, 18, 8, tzinfo=AMSTERDAM).astimezone(UTC)

        assert wake(history, 47, kind) == [("VH23", kind, eight), ("VH23", kind, eight + timedelta(days=1))]
        history.decide(48)
        assert wake(history, 100, kind) == []

    def test_police_seat(self) -> None:
        """A resident whom the house does not know is on the overview of the police at that house alone."""
        history = History(residence="GM0716")  # Tholen: VH22
        found = [d for d in history.chain.wake(at(24)) if d.type.kind == "overzicht-aangehoudenen"]

        assert [(d.recipient, d.fields) for d in found] == [
            ("VH22_POLITIE", {"day": "2016-10-18", "unmarked": True})
        ]

    def test_only_where_there_is_one(self) -> None:
        """A house of a region without triage straf gets none, nor its police."""
        history = History(residence="GM0772", marked=marking("VH27"))

        assert wake(history, 24, "overzicht-aangehoudenen") == []

    def test_thirty_mornings(self) -> None:
        """After thirty mornings it is no list of people who were just arrested any more."""
        history = History(marked=marking("VH23"))

        assert len(wake(history, 24 * 60, "overzicht-aangehoudenen")) == 30


class TestReminders:
    """Reading 68."""

    def decided(self) -> History:
        """3RO was offered the case and told the decision at hour 5."""
        history = History()
        history.select(1)
        history.decide(5)
        return history

    def test_ten_times(self) -> None:
        """A partner that does not confirm is reminded each day, ten times at most."""
        found = wake(self.decided(), 24 * 40, "verwerking-herinnerd")

        assert [moment for _, _, moment in found] == [at(5 + 24 * day) for day in range(1, 11)]

    def test_until_it_confirms(self) -> None:
        """A partner that confirmed is left alone."""
        history = self.decided()
        assert len(wake(history, 30, "verwerking-herinnerd")) == 1
        history.tell(31, DecisionRecorded(organisation="3RO", recorded_at=at(31)))

        assert wake(history, 24 * 40, "verwerking-herinnerd") == []


class TestMarkings:
    """Readings 67, 69 and 71."""

    def asked(self, history: History) -> list[Delivery]:
        """What a house is asked about its markings in three months."""
        return [d for d in history.chain.wake(at(24 * 90)) if d.type.kind == "markering-herbevestigen"]

    def test_asked_about(self) -> None:
        """Two weeks before a marking ends its house is asked whether it stays, about no case."""
        (found,) = self.asked(History(marked=marking(end=24 * 30)))

        assert (found.recipient, found.case, found.person) == ("VH22", "", "person")
        assert found.at == at(24 * 16)

    @pytest.mark.parametrize("end", [24.0, None])
    def test_not_asked_about(self, end: float | None) -> None:
        """A short marking and one without end are not asked about."""
        assert self.asked(History(marked=marking(registered=-24, end=end))) == []

    def test_let_go(self) -> None:
        """A house that lets the casus go ends the marking that it made for it."""
        history = History(marked=marking())
        released = CasusReleased(house="VH22", casus="C-VH22", released_at=at(1))

        assert ("OM", "veiligheidshuis-hit") in history.tell(1, released)
        assert history.decide(5) == []

    def test_feedback_by_mistake(self) -> None:
        """A house that got feedback by a marking that proves wrong hears that (71)."""
        history = History(marked=marking())
        history.decide(5)

        assert history.tell(6, ended(MarkingEndReason.FOUTIEF, 6)) == [("VH22", "gegevens-hersteld")]
