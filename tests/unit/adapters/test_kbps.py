"""KBPS: literal messages against exact observations. The laws stand in test_adapter_laws."""

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from hub.adapters import kbps_messages as codes
from hub.adapters.kbps import Kbps
from hub.errors import MappingError
from hub.schemas.events import (
    AdviceGiven,
    CaseOffered,
    ClientStatusReported,
    DecisionCommunicated,
    Event,
    Offence,
    SuspectArrested,
)
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import ClientStatus, DecisionKind, DecisionStatus, Role
from tests.support.events import sample

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
ADVICE = (EXAMPLES / "kbps-advies.xml").read_bytes()
KBPS = Kbps()

ADVISED = Observation(
    record="c0c3e5a2-9b1d-4d7c-8e0b-6a1f2d3e4f01",
    version=1,
    occurred_at=datetime(2016, 3, 1, 14, 15, tzinfo=UTC),
    actor=Role.ADVIESTEAM_RAAD,
    person=PersonIds(bsn="999993653", registry=RegistryNumber(scope="kbps", value="KBPS-0012345")),
    case=CaseIds(bvh="PL2000-2016123457"),
    data=AdviceGiven(
        organisation="RVDK",
        version=1,
        further_research=True,
        explanation="Raadsonderzoek naar de thuissituatie.",
        advised_at=datetime(2016, 3, 1, 14, 15, tzinfo=UTC),
    ),
)


def test_advice_becomes_exact_observation() -> None:
    """The Raad's advice is read to the last field, its local times by their offset."""
    assert KBPS.parse(ADVICE) == (ADVISED,)


def test_client_status_becomes_exact_fact() -> None:
    """KBPS says "not known", to the millisecond."""
    (observed,) = KBPS.parse((EXAMPLES / "kbps-clientstatus.xml").read_bytes())
    assert observed.data == ClientStatusReported(
        organisation="RVDK",
        status=ClientStatus.NIET_BEKEND,
        reported_at=datetime(2016, 3, 1, 13, 20, 5, 250_000, tzinfo=UTC),
    )


def test_offered_case_is_rendered_as_the_example_shows() -> None:
    """What the Raad is offered is the committed example, but for its indentation."""
    offered = CaseOffered(
        region="ZEELAND-WEST-BRABANT",
        arrested_at=datetime(2016, 3, 1, 11, 2, tzinfo=UTC),
        offences=(Offence(article="Sr 350", description="Vernieling", committed_on=date(2016, 3, 1)),),
        birth_date=date(2000, 3, 12),
        residence="GM0716",
        hits=("VH22",),
    )
    rendered = KBPS.render(
        Observation(
            record="7e2a9c10-3b4d-5e6f-9a7b-8c9d0e1f2a31",
            occurred_at=datetime(2016, 3, 1, 13, 15, tzinfo=UTC),
            actor=Role.SYSTEEM,
            person=PersonIds(bsn="999993653"),
            case=CaseIds(bvh="PL2000-2016123457"),
            data=offered,
        )
    )
    example = (EXAMPLES / "kbps-zaakaanbod.xml").read_bytes()
    lines = [line.strip() for line in example.splitlines()]
    assert rendered.splitlines()[1] == b"".join(lines[1:])


def test_long_text_is_cut_on_the_way_out_and_says_so() -> None:
    """KBPS holds 1000 characters: each longer text, in lists too, ends in an ellipsis; shorter ones stay."""
    decided = DecisionCommunicated(
        status=DecisionStatus.DEFINITIEF,
        decision=DecisionKind.OTP,
        conditions=("a" * 1000, "b" * 1001),
        decided_at=datetime(2016, 3, 1, 16, 40, tzinfo=UTC),
    )
    (kept,) = KBPS.parse(KBPS.render(ADVISED.model_copy(update={"data": decided})))
    assert kept.data == decided.model_copy(update={"conditions": ("a" * 1000, "b" * 999 + "…")})


@pytest.mark.parametrize(
    ("right", "wrong", "code", "field"),
    [
        (b"<rol>08", b"<rol>77", "unknown-code", "stuurgegevens.rol"),
        (b"Onderzoek>J<", b"Onderzoek>ja<", "unknown-code", "advies.indicatieNaderOnderzoek"),
        (
            b"Advies>20160301151500000+0100",
            b"Advies>20160301151500000",
            "naive-time",
            "advies.tijdstipAdvies",
        ),
        (
            b"Advies>20160301151500000",
            b"Advies>20160231151500000",
            "malformed-value",
            "advies.tijdstipAdvies",
        ),
        (b"Advies>20160301151500000", b"Advies>2016-03-01T15:15:00", "not-a-time", "advies.tijdstipAdvies"),
        (b"Di01", b"Lk01", "unknown-code", "stuurgegevens.berichtcode"),
        (b"Raadsonderzoek", b"x" * 1000, "malformed-value", "advies.toelichting"),
        (
            b"0000+0100</tijdstipAdvies",
            b"0000+0170</tijdstipAdvies",
            "malformed-value",
            "advies.tijdstipAdvies",
        ),
        (b"<persoon>", b"<record>1</record><persoon>", "unknown-field", "record"),
        (b"<bsn>999993653", b"<bsn>999993654", "not-a-bsn", "persoon.bsn"),
    ],
)
def test_wrong_element_is_refused_by_its_native_path(
    right: bytes, wrong: bytes, code: str, field: str
) -> None:
    """What KBPS got wrong is named by KBPS's own path and a stable code."""
    assert right in ADVICE
    with pytest.raises(MappingError) as refusal:
        KBPS.parse(ADVICE.replace(right, wrong, 1))
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_a_message_without_stuurgegevens_is_refused() -> None:
    """Without StUF's head nobody knows which message this is."""
    start, end = ADVICE.index(b"<stuurgegevens>"), ADVICE.index(b"<persoon>")
    with pytest.raises(MappingError) as refusal:
        KBPS.parse(ADVICE[:start] + ADVICE[end:])
    assert (refusal.value.code, refusal.value.field) == ("missing-field", "stuurgegevens.referentienummer")


@pytest.mark.parametrize(
    "foreign",
    [
        AdviceGiven(
            organisation="3RO",
            version=1,
            further_research=False,
            advised_at=datetime(2016, 3, 1, 14, 45, tzinfo=UTC),
        ),
        ClientStatusReported(
            organisation="3RO",
            status=ClientStatus.BEKEND,
            reported_at=datetime(2016, 3, 1, 14, 45, tzinfo=UTC),
        ),
        sample(SuspectArrested),
    ],
    ids=lambda event: event.kind,
)
def test_a_fact_that_is_not_the_raads_is_not_carried(foreign: Event) -> None:
    """3RO's advice and status do not travel as KBPS messages, nor does an arrest."""
    with pytest.raises(MappingError) as refusal:
        KBPS.render(ADVISED.model_copy(update={"data": foreign}))
    assert refusal.value.code in {"unknown-code", "not-carried"}


@pytest.mark.parametrize(
    "table", [codes.ROL, codes.CLIENTSTATUS, codes.AFDOENING, codes.STATUS, codes.HERKOMST, codes.EINDE]
)
def test_every_word_but_onbekend_has_a_code(table: dict[str, StrEnum]) -> None:
    """What the hub can say, KBPS can spell; ONBEKEND is no word to say."""
    words = type(next(iter(table.values())))
    assert set(table.values()) == set(words) - {words("ONBEKEND")}
