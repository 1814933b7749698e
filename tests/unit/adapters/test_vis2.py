"""VIS2: literal messages against exact observations. The laws stand in test_adapter_laws."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from hub.adapters import vis2_codes as codes
from hub.adapters.vis2 import Vis2
from hub.errors import MappingError
from hub.schemas.events import Consultation, PersonMarked, Terugkoppeling
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Consulted, DecisionKind, Followed, MarkingOrigin, Role

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
MARKING: dict[str, Any] = json.loads((EXAMPLES / "vis2-markering.json").read_bytes())
VIS2 = Vis2()

MARKED = Observation(
    record="7c2a4f11-0b6e-4a39-9d0a-51c2f7b3d602",
    version=1,
    occurred_at=datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    actor=Role.PROCESREGISSEUR,
    person=PersonIds(bsn="999990019", registry=RegistryNumber(scope="vis2:VH06", value="D-0001234")),
    data=PersonMarked(
        house="VH06",
        marking="VIS2-M-2016-0107",
        casus="VIS2-C-2016-0042",
        origin=MarkingOrigin.CASUS_OP_MAAT,
        valid_from=datetime(2016, 2, 10, 23, 0, tzinfo=UTC),
        valid_to=datetime(2016, 8, 10, 22, 0, tzinfo=UTC),
        registered_at=datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    ),
)
FEEDBACK = Observation(
    record="0b9f5f64-7f4e-5d0a-8f0e-3b1d5c9e7a10",
    version=1,
    occurred_at=datetime(2016, 7, 1, 15, 40, 2, 777, tzinfo=UTC),
    actor=Role.SYSTEEM,
    person=PersonIds(bsn="999990019"),
    case=CaseIds(bvh="PL0100-2016123456"),
    data=Terugkoppeling(
        casus="VIS2-C-2016-0042",
        decision=DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
        decided_at=datetime(2016, 7, 1, 15, 40, tzinfo=UTC),
        advice_version=3,
        consulted_version=2,
        consulted=Consulted.VOOR_BESLISSING,
        consultations=(Consultation(role=Role.OVJ, version=2, at=datetime(2016, 7, 1, 14, 10, tzinfo=UTC)),),
        followed=Followed.AFGEWEKEN,
        deviation_reason="Meldplicht loopt al.",
        late=True,
    ),
)


def with_value(path: str, value: object) -> bytes:
    """The example marking with another value at a place; ``...`` takes the key away."""
    changed = json.loads(json.dumps(MARKING))
    *groups, last = path.split(".")
    at = changed
    for group in groups:
        at = at[group]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return json.dumps(changed).encode()


def test_marking_becomes_exact_observation() -> None:
    """A marking, with wall times on both sides of the change to summer time, is read to the last field."""
    assert VIS2.parse(json.dumps(MARKING).encode()) == (MARKED,)


@pytest.mark.parametrize(
    ("path", "value", "code", "field"),
    [
        ("gegevens.herkomst", 7, "unknown-code", "gegevens.herkomst"),
        ("gegevens.herkomst", "1", "unknown-code", "gegevens.herkomst"),
        ("gegevens.herkomst", True, "unknown-code", "gegevens.herkomst"),
        ("gegevens.herkomst", 1.0, "unknown-code", "gegevens.herkomst"),
        ("gegevens.ingevoerd", "11-02-2016 09:30:00", "naive-time", "gegevens.ingevoerd"),
        ("gegevens.ingevoerd", "2016-02-11 09:30:00 +01:00", "not-a-time", "gegevens.ingevoerd"),
        ("gegevens.geldig.tot", "31-02-2016 00:00:00 +01:00", "malformed-value", "gegevens.geldig.tot"),
        ("gegevens.geldig.tot", "11-08-2016 00:00:00 +01:70", "malformed-value", "gegevens.geldig.tot"),
        ("gegevens.geldig.van", ..., "missing-field", "gegevens.geldig.van"),
        ("gegevens.geldig.door", "x", "unknown-field", "gegevens.geldig.door"),
        ("gegevens.huis", "VH35", "malformed-value", "gegevens.huis"),
        ("dossier.bsn", "999990018", "not-a-bsn", "dossier.bsn"),
        ("dossier.nummer", "D-0001234", "not-a-vis-number", "dossier.nummer"),
        ("dossier.nummer", {"huis": "VH06"}, "not-a-vis-number", "dossier.nummer"),
        ("bron.revisie", ..., "missing-field", "bron.revisie"),
        ("bron.functie", 99, "unknown-code", "bron.functie"),
        ("bron", ..., "missing-field", "bron"),
        ("record", "x", "unknown-field", "record"),
    ],
)
def test_wrong_field_is_refused_by_its_native_path(path: str, value: object, code: str, field: str) -> None:
    """What VIS2 got wrong is named by VIS2's own path and a stable code."""
    with pytest.raises(MappingError) as refusal:
        VIS2.parse(with_value(path, value))
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_terugkoppeling_says_what_routing_table_c_lists_and_no_more() -> None:
    """Case, casus, decision and time, both versions, who consulted when, followed, reason, lateness."""
    assert json.loads(VIS2.render(FEEDBACK)) == {
        "schema": "vis2/koppelvlak/2",
        "onderwerp": "procesinformatie.terugkoppeling",
        "bron": {
            "bericht": "0b9f5f64-7f4e-5d0a-8f0e-3b1d5c9e7a10",
            "revisie": 1,
            "moment": "01-07-2016 17:40:02 +02:00",
            "functie": 90,
        },
        "dossier": {"bsn": "999990019"},
        "zaak": {"pv": "PL0100-2016123456"},
        "gegevens": {
            "casus": "VIS2-C-2016-0042",
            "afdoening": 200,
            "beslist": "01-07-2016 17:40:00 +02:00",
            "adviesversie": 3,
            "gelezenVersie": 2,
            "inzage": 1,
            "lezingen": [{"functie": 11, "adviesversie": 2, "ingezien": "01-07-2016 16:10:00 +02:00"}],
            "gevolgd": 3,
            "redenAfwijking": "Meldplicht loopt al.",
            "laat": True,
        },
    }


def test_the_two_hours_of_an_october_night_differ() -> None:
    """The hour that comes twice is told apart by its offset, in both directions."""
    moments = [datetime(2016, 10, 30, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    bodies = [VIS2.render(MARKED.model_copy(update={"occurred_at": moment})) for moment in moments]

    assert [json.loads(body)["bron"]["moment"][11:] for body in bodies] == [
        "02:30:00 +02:00",
        "02:30:00 +01:00",
    ]
    assert [VIS2.parse(body)[0].occurred_at for body in bodies] == moments


def test_a_number_of_another_register_stays_out() -> None:
    """A house never learns a person's number in another registry, nor in another house's register."""
    known = PersonIds(bsn="999990019", registry=RegistryNumber(scope="gcos:VH05", value="P0000005"))
    body = VIS2.render(FEEDBACK.model_copy(update={"person": known}))
    assert b"P0000005" not in body
    assert VIS2.parse(body)[0].person == PersonIds(bsn="999990019")


@pytest.mark.parametrize(
    "table",
    [
        codes.FUNCTIE,
        codes.HERKOMST,
        codes.REDEN,
        codes.KANAAL,
        codes.ANTWOORD,
        codes.TRIAGE,
        codes.ONTVANGST,
        codes.AFDOENING,
        codes.INZAGE,
        codes.GEVOLGD,
        codes.GEVRAAGD,
    ],
)
def test_every_word_but_onbekend_has_a_number(table: dict[str, StrEnum]) -> None:
    """What the hub can say, VIS2 can spell, as a number without leading zeros; ONBEKEND is no word to say."""
    words = type(next(iter(table.values())))
    assert set(table.values()) == set(words) - {words("ONBEKEND")}
    assert [str(int(code)) for code in table] == list(table)
