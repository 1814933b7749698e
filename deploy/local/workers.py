"""The hub's processes on this machine: which there are, where each is found, whether it is ready."""

import contextlib
import http.client
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.local.private_file import write_private
from deploy.local.processes import Server, free_ports, wait_until

COMMANDS = ("worker ingest", "worker steps", "deliver", "relay")
"""What ``ketenhub`` is told, one process each."""

STOP_WITHIN_S = 10.0
_PLAN, _MARKS, _LOGS = "workers.json", "run", "logs"


@dataclass(frozen=True, slots=True)
class Worker:
    """One process of the hub.

    Attributes:
        name: ``worker-ingest``; also of its log.
        command: program and arguments.
        health_port: where it answers ``/ready`` on 127.0.0.1.
    """

    name: str
    command: tuple[str, ...]
    health_port: int

    def is_ready(self) -> bool:
        """Whether it answers that all is there that it needs."""
        # Not urllib: a proxy of the environment would be asked for 127.0.0.1.
        connection = http.client.HTTPConnection("127.0.0.1", self.health_port, timeout=2)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/ready")
            return connection.getresponse().status == http.HTTPStatus.OK
        return False


class WorkerHome:
    """The workers' part of the folder of ``ketenhub up``.

    Args:
        home: that folder.
    """

    def __init__(self, home: Path) -> None:
        self.home = home

    def plan(self, commands: Sequence[str]) -> tuple[Worker, ...]:
        """Decide anew which workers there are, and where each answers."""
        for folder in (_MARKS, _LOGS):
            (self.home / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        workers = tuple(
            Worker(
                command.replace(" ", "-"),
                (sys.executable, "-m", "hub", *command.split(), "--health-port", str(port)),
                port,
            )
            for command, port in zip(commands, free_ports(len(commands)), strict=True)
        )
        self.write(workers)
        return workers

    def write(self, workers: Sequence[Worker]) -> None:
        """Remember the workers."""
        write_private(self.home / _PLAN, json.dumps([asdict(worker) for worker in workers]))

    def workers(self) -> tuple[Worker, ...]:
        """Those that were planned last; none where there never were any."""
        try:
            plan = json.loads((self.home / _PLAN).read_text("utf-8"))
        except FileNotFoundError:
            return ()
        return tuple(Worker(each["name"], tuple(each["command"]), each["health_port"]) for each in plan)

    def server(self, worker: Worker) -> Server:
        """A worker's process. It is told to end when the supervisor ends, however that came about."""
        return Server(self.home / _MARKS / f"{worker.name}.pid", survive=False, farewell=signal.SIGTERM)

    def supervisor(self) -> Server:
        """The supervisor's own process."""
        return Server(self.home / _MARKS / "supervisor.pid", survive=True)

    def log(self, name: str) -> Path:
        """The log of a worker, or of the ``supervisor``."""
        return self.home / _LOGS / f"{name}.log"

    def stop(self, *, within: float = STOP_WITHIN_S) -> int:
        """End all workers at once; how many had to be killed, because ``within`` seconds were too short."""
        servers = [self.server(worker) for worker in self.workers()]
        for server in servers:
            server.send(signal.SIGCONT)
            server.send(signal.SIGTERM)
        wait_until(lambda: not any(server.is_running() for server in servers), within=within)
        left = [server for server in servers if server.is_running()]
        for server in left:
            server.kill()
        return len(left)
