"""The last check before an event enters a recipient's outbox.

Steps address events under the purpose rules already. This guard does not trust them: it looks at the event as
it stands and refuses it whole if any field holds data that this kind of recipient may never see, whatever the
case. A mistake in a step is then a dead letter, not a disclosure.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from hub.errors import PolicyError
from hub.schemas.base import Category
from hub.schemas.calendar import amsterdam_day
from hub.schemas.envelope import Envelope
from hub.schemas.events.base import categories_of

MayEverSee = Callable[[str, Category, date], bool]
Egress = Callable[[Envelope], None]


def build_egress(may_ever_see: MayEverSee) -> Egress:
    """The guard, over the purpose rules."""
    # There are few recipients and categories, and a day lasts a day.
    may_see = lru_cache(4096)(may_ever_see)

    def egress(envelope: Envelope) -> None:
        routing = envelope.routing
        if routing is None:
            raise PolicyError("no-recipient", hint="An outbound event needs a recipient and a legal basis.")
        if not routing.legal_basis:
            raise PolicyError("no-legal-basis", hint="Every disclosure names its legal basis (R094).")
        on = amsterdam_day(envelope.recorded_at)
        data = envelope.data
        for name, category in categories_of(type(data)):
            # What is empty or false discloses nothing: addressing resets withheld fields to exactly that.
            if getattr(data, name) and not may_see(routing.recipient, category, on):
                raise PolicyError("never-for-recipient", field=name, hint="Table B of the routing rules.")

    return egress
