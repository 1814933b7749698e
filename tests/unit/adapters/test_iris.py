"""IRIS: literal messages against exact observations. The laws stand in test_adapter_laws."""

import json
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from hub.adapters import iris_messages as codes
from hub.adapters.iris import Iris
from hub.errors import MappingError, NativeFormatError
from hub.schemas.events import (
    AdviceGiven,
    CaseOffered,
    ClientStatusReported,
    Event,
    HouseAdvice,
    HouseHit,
    Offence,
    SuspectArrested,
)
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import ClientStatus, DecisionKind, MarkingOrigin, Role
from tests.support.events import sample

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
ADVICE = (EXAMPLES / "iris-advies.json").read_bytes()
IRIS = Iris()

ADVISED = Observation(
    record="b6a7c1de-0f52-4a8e-9a44-90c5c1a0e002",
    version=1,
    occurred_at=datetime(2016, 3, 1, 14, 45, tzinfo=UTC),
    actor=Role.RECLASSERINGSWERKER,
    person=PersonIds(bsn="999990019", registry=RegistryNumber(scope="iris", value="IRIS-0012345")),
    case=CaseIds(bvh="PL2000-2016123456", parketnummer="02/123456-16"),
    data=AdviceGiven(
        organisation="3RO",
        version=1,
        further_research=False,
        advised=DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
        explanation="Lopend toezicht voortzetten.",
        advised_at=datetime(2016, 3, 1, 14, 45, tzinfo=UTC),
    ),
)


def test_advice_becomes_exact_observation() -> None:
    """3RO's advice is read to the last field; the organisation follows from the registry."""
    assert IRIS.parse(ADVICE) == (ADVISED,)


def test_client_status_becomes_exact_fact() -> None:
    """IRIS says "known, under supervision, this handler", to the millisecond."""
    (observed,) = IRIS.parse((EXAMPLES / "iris-clientstatus.json").read_bytes())
    assert observed.data == ClientStatusReported(
        organisation="3RO",
        status=ClientStatus.BEKEND,
        under_supervision=True,
        handler="Reclassering Nederland, Tilburg",
        reported_at=datetime(2016, 3, 1, 13, 20, 5, 250_000, tzinfo=UTC),
    )


def test_offered_case_is_rendered_as_the_example_shows() -> None:
    """What 3RO is offered, with the house's advice inside, is the committed example, key for key."""
    offered = CaseOffered(
        region="ZEELAND-WEST-BRABANT",
        arrested_at=datetime(2016, 3, 1, 11, 2, tzinfo=UTC),
        offences=(Offence(article="Sr 310", description="Diefstal", committed_on=date(2016, 3, 1)),),
        birth_date=date(1994, 7, 14),
        residence="GM0716",
        term_end=datetime(2016, 3, 1, 17, 30, tzinfo=UTC),
        hits=("VH22",),
        advices=(
            HouseAdvice(
                house="VH22",
                version=2,
                indicated="meldplicht bij de reclassering",
                contra_indicated="geldboete",
                advised_at=datetime(2016, 2, 18, 13, 5, tzinfo=UTC),
                confirmed_at=datetime(2016, 3, 1, 12, 40, tzinfo=UTC),
            ),
        ),
    )
    rendered = IRIS.render(
        Observation(
            record="2d1f3b68-55a0-5c1b-b9a1-4d0b9f3c7e21",
            occurred_at=datetime(2016, 3, 1, 13, 15, tzinfo=UTC),
            actor=Role.SYSTEEM,
            person=PersonIds(bsn="999990019"),
            case=CaseIds(bvh="PL2000-2016123456"),
            data=offered,
        )
    )
    assert json.loads(rendered) == json.loads((EXAMPLES / "iris-zaakaanbod.json").read_bytes())


def test_hit_without_advice_says_no_advice() -> None:
    """A hit without advice has no key for it; what is false is said as false."""
    hit = HouseHit(house="VH22", origin=MarkingOrigin.TOP_X)
    rendered = json.loads(IRIS.render(ADVISED.model_copy(update={"data": hit})))
    assert rendered["inhoud"] == {
        "huis": "VH22",
        "herkomst": "top-x",
        "laat": False,
        "adviezenStrijdig": False,
        "voorlopigBeslist": False,
    }


@pytest.mark.parametrize(
    ("part", "key", "wrong", "code", "field"),
    [
        ("inhoud", "geadviseerdeAfdoening", "KLUS", "unknown-code", "inhoud.geadviseerdeAfdoening"),
        ("inhoud", "geadviseerdeAfdoening", "DAGVAARDING", "unknown-code", "inhoud.geadviseerdeAfdoening"),
        ("inhoud", "uitgebrachtOp", "2016-03-01T14:45:00", "naive-time", "inhoud.uitgebrachtOp"),
        ("inhoud", "uitgebrachtOp", 1456843500, "not-a-time", "inhoud.uitgebrachtOp"),
        ("inhoud", "naderOnderzoek", "nee", "malformed-value", "inhoud.naderOnderzoek"),
        ("inhoud", "adviesversie", True, "malformed-value", "inhoud.adviesversie"),
        ("inhoud", "organisatie", "RVDK", "unknown-code", "inhoud.organisatie"),
        ("inhoud", "further_research", True, "unknown-field", "inhoud.further_research"),
        ("client", "bsn", "999990018", "not-a-bsn", "client.bsn"),
    ],
)
def test_wrong_key_is_refused_by_its_native_path(
    part: str, key: str, wrong: object, code: str, field: str
) -> None:
    """What IRIS got wrong is named by IRIS's own path and a stable code."""
    message: dict[str, Any] = json.loads(ADVICE)
    message[part][key] = wrong
    with pytest.raises(MappingError) as refusal:
        IRIS.parse(json.dumps(message).encode())
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_another_version_of_the_format_is_refused() -> None:
    """A message of a format that this adapter does not know is not read at all."""
    with pytest.raises(NativeFormatError) as refusal:
        IRIS.parse(ADVICE.replace(b"iris.zsm-bericht/1", b"iris.zsm-bericht/2"))
    assert refusal.value.field == "formaat"


@pytest.mark.parametrize(
    "foreign",
    [
        AdviceGiven(
            organisation="RVDK",
            version=1,
            further_research=False,
            advised_at=datetime(2016, 3, 1, 14, 45, tzinfo=UTC),
        ),
        ClientStatusReported(
            organisation="RVDK",
            status=ClientStatus.BEKEND,
            reported_at=datetime(2016, 3, 1, 14, 45, tzinfo=UTC),
        ),
        sample(SuspectArrested),
    ],
    ids=lambda event: event.kind,
)
def test_a_fact_that_is_not_3ros_is_not_carried(foreign: Event) -> None:
    """The Raad's advice and status do not travel as IRIS messages, nor does an arrest."""
    with pytest.raises(MappingError) as refusal:
        IRIS.render(ADVISED.model_copy(update={"data": foreign}))
    assert refusal.value.code in {"unknown-code", "not-carried"}


@pytest.mark.parametrize(
    "table", [codes.ROL, codes.CLIENTSTATUS, codes.BESLISSING, codes.STATUS, codes.HERKOMST, codes.EINDE]
)
def test_every_word_but_onbekend_has_a_code(table: dict[str, StrEnum]) -> None:
    """What the hub can say, IRIS can spell; ONBEKEND is no word to say."""
    words = type(next(iter(table.values())))
    assert set(table.values()) == set(words) - {words("ONBEKEND")}
