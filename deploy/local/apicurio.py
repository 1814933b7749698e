"""A real schema registry without Docker: Apicurio Registry's own application, in memory, on 127.0.0.1.

For tests, and to try the hub beside a registry. Maven brings the archive once (109 MB); it is unpacked in the
cache folder under the hash that it must have. What is registered lives as long as the process does.
"""

import hashlib
import http.client
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.jars import cache_folder, java
from deploy.local.processes import Server, free_ports, port_is_free, wait_until
from hub.errors import ConfigurationError, UnreachableError

POM = Path(__file__).with_name("apicurio.pom.xml")
VERSION = "3.0.9"
"""The version in ``apicurio.pom.xml``; a test holds them equal."""

CONFLUENT = "/apis/ccompat/v7"
"""Where Apicurio offers Confluent's interface."""

_ARCHIVE = f"apicurio-registry-app-{VERSION}-all.tar.gz"
_SHA256 = "2b28181501a20cbf6efcd77f9b7153908fc01f3d3a7c32024c0bd9e1b04c8a43"
_PROGRAM = f"apicurio-registry-app-{VERSION}-runner.jar"
_MAVEN_WITHIN_S = 600
_STOP_WITHIN_S = 10
_TRIES = 3
"""Times that it gets another port, where somebody took one between looking and listening."""


def obstacle() -> str:
    """What stands in the way of running it here, without trying the network; empty: nothing."""
    try:
        java()
    except ConfigurationError as error:
        return str(error)
    if not _unpacked().exists() and shutil.which("mvn") is None:
        return "no Maven found, which brings Apicurio Registry: install it (Debian and Ubuntu: maven)"
    return ""


def program() -> Path:
    """The folder with the application; from the cache, or else brought by Maven.

    Raises:
        ConfigurationError: what Maven brought is not the archive that we know.
        UnreachableError: Maven does not bring it.
    """
    folder = _unpacked()
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place and then renamed: who is killed half-way, or comes second, leaves a whole one there.
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        half = Path(name)
        _bring(half)
        with (half / _ARCHIVE).open("rb") as archive:
            if hashlib.file_digest(archive, "sha256").hexdigest() != _SHA256:
                msg = f"Maven brought another {_ARCHIVE} than {_SHA256}; remove it from ~/.m2/repository"
                raise ConfigurationError(msg)
        with tarfile.open(half / _ARCHIVE) as archive_files:
            archive_files.extractall(half / "app", filter="data")
        try:
            (half / "app").rename(folder)
        except OSError:
            if not folder.exists():
                raise
    return folder


def _unpacked() -> Path:
    return cache_folder() / f"apicurio-{VERSION}-{_SHA256[:16]}"


def _bring(folder: Path) -> None:
    command = [
        *("mvn", "--batch-mode", "--quiet", "--file", str(POM), "dependency:copy"),
        f"-DoutputDirectory={folder}",
        *("-Dmaven.wagon.http.retryHandler.count=1", "-Daether.connector.connectTimeout=10000"),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_MAVEN_WITHIN_S, check=False, cwd=folder)  # noqa: S603 - Maven, with arguments of ours
        brought = done.returncode == 0 and (folder / _ARCHIVE).exists()
    except (OSError, subprocess.TimeoutExpired):
        brought = False
    if not brought:
        msg = f"Maven does not bring Apicurio Registry {VERSION}; run `{' '.join(command[:6])}` to see why"
        raise UnreachableError(msg)


class LocalApicurio:
    """A registry of one's own; as a context manager it is ready inside and gone afterwards.

    Args:
        folder: where its log and its mark stand; None: a folder of its own, thrown away in the end.
        read_only: takes no schemas.
    """

    def __init__(self, folder: Path | None = None, *, read_only: bool = False) -> None:
        self._throw_away = folder is None
        self.folder = folder.absolute() if folder else Path(tempfile.mkdtemp(prefix="ketenhub-apicurio-"))
        self._read_only = read_only
        (self._port,) = free_ports(1)
        self._server = Server(self.folder / "apicurio.pid", survive=False)

    @property
    def url(self) -> str:
        """What ``KETENHUB_SCHEMA_REGISTRY`` takes."""
        return f"http://127.0.0.1:{self._port}{CONFLUENT}"

    @property
    def log(self) -> Path:
        """Its log."""
        return self.folder / "apicurio.log"

    @property
    def pid(self) -> int | None:
        """Its process id; None while it does not run."""
        return self._server.pid

    def start(self, timeout: float = 60) -> None:
        """Start it, at the address it had, and wait until it answers.

        Raises:
            ConfigurationError: no Java or no archive that can run here.
            UnreachableError: it cannot be brought, it ended, or the time is over.
        """
        home = program()
        for left in reversed(range(_TRIES)):
            self._launch(home)
            wait_until(lambda: self._answers() or not self._server.is_running(), within=timeout)
            if self._answers():
                return
            ended = not self._server.is_running()
            self._server.kill()
            if ended and left and not port_is_free(self._port):
                (self._port,) = free_ports(1)
                continue
            break
        what = "ended" if ended else f"did not answer within {timeout:.0f} s"
        msg = f"Apicurio Registry is not ready: it {what}; see {self.log}"
        raise UnreachableError(msg)

    def kill(self) -> None:
        """SIGKILL it; it has gone, with all that was registered, when this returns."""
        self._server.kill()

    def pause(self) -> None:
        """Freeze it (SIGSTOP): it accepts connections, and answers nothing."""
        self._server.freeze()

    def resume(self) -> None:
        """Wake it up, as if nothing had been."""
        self._server.send(signal.SIGCONT)

    def stop(self) -> None:
        """End it in its own way; killed if it has not gone after 10 s."""
        self._server.stop(within=_STOP_WITHIN_S)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            # The folder stays: the error names the log in it.
            self._server.kill()
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._throw_away:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _launch(self, home: Path) -> None:
        settings = {
            "QUARKUS_HTTP_HOST": "127.0.0.1",
            "QUARKUS_HTTP_PORT": str(self._port),
            "QUARKUS_LOG_LEVEL": "WARN",
            "APICURIO_STORAGE_READ_ONLY_ENABLED": str(self._read_only).lower(),
        }
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("QUARKUS_", "APICURIO_"))
        }
        self._server.start(
            [
                *(str(java()), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                *(f"-Djava.io.tmpdir={self.folder}", "-jar", str(home / _PROGRAM)),
            ],
            log=self.log,
            folder=self.folder,
            environment=inherited | settings,
        )

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=2)
        try:
            connection.request("GET", f"{CONFLUENT}/subjects")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
