"""The time table of `hub.streams.questions`, row by row, who may ask whom, and what is looked up of it."""

from datetime import date

import pytest

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.schemas.events import AnswerForwarded, QuestionForwarded
from hub.schemas.vocabulary import TriageOutcome
from hub.streams import questions
from hub.streams.driver import Driver
from hub.streams.effects import AwaitedKind
from tests.support import history as h
from tests.unit.streams import asking as a
from tests.unit.streams.telling import ASKING, lines, rows_of

YOUNG = date(1996, 5, 1)
Q = "12:00 VH22 question q1 of OM"
TO_3RO = "12:00 3RO question q1 of OM"
ANSWER = "12:30 OM answer q1 of VH22: niemand"

TABLE: dict[int, tuple[list[Envelope], list[str]]] = {
    1: ([a.question(), a.reply()], [Q, ANSWER]),
    2: ([a.question(), a.question("12:10", record="other")], [Q]),
    3: ([a.question(), a.reply(), a.reply("12:40", text="iemand")], [Q, ANSWER]),
    4: (
        [a.question(to="3RO"), h.decided(), a.reply("17:00", "3RO")],
        [TO_3RO, "17:00 OM answer q1 of 3RO: niemand"],
    ),
    5: (
        [a.reply("12:00"), a.question("12:30")],
        ["12:30 VH22 question q1 of OM", ANSWER],
    ),
    6: (
        [a.question(to="OM", sender="VH22"), a.reply(organisation="OM")],
        ["12:00 OM question q1 of VH22", "12:30 VH22 answer q1 of OM: niemand"],
    ),
    7: ([a.question(), a.reply(organisation="VH24")], [Q]),
    8: (
        [a.question(), a.question(to="3RO"), a.reply(organisation="3RO")],
        [Q, TO_3RO, "12:30 OM answer q1 of 3RO: niemand"],
    ),
}


def _said(driver: Driver) -> list[str]:
    return lines(driver.sent, {kind: ASKING[kind] for kind in (QuestionForwarded, AnswerForwarded)})


@pytest.mark.parametrize("row", TABLE)
def test_row(row: int, driver: Driver) -> None:
    """Each row of the table passes on the questions and answers that it says."""
    facts, told = TABLE[row]

    for fact in [h.marked(), h.arrested(), h.selected(), *facts]:
        driver.feed(fact)

    assert _said(driver) == told


def test_every_row_is_tested() -> None:
    """The table in the docstring and the rows here are the same."""
    assert rows_of(questions.__doc__) == [str(row) for row in TABLE]


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ([h.marked()], a.question()),
        ([h.answered()], a.question()),
        ([h.arrested("09:30", birth_date=None), h.transferred("11:00")], a.question()),
        (
            [
                h.arrested("09:30", birth_date=None),
                h.transferred("11:00"),
                h.triaged(outcome=TriageOutcome.AFGEWEZEN, at="11:30"),
            ],
            a.question(),
        ),
        ([h.arrested("09:30", birth_date=YOUNG), h.selected()], a.question(to="RVDK", sender="3RO")),
        ([h.marked(), h.arrested("09:30"), h.selected()], a.question(sender="3RO")),
        ([h.marked()], a.question(sender="POLITIE")),
    ],
    ids=["marked", "answered", "was-sent", "refused", "between-partners", "of-partner", "of-police"],
)
def test_who_knows_the_case_can_be_asked(facts: list[Envelope], asked: Envelope, driver: Driver) -> None:
    """A question goes to a house that is Bekend or was sent the casus, and to who was offered the case."""
    for fact in [*facts, asked]:
        driver.feed(fact)

    assert len(_said(driver)) == 1
    assert driver.withheld == []


@pytest.mark.parametrize(
    ("facts", "asked", "code"),
    [
        ([], a.question(), "question-to-stranger"),
        ([h.marked(), h.unmarked(at="11:00")], a.question(), "question-to-stranger"),
        ([h.marked(), h.on_monitor(region="CVOM")], a.question(), "question-to-stranger"),
        ([h.arrested("09:30")], a.question(to="3RO"), "question-to-stranger"),
        ([h.arrested("09:30"), h.selected()], a.question(to="RVDK"), "question-to-stranger"),
        ([], a.question(to="POLITIE"), "question-to-stranger"),
        ([], a.question(to="OM"), "question-to-stranger"),
        ([h.marked("VH22"), h.marked("VH24")], a.question("12:00", "VH24", "VH22"), "question-to-stranger"),
        ([h.marked()], a.question(to="POLITIE", sender="VH22"), "question-to-stranger"),
        ([], a.question(to="OM", sender="VH22"), "question-of-stranger"),
        ([h.marked()], a.question(sender="3RO"), "question-of-stranger"),
        ([h.marked()], a.question(sender="KIB"), "question-of-stranger"),
        (
            [h.marked("VH22"), h.marked("VH24"), a.question("11:00", "OM", "VH22")],
            a.question("12:00", "OM", "VH24"),
            "question-key-taken",
        ),
    ],
)
def test_nobody_learns_of_a_person_by_a_question(
    facts: list[Envelope], asked: Envelope, code: str, driver: Driver
) -> None:
    """A question to or of somebody who has not the case is refused, and of one house to another always."""
    for fact in facts:
        driver.feed(fact)
    before = _said(driver)

    with pytest.raises(RuleBreachError) as refusal:
        driver.feed(asked)

    assert refusal.value.code == code
    assert _said(driver) == before


def test_a_question_says_until_when(driver: Driver) -> None:
    """Who is asked sees when the term ends, and who asks."""
    for fact in (h.marked(), h.arrested(brought_in_at="09:30"), a.question()):
        driver.feed(fact)

    (asked,) = [one.data for one in driver.sent if isinstance(one.data, QuestionForwarded)]
    assert isinstance(asked, QuestionForwarded)
    assert (asked.asked_by, asked.answer_before) == ("OM", h.at_time("15:30"))


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [([], ""), ([h.decided()], ""), ([a.reply()], "answered"), ([h.decided(), a.reply("17:00")], "answered")],
)
def test_unanswered_questions_stay_open(facts: list[Envelope], outcome: str, driver: Driver) -> None:
    """A question stands open until it is answered, also after the decision, so that it is counted (R050)."""
    for fact in [h.marked(), a.question(), *facts]:
        driver.feed(fact)

    assert driver.awaited[h.CASE, AwaitedKind.VRAAG, "VH22/q1"].outcome == outcome


def test_an_answer_is_not_kept(driver: Driver) -> None:
    """What was said stands with who asked; the dossier keeps who asked whom, and no text."""
    for fact in (h.marked(), a.reply("11:00"), a.question(), a.again(a.reply("11:00"), "13:00")):
        driver.feed(fact)

    assert "niemand" not in driver.dossier(h.SUBJECT).model_dump_json()
