"""Where the cluster is measured: a real Kafka and PostgreSQL, and a fleet of real processes on them."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from deploy.local.databases import create_database, drop_database
from deploy.local.ladder import climb, kafka_rungs, postgres_rungs
from deploy.local.state import with_local_servers
from hub.settings import Settings
from tests.support.fleet import Fleet
from tests.support.hub_process import HubProcess

_LOOK_S = 0.05
_WITHIN_S = 900.0


@dataclass(frozen=True, slots=True)
class Site:
    """A folder, a Kafka, and a PostgreSQL on which databases can be made."""

    folder: Path
    kafka: str
    server: str

    @contextmanager
    def database(self) -> Iterator[str]:
        """An empty one; removed afterwards."""
        name = f"bench_{uuid4().hex[:12]}"
        try:
            yield create_database(self.server, name)
        finally:
            drop_database(self.server, name)

    @contextmanager
    def fleet(self, *names: str) -> Iterator[Fleet]:
        """Processes on a database and topics of their own; none is started yet."""
        with self.database() as database, Fleet(self.kafka, database, self.folder / "logs", names) as fleet:
            yield fleet


@contextmanager
def site() -> Iterator[Site]:
    """The Kafka and PostgreSQL that the settings or `ketenhub up` name, else new ones; durable, as in use."""
    settings = with_local_servers(Settings())
    with tempfile.TemporaryDirectory(prefix="ketenhub-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL is another user where root measures
        kafka = climb(kafka_rungs(settings))
        try:
            postgres = climb(postgres_rungs(settings, durable=True))
            try:
                print(f"Kafka: {kafka.how}, PostgreSQL: {postgres.how}, {os.cpu_count()} cores, {load()}")
                yield Site(folder, kafka.address, postgres.address)
            finally:
                postgres.stop()
        finally:
            kafka.stop()


def load() -> str:
    """What else runs here: figures are worth less on a busy machine."""
    return f"load of the last minute {os.getloadavg()[0]:.1f}"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast something was.

    Attributes:
        rate: items a second.
        cpu: microseconds of its own processor time for an item; it holds on a busy machine too.
    """

    rate: float
    cpu: float


def cpu_of(process: HubProcess) -> float:
    """Seconds of processor time that a process has had."""
    number = process.log.with_suffix(".pid").read_text("ascii").strip()
    fields = Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pace(count: Callable[[], int], end: int, process: HubProcess, check: Callable[[], None]) -> Pace:
    """From the first item seen to be done to the last: without the start of the process."""
    deadline = time.monotonic() + _WITHIN_S
    first, begin, spent = 0, 0.0, 0.0
    while True:
        check()
        done, now = count(), time.monotonic()
        if done and not first:
            first, begin, spent = done, now, cpu_of(process)
        if done >= end:
            if done == first:
                return Pace(float("nan"), float("nan"))
            items = done - first
            return Pace(items / (now - begin), (cpu_of(process) - spent) / items * 1e6)
        if now > deadline:
            msg = f"{done} of {end} done within {_WITHIN_S:.0f} s"
            raise TimeoutError(msg)
        time.sleep(_LOOK_S)
