"""The commands about partners and what they are owed, on a folder."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli import app
from hub.engine.mailbox import Mailbox
from hub.engine.store import Store, open_store
from tests.support.engine import START
from tests.support.partners import arrival


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store as an embedded run leaves it, with something in its mailboxes."""
    found = open_store(tmp_path / "ketenhub.db", migrate=True)
    with found.transaction() as connection:
        Mailbox(found).arrive(connection, [arrival("VH22", 0, "s-kwetsbaar"), arrival("OM", 0, "a")], START)
    with Mailbox(found).desk() as desk:
        desk.park("VH22", [0], START + timedelta(hours=63), "closed")
        desk.keep_endpoint("OM", desk.endpoint("OM") | {"gone_at": START, "failures": 2})
    yield found
    found.close()


@pytest.mark.usefixtures("store")
def test_partners_are_listed_with_what_waits(tmp_path: Path) -> None:
    """A table for people, lines for programs, and no person in either."""
    table = CliRunner().invoke(app, ["partner", "list", "--folder", "--dir", str(tmp_path)])
    lines = CliRunner().invoke(app, ["partner", "list", "--folder", "--dir", str(tmp_path), "--json"])

    assert table.exit_code == lines.exit_code == 0
    for words in ("1 closed", "gone since", "VH22"):
        assert words in table.stdout
    om, house = (json.loads(one) for one in lines.stdout.splitlines())
    assert (om["partner"], om["waiting"], om["next_at"]) == ("OM", 1, None)
    assert (house["problems"], house["next_at"]) == ({"closed": 1}, "2016-10-19T23:00:00Z")
    assert "kwetsbaar" not in table.stdout + lines.stdout


def test_a_stopped_partner_is_resumed_once(tmp_path: Path, store: Store) -> None:
    """It goes on, with a new handshake; one that was not stopped is found wanting, with the way to look."""
    first = CliRunner().invoke(app, ["partner", "resume", "OM", "--folder", "--dir", str(tmp_path)])
    again = CliRunner().invoke(app, ["partner", "resume", "OM", "--folder", "--dir", str(tmp_path), "--json"])

    assert (first.exit_code, again.exit_code) == (0, 1)
    assert "OM is asked for its agreement" in first.stdout
    assert json.loads(again.stdout) == {"partner": "OM", "resumed": False}
    assert "was not stopped" in again.stderr
    with Mailbox(store).desk() as desk:
        assert desk.endpoint("OM")["gone_at"] is None


def test_the_cluster_is_asked_unless_a_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a database of a cluster the command says what to set, and makes none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KETENHUB_DATABASE", raising=False)
    result = CliRunner().invoke(app, ["partner", "list"])

    assert "KETENHUB_DATABASE" in str(result.exception)
    assert list(tmp_path.iterdir()) == []
