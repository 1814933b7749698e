"""The ids that the cluster gave the topics: what tells a topic from one of the same name made later."""

from collections.abc import Collection

from hub.engine.kafka_client import KafkaSettings, admin
from hub.errors import ConfigurationError


def topic_ids(settings: KafkaSettings, topics: Collection[str], prefix: str) -> dict[str, str]:
    """The id of each topic, by its name without the prefix. Ask only for topics that this role may see.

    Raises:
        ConfigurationError: a topic is missing.
        UnreachableError: Kafka does not answer.
    """
    with admin(settings) as client:
        found = {one["name"]: one for one in client.describe_topics([prefix + name for name in topics])}
    ids = {name: str(found[prefix + name]["topic_id"]) for name in topics if _is_there(found, prefix + name)}
    missing = sorted(set(topics) - ids.keys())
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        msg = f"topic {missing[0]}{more} is missing; run `ketenhub topics create`"
        raise ConfigurationError(msg)
    return ids


def _is_there(found: dict[str, dict[str, object]], name: str) -> bool:
    return name in found and not found[name].get("error_code")
