"""What another program may do to a native message: spell it otherwise, put something else in, add, damage.

One `Form` for each wire that the hub speaks. All of it works on bytes, as a registry would send them, and
knows nothing of what an adapter makes of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from hub.kit.fields import Path


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value in a message: where it stands, what it says, and the message with another in its place."""

    path: Path
    text: str
    put: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Tampered:
    """A message that somebody changed, and what in it: a name or place, never a value."""

    place: str
    body: bytes


class Form(Protocol):
    """What can be done to messages of one wire."""

    def respelled(self, body: bytes) -> bytes:
        """The same message as another program could have written it: other blanks, escapes, order."""
        ...

    def leaves(self, body: bytes) -> Iterator[Leaf]:
        """Each text, number or truth in a message."""
        ...

    def added(self, body: bytes, path: Path, text: str) -> bytes | None:
        """The message with a value more, at a place that is empty in it; None where it has no such place."""
        ...

    def strangers(self, body: bytes) -> Iterator[Tampered]:
        """The message with a field too many, once for each place where one could be."""
        ...

    def hostile(self) -> Iterator[Tampered]:
        """Messages made to do harm."""
        ...
