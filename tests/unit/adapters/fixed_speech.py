"""Ways to tamper with fixed-width messages, for the laws of every adapter."""

from collections.abc import Iterator

from hub.adapters.fixedwire import Layout, Pad

END = b"\r\n"


def in_another_order(body: bytes) -> bytes:
    """The same message with the records between head and trailer the other way round."""
    first, *between, last, empty = body.split(END)
    return END.join([first, *reversed(between), last, empty])


def with_each_column_replaced(layout: Layout, body: bytes, value: str) -> Iterator[bytes]:
    """The message once for each column of each record, with ``value`` in its place, filled up by the rules.

    What is too wide makes the record too long: cut to size, ``SYSTEEM`` would be a code of three letters.
    """
    columns = {record.code.encode(): record.columns for record in (layout.head, *layout.records)}
    lines = body.split(END)
    for number, line in enumerate(lines[:-2]):
        place = 2
        for column in columns[line[:2]]:
            text = value.encode("latin-1")
            zeros = column.pad is Pad.DIGITS and text
            filled = text.zfill(column.width) if zeros else text.ljust(column.width)
            changed = line[:place] + filled + line[place + column.width :]
            yield END.join([*lines[:number], changed, *lines[number + 1 :]])
            place += column.width
