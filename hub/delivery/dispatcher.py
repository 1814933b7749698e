"""Works off the mailboxes: asks partners, delivers, and notes what came of it.

An event is marked as delivered only after its recipient said that it took it: after a kill at any moment it
goes out again, with the same ``source`` and ``id`` by which the recipient knows it. The receipt is written in
the transaction of the mark. The database is never held while a partner is asked, and its calls are made in
the event loop itself: they are short, and a thread for each costs more than it saves.
"""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar

import structlog

from hub.delivery import policy
from hub.delivery.endpoints import Partners
from hub.delivery.message import Render, compose, read_event
from hub.delivery.metrics import DeliveryMetrics
from hub.delivery.plan import Errand, Planner
from hub.delivery.policy import Scope, Standing, Verdict
from hub.delivery.ports import Clock, Courier, Desk, Failpoint, Mailbox, Opens, Owned
from hub.delivery.receipt import receipt_of
from hub.errors import InputError, UnreachableError
from hub.schemas.envelope import Envelope

Result = TypeVar("Result")

_POLL_S = 1.0
"""At least so often it looks whether the clock, the endpoints or the partitions changed from outside."""
_LOOK_AGAIN_S = 5.0
_GRACE_S = 5.0
"""What is on its way at a stop may end within this; else it is let go, and goes out again later."""
_DATABASE_PAUSE_S = 1.0


def _nothing(_place: str) -> None:
    pass


class Dispatcher:
    """Delivers what waits for the partitions that this worker owns.

    Args:
        mailbox: where events wait.
        partners: the endpoints.
        courier: speaks HTTP.
        render: writes an event in its recipient's own format.
        opens: opening hours.
        clock: the present moment.
        metrics: figures.
        failpoint: called at ``before-mark`` (taken, not noted yet) and ``after-mark``.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        partners: Partners,
        *,
        courier: Courier,
        render: Render,
        opens: Opens,
        clock: Clock,
        metrics: DeliveryMetrics,
        failpoint: Failpoint = _nothing,
    ) -> None:
        self._mailbox = mailbox
        self._origin = partners.origin
        self._courier = courier
        self._render = render
        self._clock = clock
        self._metrics = metrics
        self._failpoint = failpoint
        self._planner = Planner(mailbox, partners, opens, clock())
        self._begun = False
        self._awake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._defect: BaseException | None = None
        self._look_anew_at = 0.0
        self._log = structlog.get_logger()
        self.healthy = True
        """False while the database does not answer."""

    @property
    def on_its_way(self) -> int:
        """How many events are being delivered at this moment."""
        return len(self._tasks)

    def wake(self, *recipients: str) -> None:
        """Something arrived for these recipients (none named: for any). Call it after the commit."""
        self._planner.wake(recipients or None)
        self._awake.set()

    async def dispatch_once(self, owned: Owned) -> datetime | None:
        """Try all that is due, until nothing is; when to look again, or None.

        Raises:
            UnreachableError: the database does not answer.
        """
        self._begin()
        while True:
            errands = self._planner.take(owned, self._clock())
            await asyncio.gather(*(self._run(errand) for errand in errands))
            look = self._planner.next_look(owned)
            if not errands and (look is None or look > self._clock()):
                return look

    async def run(self, stopping: asyncio.Event, owned: Callable[[], Owned]) -> None:
        """Deliver until ``stopping`` is set; ends within a few seconds of it.

        ``owned`` is asked before each look: after a rebalance, nothing is tried that another worker has now.
        What fails in a way that nobody foresaw ends it: a worker that cannot note deliveries must make none.
        """
        self._stopping = stopping
        while not stopping.is_set():
            self._awake.clear()
            try:
                self._look(owned())
            except UnreachableError:
                self._unwell()
                await self._until_woken(_DATABASE_PAUSE_S)
                continue
            self.healthy = True
            await self._until_woken(self._wait_s(owned()))
            if self._defect is not None:
                raise self._defect
        await self._end()

    def _look(self, owned: Owned) -> None:
        self._begin()
        now = self._clock()
        real = asyncio.get_running_loop().time()  # not the clock: a simulated one may stand still
        if real >= self._look_anew_at:
            self._look_anew_at = real + _LOOK_AGAIN_S
            self._planner.wake()
            self._measure(now)
        for errand in self._planner.take(owned, now):
            task = asyncio.create_task(self._run(errand))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, UnreachableError):
            self._defect = error

    def _begin(self) -> None:
        if not self._begun:
            self._planner.begin(self._clock())
            self._begun = True

    def _measure(self, now: datetime) -> None:
        with self._mailbox.desk() as desk:
            known = desk.endpoints()
            waiting = desk.waiting()
        self._metrics.waits(waiting, (who for who, row in known.items() if row["gone_at"] is not None), now)

    def _wait_s(self, owned: Owned) -> float:
        look = self._planner.next_look(owned)
        if look is None:
            return _POLL_S
        return min(max((look - self._clock()).total_seconds(), 0.0), _POLL_S)

    async def _until_woken(self, seconds: float) -> None:
        waiting = {asyncio.ensure_future(self._awake.wait()), asyncio.ensure_future(self._stopping.wait())}
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()

    async def _end(self) -> None:
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_GRACE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, errand: Errand) -> None:
        try:
            envelope, verdict = await self._attempt(errand)
            now = self._clock()  # not within a transaction: a simulated clock stands in the same database
            await self._note(lambda desk: self._settle(desk, errand, envelope, verdict, now))
            if verdict.scope is Scope.DELIVERED:
                self._failpoint("after-mark")
            self._metrics.attempt(errand.letter.recipient, verdict.problem or verdict.scope.value)
        finally:
            self._planner.done(errand)
            self._awake.set()

    async def _attempt(self, errand: Errand) -> tuple[Envelope | None, Verdict]:
        letter, endpoint = errand.letter, errand.endpoint
        envelope = None
        try:
            envelope = read_event(letter.recipient, letter.attributes, letter.value)
            message = compose(envelope, endpoint.format, self._render)
            refusal = await self._agree(errand) if errand.ask else None
            if refusal is not None:
                return envelope, refusal
            return envelope, policy.judge(await self._courier.post(endpoint, message), self._clock())
        except UnreachableError:
            raise
        except InputError as error:
            return envelope, self._undeliverable(errand, error.code)
        except Exception as error:  # noqa: BLE001 - a defect with one event may hold up its person, and nobody else
            return envelope, self._undeliverable(errand, "defect", error=type(error).__name__)

    def _undeliverable(self, errand: Errand, problem: str, **more: str) -> Verdict:
        """It will not pass by itself, so a person must hear of it; still it is never dropped."""
        letter = errand.letter
        if not letter.attempts:
            self._log.error("cannot-deliver", partner=letter.recipient, id=letter.id, problem=problem, **more)
        return Verdict(Scope.EVENT, problem)

    async def _agree(self, errand: Errand) -> Verdict | None:
        """The handshake; None if the partner agrees."""
        endpoint = errand.endpoint
        answer = await self._courier.ask(endpoint)
        now = self._clock()
        refusal, rate = policy.judge_handshake(answer, self._origin, endpoint.rate, now)
        if refusal is None:

            def agreed(desk: Desk) -> None:
                standing = Standing(**desk.endpoint(endpoint.recipient))
                desk.keep_endpoint(endpoint.recipient, asdict(standing.agreed(now, rate).sent(now)))

            await self._note(agreed)
            self.wake(endpoint.recipient)  # only this event went with the question; the others may go now
        return refusal

    def _settle(
        self, desk: Desk, errand: Errand, envelope: Envelope | None, verdict: Verdict, now: datetime
    ) -> None:
        letter = errand.letter
        recipient = letter.recipient
        before = Standing(**desk.endpoint(recipient))
        after = before.after(verdict, now)
        if verdict.scope is Scope.DELIVERED and envelope is not None:
            self._failpoint("before-mark")
            desk.delivered(recipient, letter.id, now, receipt_of(envelope, recipient, now))
            if before.failures >= policy.REALLY_DOWN:
                desk.hurry(recipient, now)
        else:
            own = now + policy.backoff(letter.attempts + 1, policy.LONGEST_EVENT_WAIT)
            desk.failed(recipient, letter.id, verdict.problem, max(own, after.retry_at or own))
        if after != before:
            desk.keep_endpoint(recipient, asdict(after))
            self._tell(recipient, before, after)

    def _tell(self, recipient: str, before: Standing, after: Standing) -> None:
        """Log what people must know: that an endpoint began to fail, is there again, or is gone."""
        if after.gone_at is not None and before.gone_at is None:
            self._log.error("partner-gone", partner=recipient, remedy=f"ketenhub partner resume {recipient}")
        elif after.failures == policy.REALLY_DOWN and before.failures < after.failures:
            self._log.error("partner-down", partner=recipient, problem=after.problem)
        elif before.failures >= policy.REALLY_DOWN and not after.failures:
            self._log.warning("partner-up", partner=recipient)

    async def _note(self, write: Callable[[Desk], Result]) -> Result:
        """Write what a partner answered. While the database is away it is kept here, and not asked again."""
        while True:
            try:
                with self._mailbox.desk() as desk:
                    return write(desk)
            except UnreachableError:
                self._unwell()
                if self._stopping.is_set():
                    raise
                await self._until_woken(_DATABASE_PAUSE_S)

    def _unwell(self) -> None:
        if self.healthy:
            self._log.error("mailboxes-unreachable")
        self.healthy = False
