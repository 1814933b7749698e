"""A real Kafka without Docker: Apache's own jars, KRaft, one node or three, in a private folder on 127.0.0.1.

Every node is broker and controller at once, so that to kill one may hit a leader, a coordinator and the
controller together, as the loss of a machine would.
"""

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.jars import class_path, java
from deploy.local.kafka_config import LOG_FILE, PROPERTIES_FILE, Ports, java_options
from deploy.local.kafka_folder import prepare
from deploy.local.kafka_view import ClusterView
from deploy.local.processes import Server, free_ports, port_answers, port_is_free, wait_until
from hub.errors import ConfigurationError, UnreachableError

_PLAN = "cluster.json"
_STOP_WITHIN_S = 30
_TRIES = 3
"""Times that a new cluster gets new ports, where somebody took one between looking and listening."""


class LocalKafka:
    """A cluster of one node or three; as a context manager it is ready inside and gone afterwards.

    Args:
        folder: where everything of it stands; a cluster that is there already is taken over, running or not.
            None: a folder of its own, thrown away in the end.
        nodes: 1 or 3. Three keep three copies, and acknowledge with two. None: as many as stand in the folder
            already, else 1.
        acl: a SASL listener (SCRAM-SHA-512) beside the plain one, where nobody may what no ACL allows. Who
            comes by the plain one may do all.
        users: name and password of those who may come by the SASL listener.
        survive: whether it outlives the program that started it (`ketenhub up`), rather than dying with the
            thread that did.

    Raises:
        ConfigurationError: not 1 or 3 nodes, or another number than the cluster in the folder has.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        nodes: int | None = None,
        acl: bool = False,
        users: Mapping[str, str] | None = None,
        survive: bool = False,
    ) -> None:
        if nodes not in {None, 1, 3}:
            msg = "a local Kafka has 1 node or 3"
            raise ConfigurationError(msg)
        self._throw_away, self._survive = folder is None, survive
        self.folder = folder.absolute() if folder else Path(tempfile.mkdtemp(prefix="ketenhub-kafka-"))
        self._acl = acl
        self._users = dict(users or {})
        self._plan = self.folder / _PLAN
        self._ports = self._planned() or _new_ports(nodes or 1)
        if nodes not in {None, len(self._ports)}:
            msg = (
                f"the Kafka in {self.folder} has {len(self._ports)} node(s), not {nodes}; remove that folder,"
                " and what it holds, for another number (`ketenhub down --purge` does)"
            )
            raise ConfigurationError(msg)
        self._servers = {
            node: Server(self._node(node) / "kafka.pid", survive=survive)
            for node, _ in enumerate(self._ports, start=1)
        }

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether a cluster of ours stands in this folder, running or not."""
        return (folder / _PLAN).exists()

    @property
    def nodes(self) -> tuple[int, ...]:
        """The numbers of its nodes, from 1."""
        return tuple(self._servers)

    @property
    def bootstrap(self) -> str:
        """The addresses of all nodes, for clients without a password."""
        return ",".join(f"127.0.0.1:{ports.clients}" for ports in self._ports)

    @property
    def sasl_bootstrap(self) -> str:
        """The addresses for SASL_PLAINTEXT with SCRAM-SHA-512; only with ``acl``."""
        return ",".join(f"127.0.0.1:{ports.sasl}" for ports in self._ports)

    def log(self, node: int) -> Path:
        """The file with a node's warnings."""
        return self._node(node) / LOG_FILE

    def pid(self, node: int) -> int | None:
        """A node's process id; None while it does not run."""
        return self._servers[node].pid

    def running(self) -> tuple[int, ...]:
        """The nodes whose process lives (or is frozen)."""
        return tuple(node for node, server in self._servers.items() if server.is_running())

    def is_running(self) -> bool:
        """Whether all its nodes do."""
        return self.running() == self.nodes

    def start(self) -> None:
        """Start the nodes that do not run, without waiting until they answer.

        Raises:
            ConfigurationError: no Java or no Maven that can run Kafka.
            UnreachableError: Maven Central is out of reach, or Kafka refuses its folder.
        """
        classes = class_path()
        if not self.running():
            self._settle(classes)
        for node in self.nodes:
            if node not in self.running():
                self._start(node, classes)

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until the cluster names all its nodes as brokers that take part.

        Raises:
            UnreachableError: a node ended meanwhile, or the time is over.
        """

        def answers() -> bool:
            # Each by itself too: for 9 s the others still count a killed node as one that takes part.
            reached = all(port_answers(ports.clients) for ports in self._ports)
            return (reached and self.brokers() == set(self.nodes)) or not self.is_running()

        in_time = wait_until(answers, within=timeout, every=0.1)
        dead = sorted(set(self.nodes) - set(self.running()))
        if dead or not in_time:
            what = f"node(s) {dead} ended" if dead else f"it did not answer within {timeout:.0f} s"
            msg = f"Kafka is not ready: {what}; see {', '.join(str(self.log(n)) for n in dead or self.nodes)}"
            raise UnreachableError(msg)

    def brokers(self) -> set[int]:
        """The nodes that the cluster itself counts as its brokers; empty while nobody answers."""
        return self._view.brokers()

    def stop(self) -> None:
        """End all nodes in their own way, together; what has not gone after 30 s is killed. Data stay."""
        for server in self._servers.values():
            server.send(signal.SIGCONT)
            server.send(signal.SIGTERM)
        for server in self._servers.values():
            server.stop(within=_STOP_WITHIN_S)

    def destroy(self) -> None:
        """Kill all nodes and remove the folder with all data."""
        self._kill_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self, node: int) -> None:
        """SIGKILL a node; it has gone when this returns."""
        self._servers[node].kill()

    def terminate(self, node: int) -> None:
        """End a node in its own way: it hands its leaderships over first."""
        self._servers[node].stop(within=_STOP_WITHIN_S)

    def start_node(self, node: int) -> None:
        """Start a node that was killed or ended, at its old addresses, without waiting until it answers."""
        self._start(node, class_path())

    def pause(self, node: int) -> None:
        """Freeze a node (SIGSTOP): its connections stay open, and nobody answers."""
        self._servers[node].freeze()

    def resume(self, node: int) -> None:
        """Wake a frozen node up."""
        self._servers[node].send(signal.SIGCONT)

    def leader_of(self, topic: str, partition: int) -> int:
        """The node that leads a partition now.

        Raises:
            UnreachableError: nobody answers, or nobody leads it at the moment.
        """
        return self._view.leader_of(topic, partition)

    def controller(self) -> int:
        """The node that leads the quorum of controllers.

        Raises:
            UnreachableError: nobody answers, or the quorum has no leader.
        """
        return self._view.controller()

    def open(self, timeout: float = 60) -> None:
        """`start` and `wait_ready`; once more, with other ports, where somebody took one in between.

        If it fails nothing is left running, unless it was to survive. The folder stays, for the error names
        the log in it.

        Raises:
            ConfigurationError: as `start`.
            UnreachableError: as `start` and `wait_ready`.
        """
        try:
            for left in reversed(range(_TRIES)):
                fresh = not self.running()
                self.start()
                try:
                    self.wait_ready(timeout)
                except UnreachableError:
                    if not (fresh and left and self._lost_a_port()):
                        raise
                else:
                    return
        except BaseException:
            if not self._survive:
                self._kill_all()
            if self._throw_away and not any(self.log(node).exists() for node in self.nodes):
                self.destroy()
            raise

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._throw_away:
            self.destroy()
        else:
            self.stop()

    @property
    def _view(self) -> ClusterView:
        return ClusterView(tuple(ports.clients for ports in self._ports))

    def _kill_all(self) -> None:
        for server in self._servers.values():
            server.kill()

    def _lost_a_port(self) -> bool:
        self._kill_all()
        return not self._ports_are_free()

    def _ports_are_free(self) -> bool:
        return all(port_is_free(port) for ports in self._ports for port in astuple(ports))

    def _node(self, node: int) -> Path:
        return self.folder / f"node{node}"

    def _planned(self) -> tuple[Ports, ...]:
        try:
            plan = json.loads(self._plan.read_text("utf-8"))
        except FileNotFoundError:
            return ()
        return tuple(Ports(*each) for each in plan)

    def _settle(self, classes: str) -> None:
        """Before the first node of all starts: ports that are free, settings, formatted folders."""
        if not self._ports_are_free():
            self._ports = _new_ports(len(self._ports))
        prepare(
            [self._node(node) for node in self.nodes], self._ports, classes, acl=self._acl, users=self._users
        )
        self._plan.write_text(json.dumps([astuple(ports) for ports in self._ports]), "utf-8")

    def _start(self, node: int, classes: str) -> None:
        folder = self._node(node)
        self._servers[node].start(
            [str(java()), *java_options(len(self._ports)), "kafka.Kafka", PROPERTIES_FILE],
            log=folder / "console.log",
            folder=folder,
            # Not as an argument: its 4 kB would be all that `ps` shows.
            environment=os.environ | {"CLASSPATH": classes},
        )


def _new_ports(nodes: int) -> tuple[Ports, ...]:
    free = iter(free_ports(3 * nodes))
    return tuple(Ports(next(free), next(free), next(free)) for _ in range(nodes))
