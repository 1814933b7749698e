"""The time table of `hub.streams.awaiting`, and what a merge does to what was asked and told."""

from collections.abc import Callable

import pytest

from hub.schemas import events as ev
from hub.schemas.envelope import Envelope
from hub.schemas.vocabulary import MergeGround
from hub.streams import awaiting
from hub.streams.dossier import Case
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from hub.streams.facts_asking import AnswerHit, Inquiry, Waiting
from hub.streams.uniting import one_case
from tests.support import history as h
from tests.unit.streams import asking as a
from tests.unit.streams.telling import rows_of

JOINED = "zaken-samengevoegd"
Line = tuple[str, AwaitedKind, str]
HOUSE: Line = (h.CASE, AwaitedKind.BEVRAGING, "VH22")
QUESTION: Line = (h.CASE, AwaitedKind.VRAAG, "VH22/q1")


def joined(retired: str, survivor: str, at: h.When = "12:00") -> Envelope:
    """The hub: two cases prove to be one."""
    data = ev.CasesJoined(retired=retired, survivor=survivor, ground=MergeGround.BEWEZEN)
    return h.fact(data, at, case=None)


TABLE: dict[int, tuple[list[Envelope], dict[Line, str]]] = {
    1: ([a.inquiry(), h.answered(at="10:40")], {HOUSE: "BEKEND"}),
    2: ([a.inquiry(), h.decided()], {HOUSE: "case-closed"}),
    3: (
        [h.marked(), a.question(), h.decided(), a.reply("17:00")],
        {QUESTION: "answered"},
    ),
    4: (
        [a.inquiry(case="z-2"), joined("z-2", h.CASE)],
        {("z-2", AwaitedKind.BEVRAGING, "VH22"): JOINED, HOUSE: ""},
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table leaves the lines that it says."""
    facts, expected = TABLE[row]

    for fact in [h.arrested(), *facts]:
        driver.feed(fact)

    kinds = (AwaitedKind.BEVRAGING, AwaitedKind.VRAAG)
    assert {key: line.outcome for key, line in driver.awaited.items() if line.kind in kinds} == expected


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(awaiting.__doc__) == [str(row) for row in TABLE]


def test_an_answer_settles_the_line_under_the_case_that_stays(driver: Driver) -> None:
    """After two cases proved to be one, an answer to the question of either settles what is open."""
    for fact in (
        h.arrested(),
        a.inquiry(case="z-2"),
        joined("z-2", h.CASE),
        h.answered(at="12:30", case="z-2"),
    ):
        driver.feed(fact)

    assert driver.awaited[HOUSE].outcome == "BEKEND"


AT = h.at_time("10:00")
LATER = h.at_time("11:00")


def _line(since: str, outcome: str = "") -> Waiting:
    return Waiting(kind=AwaitedKind.BEVRAGING, key="VH22", of="VH22", since=h.at_time(since), outcome=outcome)


def _case(**fields: object) -> Case:
    return Case.model_validate(fields)


@pytest.mark.parametrize(
    ("of", "first", "second", "kept"),
    [
        (lambda case: case.shared, {"shared": ("a",)}, {"shared": ("b",)}, ("a", "b")),
        (
            lambda case: case.awaiting["l"].outcome,
            {"awaiting": {"l": _line("10:00", "BEKEND")}},
            {"awaiting": {"l": _line("10:00")}},
            "BEKEND",
        ),
        (
            lambda case: case.awaiting["l"].outcome,
            {"awaiting": {"l": _line("10:00", "BEKEND")}},
            {"awaiting": {"l": _line("11:00")}},
            "",
        ),
        (
            lambda case: case.inquiries["VH22"].answers,
            {"inquiries": {"VH22": Inquiry(channel=a.BY_PHONE, answers=2)}},
            {"inquiries": {"VH22": Inquiry(channel=a.BY_REGISTER, answers=1)}},
            2,
        ),
        (
            lambda case: case.answer_hits["VH22"].confirmed_at,
            {"answer_hits": {"VH22": AnswerHit(advice_version=1)}},
            {"answer_hits": {"VH22": AnswerHit(advice_version=1, confirmed_at=AT)}},
            AT,
        ),
        (
            lambda case: case.answer_hits["VH22"].advice_version,
            {"answer_hits": {"VH22": AnswerHit(advice_version=1, confirmed_at=LATER)}},
            {"answer_hits": {"VH22": AnswerHit(advice_version=2)}},
            2,
        ),
    ],
    ids=["told", "settled", "put-anew", "asked-again", "confirmed", "newer-advice"],
)
def test_of_two_cases_that_are_one_what_was_told_last_counts(
    of: Callable[[Case], object], first: dict[str, object], second: dict[str, object], kept: object
) -> None:
    """Whichever of the two is the one that stays, nothing that was told is forgotten and told again."""
    one, other = _case(**first), _case(**second)

    assert of(one_case(one, other)) == kept
    assert of(one_case(other, one)) == kept


def test_no_fact_is_lost_where_two_cases_are_one() -> None:
    """Every field of a case that something was put in is there after uniting it with an empty one."""
    filled = Case.model_validate(EVERYTHING)

    assert one_case(Case(), filled) == filled
    assert one_case(filled, Case()) == filled


EVERYTHING: dict[str, object] = {
    "signals": [{"record": "r", "signal": "s", "sender": "OM", "wants": "SIGNAAL"}],
    "partner_advices": [{"record": "r", "organisation": "3RO", "version": 1, "at": AT}],
    "objections": [{"record": "r", "of_version": 1, "organisation": "3RO", "at": AT}],
    "preselects": [{"record": "r", "score": "LAAG", "at": AT}],
    "contexts": [{"record": "r", "organisation": "3RO", "about": "ANDER", "context": "ZORG"}],
    "replies": [{"record": "r", "question": "q", "organisation": "VH22"}],
    "inquiries": {"VH22": {"channel": "REGISTER", "answers": 1}},
    "answer_hits": {"VH22": {"advice_version": 1}},
    "signalled": [{"signal": "s", "sender": "OM", "house": "VH22"}],
    "questions": [{"question": "q", "sender": "OM", "to": "VH22"}],
    "shared": ["R044/OM/VEELPLEGER"],
    "awaiting": {"VRAAG/q": _line("10:00").model_dump()},
}
