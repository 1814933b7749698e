"""How a client of kafka-python comes into contact with the brokers.

The library is young, and six things of it are mended here (seen on 3.0.12 with Kafka 4.3.1):

- A refused password, a certificate of a stranger and a closed port all end, after the whole time-out, in the
  same ``KafkaTimeoutError``. `_Manager` keeps what each connection died of, and stops at once at a refusal.
  (Not always: what comes together with the end of a connection is thrown away, a refusal too.)
- A request that any broker may answer fails if the one chosen by chance just died. `_Manager` asks others.
- If the first contact fails, the client's thread and sockets live on. `make_client` ends them.
- A client that is closed while it connects, or waits for an answer, leaves that socket to the garbage
  collector. `_Selector` closes all that it ever waited for.
- A producer that is closed first waits for acknowledgements, and if they do not come raises, with its thread
  still alive: it goes on sending what it holds, behind what another has sent anew by then. `Producer` ends.
- It logs its configuration at DEBUG, password included, and every failed attempt at ERROR. It is silenced:
  what is wrong comes as an error of ours, and that names neither user nor password.
"""

import logging
import socket
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakSet

from hub.engine.kafka_errors import is_telling
from hub.engine.kafka_library import (
    KafkaConnectionManager,
    KafkaNetClient,
    KafkaProducer,
    NetworkSelector,
    errors,
)

_Client = TypeVar("_Client")

_END_S = 5.0
"""Far longer than a producer's thread needs to see that it is to end."""


class _Selector(NetworkSelector):  # type: ignore[misc]  # the library is untyped
    """Closes its sockets with itself."""

    def __init__(self, **configs: object) -> None:
        super().__init__(**configs)
        self._awaited: WeakSet[socket.socket] = WeakSet()

    def register_event(self, fileobj: socket.socket, event: int, task: object) -> None:
        self._awaited.add(fileobj)
        super().register_event(fileobj, event, task)

    def close(self) -> None:
        super().close()
        for one in list(self._awaited):
            one.close()


class _Manager(KafkaConnectionManager):  # type: ignore[misc]  # the library is untyped
    """Remembers what connections died of during the first contact; asks another broker where one is dead.

    To ask twice is safe for what the hub asks of any broker: to look, to create what may be there already.
    """

    def __init__(self, net: NetworkSelector, **configs: object) -> None:
        super().__init__(net, **configs)
        self.causes: deque[Exception] = deque(maxlen=4)
        self._watched: dict[object, Any] = {}

    def get_connection(self, node_id: object, **options: object) -> Any:  # noqa: ANN401 - the library is untyped
        if not self.bootstrapped and isinstance(self.cause, errors.SaslAuthenticationFailedError):
            raise self.cause
        found = super().get_connection(node_id, **options)
        if self._watched.get(node_id) is not found:
            self._watched[node_id] = found
            found.close_future.add_errback(self.causes.append)
        return found

    def send(self, request: object, node_id: object = None, request_timeout_ms: object = None) -> Any:  # noqa: ANN401 - as above
        if node_id is not None:
            return super().send(request, node_id, request_timeout_ms)
        return self.call_soon(self._send_to_any, request, request_timeout_ms)

    async def _send_to_any(self, request: object, request_timeout_ms: object) -> Any:  # noqa: ANN401 - as above
        for _ in range(len(self.cluster.brokers()) - 1):
            try:
                return await super().send(request, None, request_timeout_ms)
            except (errors.KafkaConnectionError, errors.NodeNotReadyError):
                # The library will not choose that broker again for a while.
                continue
        return await super().send(request, None, request_timeout_ms)

    @property
    def cause(self) -> Exception | None:
        """The most telling failure: one that says what to mend, else the latest."""
        telling = [error for error in self.causes if is_telling(error)]
        return telling[0] if telling else self.causes[-1] if self.causes else None


class Producer(KafkaProducer):  # type: ignore[misc]  # the library is untyped
    """Sends nothing more once it is closed, whatever was not acknowledged."""

    def close(self, timeout: float | None = None, **options: object) -> None:
        """Wait ``timeout`` seconds for acknowledgements, and give up the rest."""
        try:
            super().close(timeout=timeout, **options)
        except errors.KafkaTimeoutError:
            self._sender.force_close()
            self._sender.join(_END_S)
            super().close(timeout=0, **options)


def make_client(kind: Callable[..., _Client], **arguments: object) -> _Client:
    """Make a client; if the first contact fails, end its thread and raise what it failed of."""
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    made: list[tuple[KafkaNetClient, _Manager]] = []

    def network(**configs: object) -> KafkaNetClient:
        net = _Selector(**configs)
        manager = _Manager(net, **configs)
        made.append((KafkaNetClient(net=net, manager=manager, **configs), manager))
        return made[-1][0]

    client: _Client | None = None
    try:
        client = kind(**arguments, kafka_client=network)
    except errors.KafkaTimeoutError as error:
        raise next((manager.cause for _, manager in made if manager.cause), error) from None
    finally:
        if client is None:
            for half_made, _ in made:
                half_made.close()
    return client
