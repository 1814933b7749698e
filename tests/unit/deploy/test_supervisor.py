"""The supervisor: what ended starts again, after a while that grows, and everything ends when it does."""

import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local.processes import Server, wait_until
from deploy.local.supervisor import Kept
from deploy.local.workers import Worker, WorkerHome
from hub.errors import ConfigurationError

ROOT = Path(__file__).parents[3]


@dataclass
class Thing:
    """Something that runs, or not; it counts its starts."""

    running: bool = True
    starts: int = 0
    failure: Exception | None = None

    def start(self) -> None:
        """Run again, or fail."""
        self.starts += 1
        if self.failure:
            raise self.failure
        self.running = True


@pytest.fixture
def thing() -> Thing:
    """Something that runs."""
    return Thing()


@pytest.fixture
def kept(thing: Thing) -> Kept:
    """The supervisor's view of it."""
    return Kept("thing", lambda: thing.running, thing.start)


def starts_at(thing: Thing, kept: Kept, moments: Iterator[float], times: int) -> list[float]:
    """The moments at which it was started, when it ends at once each time."""
    found = []
    for now in moments:
        thing.running = False
        before = thing.starts
        kept.tend(now)
        if thing.starts > before:
            found.append(now)
        if len(found) == times:
            break
    return found


def test_what_ends_again_and_again_waits_longer_each_time(thing: Thing, kept: Kept) -> None:
    """The delay doubles from half a second to half a minute."""
    tenths = (number / 10 for number in range(10_000))

    found = starts_at(thing, kept, tenths, 8)

    delays = [round(later - earlier - 0.1, 1) for earlier, later in zip([-0.1, *found], found, strict=False)]
    assert delays == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_what_ran_for_a_minute_begins_anew(thing: Thing, kept: Kept) -> None:
    """After a minute without trouble the next delay is short again."""
    tenths = iter([number / 10 for number in range(100)])
    starts_at(thing, kept, tenths, 3)
    thing.running = True

    kept.tend(200.0)
    later = starts_at(thing, kept, (200 + number / 10 for number in range(1, 100)), 1)

    assert later == [pytest.approx(200.6)]


def test_a_start_that_fails_is_tried_again(thing: Thing, kept: Kept) -> None:
    """A start that raises an error of ours does not end the supervisor."""
    thing.failure = ConfigurationError("no Java")

    assert len(starts_at(thing, kept, (number / 10 for number in range(1000)), 3)) == 3


MEEK = "import signal; signal.pause()"
DEAF = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nopen('deaf', 'w').close()\nsignal.pause()"
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[WorkerHome]:
    """A folder with one worker that ends when asked."""
    place = WorkerHome(tmp_path)
    place.plan([])
    place.write([Worker("meek", (sys.executable, "-c", MEEK), 1)])
    yield place
    place.supervisor().kill()
    for worker in place.workers():
        place.server(worker).kill()


def supervise(place: WorkerHome) -> tuple[Server, Server]:
    """Start the supervisor; itself, and its worker, which runs when this returns."""
    supervisor, worker = place.supervisor(), place.server(place.workers()[0])
    command = [sys.executable, "-m", "deploy.local.supervisor", str(place.home)]
    supervisor.start(command, log=place.log("supervisor"), folder=ROOT)
    assert wait_until(lambda: worker.pid is not None, within=20)
    return supervisor, worker


def test_a_worker_that_was_killed_starts_again(place: WorkerHome) -> None:
    """A killed worker runs again with another number, and the log says that it had ended."""
    _, worker = supervise(place)
    first = worker.pid

    worker.kill()

    assert wait_until(lambda: worker.pid not in {None, first}, within=10)
    assert "meek has ended" in place.log("supervisor").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
def test_workers_do_not_outlive_a_supervisor_that_was_killed(place: WorkerHome) -> None:
    """After SIGKILL of the supervisor its worker ends, and a new supervisor starts it anew."""
    supervisor, worker = supervise(place)

    supervisor.kill()

    assert worker.wait_gone(within=10)
    _, worker = supervise(place)
    assert worker.is_running()


def test_the_workers_end_with_the_supervisor(place: WorkerHome) -> None:
    """When it is told to end, it ends after its workers, and says how that went."""
    supervisor, worker = supervise(place)

    assert supervisor.stop(within=10)

    assert not worker.is_running()
    assert "0 had to be killed" in place.log("supervisor").read_text()


def test_a_worker_that_does_not_listen_is_killed(place: WorkerHome) -> None:
    """Of two workers told to end at once, the one that has not after its time is killed."""
    place.write([*place.workers(), Worker("deaf", (sys.executable, "-c", DEAF), 2)])
    for worker in place.workers():
        place.server(worker).start(worker.command, log=place.log(worker.name), folder=place.home)
    assert wait_until((place.home / "deaf").exists, within=10)

    assert place.stop(within=0.5) == 1

    assert not any(place.server(worker).is_running() for worker in place.workers())


def test_a_worker_is_ready_when_it_says_so(place: WorkerHome) -> None:
    """Ready is who answers 200; who answers 503, something else than HTTP, or nobody, is not."""
    answers = {"200": "HTTP/1.1 200 OK", "503": "HTTP/1.1 503 No", "noise": "who is there"}
    found = {}
    for name, line in answers.items():
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=_answer, args=(listener, line))
            thread.start()
            found[name] = Worker(name, (), listener.getsockname()[1]).is_ready()
            thread.join()

    assert found == {"200": True, "503": False, "noise": False}
    assert not place.plan(["relay"])[0].is_ready()


def _answer(listener: socket.socket, line: str) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(f"{line}\r\nContent-Length: 0\r\n\r\n".encode())
