"""The time table of `hub.streams.delivered`: what the ledger learns from receipts."""

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.events import AdviceConfirmationRequested
from hub.schemas.vocabulary import FeedbackReceipt
from hub.streams import delivered
from hub.streams.driver import Driver
from hub.streams.effects import FeedbackStatus as F
from tests.support import history as h
from tests.unit.streams.telling import lines, rows_of

CHANGED = FeedbackReceipt.PLAN_GEWIJZIGD
ARRIVED = [F.VERSTUURD, F.AFGELEVERD]
PULLS = frozenset({7})

TABLE: dict[int, tuple[list[Envelope], list[F]]] = {
    1: ([h.delivered()], ARRIVED),
    2: ([h.delivered(), h.delivered(at="16:06")], ARRIVED),
    3: (
        [h.delivered(), h.acknowledged(), h.acknowledged(receipt=CHANGED, at="19:00")],
        [*ARRIVED, F.GEAGENDEERD, F.AFGEROND],
    ),
    4: ([h.acknowledged(at="16:05"), h.delivered(at="16:10")], [F.VERSTUURD, F.GEAGENDEERD]),
    5: ([h.delivered(event=AdviceConfirmationRequested)], [F.VERSTUURD]),
    6: ([h.delivered("VH24")], [F.VERSTUURD]),
    7: ([h.delivered()], [F.GEVRAAGD_AFWACHTEN]),
    8: ([h.delivered(), h.decided(at="16:20")], ARRIVED),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver, pull_driver: Driver) -> None:
    """Each row leads the ledger through its stations, and tells the house nothing more."""
    facts, stations = TABLE[row]
    hub = pull_driver if row in PULLS else driver
    ledger: list[F] = []
    for fact in [h.marked(), h.decided(), *facts]:
        hub.feed(fact)
        line = hub.ledger.get((h.CASE, "VH22"))
        if line is not None and [line.status] != ledger[-1:]:
            ledger.append(line.status)

    assert ledger == stations
    assert len([line for line in lines(hub.sent) if "feedback" in line]) == (row not in PULLS)


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(delivered.__doc__) == [str(row) for row in TABLE]


def test_the_line_keeps_since_when_it_is_due(driver: Driver) -> None:
    """The receipt changes how far it came, not since when the house is owed it."""
    for fact in (h.marked(), h.decided()):
        driver.feed(fact)
    due = driver.ledger[h.CASE, "VH22"].due_at
    driver.feed(h.delivered())

    assert driver.ledger[h.CASE, "VH22"].due_at == due
    assert driver.ledger[h.CASE, "VH22"].reason == delivered.ACCEPTED


def test_a_receipt_about_nobody_known_says_nothing(driver: Driver) -> None:
    """A receipt of a case that the hub does not know, or of none, changes nothing."""
    driver.feed(h.delivered())
    driver.feed(h.delivered(case=None, at="16:06"))

    assert driver.ledger == {}
    assert driver.dossier(h.SUBJECT).cases == {}
