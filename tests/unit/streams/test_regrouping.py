"""The time table of `hub.streams.regrouping`, and what holds of any merge."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hub.schemas import events as ev
from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.schemas.vocabulary import MergeGround, TimerKind
from hub.streams.driver import Driver
from hub.streams.effects import FeedbackStatus
from hub.streams.step import Step
from hub.streams.uniting import PIECE_BYTES, pieces, whole
from tests.support import history as h
from tests.unit.streams.telling import lines

A, B, C = "sa", "sb", "sc"
CASE_A, CASE_B = "za", "zb"


def _by_the_hub(data: ev.Event, at: str, subject: str) -> Envelope:
    fact = h.fact(data, at, case=None, subject=subject, record=f"{data.kind}/{subject}/{at}")
    return replace(fact, source=HUB_SOURCE)


def merge(retired: str, survivor: str, at: str, *others: str) -> list[Envelope]:
    """Both hear of it, as ingest tells them."""
    data = ev.PersonsMerged(
        retired=retired, survivor=survivor, members=(retired, *others), ground=MergeGround.BEWEZEN
    )
    return [_by_the_hub(data, at, survivor), _by_the_hub(data, at, retired)]


def split(restored: str, survivor: str, at: str) -> list[Envelope]:
    """Both hear of it, who is restored first."""
    data = ev.PersonsSplit(restored=restored, survivor=survivor)
    return [_by_the_hub(data, at, restored), _by_the_hub(data, at, survivor)]


def joined(retired: str, survivor: str, at: str, subject: str = A) -> list[Envelope]:
    """Two cases are one."""
    data = ev.CasesJoined(retired=retired, survivor=survivor, ground=MergeGround.BEWEZEN)
    return [_by_the_hub(data, at, subject)]


def told(driver: Driver, facts: Iterable[Envelope]) -> list[str]:
    """What these facts led to."""
    return lines([one for fact in facts for one in driver.feed(fact)])


def as_part(fact: Envelope, origin: str, subject: str = A) -> Envelope:
    """A fact that ingest found by a number of a merged subject."""
    return replace(fact, subject=subject, origin=origin)


MARKED_B = h.marked("VH22", "-1 12:00", subject=B)
OPEN_A = [h.arrested(subject=A, case=CASE_A), h.on_monitor(subject=A, case=CASE_A)]
OPEN_B = [h.arrested(subject=B, case=CASE_B), h.on_monitor(subject=B, case=CASE_B)]


def test_row_1_a_marking_and_a_case_meet(driver: Driver) -> None:
    """What one dossier knows becomes a hit in the other's case, once they are one person."""
    assert told(driver, [MARKED_B, *OPEN_A]) == []

    assert told(driver, merge(B, A, "12:00")) == ["12:00 ZSM hit VH22", "12:00 VH22 asked"]


def test_row_2_a_case_that_moves_keeps_its_hits(driver: Driver) -> None:
    """A hit that was told in a case is not told again because the case moved."""
    told(driver, [MARKED_B, *OPEN_B, h.arrested(subject=A, case=CASE_A)])

    assert told(driver, merge(B, A, "12:00")) == []


def test_rows_3_and_4_feedback_that_went_out_counts(driver: Driver) -> None:
    """VH22 had its feedback; VH24, which marks the other dossier, knew the person too, and gets it late."""
    first = told(driver, [MARKED_B, *OPEN_B, h.decided(at="11:00", subject=B, case=CASE_B)])
    assert [line for line in first if "feedback" in line] == ["11:00 VH22 feedback"]
    told(driver, [h.marked("VH24", "-1 12:00", subject=A)])

    again = told(driver, merge(B, A, "12:00"))

    assert again == ["12:00 VH24 feedback late"]


def test_row_5_later_facts_become_part_of_what_they_belong_to(driver: Driver) -> None:
    """What comes with the retired subject's number stands in its part."""
    told(driver, [*OPEN_A, *merge(B, A, "12:00")])

    assert told(driver, [as_part(h.marked("VH22", "12:30"), B)]) == [
        "12:30 ZSM hit VH22 late",
        "12:30 VH22 asked",
    ]
    assert list(driver.dossier(A).parts[B].markings) == list(whole(driver.dossier(A)).markings)


def test_row_6_what_reaches_a_retired_subject_is_forwarded(driver: Driver) -> None:
    """An event for who was merged goes on to the survivor, with an id that a repeat yields again."""
    told(driver, [*OPEN_A, *merge(B, A, "12:00")])
    late = h.marked("VH22", "12:30", subject=B)

    assert told(driver, [late]) == ["12:30 ZSM hit VH22 late", "12:30 VH22 asked"]
    assert told(driver, [replace(late, id="another")]) == []
    assert driver.dossier(B).markings == {}


def test_row_7_a_split_corrects_what_was_told(driver: Driver) -> None:
    """The hit was wrong from the start: OM and police hear that it was, and get the correction."""
    told(driver, [MARKED_B, *OPEN_A, *merge(B, A, "12:00")])

    assert told(driver, split(B, A, "13:00")) == [
        "13:00 ZSM hit VH22 ended FOUTIEF",
        "13:00 ZSM correction VH22",
    ]
    assert driver.dossier(A).parts == {}
    assert list(driver.dossier(B).markings) == ["VH22/m1"]
    assert driver.dossier(B).merged_into is None


def test_row_8_a_split_gives_back_what_came_meanwhile(driver: Driver) -> None:
    """A fact that came with the restored subject's number after the merge is its own again."""
    told(driver, [*merge(B, A, "12:00"), as_part(h.marked("VH22", "12:30"), B)])
    told(driver, [as_part(one, B) for one in OPEN_B])

    told(driver, split(B, A, "13:00"))

    assert len(driver.dossier(B).markings) == 1
    assert list(driver.dossier(B).cases) == [CASE_B]
    assert (driver.dossier(A).markings, driver.dossier(A).cases) == ({}, {})
    let_go = h.unmarked("VH22", "14:00", subject=B)
    assert told(driver, [let_go]) == ["14:00 ZSM hit VH22 late ended LOSGELATEN"]


def test_row_8_a_case_of_which_there_is_no_fact_yet_goes_back_too(driver: Driver) -> None:
    """A transfer leaves no fact, only what was told: that stands with the case, and moves with it."""
    facts = [
        *merge(B, A, "10:00"),
        as_part(h.transferred("11:00", subject=B, case=CASE_B), B),
        as_part(h.answered("VH21", at="12:00", subject=B, case=CASE_B), B),
        as_part(h.decided(at="13:00", subject=B, case=CASE_B), B),
    ]
    before = [line for line in told(driver, facts) if "feedback" in line]

    after = [line for line in told(driver, split(B, A, "14:00")) if "feedback" in line]

    assert (before, after) == (["13:00 VH21 feedback"], [])
    assert CASE_B not in driver.dossier(A).cases


def test_row_9_what_was_merged_before_comes_along(driver: Driver) -> None:
    """A part of a dossier that is merged becomes a part of the survivor's."""
    told(driver, [h.marked("VH22", "-1 12:00", subject=C), *OPEN_A])
    told(driver, merge(C, B, "11:00"))

    assert told(driver, merge(B, A, "12:00", C)) == ["12:00 ZSM hit VH22", "12:00 VH22 asked"]
    assert sorted(driver.dossier(A).parts) == [B, C]
    assert told(driver, [h.unmarked("VH22", "12:30", subject=C)]) == ["12:30 ZSM hit VH22 ended LOSGELATEN"]


def test_row_10_two_cases_that_are_one_have_one_hit_and_one_feedback(driver: Driver) -> None:
    """The joined case is told nothing that either case told, and gets one feedback at its decision."""
    marked = h.marked("VH22", "-1 12:00", subject=A)
    other = [h.arrested("09:30", subject=A, case=CASE_B), h.on_monitor("10:30", subject=A, case=CASE_B)]
    told(driver, [marked, *OPEN_A, *other])

    assert told(driver, joined(CASE_B, CASE_A, "12:00")) == []
    decided = told(driver, [h.decided(at="16:00", subject=A, case=CASE_B)])

    assert [line for line in decided if "feedback" in line] == ["16:00 VH22 feedback"]
    assert list(driver.dossier(A).cases) == [CASE_A]


def test_row_11_of_two_decided_cases_one_line_stands(driver: Driver) -> None:
    """Where both cases had sent feedback, nothing is sent again, and the ledger says where to look."""
    marked = h.marked("VH22", "-1 12:00", subject=A)
    other = [h.arrested("09:30", subject=A, case=CASE_B), h.on_monitor("10:30", subject=A, case=CASE_B)]
    decisions = [h.decided(at="16:00", subject=A, case=case) for case in (CASE_A, CASE_B)]
    told(driver, [marked, *OPEN_A, *other, *decisions])

    assert told(driver, joined(CASE_B, CASE_A, "17:00")) == []
    assert driver.ledger[CASE_A, "VH22"].status is FeedbackStatus.VERSTUURD
    assert driver.ledger[CASE_B, "VH22"].status is FeedbackStatus.SAMENGEVOEGD


def test_a_receipt_for_a_joined_case_moves_the_line_that_stands(driver: Driver) -> None:
    """The house answers under the number it was told; it is about the case that is left."""
    told(driver, [h.marked("VH22", "-1 12:00", subject=A), h.arrested(subject=A, case=CASE_A)])
    told(driver, [h.on_monitor(subject=A, case=CASE_B), h.decided(at="16:00", subject=A, case=CASE_B)])
    told(driver, joined(CASE_B, CASE_A, "17:00"))

    told(driver, [h.acknowledged("VH22", subject=A, case=CASE_B)])

    assert driver.ledger[CASE_A, "VH22"].status is FeedbackStatus.GEAGENDEERD


def test_events_wait_for_a_dossier_that_is_on_its_way(driver: Driver) -> None:
    """A decision that overtakes the dossier is told of with all that both knew, and in its turn."""
    read = h.consulted("VH22", "11:00", subject=B, case=CASE_B)
    told(driver, [*OPEN_B, read, h.marked("VH22", "-1 12:00", subject=A)])
    to_survivor, to_retired = merge(B, A, "12:00")

    decided = as_part(h.decided(at="12:30", case=CASE_B), B)
    assert told(driver, [to_survivor, decided]) == []

    assert told(driver, [to_retired]) == ["12:00 ZSM hit VH22", "12:00 VH22 asked", "12:30 VH22 feedback"]
    (feedback,) = [one.data for one in driver.sent if isinstance(one.data, ev.Terugkoppeling)]
    assert feedback.consultations
    assert (driver.dossier(A).held, driver.dossier(A).awaited) == ((), ())


def test_a_held_event_that_is_refused_holds_up_nobody(driver: Driver) -> None:
    """When its turn comes and a rule refuses it, it is a dead letter; what waited behind it goes on."""
    told(driver, [*OPEN_B, h.marked("VH22", "-1 12:00", subject=A)])
    to_survivor, to_retired = merge(B, A, "12:00")
    plan = as_part(h.planned("VH24", "12:20", case=CASE_B), B)
    decided = as_part(h.decided(at="12:30", case=CASE_B), B)

    told(driver, [to_survivor, plan, decided, to_retired])

    assert [one.envelope.id for one in driver.refused] == [plan.id]
    assert (CASE_B, "VH22") in driver.ledger


def test_timers_move_with_their_markings(driver: Driver) -> None:
    """A marking that begins later wakes the survivor, and the retired subject no more."""
    told(driver, [h.marked("VH22", "11:00", subject=B, valid_from="13:00"), *OPEN_A])
    told(driver, merge(B, A, "12:00"))

    assert {subject for subject, _, _ in driver.timers} == {A}
    assert TimerKind.MARKING_STARTS in {kind for _, kind, _ in driver.timers}
    assert lines(driver.advance(h.at_time("13:00"))) == ["13:00 ZSM hit VH22 late", "13:00 VH22 asked"]


def test_time_does_not_run_backwards_for_a_dossier_that_comes_late(driver: Driver) -> None:
    """A dossier from another partition, taken in earlier, ends no hit that began meanwhile."""
    told(driver, [*OPEN_A, h.marked("VH22", "12:30", subject=A)])

    assert told(driver, merge(B, A, "12:00")) == []


def test_a_large_dossier_moves_in_pieces_that_fit(driver: Driver) -> None:
    """No piece is larger than an event may be, and together they are the whole."""
    cases = [f"z{number:03d}" for number in range(400)]
    told(driver, [h.arrested(subject=B, case=case) for case in cases])
    dossier = driver.dossier(B)

    found = list(pieces(dossier))

    assert len(found) > 1
    assert max(len(piece.model_dump_json(exclude_defaults=True)) for piece in found) <= PIECE_BYTES
    assert sorted(case for piece in found for case in piece.cases) == cases
    told(driver, merge(B, A, "12:00"))
    assert sorted(whole(driver.dossier(A)).cases) == cases


HISTORY = st.permutations(
    [
        ("VH22", h.marked("VH22", "-1 12:00")),
        ("VH24", h.marked("VH24", "-2 12:00")),
        ("", h.arrested(case=CASE_A)),
        ("", h.on_monitor(case=CASE_A)),
        ("", h.arrested("09:30", case=CASE_B)),
        ("", h.on_monitor("10:30", case=CASE_B)),
        ("", h.decided(at="15:00", case=CASE_B)),
        ("VH24", h.unmarked("VH24", "15:30")),
    ]
)


@given(
    order=HISTORY,
    cases=st.tuples(st.booleans(), st.booleans()),
    houses=st.tuples(st.booleans(), st.booleans()),
)
def test_two_dossiers_that_become_one_end_as_if_they_had_always_been(
    step: Step, order: list[tuple[str, Envelope]], cases: tuple[bool, bool], houses: tuple[bool, bool]
) -> None:
    """However the facts were spread over two subjects: the same hits stand, and the same feedback is due."""
    in_b = {CASE_A: cases[0], CASE_B: cases[1], "VH22": houses[0], "VH24": houses[1]}
    one, two = Driver(step), Driver(step)
    for house, fact in order:
        stamped = replace(fact, recorded_at=h.at_time("16:00"))
        one.feed(replace(stamped, subject=A))
        two.feed(replace(stamped, subject=B if in_b[fact.case or house] else A))
    for fact in merge(B, A, "17:00"):
        two.feed(fact)

    always, became = one.dossier(A), whole(two.dossier(A))

    assert became.cases.keys() == always.cases.keys()
    for name, case in always.cases.items():
        other = became.cases[name]
        if case.final is None:  # a closed case is told of no hits any more
            standing = {house for house, hit in case.hits.items() if hit.ended is None}
            assert {house for house, hit in other.hits.items() if hit.ended is None} == standing
        assert {house: found.status for house, found in other.feedback.items()} == {
            house: found.status for house, found in case.feedback.items()
        }
