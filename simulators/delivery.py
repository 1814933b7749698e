"""One message that must reach a recipient, as the truth has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.schemas.events import Outbound


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that a recipient must get. ``fields`` are those that are checked; dots go into objects.

    ``case`` is empty where it is about no case; then ``person`` says about whom. ``by_clock``: no message
    brings it, so it must be told at that very moment.
    """

    at: datetime
    case: str
    recipient: str
    type: type[Outbound]
    fields: dict[str, Any]
    person: str = ""
    by_clock: bool = False
