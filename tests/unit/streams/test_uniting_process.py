"""What two cases that are one remember of clocks, moments and the police: nothing that was told is lost."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from hub.schemas.vocabulary import HeldFor, ServiceOutcome, TermKind
from hub.streams.dossier import Case
from hub.streams.facts_process import Alignment, Announced, Hold, Moment, Plan, Service, TermTold
from hub.streams.uniting import one_case
from tests.support import history as h

NINE, TEN = h.at_time("09:00"), h.at_time("10:00")
TERMS = [TermTold(term=TermKind.OPHOUDEN, ends_at=NINE), TermTold(term=TermKind.WERKPLAATS, ends_at=TEN)]

LISTS: Mapping[str, Sequence[object]] = {
    "moments": [Moment(record=one, at=NINE, planned_at=NINE) for one in "ab"],
    "alignments": [Alignment(record=one, there=("3RO",), at=NINE) for one in "ab"],
    "holds": [Hold(record=one, held_for=HeldFor.WERKPLAATS, at=NINE) for one in "ab"],
    "plans_made": [Plan(record=one, house="VH22", casus="c", reference="p", at=NINE) for one in "ab"],
    "services": [Service(record=one, outcome=ServiceOutcome.UITGEREIKT, at=NINE) for one in "ab"],
    "warned": TERMS,
    "alarmed": TERMS,
    "missed": [NINE, TEN],
    "crossed": ["VH22/p", "VH24/p"],
    "actions_asked": ["a-1", "a-2"],
}


@pytest.mark.parametrize("field", LISTS)
def test_what_either_knew_or_told_is_known(field: str) -> None:
    """Each list of the united case holds what stood in either, once."""
    one, other = LISTS[field]
    own, retired = Case.model_validate({field: (one,)}), Case.model_validate({field: (one, other)})

    for united in (one_case(own, retired), one_case(retired, own)):
        assert sorted(map(str, getattr(united, field))) == sorted(map(str, (one, other)))


@pytest.mark.parametrize("field", ["overridden", "service_asked"])
def test_what_was_told_in_one_was_told(field: str) -> None:
    """An alarm or request that went out for either case does not go out again."""
    told = Case.model_validate({field: True})

    assert getattr(one_case(Case(), told), field)
    assert getattr(one_case(told, Case()), field)


def test_the_last_morning_counts() -> None:
    """A morning that either was listed on is not listed again."""
    first, second = (Case(listed=date(2016, 10, day)) for day in (18, 19))

    assert one_case(first, second).listed == one_case(second, first).listed == date(2016, 10, 19)
    assert one_case(Case(), first).listed == date(2016, 10, 18)


def test_an_action_that_is_done_in_either_is_done() -> None:
    """That the police did something is not forgotten for a report that they did not."""
    done, failed = Case(actions_done={"a": True}), Case(actions_done={"a": False, "b": False})

    assert (
        one_case(done, failed).actions_done == one_case(failed, done).actions_done == {"a": True, "b": False}
    )


def test_the_last_plan_of_a_moment_was_announced_to_all_who_heard_it() -> None:
    """Of two announcements of one moment the recipients count together; of two moments the later planned."""
    one = Announced(moment=TEN, planned_at=NINE, told=("OM",))
    same, other = (Announced(moment=moment, planned_at=TEN, told=("POLITIE",)) for moment in (TEN, NINE))

    assert (
        _announced(one, same) == _announced(same, one) == same.model_copy(update={"told": ("OM", "POLITIE")})
    )
    assert _announced(one, other) == _announced(other, one) == other
    assert _announced(one, None) == _announced(None, one) == one


def _announced(own: Announced | None, other: Announced | None) -> Announced | None:
    return one_case(Case(announced=own), Case(announced=other)).announced
