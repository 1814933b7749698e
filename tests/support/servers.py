"""One Kafka and one PostgreSQL for all processes of a test run, each started by the first test that asks.

A *keeper*, a process of its own (``python -m tests.support.servers FOLDER KIND``), starts the server and
holds it: not the worker that asked first, for it may crash, and the others go on. It ends with the run,
however that ends: it waits for the lock that the run holds, and the system frees a lock also after SIGKILL.
"""

import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from deploy.local.ladder import Rung, climb, kafka_rungs, postgres_rungs
from deploy.local.private_file import write_private
from deploy.local.processes import Server, wait_until
from hub.errors import KetenhubError, UnreachableError
from hub.settings import Settings

ROOT = Path(__file__).parents[2]
KINDS = ("kafka", "postgresql")

ABSENT = " here: "
"""Stands in the text of every test that is skipped for want of a server."""

_START_WITHIN_S = 900
"""A first start fetches Kafka's jars or an image."""
_END_WITHIN_S = 20


def rungs(kind: str) -> tuple[Rung, ...]:
    """The ladder to a server for tests: nothing of it is kept, so no commit waits for the disk."""
    settings = Settings()
    return kafka_rungs(settings) if kind == "kafka" else postgres_rungs(settings, durable=False)


def absent(what: str, reason: str) -> NoReturn:
    """Skip this test for want of a server; fail where the environment says that there must be one."""
    text = f"no {what}{ABSENT}{reason}"
    if os.environ.get("KETENHUB_REQUIRE_KAFKA") == "1":
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


class RunServers:
    """The servers of one run, seen by one of its processes.

    Args:
        folder: of the run; None: this is the run's first process, which makes it, and `end` s all.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._lock = None
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="ketenhub-tests-"))
            # PostgreSQL is another user where root runs the tests.
            folder.chmod(0o711)
            self._lock = (folder / "run.lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.folder = folder

    def address(self, kind: str) -> str:
        """Where the run's server of this kind is; started if nobody asked before.

        Raises:
            UnreachableError: there is none, with the reasons. They are found out once for the whole run.
        """
        with (self.folder / f"{kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            keeper = self._keeper(kind)
            found = self._found(kind)
            if found is None and not keeper.is_running():
                keeper.start(
                    [sys.executable, "-m", "tests.support.servers", str(self.folder), kind],
                    log=self.folder / f"{kind}.log",
                    folder=ROOT,
                    environment=os.environ | {"TMPDIR": str(self.folder)},
                )
            wait_until(
                lambda: self._found(kind) is not None or not keeper.is_running(), within=_START_WITHIN_S
            )
            found = self._found(kind)
        if found is None:
            # A defect, and nothing to skip for.
            tail = (self.folder / f"{kind}.log").read_text("utf-8").strip().rpartition("\n")[2]
            msg = f"the keeper of {kind} ended: {tail}"
            raise RuntimeError(msg)
        if "address" not in found:
            raise UnreachableError(found["missing"])
        return found["address"]

    def end(self) -> None:
        """End all servers, and remove the folder; for the process that made it."""
        if self._lock is None:
            return
        for kind in KINDS:
            self._keeper(kind).stop(within=_END_WITHIN_S)
        self._lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keeper(self, kind: str) -> Server:
        return Server(self.folder / f"{kind}.pid", survive=True)

    def _found(self, kind: str) -> Mapping[str, str] | None:
        try:
            found: dict[str, str] = json.loads((self.folder / f"{kind}.json").read_text("utf-8"))
        except FileNotFoundError:
            return None
        return found


def keep(folder: Path, kind: str) -> None:
    """Start a server, say where it is, and hold it until the run ends or this process is told to."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    orphaned = threading.Event()
    threading.Thread(target=_watch, args=(folder, orphaned), daemon=True).start()
    stop = None
    try:
        try:
            served = climb(rungs(kind))
        except KetenhubError as error:
            found = {"missing": str(error)}
        else:
            stop, found = served.stop, {"address": served.address}
        write_private(folder / f"{kind}.json", json.dumps(found))
        while stop is not None:
            # Not `signal.pause`: a signal just before it would be lost.
            orphaned.wait(1)
    finally:
        if stop is not None:
            stop()
        if orphaned.is_set():
            # The run was killed, and nobody else is there to tidy up.
            shutil.rmtree(folder, ignore_errors=True)


def _watch(folder: Path, orphaned: threading.Event) -> None:
    """Wait until the run has ended, and interrupt the main thread, whatever it is at."""
    with (folder / "run.lock").open("r") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    orphaned.set()
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2])
