"""The dossier as it is stored, and the facts as they are folded into it."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings

from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.streams.dossier import Dossier
from hub.streams.driver import Driver
from hub.streams.fold import fold, superseded
from hub.streams.step import Step
from tests.support import history as h
from tests.unit.streams.histories import histories

EMPTY = Dossier(subject=h.SUBJECT)


@given(history=histories())
@settings(max_examples=50, deadline=None)
def test_a_dossier_survives_the_store(history: list[Envelope], step: Step) -> None:
    """Whatever happened, a dossier that is written without its defaults and read again is the same."""
    driver = Driver(step)
    for fact in history:
        with suppress(RuleBreachError):
            driver.feed(fact)
    dossier = driver.dossier(h.SUBJECT)

    assert Dossier.model_validate_json(dossier.model_dump_json(exclude_defaults=True)) == dossier


def test_folding_leaves_the_old_dossier_alone() -> None:
    """A step that fails later must find the dossier as it was."""
    before = fold(fold(EMPTY, h.marked()), h.arrested())
    written = before.model_dump_json()

    fold(fold(before, h.marked("VH24")), h.on_monitor())

    assert before.model_dump_json() == written


@pytest.mark.parametrize(("version", "ignored"), [(1, True), (2, False), (3, False)])
def test_lower_versions_are_superseded(version: int, ignored: bool) -> None:
    """Of a record, a lower version than one seen is ignored; the same and a higher one are not."""
    dossier = fold(EMPTY, h.arrested(record="a", version=2))

    assert superseded(dossier, h.arrested(record="a", version=version)) is ignored


def test_a_higher_version_replaces_the_facts_of_its_record() -> None:
    """A corrected arrest leaves nothing of the first; another record's facts stay."""
    dossier = fold(EMPTY, h.arrested(record="a", residence="GM0716"))
    dossier = fold(dossier, h.arrested("09:30", record="b"))

    dossier = fold(dossier, h.arrested(record="a", version=2, residence="GM0758"))

    found = {one.record: one.residence for one in dossier.cases[h.CASE].suspicions}
    assert found == {"a": "GM0758", "b": "GM0716"}
    assert len(dossier.cases[h.CASE].suspicions) == 2


def test_one_version_of_a_record_may_hold_several_facts() -> None:
    """Two readings in one message are two facts."""
    first = h.consulted(record="r")
    second = replace(h.consulted("VH24", record="r"), id="second")

    dossier = fold(fold(EMPTY, first), second)

    assert [one.giver for one in dossier.cases[h.CASE].readings] == ["VH22", "VH24"]


def test_an_older_advice_does_not_replace_a_newer() -> None:
    """The current advice is the highest version, not the last to arrive."""
    dossier = fold(fold(EMPTY, h.advised(version=2)), h.advised(at="12:00", version=1))

    assert dossier.advices["VH22"].version == 2


def test_a_stored_dossier_is_small(step: Step) -> None:
    """A person with one full case takes less than three kilobytes in the store."""
    driver = Driver(step)
    facts = [
        h.marked(),
        h.advised(),
        h.arrested(),
        h.on_monitor(),
        h.confirmed(),
        h.selected(),
        h.consulted(),
    ]
    for fact in [*facts, h.weighed(), h.decided(), h.acknowledged()]:
        driver.feed(fact)

    assert len(driver.dossier(h.SUBJECT).model_dump_json(exclude_defaults=True)) < 3000
