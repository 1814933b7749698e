"""One transaction outside a worker, begun anew if the database ended it.

An operator's command holds the rows of persons as a worker does, and a replay looks into the store all the
time, both under a worker's limits; on a machine that stood still for two seconds they are ended as a frozen
worker is. Nothing was committed then, so it begins anew, and at once: what it waited for is over. Longer
limits are the tempting alternative: a command whose terminal was suspended would then hold up every worker
that meets the person.
"""

from collections.abc import Callable
from typing import TypeVar

from psycopg import errors
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

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


AWAY = (OperationalError, InterfaceError, InternalError)
"""What is raised where the database does not answer, or not in time. InternalError: psycopg's word for a
session that was ended for idling within a transaction."""


def in_transaction(store: Store, work: Callable[[Connection], Done]) -> Done:
    """Do work in one transaction, at most `ATTEMPTS` times if the database ends it before its commit.

    Raises:
        DBAPIError: it was ended each time, or failed otherwise.
    """
    return _attempt(store, work, lambda error: isinstance(error.orig, _ENDED))


def at_any_time(store: Store, work: Callable[[Connection], Done]) -> Done:
    """The same for work that may be done twice, as a reading may: after a lost connection too.

    PostgreSQL's reason for an end is lost with the connection if something was on its way to it.

    Raises:
        DBAPIError: as `in_transaction`.
    """
    return _attempt(store, work, lambda error: isinstance(error.orig, _ENDED) or error.connection_invalidated)


def _attempt(
    store: Store, work: Callable[[Connection], Done], may_begin_anew: Callable[[DBAPIError], bool]
) -> Done:
    for _ in range(ATTEMPTS - 1):
        try:
            with store.transaction() as connection:
                return work(connection)
        except DBAPIError as error:
            if not may_begin_anew(error):
                raise
    with store.transaction() as connection:
        return work(connection)
