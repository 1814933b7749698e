"""Die at a named place, as a crash would: for the reliability tests, and nothing else.

A failpoint is ``<place>:<n>``: at the n-th pass through the place the process kills itself with SIGKILL, so
that no ``finally``, no ``atexit`` and no buffer flush can help. With ``:stop`` behind it the process freezes
there (SIGSTOP) until somebody wakes it, with its connections and transactions open. Places: around the commit
of a batch, and in the relay before it publishes, between publishing and marking, and after the mark.
"""

import os
import signal
from collections.abc import Callable

from hub.errors import ConfigurationError

PLACES = ("before-commit", "after-commit", "before-publish", "before-mark", "after-mark")

Failpoint = Callable[[str], None]


def no_failpoint(_place: str) -> None:
    """Pass every place unharmed."""


def parse_failpoint(text: str) -> Failpoint:
    """Read ``before-commit:17`` or ``before-commit:17:stop``; an empty text is no failpoint.

    Raises:
        ConfigurationError: an unknown place, no number from 1, or something else behind it.
    """
    if not text:
        return no_failpoint
    place, _, rest = text.partition(":")
    count, _, manner = rest.partition(":")
    if place not in PLACES or not count.isdigit() or int(count) < 1 or rest not in {count, f"{count}:stop"}:
        msg = (
            f"KETENHUB_FAILPOINT is one of {', '.join(PLACES)}, a colon and a number: before-commit:17; "
            f"with :stop behind it the process freezes instead of dying"
        )
        raise ConfigurationError(msg)
    left = int(count)
    number = signal.SIGSTOP if manner else signal.SIGKILL

    def strike(passed: str) -> None:
        nonlocal left
        if passed == place:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), number)

    return strike
