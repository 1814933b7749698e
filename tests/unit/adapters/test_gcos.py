"""GCOS: literal messages against exact observations. The laws stand in test_adapter_laws."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest
from lxml import etree

from hub.adapters import gcos_messages as codes
from hub.adapters.gcos import Gcos
from hub.errors import MappingError
from hub.schemas.events import (
    AdviceConsulted,
    Consultation,
    PersonMarked,
    SuspectArrested,
    Terugkoppeling,
)
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Consulted, DecisionKind, Followed, MarkingOrigin, Role
from tests.support.events import sample

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
MARKING = (EXAMPLES / "gcos-markering.xml").read_bytes()
NAMESPACE = "{urn:ketenhub:gcos:huisbericht:1}"
GCOS = Gcos()

MARKED = Observation(
    record="6f1c2f0e-5d0b-4c0e-9a57-2b8f3f6f1a01",
    version=1,
    occurred_at=datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    actor=Role.PROCESREGISSEUR,
    person=PersonIds(
        bsn="999990019", skn="12345678", registry=RegistryNumber(scope="gcos:VH22", value="P0001234")
    ),
    data=PersonMarked(
        house="VH22",
        marking="GCOS-M-2016-0107",
        casus="GCOS-C-2016-0042",
        origin=MarkingOrigin.CASUS_OP_MAAT,
        valid_from=datetime(2016, 2, 10, 23, 0, tzinfo=UTC),
        valid_to=datetime(2016, 8, 10, 22, 0, tzinfo=UTC),
        registered_at=datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    ),
)
FEEDBACK = Observation(
    record="0b9f5f64-7f4e-5d0a-8f0e-3b1d5c9e7a10",
    version=1,
    occurred_at=datetime(2016, 3, 1, 16, 40, 2, 777, tzinfo=UTC),
    actor=Role.SYSTEEM,
    person=PersonIds(bsn="999990019"),
    case=CaseIds(bvh="PL2000-2016123456"),
    data=Terugkoppeling(
        casus="GCOS-C-2016-0042",
        decision=DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
        decided_at=datetime(2016, 3, 1, 16, 40, tzinfo=UTC),
        advice_version=3,
        consulted_version=2,
        consulted=Consulted.VOOR_BESLISSING,
        consultations=(Consultation(role=Role.OVJ, version=2, at=datetime(2016, 3, 1, 14, 10, tzinfo=UTC)),),
        followed=Followed.AFGEWEKEN,
        deviation_reason="Meldplicht loopt al.",
    ),
)


def test_marking_becomes_exact_observation() -> None:
    """A marking, with wall times on both sides of the change to summer time, is read to the last field."""
    assert GCOS.parse(MARKING) == (MARKED,)


@pytest.mark.parametrize(
    ("right", "wrong", "code", "field"),
    [
        (b"COM<", b"KLUS<", "unknown-code", "Markering.Herkomst"),
        (b"T00:00:00+01:00", b"T00:00:00", "naive-time", "Markering.GeldigVanaf"),
        (b"2016-08-11T00:00:00+02:00", b"1470866400", "malformed-value", "Markering.GeldigTot"),
        (b">VH22<", b">VH35<", "malformed-value", "Markering.Huis"),
        (b"999990019", b"999990018", "not-a-bsn", "Persoon.Bsn"),
        (b"VH22-P", b"P", "not-a-gcos-number", "Persoon.Gcosnummer"),
        (b"<Volgnummer>1</Volgnummer>", b"", "missing-field", "Volgnummer"),
    ],
)
def test_wrong_field_is_refused_by_its_native_path(right: bytes, wrong: bytes, code: str, field: str) -> None:
    """What GCOS got wrong is named by GCOS's own path and a stable code."""
    assert right in MARKING
    with pytest.raises(MappingError) as refusal:
        GCOS.parse(MARKING.replace(right, wrong, 1))
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_terugkoppeling_says_what_routing_table_c_lists_and_no_more() -> None:
    """Case, casus, decision and time, both versions, who consulted when, followed, reason, what is asked."""
    root = etree.fromstring(GCOS.render(FEEDBACK))
    said = [(str(part.tag).removeprefix(NAMESPACE), part.text) for part in root.iter() if not len(part)]
    assert said == [
        ("Berichtreferentie", "0b9f5f64-7f4e-5d0a-8f0e-3b1d5c9e7a10"),
        ("Volgnummer", "1"),
        ("Tijdstip", "2016-03-01T17:40:02+01:00"),
        ("Rol", "SYS"),
        ("Bsn", "999990019"),
        ("PvNummer", "PL2000-2016123456"),
        ("Casusnummer", "GCOS-C-2016-0042"),
        ("Beslissing", "BSV"),
        ("Beslist", "2016-03-01T17:40:00+01:00"),
        ("Adviesversie", "3"),
        ("GeraadpleegdeVersie", "2"),
        ("Geraadpleegd", "VOOR"),
        ("Rol", "OVJ"),
        ("Adviesversie", "2"),
        ("Tijdstip", "2016-03-01T15:10:00+01:00"),
        ("Gevolgd", "AFGEW"),
        ("RedenAfwijking", "Meldplicht loopt al."),
        ("Gevraagd", "AGENDA"),
        ("Laat", "N"),
    ]


def test_terugkoppeling_without_advice_is_complete_too() -> None:
    """A house that gave no advice still hears the decision: consulted and followed do not apply."""
    bare = Terugkoppeling(
        decision=DecisionKind.DAGVAARDING,
        decided_at=datetime(2016, 3, 1, 16, 40, tzinfo=UTC),
        consulted=Consulted.NVT,
        followed=Followed.NVT,
    )
    body = GCOS.render(FEEDBACK.model_copy(update={"data": bare}))
    assert (
        b"<Terugkoppeling><Beslissing>DGV</Beslissing><Beslist>2016-03-01T17:40:00+01:00</Beslist>"
        b"<Geraadpleegd>NVT</Geraadpleegd><Gevolgd>NVT</Gevolgd><Gevraagd>AGENDA</Gevraagd><Laat>N</Laat>"
    ) in body


def test_a_number_of_another_registry_stays_out() -> None:
    """A house never learns a person's number in another registry."""
    known = PersonIds(bsn="999990019", registry=RegistryNumber(scope="iris", value="IRIS-0012345"))
    body = GCOS.render(FEEDBACK.model_copy(update={"person": known}))
    assert b"IRIS" not in body
    assert GCOS.parse(body)[0].person == PersonIds(bsn="999990019")


def test_read_log_of_a_house_is_about_its_own_advice_only() -> None:
    """GCOS logs readings of a house's advice; a reading of 3RO's advice is not its to carry."""
    read = AdviceConsulted(
        giver="3RO", version=1, role=Role.OVJ, consulted_at=datetime(2016, 3, 1, 14, 10, tzinfo=UTC)
    )
    with pytest.raises(MappingError) as refusal:
        GCOS.render(FEEDBACK.model_copy(update={"data": read}))
    assert refusal.value.field.startswith("Raadpleging")


def test_an_event_of_another_registry_is_not_carried() -> None:
    """An arrest has no message in GCOS."""
    with pytest.raises(MappingError) as refusal:
        GCOS.render(FEEDBACK.model_copy(update={"data": sample(SuspectArrested)}))
    assert refusal.value.code == "not-carried"


@pytest.mark.parametrize(
    "table",
    [
        codes.ROL,
        codes.HERKOMST,
        codes.REDEN_EINDE,
        codes.KANAAL,
        codes.ANTWOORD,
        codes.TRIAGE,
        codes.ONTVANGST,
        codes.BESLISSING,
        codes.GERAADPLEEGD,
        codes.GEVOLGD,
        codes.GEVRAAGD,
    ],
)
def test_every_word_but_onbekend_has_a_code(table: dict[str, StrEnum]) -> None:
    """What the hub can say, GCOS can spell; ONBEKEND is no word to say."""
    words = type(next(iter(table.values())))
    assert set(table.values()) == set(words) - {words("ONBEKEND")}
