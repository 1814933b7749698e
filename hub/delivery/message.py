"""From a waiting row to what goes over the wire.

``cloudevents``: the event as one JSON object, HTTP structured mode, as the NL GOV guideline asks.
``native``: the recipient's own registry format in the body, and the CloudEvents attributes in ``ce-`` headers
(HTTP binary mode): the recipient of a native message too can drop a second one by ``source`` and ``id``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import orjson

from hub.delivery.endpoints import Format
from hub.delivery.native import EDGE, NativeMessage
from hub.errors import OversizeError, PolicyError
from hub.schemas import codec
from hub.schemas.codec import MAX_BYTES
from hub.schemas.envelope import Envelope

Render = Callable[[Envelope], NativeMessage]
"""The event in its recipient's own language, with the identifiers that this recipient may have."""

_STRUCTURED = f"{EDGE}; charset=utf-8"
_UNQUOTED = "!#$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""Printable ASCII but space, double quote and per cent: these are escaped (HTTP binding 1.0, 3.1.3.2)."""


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """Headers and body of one delivery. No header holds personal data, for no attribute does."""

    headers: Mapping[str, str]
    body: bytes


def read_event(recipient: str, attributes: str, value: bytes) -> Envelope:
    """The event of a waiting row.

    Raises:
        InputError: its value or an attribute is not what this version of the hub knows.
        PolicyError: it was addressed to somebody else; however it came here, it must not leave.
    """
    envelope = Envelope.from_attributes(orjson.loads(attributes), codec.decode(value))
    if envelope.routing is None or envelope.routing.recipient != recipient:
        raise PolicyError("addressed-to-another", field="recipient", hint="It lies in the wrong mailbox.")
    return envelope


def compose(envelope: Envelope, form: Format, render: Render) -> HttpMessage:
    """What is sent to the recipient.

    Raises:
        OversizeError: more than the 64 KiB that an intermediary must forward.
    """
    if form == "native":
        native = render(envelope)
        if native.registry:
            attributes = envelope.attributes().items()
            headers = {f"ce-{name}": quote(text, safe=_UNQUOTED) for name, text in attributes}
            return _checked({"Content-Type": native.content_type} | headers, native.body)
    # Also what the recipient's registry has no message for.
    return _checked({"Content-Type": _STRUCTURED}, orjson.dumps(envelope.structured()))


def _checked(headers: Mapping[str, str], body: bytes) -> HttpMessage:
    if len(body) > MAX_BYTES:
        raise OversizeError(code="message-too-large", hint=f"{len(body)} bytes; at most {MAX_BYTES}.")
    return HttpMessage(headers, body)
