"""Workers and a relay in threads of this process: a whole cluster engine for a replay or a test.

Each worker has a thread with an event loop of its own, and the relay another: in one loop they would wait for
each other's database. It is the same code as in processes of their own; only the interpreter is shared, so
it is slower.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping

from hub.engine.cluster.drain import wait_until
from hub.engine.cluster.relay import Relay
from hub.engine.cluster.worker import Worker
from hub.engine.health import Health

MakeWorker = Callable[[asyncio.Event], Worker]
"""Makes a worker within the loop; the event tells it to stop."""
MakeRelay = Callable[[threading.Event], Relay]
"""Makes a relay; likewise."""


class Threads:
    """Starts and stops them together.

    Args:
        workers: how to make each, with the health it reports to.
        relay: how to make it; likewise.
    """

    def __init__(
        self, workers: Mapping[str, tuple[MakeWorker, Health]], relay: tuple[MakeRelay, Health]
    ) -> None:
        self._make = workers
        make_relay, self._relay_health = relay
        self._stopping = threading.Event()
        self._relay = make_relay(self._stopping)
        self._failure: BaseException | None = None
        self._threads = [
            *(
                threading.Thread(target=self._work, args=(make,), name=name, daemon=True)
                for name, (make, _) in workers.items()
            ),
            threading.Thread(target=self._relay.run, name="relay", daemon=True),
        ]

    def start(self, *, within_s: float = 30.0) -> None:
        """Start all, and return when all are ready.

        Raises:
            UnreachableError: not in time.
            Exception: what ended a worker.
        """
        for thread in self._threads:
            thread.start()
        wait_until(self._ready, "the workers were not ready", within_s=within_s)

    def stop(self) -> None:
        """Stop all, gracefully; `check` tells afterwards whether a worker had ended by itself."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def check(self) -> None:
        """Raise what ended a worker, if anything did."""
        if self._failure is not None:
            raise self._failure

    def _ready(self) -> bool:
        self.check()
        healths = [health for _, health in self._make.values()]
        return not any(health.reasons for health in (*healths, self._relay_health))

    def _work(self, make: MakeWorker) -> None:
        try:
            asyncio.run(self._run(make))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits in the other thread
            self._failure = self._failure or error

    async def _run(self, make: MakeWorker) -> None:
        stopping = asyncio.Event()
        task = asyncio.create_task(make(stopping).run())
        told = asyncio.create_task(asyncio.to_thread(self._stopping.wait))
        await asyncio.wait([task, told], return_when=asyncio.FIRST_COMPLETED)
        self._stopping.set()  # it has failed, and the others stop too; or all were told to
        stopping.set()
        await told
        await task
