"""VeHaa: literal messages against exact observations. The laws stand in test_adapter_laws."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest
from lxml import etree

from hub.adapters import vehaa_codes as codes
from hub.adapters.vehaa import Vehaa
from hub.errors import MappingError
from hub.schemas.events import Consultation, PersonMarked, PlanMade, Terugkoppeling
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Consulted, DecisionKind, Followed, MarkingOrigin, Role, TargetList

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
PLACED = (EXAMPLES / "vehaa-plaatsing.xml").read_bytes()
VEHAA = Vehaa()

ON_THE_LIST = PersonMarked(
    house="VH04",
    marking="VEHAA-M-2016-0107",
    casus="VEHAA-C-2016-0042",
    origin=MarkingOrigin.TOP_X,
    valid_from=datetime(2016, 2, 10, 23, 0, tzinfo=UTC),
    valid_to=datetime(2016, 8, 10, 22, 0, tzinfo=UTC),
    registered_at=datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    target_list=TargetList.TOP_600,
)
MARKED = Observation(
    record="1d9c3b77-4e2a-4b18-a6f0-0c5d6e7f8a06",
    version=1,
    occurred_at=datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    actor=Role.PROCESREGISSEUR,
    person=PersonIds(bsn="999990019", registry=RegistryNumber(scope="vehaa:VH04", value="0001234")),
    data=ON_THE_LIST,
)
FEEDBACK = Observation(
    record="0b9f5f64-7f4e-5d0a-8f0e-3b1d5c9e7a10",
    version=1,
    occurred_at=datetime(2016, 3, 1, 16, 40, 2, 777, tzinfo=UTC),
    actor=Role.SYSTEEM,
    person=PersonIds(bsn="999990019"),
    case=CaseIds(bvh="PL1300-2016123456"),
    data=Terugkoppeling(
        casus="VEHAA-C-2016-0042",
        decision=DecisionKind.DAGVAARDING,
        decided_at=datetime(2016, 3, 1, 16, 40, tzinfo=UTC),
        advice_version=3,
        consulted_version=2,
        consulted=Consulted.VOOR_BESLISSING,
        consultations=(Consultation(role=Role.OVJ, version=2, at=datetime(2016, 3, 1, 14, 10, tzinfo=UTC)),),
        followed=Followed.KENNISGEVING,
    ),
)


def marked(origin: MarkingOrigin, target_list: TargetList | None) -> Observation:
    """The same person, known for another reason."""
    data = ON_THE_LIST.model_copy(update={"origin": origin, "target_list": target_list})
    return MARKED.model_copy(update={"data": data})


def test_placing_on_a_list_becomes_exact_observation() -> None:
    """Who is put on the Top-600 is a top-X, and the list itself is kept."""
    assert VEHAA.parse(PLACED) == (MARKED,)


@pytest.mark.parametrize(
    ("word", "origin", "target_list"),
    [
        ("TOP600", MarkingOrigin.TOP_X, TargetList.TOP_600),
        ("TOP400", MarkingOrigin.TOP_X, TargetList.TOP_400),
        ("CRIMFAM", MarkingOrigin.DOELGROEP, TargetList.CRIMINELE_FAMILIES),
        ("EXPERTISETAFEL", MarkingOrigin.CASUS_OP_MAAT, None),
    ],
)
def test_each_list_is_an_origin_and_a_target_list(
    word: str, origin: MarkingOrigin, target_list: TargetList | None
) -> None:
    """Each of VeHaa's four words means one pair, in both directions."""
    body = VEHAA.render(marked(origin, target_list))

    assert f'lijst="{word}"'.encode() in body
    assert VEHAA.parse(body) == (marked(origin, target_list),)


@pytest.mark.parametrize(
    ("origin", "target_list"),
    [
        (MarkingOrigin.TOP_X, None),
        (MarkingOrigin.DOELGROEP, None),
        (MarkingOrigin.CASUS_OP_MAAT, TargetList.TOP_600),
    ],
)
def test_a_marking_on_no_list_of_amsterdam_is_not_put_on_one(
    origin: MarkingOrigin, target_list: TargetList | None
) -> None:
    """A top-X of elsewhere does not become a Top-600: what VeHaa has no word for is refused."""
    with pytest.raises(MappingError) as refusal:
        VEHAA.render(marked(origin, target_list))
    assert (refusal.value.code, refusal.value.field) == ("unknown-code", "plaatsing.placed")


def test_the_plan_is_a_reference() -> None:
    """Of a plan VeHaa tells its number, who leads and when; what stands in it is not in the message."""
    (told,) = VEHAA.parse((EXAMPLES / "vehaa-plan.xml").read_bytes())
    assert told.data == PlanMade(
        house="VH04",
        casus="VEHAA-C-2016-0042",
        plan_reference="VEHAA-P-2016-0042",
        casusregie="3RO",
        made_at=datetime(2016, 3, 8, 9, 45, tzinfo=UTC),
    )

    copied = told.model_copy(update={"data": told.data.model_copy(update={"summary": "schuldhulp"})})
    assert b"schuldhulp" not in VEHAA.render(copied)


@pytest.mark.parametrize(
    ("right", "wrong", "code", "field"),
    [
        (b"TOP600", b"TOP1000", "unknown-code", "plaatsing.@lijst"),
        (b"T00:00:00+01:00", b"T00:00:00", "naive-time", "plaatsing.vanaf"),
        (b'huis="VH04"', b'huis="VH35"', "malformed-value", "plaatsing.@huis"),
        (b"999990019", b"999990018", "not-a-bsn", "client.@bsn"),
        (b"VH04/0", b"VH04-0", "not-a-vehaa-number", "client.@clientnummer"),
        (b'versie="1"', b"", "missing-field", "@versie"),
    ],
)
def test_wrong_field_is_refused_by_its_native_path(right: bytes, wrong: bytes, code: str, field: str) -> None:
    """What VeHaa got wrong is named by VeHaa's own path and a stable code."""
    assert right in PLACED
    with pytest.raises(MappingError) as refusal:
        VEHAA.parse(PLACED.replace(right, wrong, 1))
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_terugkoppeling_says_what_routing_table_c_lists_and_no_more() -> None:
    """Case, casus, decision and time, both versions, who consulted when, followed, what is asked."""
    root = etree.fromstring(VEHAA.render(FEEDBACK))
    said = [
        (str(part.tag).rpartition("}")[2], dict(part.items()) or part.text)
        for part in root.iter()
        if not len(part)
    ]
    assert dict(root.items()) == {
        "kenmerk": "0b9f5f64-7f4e-5d0a-8f0e-3b1d5c9e7a10",
        "versie": "1",
        "tijdstip": "2016-03-01T17:40:02+01:00",
        "functie": "SY00",
    }
    assert said == [
        ("client", {"bsn": "999990019"}),
        ("zaak", {"pv": "PL1300-2016123456"}),
        ("basisdossier", "VEHAA-C-2016-0042"),
        ("afdoening", "DAGV"),
        ("beslist", "2016-03-01T17:40:00+01:00"),
        ("adviesversie", "3"),
        ("gelezenVersie", "2"),
        ("gelezen", "VOORAF"),
        ("lezing", {"functie": "OM01", "adviesversie": "2", "tijdstip": "2016-03-01T15:10:00+01:00"}),
        ("gevolgd", "KENNISGENOMEN"),
        ("gevraagd", "BESPREKEN"),
        ("laat", "N"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        codes.FUNCTIE,
        codes.REDEN,
        codes.KANAAL,
        codes.ANTWOORD,
        codes.TRIAGE,
        codes.STATUS,
        codes.AFDOENING,
        codes.GELEZEN,
        codes.GEVOLGD,
        codes.GEVRAAGD,
    ],
)
def test_every_word_but_onbekend_has_a_code(table: dict[str, StrEnum]) -> None:
    """What the hub can say, VeHaa can spell; ONBEKEND is no word to say."""
    words = type(next(iter(table.values())))
    assert set(table.values()) == set(words) - {words("ONBEKEND")}
