"""Whether a worker lives and is ready, and its figures, over HTTP on 127.0.0.1.

``/live``: the main loop turned within the last half minute; if not, restart the process. ``/ready``:
everything that it needs is there; if not, the reasons. ``/metrics``: Prometheus. Reasons are codes of ours;
no text of an exception, for it may quote a person.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

ALIVE_S = 30.0


class Health:
    """What is well and what is not. Safe to use from several threads.

    Args:
        needs: what must be green before the worker is ready; red with ``starting`` at first.
        monotonic: seconds that never go back.
    """

    def __init__(self, needs: Iterable[str], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._reasons = dict.fromkeys(needs, "starting")
        self._monotonic = monotonic
        self._beat = monotonic()

    def beat(self) -> None:
        """The main loop turned."""
        self._beat = self._monotonic()

    def green(self, need: str) -> None:
        """This is well."""
        self._reasons.pop(need, None)

    def red(self, need: str, reason: str) -> None:
        """This is not well, for a reason in one word."""
        self._reasons[need] = reason

    @property
    def live(self) -> bool:
        """Whether the main loop turns."""
        return self._monotonic() - self._beat < ALIVE_S

    @property
    def reasons(self) -> dict[str, str]:
        """What is not well, with the reason; empty when the worker is ready."""
        return dict(self._reasons)


class HealthServer:
    """Serves the health of one process from a thread of its own, so that a busy loop does not silence it."""

    def __init__(self, health: Health, registry: CollectorRegistry, port: int) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(health, registry))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(health: Health, registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            match self.path:
                case "/live":
                    self._say(health.live, {"live": health.live})
                case "/ready":
                    reasons = health.reasons
                    self._say(not reasons, {"ready": not reasons, "reasons": reasons})
                case "/metrics":
                    self._answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(registry))
                case _:
                    self.send_error(HTTPStatus.NOT_FOUND)

        def _say(self, well: bool, found: dict[str, object]) -> None:
            status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
            self._answer(status, "application/json", json.dumps(found).encode())

        def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Not a line for every probe."""

    return Handler
