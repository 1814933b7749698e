"""The servers of a test run: shared by its workers, and gone when it is, however it ended."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.processes import Server, port_answers, wait_until
from tests.support.servers import ROOT

SHARED = """
import pytest, pathlib, os

@pytest.mark.parametrize("number", range({tests}))
def test_it(postgres_server, database, number, testrun_uid, request):
    with pathlib.Path("{out}", str(number)).open("w") as file:
        file.write(f"{{postgres_server}} {{database}} {{os.getpid()}}")
    if "{crash}" == str(number):
        os._exit(9)
"""
WAITING = """
import pathlib, signal

def test_it(postgres_server):
    pathlib.Path("{out}", "half").write_text(postgres_server)
    pathlib.Path("{out}", "half").rename(pathlib.Path("{out}", "0"))
    signal.pause()
"""
IN_A_TERMINAL = """
import signal, sys, pytest

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(pytest.main(sys.argv[1:]))
"""
"""pytest as a terminal starts it: what a shell starts in the background ignores Ctrl-C, and hands that on."""
ASKING = "def test_a(kafka): ...\ndef test_b(kafka): ...\n"


@pytest.fixture
def out(tmp_path: Path, postgres_server: str) -> Path:
    """Where the tests of the inner run write what they got; there is a PostgreSQL, for ours is one."""
    assert postgres_server
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the inner run keeps its servers, so that what it leaves is seen."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for each in (tmp_path, folder):
        each.chmod(0o755)
    return folder


def start(
    text: str, temporary: Path, *options: str, environment: dict[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """Start a test run with our fixtures on one file of tests."""
    file = temporary.with_name("test_inner.py")
    file.write_text(text)
    command = [
        sys.executable,
        "-c",
        IN_A_TERMINAL,
        "-q",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        str(file),
    ]
    variables = os.environ | {"TMPDIR": str(temporary)} | (environment or {})
    with temporary.with_name("log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own tests
            [*command, *options], cwd=ROOT, env=variables, stdout=log, stderr=log, start_new_session=True
        )


def gave(out: Path) -> list[list[str]]:
    """Per test of the inner run, what it wrote."""
    return [file.read_text().split() for file in sorted(out.glob("[0-9]"))]


def port(url: str) -> int:
    """The port in a URL."""
    found = re.search(r":(\d+)/", url)
    assert found
    return int(found[1])


def nothing_is_left(temporary: Path, url: str) -> bool:
    """Whether the server does not answer, no keeper lives, and no folder of a run is left."""
    keepers = [Server(mark, survive=True).is_running() for mark in temporary.rglob("*.pid")]
    return not port_answers(port(url)) and not any(keepers) and not list(temporary.glob("ketenhub-tests-*"))


def test_all_workers_share_one_server(out: Path, temporary: Path) -> None:
    """Two workers get one server and databases of their own; afterwards nothing is left."""
    run = start(SHARED.format(out=out, crash="no", tests=2), temporary, "-n", "2", "--dist", "each")
    assert run.wait() == 0, temporary.with_name("log").read_text()
    servers, databases, _ = zip(*gave(out), strict=True)

    assert len(set(servers)) == 1
    assert len(set(databases)) == len(databases) == 2
    assert nothing_is_left(temporary, servers[0])


@pytest.mark.long
def test_a_worker_that_crashes_takes_no_server_with_it(out: Path, temporary: Path) -> None:
    """When the worker that asked first crashes, the tests after it go on with the same server."""
    run = start(SHARED.format(out=out, crash="0", tests=4), temporary, "-n", "1")
    run.wait()
    found = gave(out)

    assert len(found) == 4, temporary.with_name("log").read_text()
    assert len({server for server, _, _ in found}) == 1
    assert len({worker for _, _, worker in found}) == 2
    assert nothing_is_left(temporary, found[0][0])


@pytest.mark.parametrize(
    ("number", "workers"),
    [
        pytest.param(signal.SIGINT, "0", marks=pytest.mark.long),
        pytest.param(signal.SIGINT, "2", marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, "0", marks=pytest.mark.long),
        (signal.SIGKILL, "2"),
    ],
)
def test_a_run_that_is_cut_off_leaves_nothing(
    out: Path, temporary: Path, number: signal.Signals, workers: str
) -> None:
    """After Ctrl-C, and after any kill, the server of the run ends and its data are removed."""
    run = start(WAITING.format(out=out), temporary, "-n", workers)
    assert wait_until((out / "0").exists, within=60), temporary.with_name("log").read_text()
    url = (out / "0").read_text()
    assert port_answers(port(url))

    # Ctrl-C reaches all of a terminal's foreground group; a kill, one process.
    os.kill(-run.pid if number is signal.SIGINT else run.pid, number)
    run.wait(60)

    assert wait_until(lambda: nothing_is_left(temporary, url), within=20)


@pytest.mark.parametrize("required", ["", "1"])
def test_without_kafka_one_line_says_why(tmp_path: Path, temporary: Path, required: str) -> None:
    """Where no Kafka can be had its tests are skipped, in one line; where one must be there, they fail."""
    empty = tmp_path / "empty"
    empty.mkdir()
    without = {
        "PATH": str(empty),
        "JAVA_HOME": "",
        "KETENHUB_KAFKA": "",
        "DOCKER_HOST": "tcp://127.0.0.1:9",
        "KETENHUB_REQUIRE_KAFKA": required,
    }
    run = start(ASKING, temporary, "-ra", environment=without)
    code = run.wait()
    said = temporary.with_name("log").read_text()

    assert code == (1 if required else 0)
    reason = (
        "no Kafka here: given: KETENHUB_KAFKA is empty; Docker: no Docker engine answers; Kafka's own jars: "
    )
    lines = [line for line in said.splitlines() if line.startswith("SKIPPED")]
    if required:
        assert "2 errors" in said
        assert f"{reason}no Java found: install Java 17" in said
    else:
        assert len(lines) == 1
        assert lines[0].startswith("SKIPPED [2]")
        assert f"{reason}no Java found: install Java 17" in lines[0]
