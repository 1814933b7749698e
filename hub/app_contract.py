"""Composition of the contract: what registries, rules, topics and events say of themselves, as files."""

from datetime import date
from importlib.metadata import version

from hub.adapters import ADAPTERS
from hub.adapters.base import MAX_NATIVE_BYTES
from hub.app import recipients
from hub.contracts.asyncapi import document
from hub.contracts.folder import as_files
from hub.contracts.places import Hub, Registry
from hub.rules import Rules, load_rules
from hub.schemas.base import Category
from hub.schemas.codec import read_committed
from hub.schemas.events import EVENTS
from hub.streams.topology import PROCESSORS


def contract_files() -> dict[str, str]:
    """The files of the contract. Settings play no part: every hub of this version has the same.

    Raises:
        ConfigurationError: the rules do not fit together.
    """
    rules = load_rules()
    committed = read_committed()
    hub = Hub(
        version=version("ketenhub"),
        registries=tuple(
            Registry(
                name=name,
                content_type=adapter.content_type,
                source=adapter.source,
                carries=tuple(event.kind for event in adapter.carries),
                max_bytes=MAX_NATIVE_BYTES,
            )
            for name, adapter in sorted(ADAPTERS.items())
        ),
        recipients={name: _may_ever_see(rules, name) for name in recipients(rules)},
    )
    return as_files(document(hub, EVENTS, committed, PROCESSORS), EVENTS, committed)


def _may_ever_see(rules: Rules, recipient: str) -> frozenset[str]:
    """The categories of table B that this recipient may see on any day that the rules know."""
    dated = [
        *rules.reference.houses.values(),
        *(basis for row in rules.purpose.rows.values() for basis in row.basis),
    ]
    # What may be seen changes only when a house opens or a basis begins.
    days = {one.valid_from or date.min for one in dated}
    return frozenset(
        category.value
        for category in Category
        if any(rules.purpose.may_ever_see(recipient, category, day) for day in days)
    )
