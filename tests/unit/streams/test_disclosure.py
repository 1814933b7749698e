"""Who was told what, and when last: as the step notes it, and as a merge or a split keeps it."""

from datetime import date

import pytest

from hub.schemas.base import Category
from hub.schemas.vocabulary import SelectionOutcome
from hub.streams.disclosure import BARE, told
from hub.streams.dossier import Case, Dossier
from hub.streams.driver import Driver
from hub.streams.uniting import absorb, one_case, put_back, whole
from tests.support import history as h

DAY = date(2016, 10, 17)
EARLIER = date(2016, 3, 1)


def _noted(driver: Driver) -> dict[str, dict[str, date]]:
    return driver.dossier(h.SUBJECT).cases[h.CASE].disclosed


def test_each_recipient_and_category_has_its_last_day(driver: Driver) -> None:
    """What left for a recipient is noted by category, on the day in Amsterdam of the event that led to it."""
    for fact in [h.marked(), h.arrested(), h.on_monitor(), h.advised(at="+1 00:30")]:
        driver.feed(fact)

    noted = _noted(driver)
    assert noted["OM"][Category.HOUSE_HIT] == noted["OM"][Category.HOUSE_ADVICE] == date(2016, 10, 18)
    assert noted["VH22"][Category.IDENTITY] == DAY
    assert Category.HOUSE_HIT not in noted["VH22"]


def test_what_left_is_noted_and_nothing_else(driver: Driver) -> None:
    """The notes hold exactly the categories on the envelopes that were sent."""
    for fact in [h.marked(), h.arrested(), h.on_monitor(), h.advised(), h.selected(), h.decided()]:
        driver.feed(fact)

    sent: dict[str, set[str]] = {}
    for envelope in driver.sent:
        assert envelope.routing is not None
        sent.setdefault(envelope.routing.recipient, set()).update(envelope.routing.categories)
    assert {recipient: set(days) for recipient, days in _noted(driver).items()} == sent


def test_a_bare_notice_is_noted_too(driver: Driver) -> None:
    """3RO that hears of a referral without any category knows of the case: erasure must reach it."""
    driver.feed(h.arrested())
    driver.feed(h.selected(SelectionOutcome.VEILIGHEIDSHUIS))

    assert _noted(driver)["3RO"] == {BARE: DAY}


@pytest.mark.parametrize(
    ("since", "categories", "found"),
    [
        (EARLIER, None, ("3RO", "OM", "VH22")),
        (date(2016, 3, 2), None, ("OM", "VH22")),
        (EARLIER, {"decision"}, ("3RO", "OM")),
        (date(2016, 3, 2), {"decision"}, ("OM",)),
        (date(2016, 10, 18), None, ()),
    ],
)
def test_who_was_told(since: date, categories: set[str] | None, found: tuple[str, ...]) -> None:
    """By day, the first included, and by category or of anything at all."""
    disclosed = {
        "VH22": {"identity": DAY},
        "OM": {"decision": DAY, "identity": EARLIER},
        "3RO": {"decision": EARLIER},
    }

    assert told(disclosed, since, categories) == found


def test_a_merge_keeps_the_later_day() -> None:
    """Two cases, and two dossiers, that are one remember for each recipient and category the later day."""
    own = {"OM": {"decision": DAY, "identity": EARLIER}, "VH22": {"identity": DAY}}
    other = {"OM": {"decision": EARLIER, "identity": DAY, "offence": EARLIER}, "3RO": {"identity": EARLIER}}
    united = {
        "OM": {"decision": DAY, "identity": DAY, "offence": EARLIER},
        "VH22": {"identity": DAY},
        "3RO": {"identity": EARLIER},
    }

    assert one_case(Case(disclosed=own), Case(disclosed=other)).disclosed == united
    assert (
        absorb(Dossier(subject="a", disclosed=own), Dossier(subject="b", disclosed=other)).disclosed == united
    )


def test_what_was_told_about_no_case_stays_with_the_marking() -> None:
    """In a dossier of parts, it goes into each part where that house marked the person; else into its own."""
    marked = h.marked("VH22").data
    part = Dossier.model_validate(
        {"subject": "b", "markings": {"VH22/m1": marked.model_dump(exclude={"marking"})}}
    )
    dossier = Dossier(subject="a", parts={"b": part, "c": Dossier(subject="c")})
    seen = whole(dossier)

    kept = put_back(
        dossier,
        seen.model_copy(
            update={
                "disclosed": {"VH22": {"identity": DAY}, "VH24": {"identity": DAY}},
                "reconfirmed": {"VH22/m1": h.at_time("12:00")},
            }
        ),
        None,
    )

    assert (kept.disclosed, kept.parts["b"].disclosed) == (
        {"VH24": {"identity": DAY}},
        {"VH22": {"identity": DAY}},
    )
    assert (kept.reconfirmed, list(kept.parts["b"].reconfirmed)) == ({}, ["VH22/m1"])
    assert kept.parts["c"] == Dossier(subject="c")
