"""What goes over the wire for an event, and what its receipt says."""

from dataclasses import replace
from urllib.parse import unquote

import orjson
import pytest

from hub.delivery.message import compose, read_event
from hub.delivery.native import EDGE, NativeMessage
from hub.delivery.receipt import receipt_of
from hub.errors import InputError, OversizeError, PolicyError
from hub.schemas import codec
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import DeliveryConfirmed, HouseAdvice, HouseHit
from tests.support.addressed import addressed
from tests.support.engine import START
from tests.support.partners import event, never_native

XML = NativeMessage("gcos", "application/xml", b"<Bericht/>")


def test_structured_is_the_whole_event() -> None:
    """Attributes and data in one JSON object, which reads back as the same event."""
    envelope = event("VH22", "e-1", "s")
    message = compose(envelope, "cloudevents", never_native)

    assert message.headers == {"Content-Type": f"{EDGE}; charset=utf-8"}
    assert Envelope.from_structured(orjson.loads(message.body)) == envelope


def test_native_is_the_registrys_own_with_attributes_beside_it() -> None:
    """The body is what the registry reads; each attribute stands in a header, escaped as the binding says."""
    envelope = addressed(
        "VH22", HouseHit(), Category.HOUSE_HIT, Category.DECISION, legal_basis='Wpg 20 "é" 5%'
    )
    message = compose(envelope, "native", lambda _: XML)

    assert message.body == b"<Bericht/>"
    assert message.headers["Content-Type"] == "application/xml"
    assert message.headers["ce-id"] == envelope.id
    assert message.headers["ce-categories"] == "house_hit%20decision"
    assert message.headers["ce-legalbasis"] == "Wpg%2020%20%22%C3%A9%22%205%25"
    assert {name[3:]: unquote(text) for name, text in message.headers.items() if name.startswith("ce-")} == (
        envelope.attributes()
    )


def test_what_a_registry_has_no_message_for_goes_structured() -> None:
    """It must arrive, so it goes as the generic event."""
    message = compose(event("VH22", "e-1", "s"), "native", lambda _: NativeMessage("", EDGE, b"{}"))

    assert message.headers["Content-Type"].startswith(EDGE)
    assert orjson.loads(message.body)["id"] == "e-1"


def test_more_than_an_intermediary_must_forward_is_not_sent() -> None:
    """Above 64 KiB a message may be lost on the way, so it stays here, where it is seen."""
    advice = HouseAdvice(house="VH22", version=1, advised_at=START, indicated="é" * 4000)
    envelope = addressed("OM", HouseHit(advice=advice), Category.HOUSE_ADVICE)
    assert len(compose(envelope, "cloudevents", never_native).body) < 65_536

    with pytest.raises(OversizeError, match="message-too-large"):
        compose(envelope, "native", lambda _: replace(XML, body=b"x" * 65_537))


def test_an_event_for_another_is_not_read() -> None:
    """However an event got into a mailbox that is not its recipient's, it does not leave from there."""
    envelope = event("VH22", "e-1", "s")
    attributes, value = orjson.dumps(envelope.attributes()).decode(), codec.encode(envelope.data)

    assert read_event("VH22", attributes, value) == envelope
    with pytest.raises(PolicyError, match="addressed-to-another"):
        read_event("VH24", attributes, value)
    with pytest.raises(InputError):
        read_event("VH22", attributes, value[:-1])


def test_a_receipt_follows_from_its_delivery() -> None:
    """Twice the same delivery has one receipt id; another recipient's has another; it holds no content."""
    envelope = event("VH22", "e-1", "s")
    receipt = receipt_of(envelope, "VH22", START)

    assert receipt.data == DeliveryConfirmed(
        recipient="VH22",
        delivered="e-1",
        delivered_type="nl.strafrechtketen.veiligheidshuis-hit",
        accepted_at=START,
    )
    assert (receipt.subject, receipt.case, receipt.caused_by) == ("s", "z", "e-1")
    assert receipt.id == receipt_of(envelope, "VH22", START.replace(hour=23)).id
    assert receipt.id != receipt_of(envelope, "VH24", START).id
    assert receipt.routing is None
    assert Envelope.from_structured(receipt.structured()) == receipt
