"""What delivery needs of others: the mailboxes, an HTTP client, opening hours, a clock."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from hub.delivery.endpoints import Endpoint
from hub.delivery.message import HttpMessage
from hub.delivery.policy import Reply, Trouble
from hub.schemas.envelope import Envelope

Clock = Callable[[], datetime]
"""The present moment, aware, in UTC."""

Opens = Callable[[str, datetime], datetime | None]
"""The first moment from a moment on at which a recipient can be reached; None: never again."""

Owned = Collection[tuple[str, int]]
"""The (recipient, partition) pairs that this worker has at present."""

Failpoint = Callable[[str], None]
"""Called at named places, where the reliability tests die."""


class Letter(Protocol):
    """A waiting event."""

    @property
    def recipient(self) -> str:
        """For whom."""

    @property
    def id(self) -> str:
        """Of the event."""

    @property
    def subject(self) -> str:
        """About whom; a pseudonym."""

    @property
    def attributes(self) -> str:
        """CloudEvents attributes, as JSON."""

    @property
    def value(self) -> bytes:
        """The payload, as the store keeps it."""

    @property
    def attempts(self) -> int:
        """How often it was tried."""


class Desk(Protocol):
    """One short transaction at the mailboxes; `hub.engine.mailbox.Desk` is it."""

    def due(
        self,
        recipient: str,
        partitions: Collection[int],
        now: datetime,
        *,
        limit: int,
        busy: Collection[str] = (),
        least_tried: bool = False,
    ) -> Collection[Letter]:
        """The first waiting event of each person that may be tried now; not of those who are busy."""

    def next_due(self, recipient: str, partitions: Collection[int], now: datetime) -> datetime | None:
        """The first moment after now at which an event may be tried."""

    def park(self, recipient: str, partitions: Collection[int], until: datetime | None, problem: str) -> bool:
        """Let all wait until a moment, or (None) until a person acts; false: there is more of it."""

    def reconsider(self, recipient: str, problems: Collection[str], at: datetime) -> bool:
        """Let what waits for one of these problems be tried; false: there is more of it."""

    def hurry(self, recipient: str, at: datetime) -> None:
        """Let what failed be tried without waiting any longer."""

    def delivered(self, recipient: str, event: str, at: datetime, receipt: Envelope) -> bool:
        """Note that the recipient took an event, with its receipt; false if that was noted before."""

    def failed(self, recipient: str, event: str, problem: str, next_at: datetime) -> None:
        """Note a vain attempt."""

    def endpoint(self, recipient: str) -> Mapping[str, Any]:
        """The fields of a `hub.delivery.policy.Standing`, locked."""

    def keep_endpoint(self, recipient: str, known: Mapping[str, Any]) -> None:
        """Remember them."""

    def endpoints(self) -> Mapping[str, Mapping[str, Any]]:
        """Those of every endpoint, not locked."""

    def waiting(self) -> Mapping[str, tuple[int, datetime]]:
        """For each recipient: how many events wait, and since when the oldest."""


class Mailbox(Protocol):
    """The mailboxes."""

    def desk(self) -> AbstractContextManager[Desk]:
        """A transaction; raises `UnreachableError` if the database does not answer."""


class Courier(Protocol):
    """Who speaks HTTP. Never raises for what a partner or the network does."""

    async def ask(self, endpoint: Endpoint) -> Reply | Trouble:
        """The handshake: may we send, and how much?"""

    async def post(self, endpoint: Endpoint, message: HttpMessage) -> Reply | Trouble:
        """Deliver one message."""
