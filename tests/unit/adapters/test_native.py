"""How native messages are declared: spellings, codes, and refusals in the registry's own terms."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import pytest
from lxml import etree
from pydantic import Field

from hub.adapters import ADAPTERS
from hub.adapters.native import Native
from hub.adapters.spelling import Coded, IsoDay, JsonNumber, LocalSeconds, Millis, Number, Seconds, YesNo
from hub.errors import InputError, MappingError
from hub.schemas.vocabulary import Channel

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
NOON = datetime(2016, 3, 1, 12, 0, 0, 654_321, tzinfo=UTC)


class Sample(Native):
    """One field of each spelling."""

    local: LocalSeconds | None = Field(None, alias="plaatselijk")
    zulu: Seconds | None = None
    fine: Millis | None = None
    day: IsoDay | None = None
    truth: YesNo = False
    code: Annotated[Channel, Coded({"R": Channel.REGISTER, "T": Channel.TELEFOON})] | None = None
    number: Number | None = None
    json_number: JsonNumber | None = None


def refusal(**wire: object) -> MappingError:
    """The error that refuses these native fields."""
    with pytest.raises(MappingError) as refused:
        Sample.from_wire(wire)
    return refused.value


@pytest.mark.parametrize(
    ("name", "native", "canonical"),
    [
        ("plaatselijk", "2016-03-01T13:00:00+01:00", NOON.replace(microsecond=0)),
        ("plaatselijk", "2016-10-30T02:30:00+02:00", datetime(2016, 10, 30, 0, 30, tzinfo=UTC)),
        ("plaatselijk", "2016-10-30T02:30:00+01:00", datetime(2016, 10, 30, 1, 30, tzinfo=UTC)),
        ("zulu", "2016-03-01T12:00:00Z", NOON.replace(microsecond=0)),
        ("fine", "2016-03-01T12:00:00.654Z", NOON.replace(microsecond=654_000)),
        ("day", "2016-02-29", date(2016, 2, 29)),
        ("truth", "J", True),
        ("code", "T", Channel.TELEFOON),
        ("json_number", 17, 17),
    ],
)
def test_a_value_has_one_native_and_one_canonical_form(name: str, native: object, canonical: object) -> None:
    """What is read is canonical, what is written native again; also in the hour that comes twice."""
    sample = Sample.from_wire({name: native})

    assert getattr(sample, name if name != "plaatselijk" else "local") == canonical
    assert sample.to_wire() == {name: native}


@pytest.mark.parametrize(
    "text",
    ["2016-03-01T13:00:00+01:00", "2016-03-01T12:00Z", "20160301T120000Z", "2016-03-01 07:00:00-05:00"],
)
def test_any_iso_spelling_with_a_zone_is_read(text: str) -> None:
    """A calendar day and a time in ISO 8601, in either form and any zone, mean the same moment."""
    assert Sample.from_wire({"zulu": text}).zulu == NOON.replace(microsecond=0)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("plaatselijk", "2016-03-01T13:00:00", "naive-time"),
        ("zulu", "2016-03-01", "naive-time"),
        ("zulu", "1456833600", "malformed-value"),
        ("zulu", 1456833600, "not-a-time"),
        ("zulu", "0001-01-01T00:00:00+14:00", "not-a-time"),
        ("plaatselijk", "9999-12-31T23:59:59Z", "not-a-time"),
        ("plaatselijk", "1025-10-02T05:06:39+02:00", "not-a-time"),
        ("zulu", "gisteren", "malformed-value"),
        ("zulu", "2016-03-01D12:00:00Z", "malformed-value"),
        ("zulu", "2016-W09-2T12:00:00Z", "malformed-value"),
        ("plaatselijk", "2016-03-01T13:00:00+01:70", "malformed-value"),
        ("day", "2015-02-29", "malformed-value"),
        ("day", "20160301", "malformed-value"),
        ("day", "2016-W09-2", "malformed-value"),
        ("day", "2016-03-01T00:00:00Z", "malformed-value"),
        ("day", 0, "not-a-day"),
        ("truth", "j", "unknown-code"),
        ("code", "TELEFOON", "unknown-code"),
        ("code", "ONBEKEND", "unknown-code"),
        ("code", ["T"], "unknown-code"),
        ("number", "-1", "malformed-value"),
        ("number", "9" * 5000, "malformed-value"),
        ("number", "1.5", "malformed-value"),
        ("number", "1_0", "malformed-value"),
        ("number", "+5", "malformed-value"),
        ("number", " 5 ", "malformed-value"),
        ("number", "5.0", "malformed-value"),
        ("number", "٣", "malformed-value"),
        ("json_number", "1", "malformed-value"),
        ("json_number", True, "malformed-value"),
        ("json_number", 1.0, "malformed-value"),
        ("local", "2016-03-01T13:00:00+01:00", "unknown-field"),
        ("Sofinummer", "1", "unknown-field"),
    ],
)
def test_a_value_of_no_meaning_is_refused_by_field_and_code(field: str, value: object, code: str) -> None:
    """Naive times, numbers as times, foreign codes, unknown fields: each has its code; none is guessed."""
    error = refusal(**{field: value})

    assert (error.code, error.field) == (code, field)


def test_a_number_in_xml_is_read_from_its_digits() -> None:
    """XML knows only text; a number is its decimal digits."""
    assert Sample.from_wire({"number": "17"}).number == 17


def test_a_field_name_that_could_be_data_is_not_repeated() -> None:
    """An unknown field is named only if it looks like the name of a field."""
    assert refusal(**{"999990019": "x"}).field == "?"


def test_a_code_table_names_each_value_once() -> None:
    """Two codes for one value could not be written back."""
    with pytest.raises(ValueError, match="two codes"):
        Coded({"a": Channel.REGISTER, "b": Channel.REGISTER})


@pytest.mark.parametrize(
    ("example", "path", "value", "code", "field"),
    [
        ("bvh-aanhouding.xml", "Verdachte/Burgerservicenummer", "999990018", "not-a-bsn", None),
        ("bvh-aanhouding.xml", "Aanhouding/Geboortedatum", "19910732", "malformed-value", None),
        (
            "bvh-aanhouding.xml",
            "Aanhouding/Feit/Wetsartikel",
            "",
            "malformed-value",
            "Aanhouding.Feit.0.Wetsartikel",
        ),
        ("bvh-aanhouding.xml", "Aanhouding/TijdstipAanhouding", "2016-03-01T12:45:00", "naive-time", None),
        ("bvh-aanhouding.xml", "Aanhouding/Geboortedatum", "١٩٩٨٠٢٢٨", "not-a-day", None),
        ("bvh-aanhouding.xml", "Aanhouding/TijdstipAanhouding", None, "missing-field", None),
        ("bvh-aanhouding.xml", "Functie", "VERBALISANT", "unknown-code", None),
        ("bvh-aanhouding.xml", "Aanhouding", None, "unknown-kind", "BvhBericht"),
        ("gps-beslissing.xml", "Beslissing/Soort", "ONBEKEND", "unknown-code", None),
        ("gps-beslissing.xml", "@rol", "00", "unknown-code", None),
        ("gps-beslissing.xml", "Strafzaak/@parketnummer", "2/1-16", "not-a-parketnummer", None),
    ],
)
def test_a_wrong_xml_field_is_told_by_its_native_path(
    example: str, path: str, value: str | None, code: str, field: str | None
) -> None:
    """The dead letter names the place as the registry's people know it (``None``: field taken out)."""
    root = etree.fromstring((EXAMPLES / example).read_bytes())
    *groups, last = path.split("/")
    element = root
    for step in groups:
        found = element.find(f"{{*}}{step}")
        assert found is not None
        element = found
    if last.startswith("@"):
        element.set(last[1:], value or "")
    else:
        child = element.find(f"{{*}}{last}")
        assert child is not None
        if value is None:
            element.remove(child)
        child.text = value

    with pytest.raises(MappingError) as refused:
        ADAPTERS[example.split("-", maxsplit=1)[0]].parse(etree.tostring(root))

    assert (refused.value.code, refused.value.field) == (code, field or path.replace("/", "."))


@pytest.mark.parametrize(
    ("example", "change", "code", "field"),
    [
        ("monitor-selectie.json", {"functie": "OVJ"}, "unknown-code", "functie"),
        ("monitor-selectie.json", {"actie": "gegeten"}, "unknown-kind", "actie"),
        (
            "monitor-selectie.json",
            {"zaak": {"pv_nummer": "2016051234"}},
            "not-a-bvh-number",
            "zaak.pv_nummer",
        ),
        ("monitor-selectie.json", {"inhoud": {"uitkomst": "ZSM"}}, "missing-field", "inhoud.beslissers"),
        ("monitor-selectie.json", {"schema": "verdachtenmonitor-actie/2"}, "wrong-format", "schema"),
        ("bosz-zaak-op-monitor.json", {"verdachte": {"skn": "1"}}, "not-an-skn", "verdachte.skn"),
        ("bosz-zaak-op-monitor.json", {"versie": "1"}, "malformed-value", "versie"),
        ("bosz-zaak-op-monitor.json", {"record": "x"}, "unknown-field", "record"),
    ],
)
def test_a_wrong_json_field_is_told_by_its_native_path(
    example: str, change: dict[str, object], code: str, field: str
) -> None:
    """The dead letter names the place as the registry's people know it."""
    document = json.loads((EXAMPLES / example).read_bytes()) | change

    with pytest.raises(InputError) as refused:
        ADAPTERS[example.split("-", maxsplit=1)[0]].parse(json.dumps(document).encode())

    assert (refused.value.code, refused.value.field) == (code, field)
