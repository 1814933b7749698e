"""The databases of a PostgreSQL, ours or given: whether it answers, a new one, one away."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from hub.errors import ConfigurationError, UnreachableError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def answers(url: str) -> bool:
    """Whether a server takes this URL and answers a query."""
    with contextlib.suppress(psycopg.Error), _connected(url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)
    return False


def create_database(server: str, name: str) -> str:
    """Make an empty database beside the one that ``server`` names, unless it is there; its URL.

    Raises:
        ConfigurationError: not a plain name.
        UnreachableError: the server does not answer, or refuses.
    """
    with _ruling(server, name) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchall():
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    parts = urlsplit(server)
    return urlunsplit(parts._replace(path=f"/{name}"))


def drop_database(server: str, name: str) -> None:
    """Remove a database, whoever is connected to it; no error if there is none.

    Raises:
        ConfigurationError: not a plain name.
        UnreachableError: the server does not answer, or refuses.
    """
    with _ruling(server, name) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _ruling(server: str, name: str) -> Iterator["psycopg.Connection[Any]"]:
    if not _NAME.fullmatch(name):
        msg = "a database's name has small letters, digits and _, and begins with a letter"
        raise ConfigurationError(msg)
    try:
        with _connected(server) as connection:
            yield connection
    except psycopg.Error as error:
        msg = f"PostgreSQL does not answer, or refuses to make or remove a database: {type(error).__name__}"
        raise UnreachableError(msg) from None


def _connected(url: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(url, autocommit=True, connect_timeout=5)
