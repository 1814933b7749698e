"""The receipt of a delivery: an event of the hub's own, which returns to the person's log."""

from datetime import datetime

from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.schemas.events import DeliveryConfirmed
from hub.schemas.observation import effect_id
from hub.schemas.vocabulary import Role


def receipt_of(delivered: Envelope, recipient: str, at: datetime) -> Envelope:
    """That a recipient's endpoint took an event at a moment.

    Its id follows from the delivery: an event that went out twice (a kill in between) has one receipt.
    """
    identifier = str(effect_id(delivered.id, "delivery", recipient, 0))
    return Envelope(
        id=identifier,
        source=HUB_SOURCE,
        subject=delivered.subject,
        case=delivered.case,
        occurred_at=at,
        recorded_at=at,
        actor=Role.SYSTEEM,
        record=identifier,
        version=1,
        caused_by=delivered.id,
        synthetic=delivered.synthetic,
        data=DeliveryConfirmed(
            recipient=recipient,
            delivered=delivered.id,
            delivered_type=delivered.type,
            accepted_at=at,
        ),
    )
