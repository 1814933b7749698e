"""That a recipient took what it was sent, as an event; made by the hub, never by a registry."""

from typing import ClassVar

from hub.schemas.base import Instant, PartnerId, Ref
from hub.schemas.events.base import Event


class DeliveryConfirmed(Event):
    """A recipient's endpoint acknowledged an event. What its people do with it, they report themselves.

    ``delivered`` and ``delivered_type`` are the CloudEvents ``id`` and ``type`` of that event.
    """

    kind: ClassVar[str] = "aflevering-bevestigd"
    recipient: PartnerId
    delivered: Ref
    delivered_type: Ref
    accepted_at: Instant
