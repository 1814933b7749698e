import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from hub.adapters import ADAPTERS
from hub.errors import ConfigurationError, InputError, MappingError, Stage
from simulators.poison import POISONS, Poisoned, poison
from simulators.run import Options, generate
from simulators.truth import message_line
from tests.unit.simulators.registries import GCOS_REGION

EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "examples").glob("*.*"))
CODES = {
    "bad-bsn": "not-a-bsn",
    "missing-field": "missing-field",
    "naive-time": "naive-time",
    "unknown-code": "unknown-code",
}
"""What a registry's adapter says of each kind of damage to a field."""
ROWS_DISAGREE = "rows-disagree"
"""What it says first where a message has several rows: the damage is in one of them."""


def lines_of(folder: Path) -> list[bytes]:
    """The messages of a run, as lines."""
    return (folder / "messages.ndjson").read_bytes().splitlines(keepends=True)


@pytest.fixture(scope="module", name="mixed")
def mixed_lines(day: Path) -> list[Poisoned]:
    """A day with much poison in it."""
    lines = lines_of(day)
    return list(poison(lines, number=400, total=len(lines), seed=5))


class TestPoison:
    """Damage, line by line."""

    def test_exact_number_and_the_rest_untouched(self, day: Path, mixed: list[Poisoned]) -> None:
        """Exactly so many are added; without them the file is what it was."""
        assert sum(one.kind != "" for one in mixed) == 400
        assert [one.line for one in mixed if not one.kind] == lines_of(day)

    def test_every_kind_occurs(self, mixed: list[Poisoned]) -> None:
        """Every kind of damage is drawn, each as one line."""
        assert {one.kind for one in mixed} == {"", *POISONS}
        assert all(one.line.endswith(b"\n") and one.line.count(b"\n") == 1 for one in mixed)

    def test_refused_where_it_is_said_to_be(self, mixed: list[Poisoned]) -> None:
        """No registry's adapter takes a damaged body; it is refused at the stage that was stated."""
        tried = 0
        for one in mixed:
            if one.stage in {None, "envelope"}:
                continue
            message = orjson.loads(one.line)
            encoded = message.get("encoding") == "base64"
            body = base64.b64decode(message["body"]) if encoded else message["body"].encode()
            with pytest.raises(InputError) as refused:
                ADAPTERS[message["registry"]].parse(body)
            assert (one.kind, refused.value.stage) == (one.kind, one.stage)
            tried += 1
        assert tried > 300

    def test_damage_around_the_message(self, mixed: list[Poisoned]) -> None:
        """Some lines are no JSON at all, others name a registry that does not exist."""
        broken = [one.line for one in mixed if one.kind == "not-json"]
        strangers = [orjson.loads(one.line) for one in mixed if one.kind == "unknown-registry"]

        assert broken
        for line in broken:
            with pytest.raises(orjson.JSONDecodeError):
                orjson.loads(line)
        assert strangers
        assert not {message["registry"] for message in strangers} & set(ADAPTERS)

    def test_every_registry_is_damaged(self, mixed: list[Poisoned]) -> None:
        """In every registry's messages a field is damaged, not only the bytes."""
        found = {orjson.loads(one.line)["registry"] for one in mixed if one.stage == "map"}

        assert found >= GCOS_REGION

    @pytest.mark.parametrize(
        ("example", "kind"),
        [
            pytest.param(example, kind, id=f"{kind} in {example.name}")
            for example in EXAMPLES
            for kind, one in sorted(POISONS.items())
            if one.stage is Stage.MAP
            and (kind != "bad-bsn" or re.search(rb"9999\d{5}", example.read_bytes()))
        ],
    )
    def test_fields_are_reached_in_every_format(self, example: Path, kind: str) -> None:
        """Whatever the format, each kind of damage finds its field, and the message is refused for that."""
        registry = example.name.split("-")[0]
        body = ADAPTERS[registry].canonical(example.read_bytes())
        line = message_line(registry, datetime(2016, 3, 1, tzinfo=UTC), "text/plain", body)

        (_, poisoned) = poison([line], number=1, total=1, seed=1, kinds=[kind])

        damaged = orjson.loads(poisoned.line)["body"].encode()
        with pytest.raises(MappingError) as refused:
            ADAPTERS[registry].parse(damaged)
        assert refused.value.code in {CODES[kind], ROWS_DISAGREE}

    def test_same_seed_same_poison(self, day: Path, mixed: list[Poisoned]) -> None:
        """A seed gives the same damage at the same places; another seed does not."""
        lines = lines_of(day)

        assert list(poison(lines, number=400, total=len(lines), seed=5)) == mixed
        assert list(poison(lines, number=400, total=len(lines), seed=6)) != mixed

    def test_too_much_or_unknown(self, day: Path) -> None:
        """More poison than messages, or an unknown kind, is refused."""
        lines = lines_of(day)

        with pytest.raises(ConfigurationError):
            list(poison(lines, number=len(lines) + 1, total=len(lines), seed=1))
        with pytest.raises(ConfigurationError, match="cut-off"):
            list(poison(lines, number=1, total=len(lines), seed=1, kinds=["arsenic"]))


class TestPoisonedRun:
    """A run with poison in it."""

    def test_truth_names_each(self, day: Path, tmp_path: Path) -> None:
        """The truth names line and stage of every poisoned message, and its other lines moved along."""
        generate("zsm-day", tmp_path, Options(poisoned=50))
        lines = lines_of(tmp_path)
        truth = [orjson.loads(line) for line in (tmp_path / "truth.ndjson").read_bytes().splitlines()]
        before = [orjson.loads(line) for line in (day / "truth.ndjson").read_bytes().splitlines()]
        poisoned = [fault for fault in truth if fault.get("fault", "").startswith("poison:")]
        named = {fault["line"] for fault in poisoned}

        assert len(named) == 50
        assert [line for number, line in enumerate(lines, start=1) if number not in named] == lines_of(day)
        assert all(fault["stage"] for fault in poisoned)
        clean, old = lines_of(day), [fault for fault in before if fault["kind"] == "fault"]
        moved = [fault for fault in truth if fault["kind"] == "fault" and fault not in poisoned]
        assert [lines[f["line"] - 1] for f in moved] == [clean[f["line"] - 1] for f in old]
        assert [line for line in truth if line["kind"] != "fault"] == [
            line for line in before if line["kind"] != "fault"
        ]
