"""Server processes: found again, known to be gone, and not left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.processes import Server, free_ports, port_answers, port_is_free, wait_until
from hub.errors import ConfigurationError, UnreachableError

WAIT = "import signal\nsignal.pause()"
STUBBORN = (
    "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nopen('ready', 'w').close()\nsignal.pause()"
)
FORK = (
    "import os, signal\nif os.fork() == 0:\n    os.setsid()\n    open('ready', 'w').close()\nsignal.pause()"
)

BUSY = (
    "import threading\n"
    "def count():\n"
    "    with open('count', 'ab', buffering=0) as file:\n"
    "        while file.tell() < 10_000_000: file.write(b'x')\n"
    "for _ in range(4): threading.Thread(target=count).start()"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that is not started yet."""
    server = Server(tmp_path / "it.pid", survive=False)
    yield server
    server.kill()


def start(server: Server, folder: Path, program: str) -> None:
    """Start a Python program as a server."""
    server.start([sys.executable, "-c", program], log=folder / "log", folder=folder)


def appears(file: Path) -> bool:
    """Whether a file comes into being."""
    return wait_until(file.exists, within=10)


def test_a_server_is_known_by_its_mark(server: Server, tmp_path: Path) -> None:
    """Another process finds a running server, and its number, by the mark alone; a killed one is gone."""
    start(server, tmp_path, WAIT)
    other = Server(tmp_path / "it.pid", survive=False)

    assert other.is_running()
    assert wait_until(lambda: other.pid is not None, within=10)
    assert other.pid == server.pid
    other.kill()
    assert not server.is_running()
    assert server.pid is None


def test_a_number_alone_is_not_believed(tmp_path: Path) -> None:
    """A mark that names a living stranger, but that nobody holds, is no running server and kills nobody."""
    stranger = subprocess.Popen([sys.executable, "-c", WAIT])  # noqa: S603 - our own program
    try:
        (tmp_path / "it.pid").write_text(str(stranger.pid))
        server = Server(tmp_path / "it.pid", survive=False)

        assert server.pid is None
        server.kill()
        assert server.stop(within=1)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_does_not_start_twice(server: Server, tmp_path: Path) -> None:
    """A second start is refused, and the first server goes on."""
    start(server, tmp_path, WAIT)

    with pytest.raises(ConfigurationError, match="runs already"):
        start(Server(tmp_path / "it.pid", survive=False), tmp_path, WAIT)
    assert server.is_running()


def test_what_a_server_forked_is_part_of_it(server: Server, tmp_path: Path) -> None:
    """A server whose own process has gone still runs as long as a process that it forked does."""
    start(server, tmp_path, FORK)
    assert appears(tmp_path / "ready")
    pid = server.pid
    assert pid is not None
    (forked,) = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())

    os.kill(pid, signal.SIGKILL)

    assert not server.wait_gone(within=0.3)
    os.kill(forked, signal.SIGKILL)
    assert server.wait_gone(within=10)


def test_a_polite_stop_says_whether_it_was_heard(server: Server, tmp_path: Path) -> None:
    """A server that ends when asked is told from one that had to be killed; both have gone."""
    start(server, tmp_path, WAIT)
    assert server.stop(within=10)

    start(server, tmp_path, STUBBORN)
    assert appears(tmp_path / "ready")
    assert not server.stop(within=0.2)
    assert not server.is_running()


def test_a_frozen_server_can_be_stopped(server: Server, tmp_path: Path) -> None:
    """A server under SIGSTOP is woken to hear that it shall end."""
    start(server, tmp_path, WAIT)
    assert server.send(signal.SIGSTOP)

    assert server.stop(within=10)


def test_a_frozen_server_does_nothing_any_more(server: Server, tmp_path: Path) -> None:
    """Once it is frozen, not one of its threads goes on; woken up, they do."""
    start(server, tmp_path, BUSY)
    count = tmp_path / "count"
    assert appears(count)

    server.freeze()
    frozen_at = count.stat().st_size
    assert not wait_until(lambda: count.stat().st_size > frozen_at, within=0.2)

    server.send(signal.SIGCONT)
    assert wait_until(lambda: count.stat().st_size > frozen_at, within=10)


def test_what_does_not_run_cannot_be_frozen(server: Server) -> None:
    """It is an error: a test that believed it would prove nothing."""
    with pytest.raises(UnreachableError, match="does it run"):
        server.freeze()


def test_a_program_that_is_not_there_ends_at_once(server: Server, tmp_path: Path) -> None:
    """A server whose program is missing is not running, and its log says so."""
    server.start([str(tmp_path / "no-such-program")], log=tmp_path / "log", folder=tmp_path)

    assert server.wait_gone(within=10)
    assert "FileNotFoundError" in (tmp_path / "log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
@pytest.mark.parametrize("survive", [False, True])
def test_a_server_dies_with_whoever_started_it_unless_it_shall_survive(
    tmp_path: Path, *, survive: bool
) -> None:
    """After SIGKILL of its parent a server ends too; one that shall survive goes on."""
    program = (
        "import signal, sys\nfrom pathlib import Path\nfrom deploy.local.processes import Server\n"
        f"folder = Path(sys.argv[1])\nserver = Server(folder / 'it.pid', survive={survive})\n"
        f"server.start([sys.executable, '-c', {WAIT!r}], log=folder / 'log', folder=folder)\nsignal.pause()"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])  # noqa: S603 - our own program
    server = Server(tmp_path / "it.pid", survive=False)
    try:
        # Its number stands there once it has asked to be told, or soon after.
        assert wait_until(lambda: _is_the_program(server), within=20)
        parent.kill()
        parent.wait()

        assert server.wait_gone(within=1 if survive else 10) is not survive
    finally:
        parent.kill()
        parent.wait()
        server.kill()


def _is_the_program(server: Server) -> bool:
    """Whether the steps before the server's own program are over."""
    pid = server.pid
    return pid is not None and b"launch.py" not in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_ports_are_free_and_differ() -> None:
    """Ports that are handed out differ, nobody listens there, and a listener is seen."""
    import socket  # noqa: PLC0415 - for this test only

    first, second = free_ports(2)

    assert first != second
    assert port_is_free(first)
    assert not port_answers(first)
    with socket.create_server(("127.0.0.1", first)):
        assert not port_is_free(first)
        assert port_answers(first)
