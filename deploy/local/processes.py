"""Server processes that can be found again, are known to be gone, and need not outlive whoever started them.

Each server has a *mark*: a file with its process id, which the server (and every process that it forks) holds
locked for as long as it lives. So "is it running?" and "is nothing of it left?" have an answer that is right
after any kind of death, in any process, also where its number was given to another program meanwhile. The
tempting alternative, a file with a number alone, kills strangers.
"""

import atexit
import contextlib
import errno
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.errors import ConfigurationError, UnreachableError

_LAUNCH = Path(__file__).with_name("launch.py")
_PORTS = range(20000, 30000)
"""Below those that systems lend to outgoing connections: a server that was killed gets its own back."""

_STARTED: list["subprocess.Popen[bytes]"] = []
"""All that this program started and that runs: Python warns of a process that is forgotten meanwhile."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group that a server runs as."""

    user: int
    group: int


def wait_until(condition: Callable[[], bool], *, within: float, every: float = 0.05) -> bool:
    """Whether a condition came true within so many seconds of real time."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 on which nobody listens now."""
    found: list[int] = []
    for _ in range(1000):
        if len(found) == count:
            return found
        port = secrets.choice(_PORTS)
        if port not in found and port_is_free(port):
            found.append(port)
    msg = f"127.0.0.1 has no {count} free ports between {_PORTS.start} and {_PORTS.stop}"
    raise ConfigurationError(msg)


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        # As servers do: what an earlier server left in TIME_WAIT does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def port_answers(port: int) -> bool:
    """Whether somebody accepts connections on this port of 127.0.0.1."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Server:
    """One server process, known by its mark.

    Args:
        mark: the file with its process id; its folder must exist.
        survive: whether it goes on when the thread that started it ends; otherwise it then gets ``farewell``
            (Linux; elsewhere it is killed at the regular end of the program).
        farewell: the signal at which it ends at once.
    """

    def __init__(self, mark: Path, *, survive: bool, farewell: signal.Signals = signal.SIGKILL) -> None:
        self.mark = mark
        self._survive = survive
        self._farewell = farewell
        self._process: subprocess.Popen[bytes] | None = None

    def start(
        self,
        command: Sequence[str],
        *,
        log: Path,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        account: Account | None = None,
        once_alone: Callable[[], object] | None = None,
    ) -> None:
        """Start it, with both its outputs appended to ``log``; it begins a session of its own.

        Args:
            command: its program and arguments.
            log: the file for its outputs.
            folder: its working folder.
            environment: its variables; None: ours.
            account: who it runs as; None: who we are.
            once_alone: called when it is certain that nothing of an earlier one lives, before it starts.

        Raises:
            ConfigurationError: it runs already.
        """
        mark = self._lock()
        parent = 0 if self._survive else os.getpid()
        user, group = (account.user, account.group) if account else (0, 0)
        steps = [mark, parent, int(self._farewell), user, group]
        try:
            if once_alone:
                once_alone()
            with log.open("ab") as output:
                self._process = subprocess.Popen(  # noqa: S603 - a program of ours
                    [sys.executable, "-I", "-S", str(_LAUNCH), *map(str, steps), *command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=folder,
                    env=environment,
                    pass_fds=(mark,),
                    start_new_session=True,
                )
        finally:
            # The server holds the lock on; a lock ends with the last copy of the file that carries it.
            os.close(mark)
        _STARTED[:] = [self._process, *(each for each in _STARTED if each.poll() is None)]
        if not self._survive and sys.platform != "linux":
            atexit.register(self.kill)

    def is_running(self) -> bool:
        """Whether it, or a process that it forked, lives."""
        # Whichever object started it: a dead child stays in the table of processes until it is waited for.
        for process in _STARTED:
            process.poll()
        try:
            with self.mark.open("rb") as mark:
                # Shared: two who ask at once must not take each other for the server.
                fcntl.flock(mark, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError as error:
            if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                raise
            return True
        if self._process is not None:
            # The lock is free a moment before the process can be waited for.
            self._process.wait()
        return False

    @property
    def pid(self) -> int | None:
        """Its process id; None where it does not run, or has only just begun to."""
        if not self.is_running():
            return None
        text = self.mark.read_text()
        return int(text) if text else None

    def send(self, number: signal.Signals) -> bool:
        """Send it a signal; whether there was a process to send it to."""
        # In its first moments it lives, but has not written its number yet.
        wait_until(lambda: self.pid is not None or not self.is_running(), within=5, every=0.01)
        pid = self.pid
        if pid is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    def freeze(self, *, within: float = 5) -> None:
        """Stop all its threads (SIGSTOP), and see to it that they have stopped; SIGCONT wakes them.

        A thread on another processor goes on for a moment after the signal, long enough to answer somebody.

        Raises:
            UnreachableError: it does not run, or some thread of it still does after ``within`` seconds.
        """
        if not (self.send(signal.SIGSTOP) and wait_until(self._is_frozen, within=within, every=0.005)):
            msg = f"{self.mark.stem} could not be frozen; does it run? See {self.mark}"
            raise UnreachableError(msg)

    def wait_gone(self, within: float) -> bool:
        """Whether nothing of it lived any more within so many seconds."""
        return wait_until(lambda: not self.is_running(), within=within, every=0.02)

    def kill(self, *, within: float = 10) -> None:
        """Kill it without warning, and see to it that it has gone.

        Raises:
            UnreachableError: something of it still lives after ``within`` seconds.
        """
        self.send(signal.SIGKILL)
        if not self.wait_gone(within):
            msg = f"a process of {self.mark} survived SIGKILL for {within:.0f} s; see `fuser {self.mark}`"
            raise UnreachableError(msg)

    def stop(self, *, politely: signal.Signals = signal.SIGTERM, within: float) -> bool:
        """Ask it to end; kill it if it has not after so many seconds. Whether it went by itself."""
        self.send(signal.SIGCONT)
        self.send(politely)
        gone = self.wait_gone(within)
        if not gone:
            self.kill()
        return gone

    def _is_frozen(self) -> bool:
        if sys.platform != "linux":
            return True  # there is nothing to look it up in
        try:
            found = [each.read_text() for each in Path(f"/proc/{self.pid}/task").glob("*/stat")]
        except FileNotFoundError:  # a thread that ended between the two looks
            return False
        return bool(found) and all(each.rpartition(")")[2].split()[0] == "T" for each in found)

    def _lock(self) -> int:
        mark = os.open(self.mark, os.O_RDWR | os.O_CREAT, 0o600)

        def locked() -> bool:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        # Longer than somebody who only asks holds it.
        if not wait_until(locked, within=1):
            os.close(mark)
            msg = f"{self.mark.stem} runs already; see {self.mark}"
            raise ConfigurationError(msg)
        # The number of an earlier run might be a stranger's by now.
        os.ftruncate(mark, 0)
        return mark
