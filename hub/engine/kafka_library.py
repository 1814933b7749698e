"""What the hub uses of kafka-python, imported in one place.

For two reasons: the library ships no types, so that here they become ``Any`` once; and on Python 3.11 its
import warns of a deprecated function that it calls, which the tests would take for an error of ours.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from kafka import (  # type: ignore[import-untyped]  # see the module
        KafkaConsumer,
        KafkaProducer,
        TopicPartition,
        errors,
    )
    from kafka.admin import (  # type: ignore[import-untyped]  # see the module
        ACL,
        ACLFilter,
        ACLOperation,
        ACLPermissionType,
        ACLResourcePatternType,
        ConfigResource,
        ConfigResourceType,
        KafkaAdminClient,
        OffsetSpec,
        ResourcePattern,
        ResourcePatternFilter,
        ResourceType,
    )
    from kafka.net.compat import KafkaNetClient  # type: ignore[import-untyped]  # see the module
    from kafka.net.manager import KafkaConnectionManager  # type: ignore[import-untyped]  # see the module
    from kafka.net.selector import NetworkSelector  # type: ignore[import-untyped]  # see the module
    from kafka.partitioner.default import murmur2  # type: ignore[import-untyped]  # see the module
    from kafka.structs import OffsetAndTimestamp  # type: ignore[import-untyped]  # see the module

__all__ = [
    "ACL",
    "ACLFilter",
    "ACLOperation",
    "ACLPermissionType",
    "ACLResourcePatternType",
    "ConfigResource",
    "ConfigResourceType",
    "KafkaAdminClient",
    "KafkaConnectionManager",
    "KafkaConsumer",
    "KafkaNetClient",
    "KafkaProducer",
    "NetworkSelector",
    "OffsetAndTimestamp",
    "OffsetSpec",
    "ResourcePattern",
    "ResourcePatternFilter",
    "ResourceType",
    "TopicPartition",
    "errors",
    "murmur2",
]
