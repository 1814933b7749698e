"""The contract as AsyncAPI's own command line judges it."""

from pathlib import Path

import pytest

from hub.contracts.folder import write
from hub.contracts.places import DOCUMENT
from tests.support.asyncapi_cli import BUILD, AsyncApi, install


@pytest.fixture(scope="module")
def asyncapi() -> AsyncApi:
    """The command line, from its lock."""
    return install(BUILD)


def test_the_command_line_has_no_remark(asyncapi: AsyncApi, files: dict[str, str], tmp_path: Path) -> None:
    """The exported document is valid AsyncAPI, with all that it refers to, and not even a hint is given."""
    write(files, tmp_path)

    code, words = asyncapi.validate(tmp_path / DOCUMENT)

    assert code == 0, words
    assert "is valid" in words


@pytest.mark.long
def test_a_wrong_document_is_refused(asyncapi: AsyncApi, files: dict[str, str], tmp_path: Path) -> None:
    """The judge sees a wrong word in the document, so its silence means something."""
    wrong = files[DOCUMENT].replace("action: receive", "action: listen", 1)
    assert wrong != files[DOCUMENT]
    write({**files, DOCUMENT: wrong}, tmp_path)

    code, _ = asyncapi.validate(tmp_path / DOCUMENT)

    assert code != 0


@pytest.mark.long
def test_a_broken_avro_schema_is_refused(asyncapi: AsyncApi, files: dict[str, str], tmp_path: Path) -> None:
    """The judge reads the Avro files that the document refers to."""
    name = next(one for one in files if one.endswith(".avsc"))
    write({**files, name: files[name].replace('"record"', '"recrod"')}, tmp_path)

    code, _ = asyncapi.validate(tmp_path / DOCUMENT)

    assert code != 0
