"""JSON to plain dicts and back, in the one place where hostile JSON is met.

Refused: more than `MAX_NATIVE_BYTES`, invalid UTF-8, ``NaN`` and ``Infinity``, nesting beyond `MAX_DEPTH`,
anything but an object on top, and an object that names a key twice (two readers would see two messages).
No error quotes the document.
"""

import json
import re
from collections import Counter
from typing import Any

import orjson

from hub.adapters.xmlwire import MAX_DEPTH, Wire, checked_text, safe_name
from hub.errors import MappingError, NativeFormatError

_TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)


def read(body: bytes) -> Wire:
    """The object that a message is.

    Raises:
        OversizeError: larger than `MAX_NATIVE_BYTES`.
        NativeFormatError: not JSON, or hostile; ``field`` is ``byte:<offset>`` where it breaks.
    """
    text = checked_text(body)
    _refuse_depth(text)
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        place = error.pos
    else:
        if not isinstance(content, dict):
            raise NativeFormatError("not-an-object", field="byte:0", hint="A message is one JSON object.")
        _refuse_twins(text, content)
        return content
    raise NativeFormatError("malformed-json", field=_byte(text, place), hint="Cut off, damaged, or not JSON.")


def write(content: Wire) -> bytes:
    """A message with this content: UTF-8, no blanks, fields in the model's order, deterministic.

    Raises:
        MappingError: a text holds half a surrogate pair, which UTF-8 cannot carry.
    """
    try:
        return orjson.dumps(content)
    except orjson.JSONEncodeError:
        raise MappingError("unencodable-character", hint="Not valid Unicode.") from None


def _byte(text: str, place: int) -> str:
    return f"byte:{len(text[:place].encode('utf-8'))}"


def _refuse_depth(text: str) -> None:
    # Counting openers is one pass in C; only a message with suspiciously many is walked.
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for token in _TEXT_OR_BRACKET.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            raise NativeFormatError(
                "too-deep", field=_byte(text, token.start()), hint=f"At most {MAX_DEPTH} levels."
            )


def _refuse_twins(text: str, content: Wire) -> None:
    # orjson silently keeps the last of two equal keys. Each key is followed by one colon, and a lost one's
    # colon is not there any more when what is left is written again: orjson escapes no colon. Only if the
    # count differs (or colons may be written as escapes) the standard library reads again, with a hook that
    # costs ten times the parse.
    if "\\u003" not in text and text.count(":") == orjson.dumps(content).count(b":"):
        return
    json.loads(text, object_pairs_hook=_without_twins)


def _without_twins(pairs: list[tuple[str, Any]]) -> Wire:
    content = dict(pairs)
    if len(content) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        hint = "An object names a key twice."
        raise NativeFormatError("duplicate-key", field=safe_name(twice), hint=hint)
    return content
