"""Rows into PostgreSQL by COPY: one statement for all of them, with the database's own parsing and no plan.

An INSERT of many rows is one statement for each row, sent together but bound, run and answered one by one.
COPY costs half the time of it, and a fifth of this process's own. It cannot do ON CONFLICT, so it is for rows
that must be new.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError


def copy_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, in their order (a serial key rises with it), within the connection's transaction.

    Args:
        connection: SQLAlchemy's, on psycopg.
        table: where to; columns that the rows lack get their defaults.
        rows: at least one, all with the same columns.

    Raises:
        DBAPIError: of the kind that an INSERT raises (`IntegrityError`, `OperationalError`); it holds no row.
    """
    names = list(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    if not connection.in_transaction():
        connection.begin()  # as `execute` does; SQLAlchemy would not commit what it does not see
    raw: psycopg.Connection[Any] = connection.connection.dbapi_connection  # type: ignore[assignment] # psycopg's
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
    except psycopg.Error as error:
        ours = DBAPIError.instance(
            f"COPY {table.name}", None, error, psycopg.Error, True, raw.closed, connection.dialect
        )
        if raw.closed:
            # SQLAlchemy does not see what goes past it, and would use the dead session again.
            connection.invalidate(error)
        raise ours from None
