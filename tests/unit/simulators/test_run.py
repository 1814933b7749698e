from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import orjson
import pytest

from hub.adapters import ADAPTERS
from hub.errors import ConfigurationError
from hub.schemas.observation import event_id
from simulators.output import Progress
from simulators.run import Options, generate, scenarios
from simulators.scenario import BUILT_IN, load


def read(path: Path) -> list[dict[str, object]]:
    """The lines of a file."""
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


class TestFiles:
    """The files of a run."""

    def test_byte_identical_at_any_speed(self, day: Path, tmp_path: Path) -> None:
        """The same seed gives the same bytes at full speed and at a day a second, which sleeps."""
        slept: list[float] = []
        generate("zsm-day", tmp_path, speed=86_400, sleep=slept.append)

        for name in ("messages.ndjson", "truth.ndjson", "manifest.json"):
            assert (tmp_path / name).read_bytes() == (day / name).read_bytes()
        first, *_, last = (datetime.fromisoformat(str(line["at"])) for line in read(day / "messages.ndjson"))
        assert sum(slept) == pytest.approx((last - first).total_seconds() / 86_400)

    def test_manifest(self, day: Path) -> None:
        """The manifest says that all is synthetic, what was run, and the hashes of the files."""
        manifest = orjson.loads((day / "manifest.json").read_bytes())

        assert manifest["synthetic"] is True
        assert (manifest["scenario"], manifest["seed"]) == ("zsm-day", 7)
        assert manifest["messages_sha256"] == sha256((day / "messages.ndjson").read_bytes()).hexdigest()
        assert manifest["truth_sha256"] == sha256((day / "truth.ndjson").read_bytes()).hexdigest()
        assert 30 <= manifest["cases"] <= 60
        assert manifest["versions"]["gcos"] == ADAPTERS["gcos"].version

    def test_message_lines(self, day: Path) -> None:
        """Each line is a native message that its registry's adapter reads, with a time that has an offset."""
        for message in read(day / "messages.ndjson"):
            adapter = ADAPTERS[str(message["registry"])]

            assert message.keys() == {"registry", "at", "content_type", "body"}
            assert message["content_type"] == adapter.content_type
            assert datetime.fromisoformat(str(message["at"])).tzinfo == UTC
            assert len(adapter.parse(str(message["body"]).encode())) == 1

    def test_cases_are_found_by_event_id(self, day: Path) -> None:
        """The truth names, for each case, the id of an event that some message becomes."""
        ids = set()
        for message in read(day / "messages.ndjson"):
            adapter = ADAPTERS[str(message["registry"])]
            (observed,) = adapter.parse(str(message["body"]).encode())
            ids.add(str(event_id(adapter.source, observed.record, observed.version)))
        cases = [line for line in read(day / "truth.ndjson") if line["kind"] == "case"]

        assert len(cases) == len({line["case"] for line in cases})
        assert {line["event_id"] for line in cases} <= ids

    def test_faults_name_their_line(self, day: Path) -> None:
        """The line that a duplicate's fault names holds a message that stood in the file before."""
        lines = (day / "messages.ndjson").read_bytes().splitlines()
        bodies = [orjson.loads(line)["body"] for line in lines]
        faults = [line for line in read(day / "truth.ndjson") if line.get("fault") == "duplicate"]

        assert faults
        for fault in faults:
            number = int(str(fault["line"]))
            assert bodies[number - 1] in bodies[: number - 1]

    def test_progress(self, tmp_path: Path) -> None:
        """Progress is reported as messages are written."""
        seen: list[Progress] = []
        generate("zsm-day", tmp_path, progress=seen.append)

        assert [progress.messages for progress in seen] == sorted({progress.messages for progress in seen})
        assert seen[0].messages > 0

    def test_nothing_half_written(self, tmp_path: Path) -> None:
        """A run that breaks off leaves no file behind, not even a part."""

        def interrupted(_seconds: float) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            generate("zsm-day", tmp_path, speed=1, sleep=interrupted)

        assert list(tmp_path.iterdir()) == []


class TestChoices:
    """What can be asked for."""

    def test_all_scenario_files_have_a_name(self) -> None:
        """Every scenario file that ships can be run by its name."""
        files = {name: kind.path for name, kind in scenarios().items() if kind.path}
        assert set(files.values()) == set(BUILT_IN.rglob("*.toml"))
        assert [load(path).name for path in files.values()] == list(files)

    def test_unknown_scenario(self, tmp_path: Path) -> None:
        """An unknown name is refused, with the known ones."""
        with pytest.raises(ConfigurationError, match="zsm-day"):
            generate("zsm-eeuw", tmp_path)

    @pytest.mark.parametrize("speed", [0, -1])
    def test_impossible_speed(self, tmp_path: Path, speed: float) -> None:
        """Time neither stands still nor runs backwards."""
        with pytest.raises(ConfigurationError, match="speed"):
            generate("zsm-day", tmp_path, speed=speed, sleep=lambda _seconds: None)

    def test_start(self, tmp_path: Path) -> None:
        """The day can be chosen; its numbers carry the year."""
        start = datetime(2015, 3, 28, tzinfo=UTC).date()
        generate("zsm-day", tmp_path, Options(start=start))
        bodies = b"".join((tmp_path / "messages.ndjson").read_bytes().splitlines())

        assert b"PL2000-2015" in bodies
        assert b"PL2000-2016" not in bodies
