"""Keeps the hub's processes running: ``python -m deploy.local.supervisor HOME``, detached by ``ketenhub up``.

Whatever has ended is started again, at first after half a second, then after twice as long each time, up to
30 seconds; what ran for a minute begins anew at half a second. Told to end (SIGTERM), it ends the workers,
which have 10 seconds for it. The servers, which it only helps up, stay: ``ketenhub down`` ends them last.

A real service manager (systemd, Kubernetes) does this where the hub is in earnest.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.kafka import LocalKafka
from deploy.local.postgres import LocalPostgres
from deploy.local.processes import Server
from deploy.local.workers import STOP_WITHIN_S, Worker, WorkerHome
from hub.errors import KetenhubError

_log = logging.getLogger("supervisor")

_FIRST_DELAY_S, _LONGEST_DELAY_S, _CALM_S = 0.5, 30.0, 60.0
_TICK_S = 0.2


@dataclass
class Kept:
    """Something that shall run, and when it was last helped up.

    Attributes:
        name: for the log.
        runs: whether it does.
        start: helps it up, without waiting.
    """

    name: str
    runs: Callable[[], bool]
    start: Callable[[], None]
    _delay: float = field(default=_FIRST_DELAY_S, init=False)
    _due: float | None = field(default=None, init=False)
    _began: float = field(default=0.0, init=False)

    def tend(self, now: float) -> None:
        """Start it if it has ended and its delay is over; ``now`` in seconds that never go back."""
        if self.runs():
            if now - self._began >= _CALM_S:
                self._delay = _FIRST_DELAY_S
            self._due = None
        elif self._due is None:
            self._due = now + self._delay
            _log.warning("%s has ended; it starts again in %.1f s", self.name, self._delay)
        elif now >= self._due:
            self._delay = min(2 * self._delay, _LONGEST_DELAY_S)
            self._due, self._began = None, now
            try:
                self.start()
            except (KetenhubError, OSError) as error:
                _log.warning("%s does not start: %s", self.name, type(error).__name__)


def supervise(kept: Sequence[Kept], stopping: threading.Event) -> None:
    """Tend them all until told to stop."""
    while not stopping.wait(_TICK_S):
        for each in kept:
            each.tend(time.monotonic())


def main(home: Path) -> None:
    """Run until SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    place = WorkerHome(home)
    # Left by a supervisor that was killed, where the system could not tell them to end.
    place.stop()
    workers = [_kept(place, worker, place.server(worker)) for worker in place.workers()]
    for worker in workers:
        worker.start()
    supervise([*_servers(home), *workers], stopping)
    killed = place.stop(within=STOP_WITHIN_S)
    _log.warning("the workers have ended; %d had to be killed", killed)


def _servers(home: Path) -> list[Kept]:
    """The servers in this folder, at their old addresses."""
    kept = []
    if LocalKafka.is_in(home / "kafka"):
        kafka = LocalKafka(home / "kafka", survive=True)

        def revive() -> None:
            for node in set(kafka.nodes) - set(kafka.running()):
                kafka.start_node(node)

        kept.append(Kept("kafka", kafka.is_running, revive))
    if LocalPostgres.is_in(home / "postgres"):
        postgres = LocalPostgres(home / "postgres", survive=True)
        kept.append(Kept("postgresql", postgres.is_running, postgres.start))
    return kept


def _kept(place: WorkerHome, worker: Worker, server: Server) -> Kept:
    def start() -> None:
        server.start(worker.command, log=place.log(worker.name), folder=Path.cwd(), environment=os.environ)

    return Kept(worker.name, server.is_running, start)


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    main(Path(sys.argv[1]))
