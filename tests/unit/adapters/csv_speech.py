"""Ways to tamper with CSV files, for the laws of every adapter."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Literal

BOM = "\ufeff"


def in_fewest_quotes(body: bytes) -> bytes:
    """The same file as another program could have written it: quotes only where needed, and a BOM."""
    return (BOM + _written(_rows(body), csv.QUOTE_MINIMAL)).encode()


def with_each_cell_replaced(body: bytes, value: str) -> Iterator[bytes]:
    """The file once for each cell below the header, with ``value`` in its place."""
    rows = _rows(body)
    for number, row in enumerate(rows[1:], start=1):
        for place in range(len(row)):
            changed = [*row[:place], value, *row[place + 1 :]]
            yield _written([*rows[:number], changed, *rows[number + 1 :]], csv.QUOTE_ALL).encode()


def _rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode(), newline=""), delimiter=";"))


def _written(rows: list[list[str]], quoting: Literal[0, 1]) -> str:
    out = StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=quoting, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
