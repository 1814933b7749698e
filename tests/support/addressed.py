"""An outbound event as a step may have addressed it, rightly or wrongly."""

from hub.schemas.base import Category
from hub.schemas.envelope import HUB_SOURCE, Envelope, Routing
from hub.schemas.events import Outbound
from hub.schemas.vocabulary import Role
from tests.support.engine import START


def addressed(recipient: str, data: Outbound, *categories: Category, legal_basis: str = "Wpg 20") -> Envelope:
    """The event in its envelope, with these categories granted."""
    return Envelope(
        id="7f1f2a54-0000-5000-8000-000000000001",
        source=HUB_SOURCE,
        subject="s",
        case="z",
        occurred_at=START,
        recorded_at=START,
        actor=Role.SYSTEEM,
        record="r",
        version=1,
        caused_by="c",
        synthetic=True,
        data=data,
        routing=Routing(recipient, "selectie", legal_basis, "A2", "2016.1", categories),
    )
