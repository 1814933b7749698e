"""Hits and offers in small histories; numbers are those of the readings of table A."""

from datetime import date

import pytest

from hub.schemas.vocabulary import MarkingEndReason, SelectionOutcome
from tests.unit.simulators.histories import ASKED, BOTH, HIT, History, advice, at, ended, marking


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
        told = History().select(1, SelectionOutcome.BACKOFFICE)

        assert "zaak-aangeboden" not in {kind for _, kind in told}
