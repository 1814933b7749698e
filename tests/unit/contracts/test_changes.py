"""Changes to a schema in words, held against the gates that decide whether they may ship."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.contracts.catalogue import catalogue
from hub.contracts.changes import explain
from hub.contracts.named import Found, find, shipped
from hub.contracts.verdict import Verdict, judge
from hub.errors import ConfigurationError
from hub.schemas.codec import Committed, read_committed
from hub.schemas.events import EVENTS

SCHEMA: dict[str, Any] = {
    "type": "record",
    "name": "Trial",
    "namespace": "nl.proef",
    "fields": [
        {
            "name": "shade",
            "type": {
                "type": "enum",
                "name": "Shade",
                "symbols": ["ONBEKEND", "LICHT", "DONKER"],
                "default": "ONBEKEND",
            },
        },
        {"name": "again", "type": ["null", "Shade"], "default": None},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "note", "type": "string", "default": ""},
        {
            "name": "offences",
            "type": {
                "type": "array",
                "items": {
                    "type": "record",
                    "name": "Offence",
                    "fields": [{"name": "article", "type": "string"}],
                },
            },
        },
    ],
}
FIRST = Committed("proef", 1, json.dumps(SCHEMA))

Change = Callable[[dict[str, Any]], object]


def field(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """A field of the schema, to change."""
    found: dict[str, Any] = next(one for one in schema["fields"] if one["name"] == name)
    return found


def changed(change: Change) -> Committed:
    """The second version, after one change."""
    schema = json.loads(FIRST.text)
    change(schema)
    return Committed("proef", 2, json.dumps(schema))


def verdict(*versions: Committed) -> Verdict:
    """The one verdict on the versions that follow the first."""
    (found,) = judge(Found((FIRST,), whole=True), Found(versions, whole=False))
    return found


CASES: list[Any] = [
    pytest.param(
        lambda s: s["fields"].append({"name": "extra", "type": "string", "default": "x"}),
        'field `extra` added with default "x": older readers ignore it',
        True,
        id="field added",
    ),
    pytest.param(
        lambda s: s["fields"].append({"name": "extra", "type": "string"}),
        "field `extra` added without a default: values already written cannot be read",
        False,
        id="field without default",
    ),
    pytest.param(
        lambda s: s["fields"].remove(field(s, "note")),
        "field `note` removed: what is written there already is lost",
        False,
        id="field removed",
    ),
    pytest.param(
        lambda s: s["fields"].remove(field(s, "at")),
        "and older readers cannot read new values",
        False,
        id="field that must be there removed",
    ),
    pytest.param(
        lambda s: field(s, "shade")["type"]["symbols"].append("ROOD"),
        "symbol ROOD added to `shade`: older readers see ONBEKEND, and refuse the event",
        True,
        id="symbol added",
    ),
    pytest.param(
        lambda s: field(s, "shade")["type"]["symbols"].remove("DONKER"),
        "symbol DONKER removed from `shade`: values already written cannot be read",
        False,
        id="symbol removed",
    ),
    pytest.param(
        lambda s: field(s, "shade")["type"].update(default="LICHT"),
        "`shade`: an unknown symbol reads as LICHT, and read as ONBEKEND",
        False,
        id="another default symbol",
    ),
    pytest.param(
        lambda s: field(s, "note").update(type="long", default=0),
        "`note` changed from string to long",
        False,
        id="type changed",
    ),
    pytest.param(
        lambda s: field(s, "note").update(type=["null", "string"], default=None),
        "`note` changed from string to null or string",
        False,
        id="made optional",
    ),
    pytest.param(
        lambda s: field(s, "at")["type"].update(logicalType="timestamp-millis"),
        "`at` is timestamp-millis and was timestamp-micros",
        False,
        id="unit of time",
    ),
    pytest.param(
        lambda s: field(s, "offences")["type"]["items"]["fields"].append({"name": "law", "type": "string"}),
        "field `offences[].law` added without a default",
        False,
        id="nested field without default",
    ),
    pytest.param(
        lambda s: s.update(name="Test"),
        "the event changed from record Trial to record Test",
        False,
        id="renamed",
    ),
    pytest.param(
        lambda s: field(s, "note").update(default="y"),
        'default of `note` is "y" and was ""',
        False,
        id="default changed",
    ),
]


@pytest.mark.parametrize(("change", "words", "ships"), CASES)
def test_a_change_is_explained_and_judged(change: Change, words: str, ships: bool) -> None:
    """Each change has its words; and it may ship by the gates exactly if the words are of nobody's harm."""
    found = verdict(changed(change))

    assert any(words in one.words for one in found.changes)
    assert all(one.safe for one in found.changes) == ships
    assert (not found.refusal) == ships


def test_a_change_of_a_shared_type_is_told_at_every_place() -> None:
    """A symbol added to an enum that two fields use is explained at both."""
    schema = json.loads(FIRST.text)
    field(schema, "shade")["type"]["symbols"].append("ROOD")

    assert [one.place for one in explain(SCHEMA, schema)] == ["shade", "again"]


def test_where_a_type_is_written_out_is_no_change() -> None:
    """Moving a definition to the other field that uses it changes nothing."""
    schema = json.loads(FIRST.text)
    enum = field(schema, "shade")["type"]
    field(schema, "shade")["type"], field(schema, "again")["type"] = "nl.proef.Shade", ["null", enum]

    assert explain(SCHEMA, schema) == []


def test_what_ships_differs_from_itself_in_nothing() -> None:
    """The schemas of this hub against themselves: no verdict."""
    assert judge(shipped(), shipped()) == []


def test_each_later_version_that_ships_has_words_and_may_ship() -> None:
    """The history of every event with several versions is told, and each step was allowed."""
    versions = [one for one in catalogue(EVENTS, read_committed()) if one.version > 1]

    assert {"persoon-gemarkeerd", "clientstatus-gemeld"} <= {one.kind for one in versions}
    assert all(one.changes and all(change.safe for change in one.changes) for one in versions)


def test_a_released_schema_may_not_go_or_be_rewritten() -> None:
    """Against a release, a lost event and a rewritten version are refused; a new event is fine."""
    released = read_committed()
    rewritten = Committed(released[0].kind, released[0].version, released[1].text.replace("{", "{ ", 1))
    new = Committed("proef", 1, FIRST.text)
    found = judge(Found(released, whole=True), Found((rewritten, *released[2:], new), whole=True))

    told = {one.kind: one.refusal for one in found}
    assert told.keys() == {released[0].kind, released[1].kind, "proef"}
    assert "was rewritten" in told[released[0].kind]
    assert "is gone" in told[released[1].kind]
    assert told["proef"] == ""


def test_a_third_version_is_judged_beside_the_first(tmp_path: Path) -> None:
    """A change that the newest version bears, but an older one does not, is refused."""
    second = changed(lambda s: s["fields"].append({"name": "extra", "type": "string", "default": ""}))
    schema = json.loads(second.text)
    del field(schema, "extra")["default"]
    draft = tmp_path / "draft.avsc"
    draft.write_text(json.dumps(schema), "utf-8")
    (one,) = find(str(draft)).schemas

    (found,) = judge(
        Found((FIRST, second), whole=True), Found((Committed("proef", one.version, one.text),), whole=False)
    )

    assert (found.old, found.new) == (2, 3)
    assert "proef.v3 cannot read proef.v1" in found.refusal
    assert "default of `extra` taken away" in found.changes[0].words


@pytest.mark.parametrize("name", ["PersonMarked@1", "persoon-gemarkeerd@1"])
def test_an_event_goes_by_both_its_names(name: str) -> None:
    """Class and wire name with a version are the schema that ships."""
    (one,) = find(name).schemas

    assert (one.kind, one.version) == ("persoon-gemarkeerd", 1)


def test_folders_and_files_are_found(tmp_path: Path, files: dict[str, str]) -> None:
    """A folder of schemas, a contract, and a file, whose event is known by its name or its record."""
    (tmp_path / "avro").mkdir()
    name = "persoon-gemarkeerd.v1.avsc"
    for place in (tmp_path / "avro" / name, tmp_path / "mine.avsc"):
        place.write_text(files[f"avro/{name}"], "utf-8")

    for text in (str(tmp_path), str(tmp_path / "avro")):
        assert find(text) == Found((find("PersonMarked@1").schemas[0],), whole=True)
    assert find(str(tmp_path / "avro" / name)).schemas == find("PersonMarked@1").schemas
    (mine,) = find(str(tmp_path / "mine.avsc")).schemas
    assert (mine.kind, mine.version) == ("persoon-gemarkeerd", 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing", "no file, no folder and no event@version"),
        ("Unheard@1", "there is no event Unheard"),
        ("PersonMarked@9", "no version 9, but 1, 2"),
    ],
)
def test_what_is_not_there_is_told(text: str, words: str) -> None:
    """A name that stands for nothing is answered with what there is."""
    with pytest.raises(ConfigurationError, match=words):
        find(text)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '"string"',
        '{"type": "enum", "name": "E", "symbols": ["A"]}',
        '{"type": "record", "name": "R"}',
        '{"type": "record", "name": "R", "fields": [{"name": "f", "type": "nobody"}]}',
        '{"type": "record", "name": "R", "fields": [{"name": "f", "type": ["null", "R"]}]}',
        '{"type": "record", "name": "R", "fields": [{"name": "f", "type": {"type": "array", "items": "R"}}]}',
    ],
)
def test_what_is_no_schema_of_an_event_is_refused(tmp_path: Path, text: str) -> None:
    """JSON that is no Avro record, or one that holds itself, is refused by name, and never judged."""
    file = tmp_path / "proef.v2.avsc"
    file.write_text(text, "utf-8")

    with pytest.raises(ConfigurationError, match=r"proef\.v2"):
        judge(Found((FIRST,), whole=True), find(str(file)))


def test_an_older_version_as_the_new_one_is_a_mistake() -> None:
    """The two the wrong way round are not judged, for the answer would mislead."""
    with pytest.raises(ConfigurationError, match="swap"):
        judge(find("PersonMarked@2"), find("PersonMarked@1"))
    with pytest.raises(ConfigurationError, match="nothing to compare"):
        judge(find("PersonMarked@2"), find("NoHouse@1"))
