"""The gates: what is committed passes them, and each of the tempting changes is refused."""

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

import pytest

from hub.errors import ConfigurationError, SchemaIncompatibleError
from hub.schemas import gates
from hub.schemas.base import Instant, Ref, Text, WireEnum
from hub.schemas.codec import Committed, read_committed
from hub.schemas.derivation import derive
from hub.schemas.events import EVENTS, Event
from hub.schemas.events.intake import Offence

COMMITTED = read_committed()


class Shade(WireEnum):
    """An enum to change."""

    ONBEKEND = "ONBEKEND"
    LICHT = "LICHT"
    DONKER = "DONKER"


class Trial(Event):
    """An event to change."""

    kind: ClassVar[str] = "proef"
    shade: Shade
    at: Instant
    note: Text = ""
    offences: tuple[Offence, ...] = ()


FIRST = derive(Trial)


def second(change: Callable[[dict[str, Any]], None]) -> Committed:
    """Version 2 of the event, after one change to its schema."""
    schema = json.loads(FIRST.text)
    change({field["name"]: field for field in schema["fields"]} | {"": schema})
    return Committed(FIRST.kind, 2, json.dumps(schema))


def add(field: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """The change that appends a field."""
    return lambda fields: fields[""]["fields"].append(field)


def change_in_offence(fields: dict[str, Any]) -> None:
    """A field of the nested record gets another name."""
    fields["offences"]["type"]["items"]["fields"][1]["name"] = "words"


def seconds_for_micros(fields: dict[str, Any]) -> None:
    """Time in milliseconds instead of microseconds, hidden behind a new field."""
    fields["at"]["type"]["logicalType"] = "timestamp-millis"
    fields[""]["fields"].append({"name": "more", "type": "string", "default": ""})


@pytest.mark.parametrize("gate", gates.GATES, ids=lambda gate: gate.__name__)
def test_the_committed_schemas_pass(gate: Callable[[tuple[Committed, ...]], None]) -> None:
    """What stands in hub/schemas/avro goes through every gate, and covers every event."""
    assert {one.kind for one in COMMITTED} == {event.kind for event in EVENTS}
    gate(COMMITTED)


def test_the_enums_of_all_events_are_wire_enums() -> None:
    """No event holds an enum that would let an unknown symbol through."""
    gates.check_wire_enums()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(add({"name": "extra", "type": "string", "default": ""}), id="field with a default"),
        pytest.param(lambda fields: fields["shade"]["type"]["symbols"].append("ROOD"), id="symbol"),
    ],
)
def test_a_compatible_addition_passes(change: Callable[[dict[str, Any]], None]) -> None:
    """Fields with a default and enum symbols may be added."""
    versions = [FIRST, second(change)]
    gates.check_compatible(versions)
    gates.check_fingerprints(versions)
    gates.check_enums(versions)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            add({"name": "extra", "type": "string"}),
            "proef.v2 cannot read proef.v1: reader_field_missing_default_value",
            id="field without default",
        ),
        pytest.param(
            lambda fields: fields[""]["fields"].remove(fields["shade"]),
            "proef.v1 cannot read proef.v2",
            id="required field removed",
        ),
        pytest.param(
            lambda fields: fields[""]["fields"].remove(fields["note"]),
            "proef.v2 loses of proef.v1: note is string",
            id="field with a default removed",
        ),
        pytest.param(
            lambda fields: fields["note"].update(name="remark"),
            "proef.v2 loses of proef.v1: note is string",
            id="field with a default renamed",
        ),
        pytest.param(
            change_in_offence,
            "loses of proef.v1: offences[].description is string",
            id="nested field renamed",
        ),
        pytest.param(
            lambda fields: fields["shade"]["type"]["symbols"].remove("DONKER"),
            "proef.v2 loses of proef.v1: shade has DONKER",
            id="symbol removed",
        ),
        pytest.param(
            lambda fields: fields["note"].update(type="long", default=0), "type_mismatch", id="type changed"
        ),
        pytest.param(
            lambda fields: fields["note"].update(type="bytes"), "note is string", id="text to bytes"
        ),
        pytest.param(
            lambda fields: fields["note"].update(type=["null", "string"], default=None),
            "proef.v1 cannot read proef.v2",
            id="made optional",
        ),
        pytest.param(seconds_for_micros, "at is timestamp-micros", id="logical type changed"),
        pytest.param(lambda fields: fields[""].update(name="Test"), "name_mismatch", id="record renamed"),
    ],
)
def test_a_bad_change_is_refused(change: Callable[[dict[str, Any]], None], words: str) -> None:
    """Each change that would break or silently empty old values is refused, by name and place."""
    with pytest.raises(SchemaIncompatibleError) as caught:
        gates.check_compatible([FIRST, second(change)])
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda fields: fields["note"].update(default="geen"), id="default"),
        pytest.param(lambda fields: fields["at"]["type"].pop("logicalType"), id="logical type"),
        pytest.param(lambda fields: fields["note"].update(doc="Words."), id="doc"),
    ],
)
def test_a_change_that_no_value_can_show_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    """Two versions with one fingerprint are refused: a value could not say which one wrote it."""
    with pytest.raises(SchemaIncompatibleError, match=r"proef\.v1 and proef\.v2 have one fingerprint"):
        gates.check_fingerprints([FIRST, second(change)])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda fields: fields["shade"]["type"].pop("default"), id="no default"),
        pytest.param(lambda fields: fields["shade"]["type"].update(default="LICHT"), id="a real default"),
        pytest.param(lambda fields: fields["shade"]["type"]["symbols"].reverse(), id="not first"),
    ],
)
def test_an_enum_without_onbekend_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    """An enum whose unknown symbols would become a real one is refused."""
    with pytest.raises(SchemaIncompatibleError, match="enum Shade"):
        gates.check_enums([second(change)])


def test_a_plain_enum_is_refused_in_depth() -> None:
    """An enum that is no WireEnum is found in an optional field of a nested model too."""

    class Plain(StrEnum):
        ONBEKEND = "ONBEKEND"

    class Part(Offence):
        plain: Plain | None = None

    class Whole(Event):
        kind: ClassVar[str] = "geheel"
        parts: tuple[Part, ...] = ()

    with pytest.raises(SchemaIncompatibleError, match="Whole: Plain"):
        gates.check_wire_enums([Whole])


def test_a_model_that_changed_is_told_from_its_committed_schema() -> None:
    """A field added to a model is shown as a difference, with the command that repairs it."""

    class Changed(Trial):
        extra: Ref | None = None

    Changed.__name__ = "Trial"
    with pytest.raises(SchemaIncompatibleError, match=r'(?s)"name": "extra".*derivation --write'):
        gates.check_derived([FIRST], [Changed])


@pytest.mark.parametrize(
    ("committed", "words"),
    [
        ([], "proef.v1.avsc is missing"),
        ([FIRST, Committed("proef", 2, FIRST.text)], "proef.v2.avsc is newer than Trial"),
        ([FIRST, Committed("oud", 1, "{}")], "oud.v*.avsc belongs to no event"),
    ],
)
def test_files_and_events_correspond(committed: list[Committed], words: str) -> None:
    """A missing, a too new and an orphaned schema file are each named."""
    with pytest.raises(SchemaIncompatibleError) as caught:
        gates.check_derived(committed, [Trial])
    assert words in str(caught.value)


def test_a_released_schema_may_not_change_or_go() -> None:
    """Adding a version to a release is fine; rewriting or dropping one of its schemas is refused."""
    newer = second(add({"name": "extra", "type": "string", "default": ""}))
    gates.check_history([FIRST], [FIRST, newer])
    with pytest.raises(SchemaIncompatibleError, match="was rewritten"):
        gates.check_history([FIRST], [Committed("proef", 1, newer.text)])
    with pytest.raises(SchemaIncompatibleError, match="is gone"):
        gates.check_history([FIRST], [newer])


def test_the_gates_run_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command exits 0 when all is well, and 5 with words when a released schema is gone."""
    (tmp_path / "proef.v1.avsc").write_text(FIRST.text, "utf-8")
    assert gates.main([]) == 0
    assert gates.main(["--released", str(tmp_path)]) == 5
    assert "proef.v1 was released and is gone" in capsys.readouterr().err


def test_a_stray_file_among_the_schemas_is_refused(tmp_path: Path) -> None:
    """A file whose name says no kind and version is named, not skipped."""
    (tmp_path / "proef.avsc").write_text(FIRST.text, "utf-8")
    with pytest.raises(ConfigurationError, match=r"proef\.avsc"):
        read_committed(tmp_path)
