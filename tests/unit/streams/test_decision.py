"""The time table of `hub.streams.decision`, and the decisions that are refused."""

from dataclasses import replace
from datetime import date

import pytest

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import DecisionKind, DecisionStatus, SelectionOutcome
from hub.streams import decision
from hub.streams.driver import Driver
from tests.support import history as h
from tests.unit.streams.telling import lines, rows_of

VOORLOPIG = DecisionStatus.VOORLOPIG
PROVISIONAL = h.decided(VOORLOPIG, "15:40", record="p")
OFFERED = [h.arrested(), h.selected()]
MINOR = date(2001, 5, 1)
LEFT = h.selected(SelectionOutcome.BACKOFFICE)
FINAL = h.decided(record="f")
AGAIN = h.decided(at="16:30", decision=DecisionKind.TRANSACTIE, record="f", version=2)
FIRST, SECOND = "16:00 3RO DEFINITIEF DAGVAARDING", "16:30 3RO DEFINITIEF TRANSACTIE corrects"
MINOR = date(2001, 5, 1)


def _arriving(envelope: Envelope, at: str) -> Envelope:
    return replace(envelope, recorded_at=h.at_time(at))


TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: (
        [*OFFERED, PROVISIONAL, h.decided()],
        ["15:40 3RO VOORLOPIG DAGVAARDING", "16:00 3RO DEFINITIEF DAGVAARDING"],
    ),
    2: ([h.arrested(), PROVISIONAL, _arriving(h.selected(), "15:50")], ["15:50 3RO VOORLOPIG DAGVAARDING"]),
    3: ([h.decided(), h.partner_advised("RVDK", "16:30")], ["16:30 RVDK DEFINITIEF DAGVAARDING"]),
    4: (
        [PROVISIONAL, h.decided(), h.partner_advised("RVDK", "16:30")],
        ["16:30 RVDK DEFINITIEF DAGVAARDING"],
    ),
    5: (
        [*OFFERED, h.decided(), h.decided(at="16:20"), h.decided(VOORLOPIG, "16:30")],
        ["16:00 3RO DEFINITIEF DAGVAARDING"],
    ),
    6: (
        [*OFFERED, PROVISIONAL, h.decided(VOORLOPIG, "15:50", DecisionKind.TOM)],
        ["15:40 3RO VOORLOPIG DAGVAARDING", "15:50 3RO VOORLOPIG TOM"],
    ),
    7: (
        [*OFFERED, PROVISIONAL, h.decided(VOORLOPIG, "15:50", DecisionKind.TOM, record="p", version=2)],
        ["15:40 3RO VOORLOPIG DAGVAARDING", "15:50 3RO VOORLOPIG TOM"],
    ),
    8: ([h.arrested(), h.decided()], []),
    9: (
        [h.arrested(birth_date=MINOR), LEFT, PROVISIONAL, h.decided()],
        ["15:40 RVDK VOORLOPIG DAGVAARDING", "16:00 RVDK DEFINITIEF DAGVAARDING"],
    ),
    10: ([h.arrested(), LEFT, h.decided()], []),
    11: (
        [
            h.arrested(birth_date=MINOR, record="a"),
            LEFT,
            PROVISIONAL,
            _arriving(h.arrested(record="a", version=2), "15:50"),
            h.decided(),
        ],
        ["15:40 RVDK VOORLOPIG DAGVAARDING"],
    ),
    12: ([*OFFERED, FINAL, AGAIN], [FIRST, SECOND]),
    13: (
        [h.arrested(), FINAL, AGAIN, h.partner_advised(at="17:00")],
        ["17:00 3RO DEFINITIEF TRANSACTIE"],
    ),
    14: ([*OFFERED, FINAL, _arriving(replace(FINAL, version=2, id="2"), "16:30")], [FIRST]),
    15: (
        [
            *OFFERED,
            FINAL,
            h.decided(VOORLOPIG, "16:30", DecisionKind.TRANSACTIE, record="f", version=2),
            h.decided(at="17:00", record="f", version=3),
        ],
        [FIRST, "16:30 3RO VOORLOPIG TRANSACTIE corrects", "17:00 3RO DEFINITIEF DAGVAARDING"],
    ),
    16: (
        [
            *OFFERED,
            FINAL,
            AGAIN,
            _arriving(replace(FINAL, id="1"), "16:40"),
            h.decided(at="16:50", record="f", version=3),
        ],
        [FIRST, SECOND, "16:50 3RO DEFINITIEF DAGVAARDING corrects"],
    ),
    17: (
        [
            h.arrested(birth_date=MINOR, record="a"),
            h.selected(SelectionOutcome.BACKOFFICE),
            FINAL,
            h.arrested("16:10", record="a", version=2),
            AGAIN,
        ],
        ["16:00 RVDK DEFINITIEF DAGVAARDING", "16:30 RVDK DEFINITIEF TRANSACTIE corrects"],
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table tells the partners what it says, when it says."""
    facts, told = TABLE[row]

    for fact in facts:
        driver.feed(fact)

    assert [line for line in lines(driver.sent) if "VOORLOPIG" in line or "DEFINITIEF" in line] == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(decision.__doc__) == [str(row) for row in TABLE]


def test_conditions_are_the_actions_due(driver: Driver) -> None:
    """A partner is told what it has to do."""
    for fact in OFFERED:
        driver.feed(fact)
    conditional = DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK
    told = driver.feed(h.decided(decision=conditional, conditions=("meldplicht",), sepot_grounds=("40",)))

    (said,) = [one.data.model_dump() for one in told if one.data.kind == "beslissing-meegedeeld"]
    assert (said["actions_due"], said["sepot_grounds"]) == (("meldplicht",), ("40",))


@pytest.mark.parametrize(
    ("born", "fields", "code"),
    [
        (date(1998, 10, 18), {"decision": DecisionKind.TOM}, "tom-for-minor"),
        (date(1998, 10, 17), {"decision": DecisionKind.OTP}, "otp-for-adult"),
        (
            None,
            {"decision": DecisionKind.TECHNISCH_SEPOT, "sepot_grounds": ("1000",)},
            "unknown-sepot-ground",
        ),
        (None, {"decision": DecisionKind.TECHNISCH_SEPOT, "sepot_grounds": ("99",)}, "administrative-sepot"),
        (
            None,
            {"decision": DecisionKind.TECHNISCH_SEPOT, "conditions": ("meldplicht",)},
            "only-policy-sepot-is-conditional",
        ),
    ],
)
def test_unlawful_decisions_are_refused(
    born: date | None, fields: dict[str, object], code: str, driver: Driver
) -> None:
    """A TOM for a minor, an OTP for an adult, and a sepot that cannot stand on its grounds close no case."""
    driver.feed(h.marked())
    driver.feed(h.arrested(birth_date=born))

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(h.decided(**fields))  # type: ignore[arg-type]  # fields of the event, by name

    assert refusal.value.code == code
    assert driver.dossier(h.SUBJECT).cases[h.CASE].final is None


@pytest.mark.parametrize("kind", [DecisionKind.TOM, DecisionKind.OTP])
def test_unknown_age_refuses_nothing(kind: DecisionKind, driver: Driver) -> None:
    """Where the age is not known, the OvJ is believed."""
    driver.feed(h.arrested(birth_date=None))
    driver.feed(h.decided(decision=kind))

    assert driver.dossier(h.SUBJECT).cases[h.CASE].final is not None
