"""What a local Kafka node is told: its properties, its logging, its Java options. Text only.

All paths are relative to the node's own folder, in which it runs: neither Java's properties nor Kafka's lists
of folders can hold any path (a backslash, a comma, a letter beyond Latin 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass

PROPERTIES_FILE, LOGGING_FILE, LOG_FILE = "server.properties", "log4j2.properties", "kafka.log"

LOGGING_PROPERTIES = """\
status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = kafka.log
appender.file.filePattern = kafka.log.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{ISO8601} %p %c{1} %m%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
"""
"""Log4j's configuration: warnings, into a file that is cut off at 10 MB, and three older ones."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where one node listens on 127.0.0.1."""

    clients: int
    controllers: int
    sasl: int


def java_options(nodes: int) -> list[str]:
    """The options of a node's Java. Three nodes share a machine: less memory for each."""
    return [
        "-Xmx512m" if nodes == 1 else "-Xmx320m",
        "-XX:+UseSerialGC",
        # A third less of the machine's time for a broker that lives minutes: the second compiler never pays.
        "-XX:TieredStopAtLevel=1",
        "-XX:+ExitOnOutOfMemoryError",
        "-Djava.awt.headless=true",
        f"-Dlog4j2.configurationFile={LOGGING_FILE}",
    ]


def server_properties(node: int, ports: Sequence[Ports], *, acl: bool) -> str:
    """The ``server.properties`` of node ``node`` (from 1), broker and controller in one.

    Args:
        node: its number.
        ports: of all nodes, in the order of their numbers.
        acl: a listener with SCRAM-SHA-512 beside the plain one, and nobody may what no ACL allows; who comes
            by the plain listener is a super user.
    """
    own = ports[node - 1]
    copies = len(ports)
    in_sync = 2 if copies >= 3 else 1
    sasl = acl * [("SASL", own.sasl)]
    listeners = [("PLAINTEXT", own.clients), *sasl]
    settings: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": node,
        "controller.quorum.voters": ",".join(
            f"{number}@127.0.0.1:{each.controllers}" for number, each in enumerate(ports, start=1)
        ),
        "listeners": _addresses([*listeners, ("CONTROLLER", own.controllers)]),
        "advertised.listeners": _addresses(listeners),
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT",
        "log.dirs": "data",
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": copies,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": in_sync,
        "share.coordinator.state.topic.num.partitions": 4,
        "unclean.leader.election.enable": "false",
        "auto.create.topics.enable": "false",
        # Nobody else is about to join: a group of one starts at once.
        "group.initial.rebalance.delay.ms": 0,
        # The default takes 128 MB of the heap for compacting what hardly exists here.
        "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,
        "num.io.threads": 4,
    }
    if acl:
        settings |= {
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
            "allow.everyone.if.no.acl.found": "false",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl.scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
        }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _addresses(listeners: Sequence[tuple[str, int]]) -> str:
    return ",".join(f"{name}://127.0.0.1:{port}" for name, port in listeners)
