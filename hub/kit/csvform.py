"""What can be done to a message in CSV."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Literal

from hub.kit.fields import Path
from hub.kit.jsonform import STRANGER
from hub.kit.tampering import Leaf, Tampered

BOM = "\ufeff"
_Rows = list[list[str]]


class CsvForm:
    """See `hub.kit.tampering.Form`."""

    def respelled(self, body: bytes) -> bytes:
        """With quotes only where needed, and a byte order mark."""
        return (BOM + _written(_rows(body), csv.QUOTE_MINIMAL)).encode()

    def leaves(self, body: bytes) -> Iterator[Leaf]:
        """Each cell below the header."""
        rows = _rows(body)
        for number, row in enumerate(rows[1:], start=1):
            for place, cell in enumerate(row):

                def put(text: str, number: int = number, place: int = place) -> bytes:
                    return _changed(rows, number, place, text)

                yield Leaf((rows[0][place],), cell.removeprefix("'"), put)

    def added(self, body: bytes, path: Path, text: str) -> bytes | None:
        """None: every place is there, be it empty, and stands among the leaves."""
        del body, path, text
        return None

    def strangers(self, body: bytes) -> Iterator[Tampered]:
        """A column more, at the end and before it; and a cell more in a row."""
        rows = _rows(body)
        for at in (len(rows[0]), 2):
            wider = [[*row[:at], "x" if n else STRANGER, *row[at:]] for n, row in enumerate(rows)]
            yield Tampered(STRANGER, _all_quoted(wider))
        yield Tampered("a cell too many", _all_quoted([rows[0], [*rows[1], "x"], *rows[2:]]))

    def hostile(self) -> Iterator[Tampered]:
        """Quotes that do not close, control characters, rows without end, another encoding."""
        yield Tampered("a quote that does not close", b'"a";"b\r\n')
        yield Tampered("NUL", b'"a";"\0"\r\n')
        yield Tampered("UTF-16", "a;b\r\n1;2\r\n".encode("utf-16"))
        yield Tampered("only line ends", b"\r\n" * 100_000)
        yield Tampered("a header of 100000 cells", b";" * 100_000 + b"\r\n")
        yield Tampered("no header of ours", b"a;b\r\n1;2\r\n")


def _changed(rows: _Rows, number: int, place: int, text: str) -> bytes:
    row = [*rows[number][:place], text, *rows[number][place + 1 :]]
    return _all_quoted([*rows[:number], row, *rows[number + 1 :]])


def _rows(body: bytes) -> _Rows:
    return list(csv.reader(StringIO(body.decode(), newline=""), delimiter=";"))


def _all_quoted(rows: _Rows) -> bytes:
    return _written(rows, csv.QUOTE_ALL).encode()


def _written(rows: _Rows, quoting: Literal[0, 1]) -> str:
    out = StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=quoting, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
