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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

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
    (_, header), *rows = _cells(text, lost)
    sheet = _sheet(header, sheets)
    if not rows:
        raise NativeFormatError("no-rows", field=f"byte:{len(body)}", hint="A header, and nothing after it.")
    return sheet, [_row(sheet, at, cells, (n, len(rows))) for n, (at, cells) in enumerate(rows, start=1)]


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


def _cells(text: str, lost: int) -> list[tuple[int, list[str]]]:
    """Every row with the byte at which it starts."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=DELIMITER, doublequote=True, strict=True)
    found: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            found.append((before, row))
            before = reader.line_num
    except csv.Error:
        broken = True
    else:
        broken = False
    starts = _starts(text, lost)
    if broken:
        hint = "A quote is not closed, or stands within a cell; cut off, damaged, or not CSV."
        raise NativeFormatError("malformed-csv", field=f"byte:{starts[before]}", hint=hint)
    return [(starts[line], row) for line, row in found]


def _starts(text: str, lost: int) -> list[int]:
    """The byte at which each line starts, and that after the last."""
    starts = [lost]
    for line in StringIO(text, newline=""):
        starts.append(starts[-1] + len(line.encode()))
    return starts


def _sheet(header: list[str], sheets: Sequence[Sheet]) -> Sheet:
    known = {sheet.header: sheet for sheet in sheets}
    if tuple(header) in known:
        return known[tuple(header)]
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise NativeFormatError("duplicate-column", field=safe_name(twice), hint="A column stands twice.")
    nearest = max(sheets, key=lambda sheet: len(set(header) & set(sheet.header)))
    common = set(header) & set(nearest.header)
    if len(common) * 2 < len(nearest.header):
        hint = "The first row names the columns; known files: " + ", ".join(sheet.name for sheet in sheets)
        raise NativeFormatError("wrong-header", field="byte:0", hint=hint)
    if stray := [name for name in header if name not in common]:
        hint = f"Not in this version of the {nearest.name} file; a newer version needs a newer adapter."
        raise MappingError("unknown-field", field=safe_name(stray[0]), hint=hint)
    if missing := [name for name in nearest.header if name not in common]:
        hint = f"A column of the {nearest.name} file."
        raise MappingError("missing-field", field=missing[0], hint=hint)
    raise NativeFormatError("wrong-header", field="byte:0", hint="The columns stand in another order.")


def _row(sheet: Sheet, at: int, cells: list[str], numbers: tuple[int, int]) -> Row:
    if not cells:
        raise NativeFormatError("blank-row", field=f"byte:{at}", hint="Nothing stands between two rows.")
    if len(cells) != len(sheet.header):
        code = "row-too-short" if len(cells) < len(sheet.header) else "row-too-long"
        raise NativeFormatError(code, field=f"byte:{at}", hint=f"A row has {len(sheet.header)} cells.")
    if (cells[0], cells[1]) != tuple(map(str, numbers)):
        hint = "Rows count from 1 and say how many there are; a row is missing or too many."
        raise NativeFormatError("wrong-count", field=f"byte:{at}", hint=hint)
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
