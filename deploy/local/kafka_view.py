"""What a cluster says of itself: who takes part, who leads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from deploy.local.processes import port_answers
from hub.engine.kafka_client import admin
from hub.errors import ConfigurationError, UnreachableError

_PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class _Plain:
    """The settings of a local Kafka; not those of the environment, which may be for another one."""

    kafka: str
    kafka_security: str = "PLAINTEXT"
    kafka_username: str = ""
    kafka_password: SecretStr = field(default_factory=lambda: SecretStr(""))
    kafka_ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A cluster, seen by a client.

    Attributes:
        ports: of its nodes on 127.0.0.1.
    """

    ports: tuple[int, ...]

    def brokers(self) -> set[int]:
        """The nodes that the cluster itself counts as its brokers; empty while nobody answers."""
        try:
            with self._admin() as admin:
                found = admin.describe_cluster()["brokers"]
        except (UnreachableError, ConfigurationError):
            # The latter too: a broker that is only beginning refuses things.
            return set()
        return {broker["broker_id"] for broker in found if not broker["is_fenced"]}

    def leader_of(self, topic: str, partition: int) -> int:
        """The node that leads a partition now.

        Raises:
            UnreachableError: nobody answers, or nobody leads it at the moment.
        """
        with self._admin() as admin:
            (found,) = admin.describe_topics([topic])
        for each in found["partitions"]:
            if each["partition_index"] == partition and each["leader_id"] >= 0:
                return int(each["leader_id"])
        msg = f"partition {partition} of {topic} has no leader now"
        raise UnreachableError(msg)

    def controller(self) -> int:
        """The node that leads the quorum of controllers; a client's own metadata names just any broker.

        Raises:
            UnreachableError: nobody answers, or the quorum has no leader.
        """
        with self._admin() as admin:
            (topic,) = admin.describe_metadata_quorum()["topics"]
        (partition,) = topic["partitions"]
        if partition["error"] is not None or partition["leader_id"] < 0:
            msg = "the controllers have no leader now"
            raise UnreachableError(msg)
        return int(partition["leader_id"])

    @contextmanager
    def _admin(self) -> Iterator[Any]:
        # Asking nobody would take the client's whole patience.
        up = [f"127.0.0.1:{port}" for port in self.ports if port_answers(port)]
        if not up:
            msg = f"no Kafka answers on 127.0.0.1 at {', '.join(map(str, self.ports))}"
            raise UnreachableError(msg)
        with admin(_Plain(",".join(up)), client_id="ketenhub-local", patience_s=_PATIENCE_S) as client:
            yield client
