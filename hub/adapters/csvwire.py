"""CSV to rows and back, in the one place where hostile CSV is met.

A file is a header and rows; the header says which of a registry's files it is (`Sheet`). The first two
columns of every row are its number and the number of rows in the file: a file that lost its end, or a row in
its middle, is not read. CSV itself has no such check, and a file cut between two rows is a valid file.

Semicolons part the cells, quotes may stand around a cell and must where it holds a semicolon, quote or line
end; a quote in it is doubled; a row ends with any line end, and so does the last. An empty cell has no value.
UTF-8, with or without a byte order mark; written without one, and all cells quoted.

A spreadsheet takes a cell that begins with ``=`` for a formula, quotes or not, and these files pass through
spreadsheets. `write` puts an apostrophe before such a text, which `read` takes away again; so a name such as
``'t Hof`` stays as it is. Quoting alone, the tempting remedy, does not help against it.

Refused: more than `MAX_NATIVE_BYTES`, anything but UTF-8, NUL and other control characters, a header that is
not exactly one of those known (what is unknown or missing in it is named), columns that stand twice, rows of
another length, blank rows, wrong numbers. No error quotes the file.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from hub.adapters.xmlwire import checked_text, safe_name
from hub.errors import MappingError, NativeFormatError

DELIMITER = ";"
END = "\r\n"

Row = dict[str, str]
"""The cells of a row that have a value, by column."""

_BOM = b"\xef\xbb\xbf"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_STARTS_FORMULA = "=+\\-@\t\r\n＝＋－＠"  # noqa: RUF001 - some spreadsheets take the wide forms too
_FORMULA = re.compile(f"'*[{_STARTS_FORMULA}]")
_GUARDED = re.compile(f"'+[{_STARTS_FORMULA}]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of file: its name in our words, and its header.

    ``number`` and ``total``: the columns that stand before the others, of a row's number and of how many
    there are.
    """

    name: str
    number: str
    total: str
    columns: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """All columns in their order."""
        return (self.number, self.total, *self.columns)


def read(body: bytes, sheets: Sequence[Sheet]) -> tuple[Sheet, list[Row]]:
    """Which file it is, and its rows without their numbers; at least one.

    Raises:
        OversizeError: larger than `MAX_NATIVE_BYTES`.
        NativeFormatError: no such file, damaged or hostile; ``field`` is ``byte:<offset>`` where it breaks.
        MappingError: the header has a column too many or too few; ``field`` names it.
    """
    text = checked_text(body)
    if body.startswith(_BOM):
        text = text[1:]
    lost = len(body) - len(text.encode())
    if found := _CONTROL.search(text):
        place = lost + len(text[: found.start()].encode())
        raise NativeFormatError("control-character", field=f"byte:{place}", hint="Text, tabs and line ends.")
    if not text.endswith(("\n", "\r")):
        raise NativeFormatError(
            "cut-off", field=f"byte:{len(body)}", hint="The last row ends with a line end."
        )
    lines = _cells(text, lost)
    sheet = _sheet(next(lines)[1], sheets)
    rows = []
    for line, cells in lines:  # each is checked as it comes: a mebibyte of line ends is not taken in first
        if len(cells) != len(sheet.header):
            raise _wrong_length(cells, sheet, _byte(text, lost, line))
        rows.append((line, cells))
    if not rows:
        raise NativeFormatError("no-rows", field=f"byte:{len(body)}", hint="A header, and nothing after it.")
    for number, (line, cells) in enumerate(rows, start=1):
        if (cells[0], cells[1]) != (str(number), str(len(rows))):
            hint = "Rows count from 1 and say how many there are; a row is missing or too many."
            raise NativeFormatError("wrong-count", field=_byte(text, lost, line), hint=hint)
    return sheet, [_row(sheet, cells) for _, cells in rows]


def write(rows: Iterable[Mapping[str, object]], sheet: Sheet) -> bytes:
    """A file with these rows: a cell for each column, empty where a row has no value; deterministic.

    Raises:
        MappingError: a text holds a control character or half a surrogate pair, or no column has that name.
    """
    given = list(rows)
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=DELIMITER, quoting=csv.QUOTE_ALL, lineterminator=END)
    writer.writerow(sheet.header)
    for number, row in enumerate(given, start=1):
        if stray := row.keys() - set(sheet.columns):
            raise MappingError("not-in-layout", field=min(stray), hint="The file has no such column.")
        cells = [_cell(column, row.get(column, "")) for column in sheet.columns]
        writer.writerow([number, len(given), *cells])
    return out.getvalue().encode()


def _cells(text: str, lost: int) -> Iterator[tuple[int, list[str]]]:
    """Every row, with the number of lines before it: a row may hold line ends."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=DELIMITER, doublequote=True, strict=True)
    line = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            break
        if row is None:
            return
        yield line, row
        line = reader.line_num
    hint = "A quote is not closed, or stands within a cell; cut off, damaged, or not CSV."
    raise NativeFormatError("malformed-csv", field=_byte(text, lost, line), hint=hint)


def _byte(text: str, lost: int, line: int) -> str:
    """Where a line starts; ``lost``: bytes before the text."""
    before = islice(StringIO(text, newline=""), line)
    return f"byte:{lost + sum(len(one.encode()) for one in before)}"


def _sheet(header: list[str], sheets: Sequence[Sheet]) -> Sheet:
    known = {sheet.header: sheet for sheet in sheets}
    if tuple(header) in known:
        return known[tuple(header)]
    (twice, times), *_ = Counter(header).most_common(1) or [("", 0)]
    if times > 1:
        raise NativeFormatError("duplicate-column", field=safe_name(twice), hint="A column stands twice.")
    nearest = max(sheets, key=lambda sheet: len(set(header) & set(sheet.header)))
    common = set(header) & set(nearest.header)
    if len(common) * 2 < len(nearest.header):
        hint = "The first row names the columns; known files: " + ", ".join(
            dict.fromkeys(sheet.name for sheet in sheets)
        )
        raise NativeFormatError("wrong-header", field="byte:0", hint=hint)
    if stray := [name for name in header if name not in common]:
        hint = f"Not in this version of the {nearest.name} file; a newer version needs a newer adapter."
        raise MappingError("unknown-field", field=safe_name(stray[0]), hint=hint)
    if missing := [name for name in nearest.header if name not in common]:
        hint = f"A column of the {nearest.name} file."
        raise MappingError("missing-field", field=missing[0], hint=hint)
    raise NativeFormatError("wrong-header", field="byte:0", hint="The columns stand in another order.")


def _wrong_length(cells: list[str], sheet: Sheet, place: str) -> NativeFormatError:
    if not cells:
        return NativeFormatError("blank-row", field=place, hint="Nothing stands between two rows.")
    code = "row-too-short" if len(cells) < len(sheet.header) else "row-too-long"
    return NativeFormatError(code, field=place, hint=f"A row has {len(sheet.header)} cells.")


def _row(sheet: Sheet, cells: list[str]) -> Row:
    return {
        column: cell[1:] if _GUARDED.match(cell) else cell
        for column, cell in zip(sheet.columns, cells[2:], strict=True)
        if cell
    }


def _cell(column: str, value: object) -> str:
    text = str(value)
    if _CONTROL.search(text):
        raise MappingError("unencodable-character", field=column, hint="No control characters in a cell.")
    return "'" + text if _FORMULA.match(text) else text
