"""One transaction of an operator's command, begun anew if the database ended it.

A command holds the rows of persons as a worker does, under the same limits; on a machine that stood still for
two seconds it is ended as a frozen worker is. Nothing of it was committed then, so it begins anew, and at
once: what it waited for is over. Longer limits for commands are the tempting alternative: a command whose
terminal was suspended would then hold up every worker that meets the person.
"""

from collections.abc import Callable
from typing import TypeVar

from psycopg import errors
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from hub.engine.store import Store

Done = TypeVar("Done")

ATTEMPTS = 3

_ENDED = (
    errors.IdleInTransactionSessionTimeout,
    errors.TransactionTimeout,
    errors.LockNotAvailable,
    errors.DeadlockDetected,
)
"""With these PostgreSQL says that it took the transaction back. A lost connection does not say so."""


def in_transaction(store: Store, work: Callable[[Connection], Done]) -> Done:
    """Do work in one transaction, at most `ATTEMPTS` times if the database ends it before its commit.

    Raises:
        DBAPIError: it was ended each time, or failed otherwise.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            with store.transaction() as connection:
                return work(connection)
        except DBAPIError as error:
            if not isinstance(error.orig, _ENDED):
                raise
    with store.transaction() as connection:
        return work(connection)
