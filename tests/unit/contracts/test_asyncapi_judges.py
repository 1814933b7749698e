"""The contract as AsyncAPI's own programs judge it: its parser, and the command line around that."""

from pathlib import Path

import pytest

from hub.contracts.folder import write
from hub.contracts.places import DOCUMENT
from tests.support.asyncapi_judges import Judge, command_line, parser


@pytest.fixture(
    params=["parser", pytest.param("command line", marks=pytest.mark.long)],
    scope="module",
)
def judge(request: pytest.FixtureRequest) -> Judge:
    """One of them, from its lock."""
    return parser() if request.param == "parser" else command_line()


def test_there_is_no_remark(judge: Judge, files: dict[str, str], tmp_path: Path) -> None:
    """The exported document is valid AsyncAPI, with all that it refers to, and not even a hint is given."""
    write(files, tmp_path)

    code, words = judge(tmp_path / DOCUMENT)

    assert code == 0, words


def test_a_wrong_document_is_refused(judge: Judge, files: dict[str, str], tmp_path: Path) -> None:
    """The judge sees a wrong word in the document, so its silence means something."""
    wrong = files[DOCUMENT].replace("action: receive", "action: listen", 1)
    assert wrong != files[DOCUMENT]
    write({**files, DOCUMENT: wrong}, tmp_path)

    code, words = judge(tmp_path / DOCUMENT)

    assert code == 1, words
    assert "action" in words


@pytest.mark.long
def test_a_broken_avro_schema_is_refused(judge: Judge, files: dict[str, str], tmp_path: Path) -> None:
    """The judge reads the Avro files that the document refers to."""
    name = next(one for one in files if one.endswith(".avsc"))
    write({**files, name: files[name].replace('"record"', '"recrod"')}, tmp_path)

    code, words = judge(tmp_path / DOCUMENT)

    assert code == 1, words
