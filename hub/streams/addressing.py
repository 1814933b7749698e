"""From "tell this recipient" to an outbound envelope: what table B does not grant never gets into it."""

from datetime import date
from functools import cache

from hub.errors import PolicyError
from hub.rules import Rules
from hub.rules.purpose import Grant
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope, Routing
from hub.schemas.events import CaseDirected, Outbound
from hub.schemas.events.base import categories_of
from hub.schemas.observation import effect_id
from hub.streams.effects import Send


def address(
    rules: Rules, send: Send, cause: Envelope, *, processor: str, ordinal: int, today: date
) -> Envelope:
    """The envelope for one recipient, with only what it may see, and why it may.

    The IDENTITY category is added when it is granted: names and numbers join when the message is rendered.

    Args:
        rules: purpose and routing rules.
        send: what to tell whom.
        cause: the event that led to it.
        processor: name of the processor, for the id.
        ordinal: how many effects of this processor the recipient got in this step already.
        today: the day in Europe/Amsterdam that dates the rules.

    Raises:
        PolicyError: the recipient may be told nothing of this person, or a withheld field cannot be left out.
    """
    grant = rules.purpose.grant(send.recipient, send.relation, today)
    _check_told_at_all(rules, send, grant)
    data, categories = _withhold(send.data, grant)
    rule = rules.routing.rule(send.row, today)
    return Envelope.by_the_hub(
        str(effect_id(cause.id, processor, send.recipient, ordinal)),
        data,
        subject=cause.subject,
        case=send.case,
        at=cause.recorded_at,
        caused_by=cause.id,
        synthetic=cause.synthetic,
        routing=Routing(send.recipient, grant.purpose, grant.legal_basis, rule.row, rule.version, categories),
    )


def _check_told_at_all(rules: Rules, send: Send, grant: Grant) -> None:
    # A partner may hear *that* something is, by case reference only. A house may not: that a person of its
    # region is suspected is itself the disclosure, so without a category granted it is "any other house".
    # Nor a destination that gets the case itself: a case without content is none (PGA, rows 17 and 18).
    is_house = send.recipient in rules.reference.houses
    needs_content = is_house or isinstance(send.data, CaseDirected)
    if not grant.legal_basis or (needs_content and not grant.categories):
        raise PolicyError("recipient-not-granted", field=send.data.kind, hint="Table B of the routing rules.")


def _withhold(data: Outbound, grant: Grant) -> tuple[Outbound, tuple[Category, ...]]:
    """The event without what is not granted, and the categories that it discloses, in order."""
    seen = {Category.IDENTITY} & grant.categories
    withheld: dict[str, object] = {}
    for name, category, default, required in fields_of(type(data)):
        if category in grant.categories:
            if getattr(data, name) != default:
                seen.add(category)
        elif required:
            raise PolicyError("field-not-granted", field=name, hint="It cannot be left out of this event.")
        elif getattr(data, name) != default:
            withheld[name] = default
    return (data.model_copy(update=withheld) if withheld else data), tuple(sorted(seen))


@cache
def fields_of(event: type[Outbound]) -> tuple[tuple[str, Category, object, bool], ...]:
    """The fields that carry a category: name, category, default, and whether they have none."""
    found = ((name, category, event.model_fields[name]) for name, category in categories_of(event))
    return tuple(
        (name, category, None if info.is_required() else info.get_default(), info.is_required())
        for name, category, info in found
    )
