"""The time table of `hub.streams.terugkoppeling`, and what a Terugkoppeling says (routing table C)."""

from dataclasses import replace
from typing import Any

import pytest

from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import (
    Consulted,
    DecisionKind,
    DecisionStatus,
    FeedbackReceipt,
    Followed,
    HouseAnswer,
    MarkingEndReason,
    Role,
    TriageOutcome,
    Weighing,
)
from hub.streams import terugkoppeling
from hub.streams.driver import Driver
from hub.streams.effects import FeedbackStatus as F
from tests.support import history as h
from tests.unit.streams.telling import lines, rows_of

VOORLOPIG = DecisionStatus.VOORLOPIG
ACCEPTED, REFUSED = TriageOutcome.AANGENOMEN, TriageOutcome.AFGEWEZEN
CHANGED = FeedbackReceipt.PLAN_GEWIJZIGD
NOT_KNOWN, UNREACHABLE = HouseAnswer.NIET_BEKEND, HouseAnswer.ONBEREIKBAAR
AT_ONCE, LATE = ["16:00 VH22 feedback"], ["16:30 VH22 feedback late"]
PULLS = frozenset({10, 11, 12, 13, 26, 34})


def _arriving(envelope: Envelope, at: str) -> Envelope:
    return replace(envelope, recorded_at=h.at_time(at))


DECIDED = h.decided(record="d")


def _again(at: str, **fields: Any) -> Envelope:  # noqa: ANN401 - fields of the event, by name
    """A higher version of the decision's own record."""
    given: dict[str, Any] = {"record": "d", "version": 2, "decision": DecisionKind.TRANSACTIE} | fields
    return h.decided(given.pop("status", DecisionStatus.DEFINITIEF), at, **given)


REVISED = _again("18:30")
TABLE: dict[int, tuple[list[Envelope], list[str], list[F]]] = {
    1: ([h.marked(), DECIDED], AT_ONCE, [F.VERSTUURD]),
    2: ([h.answered(at="12:00"), DECIDED], AT_ONCE, [F.VERSTUURD]),
    3: ([h.arrested(), h.transferred(), h.triaged(), DECIDED], AT_ONCE, [F.VERSTUURD]),
    4: ([h.arrested(), h.transferred(), h.triaged(outcome=REFUSED), DECIDED], [], []),
    5: ([h.arrested(arrest_place="GM0716"), h.on_monitor(), DECIDED], [], []),
    6: ([h.marked(), h.on_monitor(), h.unmarked(at="15:00"), DECIDED], [], [F.VERVALLEN]),
    7: ([h.marked(), DECIDED, h.unmarked(at="16:10", ended_at="15:00")], AT_ONCE, [F.VERSTUURD]),
    8: ([DECIDED, _arriving(h.marked(at="15:00"), "16:30")], LATE, [F.VERSTUURD]),
    9: ([DECIDED, h.marked(at="16:30", valid_from="15:00")], [], []),
    10: ([h.marked(), DECIDED], [], [F.GEVRAAGD_AFWACHTEN]),
    11: (
        [h.marked(), DECIDED, h.requested()],
        ["17:00 VH22 feedback"],
        [F.GEVRAAGD_AFWACHTEN, F.VERSTUURD],
    ),
    12: ([h.marked(), h.requested(at="15:00"), DECIDED], AT_ONCE, [F.VERSTUURD]),
    13: (
        [h.marked(), DECIDED, h.unmarked(at="16:10", reason=MarkingEndReason.FOUTIEF), h.requested()],
        [],
        [F.GEVRAAGD_AFWACHTEN, F.VERVALLEN],
    ),
    14: ([h.marked(), h.decided(VOORLOPIG, "15:40")], [], []),
    15: ([h.marked(), h.decided(VOORLOPIG, "15:40"), DECIDED], AT_ONCE, [F.VERSTUURD]),
    16: ([h.marked(), DECIDED, h.decided(at="16:20")], AT_ONCE, [F.VERSTUURD]),
    17: (
        [h.answered(at="12:00"), h.answered(answer=UNREACHABLE, at="13:00"), DECIDED],
        AT_ONCE,
        [F.VERSTUURD],
    ),
    18: ([h.answered(at="12:00"), h.answered(answer=NOT_KNOWN, at="13:00"), DECIDED], [], []),
    19: (
        [DECIDED, _arriving(h.answered(at="12:00"), "17:00")],
        ["17:00 VH22 feedback late"],
        [F.VERSTUURD],
    ),
    20: (
        [h.marked(), DECIDED, h.acknowledged(), h.acknowledged(receipt=CHANGED, at="19:00")],
        AT_ONCE,
        [F.VERSTUURD, F.GEAGENDEERD, F.AFGEROND],
    ),
    21: (
        [h.marked(), DECIDED, h.acknowledged(receipt=CHANGED), h.acknowledged(at="19:00")],
        AT_ONCE,
        [F.VERSTUURD, F.AFGEROND],
    ),
    22: ([DECIDED, h.acknowledged()], [], []),
    23: (
        [h.marked(), h.unmarked(at="15:00"), _arriving(h.decided(at="14:00"), "16:10")],
        ["16:10 VH22 feedback"],
        [F.VERSTUURD],
    ),
    24: ([h.arrested(), h.transferred(), DECIDED, h.triaged(at="17:00")], [], []),
    25: ([DECIDED, h.answered(at="17:00")], [], []),
    26: (
        [
            h.marked(),
            DECIDED,
            _arriving(h.marked(version=2, valid_to="15:00"), "16:10"),
            _arriving(h.marked(version=3), "16:20"),
            h.requested(),
        ],
        ["17:00 VH22 feedback"],
        [F.GEVRAAGD_AFWACHTEN, F.VERVALLEN, F.GEVRAAGD_AFWACHTEN, F.VERSTUURD],
    ),
    27: ([h.marked(), h.on_monitor(region="CVOM"), DECIDED], [], []),
    28: (
        [h.marked(), h.on_monitor(region="CVOM"), DECIDED, h.on_monitor("17:00")],
        ["17:00 VH22 feedback late"],
        [F.VERSTUURD],
    ),
    29: (
        [h.marked(), DECIDED, h.on_monitor("16:30", region="CVOM"), h.acknowledged()],
        AT_ONCE,
        [F.VERSTUURD, F.GEAGENDEERD],
    ),
    30: (
        [h.marked(), DECIDED, h.acknowledged(), REVISED],
        [*AT_ONCE, "18:30 VH22 feedback corrects"],
        [F.VERSTUURD, F.GEAGENDEERD, F.VERSTUURD],
    ),
    31: (
        [h.marked(at="15:00"), DECIDED, _again("16:30", decided_at="14:00")],
        AT_ONCE,
        [F.VERSTUURD],
    ),
    32: (
        [DECIDED, h.marked(at="16:20"), _again("16:30", decided_at="16:25")],
        ["16:30 VH22 feedback"],
        [F.VERSTUURD],
    ),
    33: (
        [h.marked(), DECIDED, _again("16:30", status=VOORLOPIG), _again("17:00", version=3)],
        [*AT_ONCE, "17:00 VH22 feedback corrects"],
        [F.VERSTUURD],
    ),
    34: (
        [h.marked(), DECIDED, _again("16:30"), h.requested()],
        ["17:00 VH22 feedback"],
        [F.GEVRAAGD_AFWACHTEN, F.VERSTUURD],
    ),
    35: (
        [h.marked(), DECIDED, h.acknowledged(), REVISED, h.decided(at="18:40")],
        [*AT_ONCE, "18:30 VH22 feedback corrects"],
        [F.VERSTUURD, F.GEAGENDEERD, F.VERSTUURD],
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver, pull_driver: Driver) -> None:
    """Each row of the table sends what it says, when it says, and leads the ledger through its stations."""
    facts, told, stations = TABLE[row]
    hub = pull_driver if row in PULLS else driver
    ledger: list[F] = []
    for fact in facts:
        hub.feed(fact)
        line = hub.ledger.get((h.CASE, "VH22"))
        if line is not None and [line.status] != ledger[-1:]:
            ledger.append(line.status)

    assert [line for line in lines(hub.sent) if "feedback" in line] == told
    assert ledger == stations


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(terugkoppeling.__doc__) == [str(row) for row in TABLE]


def test_every_house_that_knows_gets_its_own(driver: Driver) -> None:
    """Three houses that know the person, each in its own way, get one message each."""
    facts = [
        h.marked("VH21"),
        h.answered("VH23"),
        h.arrested(),
        h.transferred(house="VH21"),
        h.marked("VH24"),
    ]
    for fact in facts:
        driver.feed(fact)
    driver.feed(h.decided())

    told = [line for line in lines(driver.sent) if "feedback" in line]
    assert told == ["16:00 VH21 feedback", "16:00 VH23 feedback", "16:00 VH24 feedback"]


READ, READ_LATER = h.consulted(at="12:00"), h.consulted(at="16:30", version=2)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            [],
            {"advice_version": None, "consulted": Consulted.NVT, "followed": Followed.NVT},
        ),
        (
            [h.advised()],
            {
                "advice_version": 1,
                "consulted": Consulted.NIET,
                "consulted_version": None,
                "followed": Followed.NIET_GEMELD,
            },
        ),
        (
            [h.advised(), READ, h.consulted(at="12:30", role=Role.POLITIECOORDINATOR), READ_LATER],
            {"consulted": Consulted.VOOR_BESLISSING, "consulted_version": 1},
        ),
        (
            [h.advised(), READ, h.consulted(at="15:00", version=2), h.advised(at="15:10", version=3)],
            {"advice_version": 3, "consulted": Consulted.VOOR_BESLISSING, "consulted_version": 2},
        ),
        (
            [h.advised(), READ_LATER, h.consulted(at="16:40", version=3)],
            {"consulted": Consulted.NA_BESLISSING, "consulted_version": 2},
        ),
        (
            [h.advised(), h.consulted(at="16:00")],
            {"consulted": Consulted.VOOR_BESLISSING, "consulted_version": 1},
        ),
        ([h.advised(), h.consulted("VH24")], {"consulted": Consulted.NIET, "consultations": ()}),
        ([h.advised(), h.weighed()], {"followed": Followed.OVERGENOMEN, "deviation_reason": ""}),
        (
            [h.advised(), h.weighed(weighing=Weighing.KENNISGEVING, reason="zie dossier")],
            {"followed": Followed.KENNISGEVING, "deviation_reason": ""},
        ),
        (
            [h.advised(), h.weighed(at="15:10"), h.weighed("VH22", Weighing.AFGEWEKEN, "15:20", "te zwaar")],
            {"followed": Followed.AFGEWEKEN, "deviation_reason": "te zwaar"},
        ),
        ([h.advised(), h.weighed("VH24")], {"followed": Followed.NIET_GEMELD}),
        ([h.weighed()], {"followed": Followed.NVT}),
        (
            [h.marked(at="-3 09:00", marking="m2", casus="later")],
            {"casus": "casus-VH22", "decision": DecisionKind.DAGVAARDING},
        ),
    ],
)
def test_what_it_says(facts: list[Envelope], said: dict[str, Any], pull_driver: Driver) -> None:
    """Advice, consultation and weighing, as far as they are this house's own, as they stand by then."""
    known = [h.marked(), *facts, h.decided()]
    for fact in sorted(known, key=lambda one: one.recorded_at):
        pull_driver.feed(fact)
    (told,) = pull_driver.feed(h.requested())

    assert said.items() <= told.data.model_dump().items()


def test_consultations_are_listed_by_time_then_role(driver: Driver) -> None:
    """Every reading of the advice is listed, by time and then role, whatever order they came in."""
    readings = [
        h.consulted(at="12:30"),
        h.consulted(at="12:00", role=Role.POLITIECOORDINATOR),
        h.consulted(at="12:00", role=Role.OVJ),
    ]
    for fact in [h.marked(), h.advised(), *readings]:
        driver.feed(fact)
    (told,) = driver.feed(h.decided())

    listed = [(one["role"], one["at"]) for one in told.data.model_dump()["consultations"]]
    assert listed == [
        (Role.OVJ, h.at_time("12:00")),
        (Role.POLITIECOORDINATOR, h.at_time("12:00")),
        (Role.OVJ, h.at_time("12:30")),
    ]


def test_casus_of_an_accepted_transfer(pull_driver: Driver) -> None:
    """Without a marking the casus is the one that the house named when it accepted, before the decision."""
    accepted = [h.triaged(casus="nieuw"), h.decided(), h.triaged(at="16:30", casus="te laat", record="r")]
    for fact in [h.arrested(), h.transferred(), *accepted, h.requested()]:
        pull_driver.feed(fact)

    assert pull_driver.sent[-1].data.model_dump()["casus"] == "nieuw"
