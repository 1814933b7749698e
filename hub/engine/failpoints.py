"""Die at a named place, as a crash would: for the reliability tests, and nothing else.

A failpoint is ``<place>:<n>``: at the n-th pass through the place the process kills itself with SIGKILL, so
that no ``finally``, no ``atexit`` and no buffer flush can help. Places: around the commit of a batch, and
in the relay before it publishes, between publishing and marking, and after the mark.
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
    """Read ``before-commit:17``; an empty text is no failpoint.

    Raises:
        ConfigurationError: an unknown place, or no number from 1.
    """
    if not text:
        return no_failpoint
    place, _, count = text.partition(":")
    if place not in PLACES or not count.isdigit() or int(count) < 1:
        msg = f"KETENHUB_FAILPOINT is one of {', '.join(PLACES)}, a colon and a number: before-commit:17"
        raise ConfigurationError(msg)
    left = int(count)

    def kill(passed: str) -> None:
        nonlocal left
        if passed == place:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return kill
