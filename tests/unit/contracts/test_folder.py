"""The folder of the contract: always the same bytes, compared file by file, and mended by writing again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hub.app_contract import contract_files
from hub.contracts.folder import Odd, as_files, differences, write
from hub.contracts.places import DOCUMENT
from hub.errors import ConfigurationError
from tests.structure.source import ROOT


def test_another_process_makes_the_same_bytes(files: dict[str, str], tmp_path: Path) -> None:
    """With another hash seed, and a user's settings around it, the contract is the same to the byte."""
    script = (
        "import sys; from pathlib import Path; from hub.app_contract import contract_files; "
        "from hub.contracts.folder import write; write(contract_files(), Path(sys.argv[1]))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "KETENHUB_TOPIC_PREFIX": "mine.",
        "TZ": "Asia/Tokyo",
    }
    subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", script, str(tmp_path)], check=True, cwd=ROOT, env=environment
    )

    assert differences(files, tmp_path) == []


def test_what_is_odd_is_named_and_mended(files: dict[str, str], tmp_path: Path) -> None:
    """A missing, a cut-off and a surplus file are told; writing mends the first two, and no more."""
    write(files, tmp_path)
    kept = next(name for name in files if name.startswith("jsonschema/"))
    (tmp_path / DOCUMENT).unlink()
    (tmp_path / kept).write_text(files[kept][:100], "utf-8")
    (tmp_path / "avro" / "oud.v1.avsc").write_text("{}", "utf-8")

    assert differences(files, tmp_path) == [
        (DOCUMENT, Odd.MISSING),
        ("avro/oud.v1.avsc", Odd.SURPLUS),
        (kept, Odd.DIFFERENT),
    ]
    assert sorted(write(files, tmp_path)) == sorted([DOCUMENT, kept])
    assert differences(files, tmp_path) == [("avro/oud.v1.avsc", Odd.SURPLUS)]
    assert write(files, tmp_path) == []


def test_a_folder_that_cannot_be_is_refused(files: dict[str, str], tmp_path: Path) -> None:
    """Where a file stands in the way, the error says so and what to do."""
    (tmp_path / "file").write_text("", "utf-8")

    with pytest.raises(ConfigurationError, match=r"--out|cannot be read"):
        write(files, tmp_path / "file")


def test_yaml_means_what_was_said() -> None:
    """Words that YAML takes for numbers, dates or truth stay text, and equal parts are written out."""
    part = {"codes": ["3RO", "no", "1_000", "2016-05-01", "0x1F"]}
    text = as_files({"a": part, "b": part, "c": "two\nlines\n"}, (), ())[DOCUMENT]

    assert yaml.safe_load(text) == {"a": part, "b": part, "c": "two\nlines\n"}
    assert "&id" not in text
    assert "c: |" in text


def test_the_contract_is_made_anew_each_time(files: dict[str, str]) -> None:
    """Two calls in one process give the same files, and neither spoils the other."""
    assert contract_files() == files
