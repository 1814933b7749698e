"""What can be done to a message of fixed width."""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.adapters.fixedwire import Layout, Pad
from hub.kit.fields import Path
from hub.kit.tampering import Leaf, Tampered

END = b"\r\n"
_KEY = 2


@dataclass(frozen=True, slots=True)
class FixedForm:
    """See `hub.kit.tampering.Form`."""

    layout: Layout

    def respelled(self, body: bytes) -> bytes:
        """With the records between head and trailer the other way round."""
        first, *between, last, empty = body.split(END)
        return END.join([first, *reversed(between), last, empty])

    def leaves(self, body: bytes) -> Iterator[Leaf]:
        """Each column of each record but the trailer.

        What is too wide for its column makes the record too long: cut to size, ``SYSTEEM`` would be a code
        of three letters.
        """
        known = {record.code.encode(): record for record in (self.layout.head, *self.layout.records)}
        lines = body.split(END)
        for number, line in enumerate(lines[:-2]):
            record, place = known[line[:_KEY]], _KEY
            for column in record.columns:
                was = line[place : place + column.width]

                def put(
                    text: str,
                    number: int = number,
                    place: int = place,
                    width: int = column.width,
                    pad: Pad = column.pad,
                ) -> bytes:
                    encoded = text.encode("latin-1", "replace")
                    zeros = pad is Pad.DIGITS and encoded
                    filled = encoded.zfill(width) if zeros else encoded.ljust(width)
                    changed = lines[number][:place] + filled + lines[number][place + width :]
                    return END.join([*lines[:number], changed, *lines[number + 1 :]])

                yield Leaf((record.name, column.name), was.decode("latin-1").strip(), put)
                place += column.width

    def added(self, body: bytes, path: Path, text: str) -> bytes | None:
        """None: every place is there, be it empty, and stands among the leaves."""
        del body, path, text
        return None

    def strangers(self, body: bytes) -> Iterator[Tampered]:
        """Something where a record has no column, and a record that nobody knows."""
        known = {record.code.encode(): record for record in (self.layout.head, *self.layout.records)}
        lines = body.split(END)
        for number, line in enumerate(lines[:-2]):
            record = known[line[:_KEY]]
            used = _KEY + sum(column.width for column in record.columns)
            if used < self.layout.width:
                changed = line[:-1] + b"x"
                yield Tampered(record.name, END.join([*lines[:number], changed, *lines[number + 1 :]]))
        stray = b"77".ljust(self.layout.width)
        (count,) = self.layout.trailer.columns
        total = str(len(lines) - 1).zfill(count.width).encode()
        trailer = self.layout.trailer.code.encode() + total
        longer = [*lines[:-2], stray, trailer.ljust(self.layout.width), b""]
        yield Tampered("record 77", END.join(longer))

    def hostile(self) -> Iterator[Tampered]:
        """Bare line ends, no line ends, control characters, many records."""
        head = self.layout.head.code.encode().ljust(self.layout.width)
        yield Tampered("bare line ends", head + b"\n" + head + b"\n")
        yield Tampered("no line ends", head * 1000)
        yield Tampered("NUL", head[:-1] + b"\0" + END)
        yield Tampered("1000 heads", (head + END) * 1000)
        yield Tampered("only line ends", END * 1000)
