"""Where PostgreSQL runs when root starts it, and as whom."""

import os
import pwd
from pathlib import Path

import pytest

from deploy.local import unprivileged
from deploy.local.processes import Account
from hub.errors import ConfigurationError

NOBODY = Account(os.geteuid() or pwd.getpwnam("nobody").pw_uid, os.getegid() or pwd.getpwnam("nobody").pw_gid)


@pytest.fixture(autouse=True)
def _refuge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unprivileged, "REFUGE", tmp_path / "refuge")


def private(folder: Path) -> Path:
    """A folder that its owner alone may pass."""
    folder.mkdir()
    folder.chmod(0o700)
    return folder


def test_only_root_needs_another_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is not root runs PostgreSQL as who he is; root runs it as nobody."""
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert unprivileged.server_account() is None

    monkeypatch.setattr("os.geteuid", lambda: 0)
    found = unprivileged.server_account()
    assert found is not None
    assert found.user == pwd.getpwnam("nobody").pw_uid


def test_without_another_account_data_stay_where_they_are(tmp_path: Path) -> None:
    """A server that runs as ourselves has its data in the folder that was asked for, whoever may pass."""
    data = unprivileged.reachable_data(private(tmp_path / "mine") / "data", None)

    assert data == tmp_path / "mine" / "data"
    assert data.is_dir()
    assert not data.is_symlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="gives folders to another user, which only root can")
def test_data_out_of_reach_get_a_substitute(tmp_path: Path) -> None:
    """Data in root's own folder stand elsewhere, with a link to them, found again, and removed with it."""
    asked = private(tmp_path / "root") / "data"

    data = unprivileged.reachable_data(asked, NOBODY)
    (data / "kept").touch()

    assert data.parent == tmp_path / "refuge"
    assert data.stat().st_uid == NOBODY.user
    assert unprivileged.reachable_data(asked, NOBODY) == data
    assert (asked / "kept").exists()
    unprivileged.remove_data(asked)
    assert not data.exists()
    assert not asked.is_symlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="the refuge must be root's")
def test_programs_out_of_reach_are_copied_once(tmp_path: Path) -> None:
    """Programs in root's own folder are copied with their libraries, once for each version."""
    wheel = private(tmp_path / "site") / "wheel" / "pginstall"
    (wheel / "bin").mkdir(parents=True)
    (wheel / "include").mkdir()
    (tmp_path / "site" / "wheel.libs").mkdir()
    (tmp_path / "site" / "wheel.libs" / "libpq.so").touch()
    (wheel / "bin" / "postgres").write_text("one")
    (wheel / "bin" / "postgres").chmod(0o700)

    copy = unprivileged.reachable_programs(wheel, NOBODY)
    again = unprivileged.reachable_programs(wheel, NOBODY)
    (wheel / "bin" / "postgres").write_text("two!")
    newer = unprivileged.reachable_programs(wheel, NOBODY)

    assert copy == again != newer
    assert (copy / "bin" / "postgres").read_text() == "one"
    assert (copy / "bin" / "postgres").stat().st_mode & 0o777 == 0o705
    assert not (copy / "include").exists()
    assert (copy / ".." / ".." / "wheel.libs" / "libpq.so").exists()
    assert sorted((tmp_path / "refuge").iterdir()) == sorted([copy.parents[1], newer.parents[1]])
    assert unprivileged.reachable_programs(wheel, None) == wheel


@pytest.mark.skipif(os.geteuid() != 0, reason="the refuge must be root's")
def test_a_refuge_that_others_prepared_is_refused(tmp_path: Path) -> None:
    """A folder that another user made, or may write to, is not used: his programs would run as ours."""
    refuge = tmp_path / "refuge"
    refuge.mkdir()
    refuge.chmod(0o777)
    with pytest.raises(ConfigurationError, match="not a folder of root alone"):
        unprivileged.reachable_data(private(tmp_path / "root") / "data", NOBODY)

    refuge.chmod(0o711)
    os.chown(refuge, NOBODY.user, NOBODY.group)
    with pytest.raises(ConfigurationError, match="not a folder of root alone"):
        unprivileged.reachable_data(tmp_path / "root" / "data", NOBODY)
