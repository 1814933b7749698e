"""The receipt of a delivery: an event of the hub's own, which returns to the person's log."""

from datetime import datetime

from hub.schemas.envelope import Envelope
from hub.schemas.events import DeliveryConfirmed
from hub.schemas.observation import effect_id


def receipt_of(delivered: Envelope, recipient: str, at: datetime) -> Envelope:
    """That a recipient's endpoint took an event at a moment.

    Its id follows from the delivery: an event that went out twice (a kill in between) has one receipt.
    """
    return Envelope.by_the_hub(
        str(effect_id(delivered.id, "delivery", recipient, 0)),
        DeliveryConfirmed(
            recipient=recipient,
            delivered=delivered.id,
            delivered_type=delivered.type,
            accepted_at=at,
        ),
        subject=delivered.subject,
        case=delivered.case,
        at=at,
        caused_by=delivered.id,
        synthetic=delivered.synthetic,
    )
