"""``ketenhub worker``, ``deliver`` and ``relay``: the processes of the cluster engine."""

import asyncio
import signal
import threading
from enum import StrEnum
from typing import Annotated

import typer

from deploy.local.state import with_local_servers
from hub.app_processes import run_relay, run_worker
from hub.logging_setup import tame_libraries
from hub.settings import Settings

PortOption = Annotated[
    int | None,
    typer.Option(
        "--health-port", min=0, max=65535, help="Serve /live, /ready and /metrics on 127.0.0.1 here."
    ),
]
_STOP = (signal.SIGTERM, signal.SIGINT)


class WorkerRole(StrEnum):
    """What a worker can do."""

    INGEST = "ingest"
    STEPS = "steps"


def worker(role: WorkerRole, *, health_port: PortOption = None) -> None:
    """Run a worker until SIGTERM: `ingest` reads registries' messages, `steps` decides who is told.

    Start as many as you like: they share the partitions. Each waits until the database is migrated and the
    topics are there (`ketenhub up`, `ketenhub topics create`).
    """
    _run(role.value, health_port)


def deliver(*, health_port: PortOption = None) -> None:
    """Run a worker that brings events to the partners' endpoints (KETENHUB_PARTNERS) until SIGTERM."""
    _run("deliver", health_port)


def relay(*, health_port: PortOption = None) -> None:
    """Run the relay until SIGTERM: it publishes what the workers have committed. A second one stands by."""
    stopping = threading.Event()
    for number in _STOP:
        signal.signal(number, lambda *_: stopping.set())
    tame_libraries()
    run_relay(_settings(health_port), stopping)


def _run(role: str, health_port: int | None) -> None:
    async def until_told() -> None:
        stopping = asyncio.Event()
        for number in _STOP:
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        await run_worker(role, settings, stopping)

    settings = _settings(health_port)
    tame_libraries()
    asyncio.run(until_told())


def _settings(health_port: int | None) -> Settings:
    found = with_local_servers(Settings())
    return found if health_port is None else found.model_copy(update={"health_port": health_port})
