"""The operations of the AsyncAPI document: what each role does with the topics, and what each processor does.

Those of the roles say who connects to Kafka, and are all there is on the wire. Those of the processors say
why: a processor reads and writes within `steps`, and what it sends the relay publishes.
"""

from collections.abc import Iterable

from hub.contracts.attributes import Json
from hub.contracts.messages import NOTICE
from hub.contracts.places import EDGE_CHANNEL, OUT_CHANNEL, Hub, edge_message, native_message
from hub.schemas.events import Event, Outbound
from hub.streams.topics import DEADLETTERS, EVENTS, Principal, group_of, in_topic
from hub.streams.topology import Processor

_KAFKA = "0.5.0"


def by_role(hub: Hub, canonical: Iterable[type[Event]], addressed: Iterable[type[Event]]) -> Json:
    """What ingest, steps, relay, deliver and the operator do.

    Args:
        hub: whose registries are read.
        canonical: the events of the hub's own log.
        addressed: the events for recipients.
    """
    inside = [event.kind for event in canonical]
    outside = [event.kind for event in addressed]
    return {
        **{
            f"ingest.receives.{one.name}": _reads(
                Principal.INGEST,
                in_topic(one.name),
                [native_message(one.name)],
                f"Read what {one.name} sends, find out whom it is about, and make canonical events of it.",
            )
            for one in hub.registries
        },
        "relay.sends.events": _operation("send", EVENTS, inside, "Publish canonical events from the outbox."),
        "steps.receives.events": _reads(
            Principal.STEPS, EVENTS, inside, "Keep the dossier of each person, and decide who is told what."
        ),
        "relay.sends.out": _operation("send", OUT_CHANNEL, outside, "Publish what recipients are told."),
        "deliver.receives.out": _reads(
            Principal.DELIVER, OUT_CHANNEL, outside, "Put what a recipient is told into its mailbox."
        ),
        "deliver.posts": {
            **_operation(
                "send",
                EDGE_CHANNEL,
                [edge_message(kind) for kind in outside],
                "Deliver to a recipient's web hook, in the person's order, until it is taken.",
            ),
            "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
        },
        "relay.sends.deadletters": _operation(
            "send", DEADLETTERS, [NOTICE], "Say that something was refused, where and why."
        ),
        "operator.receives.deadletters": _reads(
            Principal.OPERATOR, DEADLETTERS, [NOTICE], "Watch for what was refused."
        ),
    }


def by_processor(processors: Iterable[Processor]) -> Json:
    """What each processor reads and writes; of one that tells nobody, only what it reads."""
    found: Json = {}
    for one in processors:
        effects = sorted({kind.__name__ for kind in one.writes if not issubclass(kind, Event)})
        notes = {"x-routing-rows": one.rows, **({"x-effects": effects} if effects else {})}
        reads = [event.kind for event in one.reads]
        found[f"steps.{one.name}.receives"] = (
            _operation("receive", EVENTS, reads, f"What {one.name} decides on.") | notes
        )
        sends = [kind.kind for kind in one.writes if issubclass(kind, Outbound)]
        if sends:
            found[f"steps.{one.name}.sends"] = (
                _operation("send", OUT_CHANNEL, sends, f"What {one.name} tells a recipient.") | notes
            )
    return found


def _reads(role: Principal, channel: str, messages: Iterable[str], summary: str) -> Json:
    group = {"type": "string", "enum": [str(group_of(role))]}
    return {
        **_operation("receive", channel, messages, summary),
        "bindings": {"kafka": {"groupId": group, "bindingVersion": _KAFKA}},
    }


def _operation(action: str, channel: str, messages: Iterable[str], summary: str) -> Json:
    at = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": at},
        "summary": summary,
        "messages": [{"$ref": f"{at}/messages/{name}"} for name in messages],
    }
