"""One worker: a Faust app and its runner, with retries in place, health and a graceful stop.

Nothing escapes the agent: what can pass by itself is tried again in place, for as long as it takes, with
the health red; everything else ends as a dead letter within the runner. If even that fails the process
ends, loudly, and the same records are read again after the restart.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar

import structlog

from hub.engine.cluster.faust_app import App, ConsumerSettings, build
from hub.engine.cluster.records import Partition, Record
from hub.engine.cluster.runner import Outcome, is_transient, reason_of
from hub.engine.health import Health
from hub.engine.metrics import Metrics

Result = TypeVar("Result")

_log = structlog.get_logger()

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.1, 2.0
_STOP_S = 5.0
_LOOK_S = 0.25
_PING_EVERY = 8


class Runs(Protocol):
    """What a worker needs of a runner."""

    @property
    def name(self) -> str:
        """The role."""

    def positions(self, earliest: Mapping[Partition, int]) -> dict[Partition, int]:
        """Where to begin."""

    def process(self, records: Sequence[Record]) -> Outcome:
        """One batch."""

    def next(self, partition: Partition) -> int | None:
        """The first offset not processed."""

    def ping(self) -> None:
        """Ask the database for a sign of life."""


Beside = Callable[["Worker"], Awaitable[None]]
"""Work beside the consuming, such as timers and sending; called at every look."""


class Worker:
    """Runs one role until it is told to stop. Make it within the event loop that it is to run in.

    Args:
        topics: without the prefix.
        batch: the most records in one transaction.
        stopping: once it is set, the worker finishes the batch at hand, leaves the group, and `run` returns.
        beside: see `Beside`.
    """

    def __init__(
        self,
        runner: Runs,
        topics: Collection[str],
        *,
        settings: ConsumerSettings,
        health: Health,
        metrics: Metrics,
        batch: int,
        stopping: asyncio.Event,
        beside: Beside | None = None,
    ) -> None:
        self._runner = runner
        self._health = health
        self._metrics = metrics
        self._beside = beside
        self._stopping = stopping
        self._failure: BaseException | None = None
        self._begun: dict[Partition, int] = {}
        self._looks = 0
        self._app: App = build(
            runner.name,
            topics,
            settings=settings,
            take=self._take,
            positions=self._positions,
            batch=batch,
            loop=asyncio.get_running_loop(),
        )

    async def run(self) -> None:
        """Work until told to stop.

        Raises:
            BaseException: what ended it, if it was not told to.
        """
        await self._app.start()
        try:
            while not self._stopping.is_set() and self._failure is None and not self._app.crashed:
                self._health.beat()
                self._look()
                await self._look_beside()
                await self._pause(_LOOK_S)
        finally:
            self._health.red("partitions", "stopping")
            await self._leave()
        if self._failure is not None:
            raise self._failure
        if not self._stopping.is_set():
            msg = "the consumer ended by itself"
            raise RuntimeError(msg)

    def owned(self) -> set[Partition]:
        """The partitions that this worker has at present; none before it has joined the group."""
        return self._app.owned() if self._app.in_group else set()

    def caught_up(self) -> set[Partition]:
        """The owned partitions of which everything is processed that the log is known to hold."""
        return {partition for partition in self.owned() if self._waiting(partition) == 0}

    def _waiting(self, partition: Partition) -> int | None:
        """Records of a partition that wait; None before the log's first answer."""
        end, after = self._app.end(partition), self._runner.next(partition)
        if end is None:
            return None
        return max(0, end - (after if after is not None else self._begun.get(partition, 0)))

    def _look(self) -> None:
        # A worker in the group without partitions is well: it stands by for one that dies.
        if not self._app.in_group:
            self._health.red("partitions", "rebalancing")
        elif not self._app.has_coordinator:
            self._health.red("partitions", "kafka-away")
        else:
            self._health.green("partitions")
        self._metrics.lag(sum(self._waiting(partition) or 0 for partition in self.owned()))

    async def _look_beside(self) -> None:
        """The work beside, and now and then whether the database is there, also when nothing comes in."""
        self._looks += 1
        try:
            if self._looks % _PING_EVERY == 0:
                self._runner.ping()
                self._health.green("store")
            if self._beside is not None:
                await self._beside(self)
        except Exception as error:  # noqa: BLE001 - raised again unless it passes by itself
            self._trouble(error)

    async def _leave(self) -> None:
        """Leave the group. If that takes too long, the group will find out by itself that we are gone."""
        try:
            await asyncio.wait_for(self._app.stop(), _STOP_S)
        except TimeoutError:
            _log.warning("left-without-goodbye", role=self._runner.name)

    async def _take(self, records: Sequence[Record]) -> None:
        begin = time.monotonic()
        try:
            outcome = await self._until_done(lambda: self._runner.process(records))
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # `run` raises it; Faust would log it and ack the batch
            self._failure = error
            await asyncio.Event().wait()  # until the app is stopped
            raise
        if outcome is None:
            return
        self._metrics.batch(outcome.result, outcome.gaps, time.monotonic() - begin)
        if outcome.gaps:
            _log.warning("offsets-skipped", role=self._runner.name, gaps=outcome.gaps)
        await self._app.seek(outcome.seeks)

    async def _positions(self, earliest: Mapping[Partition, int]) -> Mapping[Partition, int]:
        found = await self._until_done(lambda: self._runner.positions(earliest))
        if found is None:
            return {}
        self._begun = dict(found)
        return found

    async def _until_done(self, work: Callable[[], Result]) -> Result | None:
        """Do it, again and again while it fails in a way that passes; None when told to stop meanwhile."""
        wait = _FIRST_WAIT_S
        while True:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - raised again unless it passes by itself
                self._trouble(error)
                await self._pause(wait)
                wait = min(wait * 2, _LONGEST_WAIT_S)
                if self._stopping.is_set():
                    return None
            else:
                self._health.green("store")
                return result

    def _trouble(self, error: Exception) -> None:
        """Note what passes by itself; what does not ends the worker.

        Raises:
            Exception: the error, if it does not pass.
        """
        if not is_transient(error):
            self._failure = error
            raise error
        reason = reason_of(error)
        self._health.red("store", reason)
        self._metrics.retried(reason)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when told to stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
