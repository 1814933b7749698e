"""Where and as whom PostgreSQL runs when root starts it: it refuses to run as root.

It runs as ``nobody`` then. ``nobody`` cannot pass through a folder that is root's alone (``/root``, a private
folder under ``/tmp``), so what stands there gets a substitute under ``/var/tmp``. The tempting alternatives
open the folders on the way to everybody, or make a new user of the system; neither is for us to do.
"""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

from deploy.local.processes import Account
from hub.errors import ConfigurationError

REFUGE = Path("/var/tmp/ketenhub-root")  # noqa: S108 - made by root, and checked to be root's
_USER = "nobody"


def server_account() -> Account | None:
    """The account for a server that must not be root; None where we are not root: our own.

    Raises:
        ConfigurationError: there is no ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam(_USER)
    except KeyError:
        msg = f"PostgreSQL does not run as root, and there is no user {_USER!r}; run this as another user"
        raise ConfigurationError(msg) from None
    return Account(found.pw_uid, found.pw_gid)


def is_reachable(path: Path) -> bool:
    """Whether everybody may pass through all folders on the way to ``path``, and use it if it is there."""
    real = path.resolve()
    return all(each.stat().st_mode & stat.S_IXOTH for each in (real, *real.parents) if each.exists())


def reachable_data(folder: Path, account: Account | None) -> Path:
    """``folder``, made if need be, the account's own; or a substitute for it, to which it becomes a link."""
    if account is None:
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder
    if not folder.exists() and not is_reachable(folder):
        substitute = _refuge() / hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:24]
        # Left by a folder that was removed without us: nobody knows its password any more.
        shutil.rmtree(substitute, ignore_errors=True)
        substitute.mkdir(mode=0o700)
        folder.unlink(missing_ok=True)
        folder.symlink_to(substitute)
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, account.user, account.group)
    return folder.resolve()


def remove_data(folder: Path) -> None:
    """Remove what `reachable_data` made, the substitute too."""
    shutil.rmtree(folder.resolve(), ignore_errors=True)
    if folder.is_symlink():
        folder.unlink()


def reachable_programs(folder: Path, account: Account | None) -> Path:
    """A wheel's folder of programs that the account can reach: ``folder``, or a copy of it, made once.

    The libraries that the wheel brings go with it: they are found by their place, ``PACKAGE.libs`` beside it.
    """
    if account is None or is_reachable(folder / "bin" / "postgres"):
        return folder
    # The size and time of the folder's programs are in the name: an upgrade gets a copy of its own.
    marks = "".join(
        f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns};" for p in sorted(folder.glob("bin/*"))
    )
    copy = _refuge() / f"postgresql-{hashlib.sha256(marks.encode()).hexdigest()[:24]}"
    if not copy.exists():
        half = Path(tempfile.mkdtemp(dir=_refuge()))
        package = folder.parent
        skipped = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(folder, half / "all" / package.name / folder.name, symlinks=True, ignore=skipped)
        if (libraries := package.with_name(f"{package.name}.libs")).exists():
            shutil.copytree(libraries, half / "all" / libraries.name, symlinks=True)
        for each in half.rglob("*"):
            if not each.is_symlink():
                # What its owner may read or run, for an umask may have kept it from all others.
                each.chmod(each.stat().st_mode | (each.stat().st_mode & 0o500) >> 6)
        try:
            (half / "all").rename(copy)
        except OSError:
            # Somebody else was quicker; what they made is the same.
            if not copy.exists():
                raise
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return copy / folder.parent.name / folder.name


def _refuge() -> Path:
    REFUGE.mkdir(mode=0o711, exist_ok=True)
    found = REFUGE.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        msg = f"{REFUGE} is not a folder of root alone; remove it"
        raise ConfigurationError(msg)
    return REFUGE
