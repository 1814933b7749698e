"""The composition root of delivery: mailboxes, partners, opening hours and the registries' languages."""

import os
from collections.abc import Callable
from datetime import datetime

from prometheus_client import CollectorRegistry

from hub.app import partner_adapters, recipients
from hub.delivery.dispatcher import Dispatcher
from hub.delivery.endpoints import Partners, load_partners
from hub.delivery.message import Render
from hub.delivery.metrics import DeliveryMetrics
from hub.delivery.native import Identifier, NativeMessage, render
from hub.delivery.ports import Courier
from hub.engine.failpoints import Failpoint, no_failpoint
from hub.engine.mailbox import Mailbox, resume_endpoint
from hub.engine.store import Store
from hub.rules import Rules
from hub.schemas.envelope import Envelope
from hub.settings import Settings


def open_partners(settings: Settings, rules: Rules) -> Partners:
    """The endpoints that ``KETENHUB_PARTNERS`` names; without the setting there are none, and all waits.

    Raises:
        ConfigurationError: the file cannot be used.
    """
    if settings.partners is None:
        return Partners()
    return load_partners(
        settings.partners,
        production=settings.profile == "prod",
        recipients=recipients(rules),
        environment=os.environ,
    )


def build_dispatcher(
    store: Store,
    partners: Partners,
    rules: Rules,
    *,
    courier: Courier,
    clock: Callable[[], datetime],
    registry: CollectorRegistry,
    failpoint: Failpoint = no_failpoint,
) -> Dispatcher:
    """What works off the mailboxes in this store.

    Args:
        store: with the mailboxes and the identity of persons.
        partners: the endpoints.
        rules: for opening hours and registers.
        courier: an open `hub.delivery.webhook.WebhookClient` for the same partners.
        clock: the present moment, in UTC.
        registry: where the figures go.
        failpoint: see `Dispatcher`.

    Raises:
        ConfigurationError: an endpoint keeps opening hours that the rules do not know.
    """
    return Dispatcher(
        Mailbox(store),
        partners,
        courier=courier,
        render=native_render(store, rules),
        opens=rules.hours.next_open,
        clock=clock,
        metrics=DeliveryMetrics(registry),
        failpoint=failpoint,
    )


def native_render(store: Store, rules: Rules) -> Render:
    """Writes an event in its recipient's own format, with what the store knows of its person and case.

    It raises `UnreachableError` if the database does not answer.
    """
    mailbox, speakers = Mailbox(store), partner_adapters(rules)

    def write(envelope: Envelope) -> NativeMessage:
        with mailbox.desk() as desk:
            of_person, of_case = desk.identifiers(envelope.subject, envelope.case)
        person = [Identifier(scheme, value) for scheme, value in of_person]
        case = [Identifier(scheme, value) for scheme, value in of_case]
        return render(envelope, person, case, speakers)

    return write


def resume_partner(store: Store, partner: str, at: datetime) -> bool:
    """Send to a partner again whose endpoint had answered 410 Gone; false if it had not."""
    return resume_endpoint(store, partner, at)
