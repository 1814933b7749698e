"""What a replay of a dead letter asks of an engine, and how it can end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection

from hub.engine.intake import Parsed
from hub.engine.letters.letter import Letter, Reason
from hub.engine.letters.stored import Stored


class Outcome(StrEnum):
    """How it ended."""

    REPLAYED = "replayed"
    """It was taken in."""
    KNOWN = "known"
    """It had been taken in meanwhile, by another message; the letter is closed."""
    PARKED = "parked"
    """It was taken in, and waits: its person is in quarantine."""
    FAILED = "failed"
    """It stays a letter, for the reason that now stands in it."""
    UNABLE = "unable"
    """It cannot be replayed at all, only discarded."""
    DISCARDED = "discarded"
    REVEALED = "revealed"
    LIFTED = "lifted"
    CLOSED = "closed"
    """Somebody else had replayed or discarded it before its turn came; nothing was done."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants it and why; without one it is a dry run. ``desk``: a desk or a role, never a person."""

    desk: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a letter's content. ``refused`` is the reason if it is refused still."""

    refused: Reason | None = None
    known: bool = False
    parked: bool = False
    unable: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One letter's end. ``was``: its code before; ``reason``: why it is a letter still, or cannot be more."""

    letter: str
    was: str
    outcome: Outcome
    reason: Reason | None = None


class StepFailedError(Exception):
    """A step failed in a way that nobody foresaw; its class. At a replay the letter waits, not the person."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Taker(Protocol):
    """How an engine takes content in, within a transaction that it does not end."""

    def now(self, connection: Connection) -> datetime:
        """The hub's present time."""

    def holds_event(self, connection: Connection, letter: Letter) -> bool:
        """Whether the letter holds back an event, and not a message."""

    def message(self, connection: Connection, parsed: Parsed, now: datetime) -> Taken:
        """Take a message in; what is refused of it is written as dead letters.

        Raises:
            StepFailedError: and what was written must be taken back.
        """

    def event(self, connection: Connection, stored: Stored, now: datetime) -> Taken:
        """Take an event in, as the latest of its person. If it is refused, take back what was written.

        Raises:
            StepFailedError: and what was written must be taken back.
        """

    def lift(self, connection: Connection, subject: str, now: datetime) -> int:
        """Step what was parked for a person; how many events. Errors: as `hub.engine.repair.resume`."""
