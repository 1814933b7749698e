"""COMPAS: literal messages against exact observations. The laws stand in test_adapter_laws."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hub.adapters.compas import Compas
from hub.errors import MappingError, NativeFormatError
from hub.schemas.events import (
    AdviceWeighed,
    CaseRegisteredTwice,
    DecisionTaken,
    Event,
    JusticeDataReported,
    SuspectArrested,
)
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import DecisionKind, DecisionStatus, ProsecutionRegistry, Role
from tests.support.events import sample

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
DECISION = (EXAMPLES / "compas-beslissing.txt").read_bytes()
TWICE = (EXAMPLES / "compas-dubbel-ingeboekt.txt").read_bytes()
COUNTS = (EXAMPLES / "compas-justitiegegevens.txt").read_bytes()
COMPAS = Compas()

DECIDED = Observation(
    record="CPS-2016-0044871",
    version=1,
    occurred_at=datetime(2016, 3, 2, 10, 15, tzinfo=UTC),
    actor=Role.OVJ,
    person=PersonIds(bsn="999990019", skn="1234567"),
    case=CaseIds(bvh="PL2000-2016051234", parketnummer="02/123456-16"),
    data=DecisionTaken(
        decision=DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
        status=DecisionStatus.DEFINITIEF,
        sepot_grounds=("54", "20"),
        decided_at=datetime(2016, 3, 2, 10, 15, tzinfo=UTC),
    ),
)


def test_decision_becomes_exact_observation() -> None:
    """A decision is read to the last column, in the order of its grounds."""
    assert COMPAS.parse(DECISION) == (DECIDED,)


def test_ground_99_is_no_decision_but_two_registries_with_one_case() -> None:
    """The entry is closed, the case goes on in GPS, and both its numbers are told."""
    (observed,) = COMPAS.parse(TWICE)

    assert observed.case == CaseIds(
        bvh="PL2000-2016051234", parketnummer="02/123456-16", other_parketnummer="02/654321-16"
    )
    assert observed.data == CaseRegisteredTwice(
        continues_in=ProsecutionRegistry.GPS, closed_at=datetime(2016, 10, 30, 0, 30, tzinfo=UTC)
    )


def test_counts_of_cases_become_justice_data() -> None:
    """What the OM looks up at intake; a person without a BSN is one by the SKN."""
    (observed,) = COMPAS.parse(COUNTS)

    assert observed.person == PersonIds(skn="12345678")
    assert observed.data == JusticeDataReported(
        open_cases=2,
        closed_cases=7,
        last_decided_on=date(2015, 11, 4),
        collected_at=datetime(2016, 3, 1, 13, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("surname", "written"),
    [
        ("van der Meulen", "VAN DER MEULEN"),
        ("Öztürk", "OZTURK"),
        ("van  't Hof ", "VAN 'T HOF"),
        ("Oude Groote Beverbo", "OUDE GROOTE BEVERBO"),
        ("Oude Groote Beverbor", ""),
        ("Oude Groote Beverborg", ""),
        ("Wałęsa", ""),
        ("Иванов", ""),
    ],
)
def test_a_surname_is_whole_or_absent(surname: str, written: str) -> None:
    """Capitals without diacritics; a name that may be cut, or has other letters, is left out."""
    known = {"surname": surname, "given_names": "Jan", "born": date(1990, 5, 6)}
    full = DECIDED.model_copy(update={"person": DECIDED.person.model_copy(update=known)})

    (read,) = COMPAS.parse(COMPAS.render(full))

    left = {"surname": written, "born": date(1990, 5, 6)}
    assert read == DECIDED.model_copy(update={"person": DECIDED.person.model_copy(update=left)})


def test_seconds_and_conditions_are_lost_and_nothing_else() -> None:
    """A minute is cut, not rounded; a conditional sepot stays conditional though its conditions are gone."""
    full = DECIDED.model_copy(
        update={
            "occurred_at": datetime(2016, 3, 2, 10, 15, 59, 999_999, tzinfo=UTC),
            "data": DECIDED.data.model_copy(update={"conditions": ("vijf gesprekken met de reclassering",)}),
        }
    )

    assert COMPAS.project(full) == DECIDED
    assert COMPAS.render(full) == DECISION


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        (b"201610300230ZT", datetime(2016, 10, 30, 0, 30, tzinfo=UTC)),
        (b"201610300230WT", datetime(2016, 10, 30, 1, 30, tzinfo=UTC)),
        (b"201603270159WT", datetime(2016, 3, 27, 0, 59, tzinfo=UTC)),
        (b"201603270300ZT", datetime(2016, 3, 27, 1, 0, tzinfo=UTC)),
    ],
)
def test_nights_in_which_the_clock_changes_are_right(moment: bytes, instant: datetime) -> None:
    """The hour that October has twice is two hours, by the season that COMPAS writes."""
    (observed,) = COMPAS.parse(DECISION.replace(b"201603021115WT", moment))

    assert observed.occurred_at == instant
    assert moment in COMPAS.render(observed)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        (b"201603021115WTOVJ", b"201603021115  OVJ", "naive-time", "tijdstip"),
        (b"201603021115WTOVJ", b"201603021115ZTOVJ", "wrong-season", "tijdstip"),
        (b"201603021115WTOVJ", b"201603270230WTOVJ", "wrong-season", "tijdstip"),
        (b"201603021115WTOVJ", b"201613021115WTOVJ", "malformed-value", "tijdstip"),
        (b"WTOVJ", b"WTRAA", "unknown-code", "functie"),
        (b"3011D", b"3014D", "unknown-code", "Beslissing.soort"),
        (b"3011D", b"3011 ", "missing-field", "Beslissing.status"),
        (b"WT5420", b"WT542 ", "not-sepot-grounds", "Beslissing.gronden"),
        (b"WT5420", b"WT5499", "administrative-sepot", "Beslissing.gronden"),
        (b"999990019", b"999990018", "not-a-bsn", "Verdachte.bsn"),
        (b"PL2000-2016051234", b"PL20002-016051234", "not-a-bvh-number", "Zaak.pvnummer"),
    ],
)
def test_a_wrong_column_is_refused_by_its_native_path(old: bytes, new: bytes, code: str, field: str) -> None:
    """What COMPAS got wrong is named by its own record and column, and by the rule that it breaks."""
    tampered = DECISION.replace(old, new, 1)
    with pytest.raises(MappingError) as refusal:
        COMPAS.parse(tampered)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_another_version_of_the_format_is_refused() -> None:
    """A message of a format that this adapter does not know is not read at all."""
    with pytest.raises(NativeFormatError) as refusal:
        COMPAS.parse(DECISION.replace(b"COMPAS01", b"COMPAS02"))
    assert refusal.value.field == "Kop.formaat"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"decision": DecisionKind.OM_STRAFBESCHIKKING}, "unknown-code"),
        ({"sepot_grounds": ("99",)}, "administrative-sepot"),
        ({"sepot_grounds": ("1", "234")}, "not-sepot-grounds"),
        ({"sepot_grounds": ("20",) * 6}, "not-sepot-grounds"),
        ({"decided_at": datetime(1975, 1, 1, tzinfo=UTC)}, "not-a-time"),
    ],
)
def test_what_compas_has_no_word_for_is_not_written(change: dict[str, object], code: str) -> None:
    """A decision younger than COMPAS, or a ground that is none, is refused rather than misspelled."""
    with pytest.raises(MappingError) as refusal:
        COMPAS.render(DECIDED.model_copy(update={"data": DECIDED.data.model_copy(update=change)}))
    assert refusal.value.code == code


@pytest.mark.parametrize("foreign", [AdviceWeighed, SuspectArrested], ids=lambda event: event.kind)
def test_what_became_of_an_advice_is_not_in_compas(foreign: type[Event]) -> None:
    """COMPAS has no place for it, so it is not carried at all."""
    with pytest.raises(MappingError) as refusal:
        COMPAS.render(DECIDED.model_copy(update={"data": sample(foreign)}))
    assert refusal.value.code == "not-carried"
