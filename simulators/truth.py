"""``truth.ndjson``: what really happened, what must follow, and what was disturbed on the way.

One JSON object a line, by ``kind``:

============  ==========================================================================================
``manifest``  first line: scenario, region, seed, versions; ``synthetic`` is always true
``case``      a case, and ``event_id``: the id of the event that its first BVH message becomes; the
              hub's ``events.ndjson`` names its own opaque case beside that id. A case that was entered
              twice has another line, with the first event of the second entry
``joined``    the message that becomes ``event_id`` shows that the entries of ``case`` are one: the hub must
              join its two cases. Without this line it cannot know, and must not
``person``    a person, and ``event_id``: the id of the first event about them
``delivery``  ``recipient`` must get one event of ``type`` about ``case``, or about ``person`` and no case;
              ``fields`` are checked (``advice.version`` is the field ``version`` of the object ``advice``);
              ``by_clock``: no message brings it, and it must be told at that very moment
``fault``     ``line`` of ``messages.ndjson`` was disturbed; with a ``stage``: it must end as a dead
              letter of that stage (and ``code``), and must not be processed. With an ``event_id``: what is
              refused is the event that the message became, and a cluster names the dead letter after it
``withheld``  something may not be told to somebody at all: a dead letter of the stage ``policy`` with this
              ``code``, made by the hub itself
============  ==========================================================================================

The deliveries are complete: one more is as wrong as one too few.
"""

from datetime import datetime
from typing import Any

import orjson

from hub.schemas.envelope import rfc3339
from simulators.delivery import Delivery

TRUTH_FILE = "truth.ndjson"
MESSAGES_FILE = "messages.ndjson"
MANIFEST_FILE = "manifest.json"


def line(found: dict[str, Any]) -> bytes:
    """One line of a file; keys in the order given."""
    return orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE)


def message_line(registry: str, at: datetime, content_type: str, body: bytes) -> bytes:
    """One line of ``messages.ndjson``: a native message as the hub received it."""
    return line(
        {"registry": registry, "at": rfc3339(at), "content_type": content_type, "body": body.decode()}
    )


def case_line(case: str, event_id: str) -> bytes:
    """A case and how to find it back."""
    return line({"kind": "case", "case": case, "event_id": event_id})


def person_line(person: str, event_id: str) -> bytes:
    """A person and how to find them back."""
    return line({"kind": "person", "person": person, "event_id": event_id})


def joined_line(case: str, event_id: str) -> bytes:
    """The entries of a case prove to be one."""
    return line({"kind": "joined", "case": case, "event_id": event_id})


def delivery_line(delivery: Delivery) -> bytes:
    """What a recipient must get."""
    about = {"case": delivery.case} if delivery.case else {"person": delivery.person}
    found: dict[str, Any] = {
        "kind": "delivery",
        **about,
        "recipient": delivery.recipient,
        "type": delivery.type.wire_type(),
        "at": rfc3339(delivery.at),
        "fields": delivery.fields,
    }
    return line(found | {"by_clock": True} if delivery.by_clock else found)


def fault_line(
    number: int,
    fault: str,
    message: int,
    stage: str | None = None,
    code: str = "",
    event_id: str = "",
) -> bytes:
    """What was done to a message, and where it must be refused and with which code, if it must."""
    found: dict[str, Any] = {"kind": "fault", "id": f"F{number:06d}", "fault": fault, "line": message}
    if stage is not None:
        found["stage"] = stage
    told = {"code": code, "event_id": event_id}
    return line(found | {name: value for name, value in told.items() if value})


def withheld_line(code: str) -> bytes:
    """Something that may not be told."""
    return line({"kind": "withheld", "code": code})
