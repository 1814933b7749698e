"""Kafka in a container, where a Docker engine answers: Apache's own image, one node, on 127.0.0.1.

testcontainers' ``KafkaContainer`` is for Confluent's image only (it calls that image's start scripts), so
this is its plain ``DockerContainer`` with what the image's documentation asks for. The port is chosen before
the start: a broker must be told by which address its clients find it.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.local.jars import KAFKA_VERSION
from deploy.local.kafka_config import Ports, server_properties
from deploy.local.kafka_view import ClusterView
from deploy.local.processes import free_ports, wait_until
from hub.errors import UnreachableError

IMAGE = f"apache/kafka:{KAFKA_VERSION}"
_PLAN = "docker.json"
_ANSWER_WITHIN_S = 2
_CLIENTS, _CONTROLLERS, _UNUSED = 9092, 9093, 9094
_IN_CONTAINER = Ports(_CLIENTS, _CONTROLLERS, _UNUSED)


def obstacle(nodes: int = 1) -> str:
    """What stands in the way of a container; empty: nothing. Takes 2 seconds at most."""
    if nodes != 1:
        return "three nodes are made of Kafka's own jars only"
    try:
        # Inside, as all imports here: these are an extra, and slow to load.
        from docker import from_env  # type: ignore[import-untyped]  # noqa: PLC0415 - see above; has no types
        from docker.errors import DockerException  # type: ignore[import-untyped]  # noqa: PLC0415 - as above
    except ImportError:
        return "the extra `local` is not installed (`pip install 'ketenhub[local]'`)"
    try:
        with contextlib.closing(from_env(timeout=_ANSWER_WITHIN_S)) as client:
            client.ping()
    except (DockerException, OSError):
        return "no Docker engine answers"
    return ""


class DockerKafka:
    """A broker in a container of its own.

    Args:
        folder: where its name and port are remembered, so that it is found again and its data survive a stop;
            None: it is thrown away in the end, at the latest when this program ends (testcontainers sees to
            that).
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._plan = folder / _PLAN if folder else None
        self._made: Any = None
        self._port = 0

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether a container of ours belongs to this folder, running or not."""
        return (folder / _PLAN).exists()

    @property
    def bootstrap(self) -> str:
        """The broker's address."""
        return f"127.0.0.1:{self._port}"

    def is_running(self) -> bool:
        """Whether the container does."""
        with self._remembered() as container:
            return container is not None and container.status == "running"

    def open(self, timeout: float = 120) -> None:
        """Start it, and wait until it answers; the image is pulled if need be.

        Raises:
            UnreachableError: the engine refuses, the image cannot be had, or the broker is not there in time.
        """
        from docker.errors import DockerException  # noqa: PLC0415 - an extra

        try:
            with self._remembered() as container:
                if container is not None:
                    container.start()
                else:
                    self._make()
        except (DockerException, OSError) as error:
            msg = f"Docker does not start {IMAGE}: {type(error).__name__}; try `docker run {IMAGE}`"
            raise UnreachableError(msg) from None
        view = ClusterView((self._port,))
        if not wait_until(lambda: view.brokers() == {1}, within=timeout, every=0.2):
            msg = f"the Kafka in a container did not answer within {timeout:.0f} s; see `docker logs`"
            raise UnreachableError(msg)

    def stop(self) -> None:
        """End it. What is not thrown away keeps its data."""
        if self._plan is None:
            self.destroy()
        with self._remembered() as container:
            if container is not None:
                container.stop(timeout=30)

    def destroy(self) -> None:
        """Remove it with all data."""
        if self._plan is None and self._made is not None:
            self._made.stop()
        with self._remembered() as container:
            if container is not None:
                container.remove(force=True, v=True)
        if self._plan is not None:
            self._plan.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _remembered(self) -> Iterator[Any]:
        """The container that belongs to the folder, as docker's own object; None: there is none."""
        if self._plan is None or not self._plan.exists():
            yield None
            return
        from docker import from_env  # noqa: PLC0415 - an extra
        from docker.errors import NotFound  # noqa: PLC0415 - an extra

        plan = json.loads(self._plan.read_text("utf-8"))
        self._port = int(plan["port"])
        with contextlib.closing(from_env()) as client:
            try:
                found = client.containers.get(plan["name"])
            except NotFound:
                found = None
            yield found

    def _make(self) -> None:
        from testcontainers.core.config import testcontainers_config  # noqa: PLC0415 - an extra
        from testcontainers.core.container import DockerContainer  # noqa: PLC0415 - an extra

        (self._port,) = free_ports(1)
        self._made = DockerContainer(IMAGE).with_envs(**environment(self._port))
        # An address beside the port: Docker would open it to the network otherwise.
        self._made.ports[f"{_CLIENTS}/tcp"] = ("127.0.0.1", self._port)
        if self._plan is not None:
            # It shall survive this program, after which testcontainers would remove it.
            testcontainers_config.ryuk_disabled = True
            name = f"ketenhub-kafka-{hashlib.sha256(str(self._plan.absolute()).encode()).hexdigest()[:12]}"
            self._made.with_name(name)
            self._plan.parent.mkdir(parents=True, exist_ok=True)
            self._plan.write_text(json.dumps({"name": name, "port": self._port}), "utf-8")
        self._made.start()


def environment(port: int) -> dict[str, str]:
    """The broker's settings as the image takes them: those of a local node, reachable by ``port`` outside."""
    lines = server_properties(1, [_IN_CONTAINER], acl=False).splitlines()
    settings = dict(line.split("=", 1) for line in lines)
    settings |= {
        "listeners": f"PLAINTEXT://:{_CLIENTS},CONTROLLER://:{_CONTROLLERS}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "log.dirs": "/tmp/kraft-combined-logs",  # noqa: S108 - in the container; from the image's examples
    }
    return {f"KAFKA_{name.replace('.', '_').upper()}": value for name, value in settings.items()}
