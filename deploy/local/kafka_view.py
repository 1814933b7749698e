"""What a cluster says of itself: who takes part, who leads."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from deploy.local.processes import port_answers
from hub.errors import UnreachableError

with warnings.catch_warnings():
    # On Python 3.11 its import warns of a deprecated function that it calls.
    warnings.simplefilter("ignore", DeprecationWarning)
    from kafka import KafkaAdminClient  # type: ignore[import-untyped]  # has no types
    from kafka.errors import KafkaError  # type: ignore[import-untyped]  # has no types


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
        except UnreachableError:
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
        # The client leaves a thread behind when it finds nobody: look first.
        up = [f"127.0.0.1:{port}" for port in self.ports if port_answers(port)]
        if not up:
            msg = f"no Kafka answers on 127.0.0.1 at {', '.join(map(str, self.ports))}"
            raise UnreachableError(msg)
        try:
            with KafkaAdminClient(
                bootstrap_servers=up, bootstrap_timeout_ms=5000, request_timeout_ms=5000
            ) as admin:
                yield admin
        except KafkaError as error:
            msg = f"the Kafka on 127.0.0.1 gave no answer: {type(error).__name__}"
            raise UnreachableError(msg) from None
