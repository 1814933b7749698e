"""A schema registry of a few lines, written from Confluent's documentation: HTTP on 127.0.0.1, in memory.

It does what the documentation says until a test scripts an answer. It compares schemas as JSON and checks no
compatibility: whether a real registry does is tested with a real one, in tests/broker.
"""

import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``body`` that is no bytes goes out as JSON; before any of it, ``hold`` is waited for."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    hang_up: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; ``path`` as it stood in the request."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


Script = Callable[[Request], Reply | None]


def error(status: int, code: int) -> Reply:
    """An error in Confluent's form. The text must never surface in ours."""
    return Reply(status, {"error_code": code, "message": "TEXT OF THE REGISTRY"})


def answering(method: str, path: str, reply: Reply) -> Script:
    """A script that gives this reply where the method fits and the path holds ``path``."""
    return lambda request: reply if request.method == method and path in request.path else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_arguments: object) -> None:
        """Say nothing on stderr of a client that went away: many tests make it do so."""


class FakeRegistry:
    """The registry; ``with FakeRegistry() as registry`` serves it.

    Attributes:
        schemas: the text of each schema, by id.
        subjects: the ids of each subject, in order of version.
        levels: the compatibility that was set for a subject.
        requests: all that was asked.
        script: asked first; None lets the documented answer go out.
    """

    def __init__(self, *, path: str = "", trust: ssl.SSLContext | None = None, first_id: int = 1) -> None:
        self.schemas: dict[int, str] = {}
        self.subjects: dict[str, list[int]] = {}
        self.levels: dict[str, str] = {}
        self.requests: list[Request] = []
        self.script: Script = lambda _request: None
        self._path = path
        self._next = first_id
        self._server = _Server(("127.0.0.1", 0), self._handler())
        if trust is not None:
            self._server.socket = trust.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "http" if trust is None else "https"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"{self._scheme}://localhost:{self._server.server_port}{self._path}"

    def asked(self, method: str, path: str = "") -> list[str]:
        """The paths asked with this method that hold ``path``."""
        return [one.path for one in self.requests if one.method == method and path in one.path]

    def holds_what(self, other: "FakeRegistry") -> None:
        """Hold the schemas that another holds, under its ids, as if they had been registered here."""
        self.schemas |= other.schemas
        self.subjects |= {subject: list(ids) for subject, ids in other.subjects.items()}
        self.levels |= other.levels
        self._next = other._next

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, caught: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: Request) -> Reply:
        """What the documentation says."""
        reply = Reply(404, b"<html>not found</html>")
        match request.method, request.path.removeprefix(self._path).strip("/").split("/"):
            case "POST", ["subjects", name]:
                reply = self._lookup(unquote(name), request.body["schema"])
            case "POST", ["subjects", name, "versions"]:
                reply = Reply(200, {"id": self.add(unquote(name), request.body["schema"])})
            case "GET", ["schemas", "ids", number] if int(number) in self.schemas:
                reply = Reply(200, {"schema": self.schemas[int(number)]})
            case "GET", ["schemas", "ids", _]:
                reply = error(404, 40403)
            case "GET", ["config", name] if unquote(name) in self.levels:
                reply = Reply(200, {"compatibilityLevel": self.levels[unquote(name)]})
            case "GET", ["config", _]:
                reply = error(404, 40408)
            case "PUT", ["config", name]:
                self.levels[unquote(name)] = request.body["compatibility"]
                reply = Reply(200, {"compatibility": request.body["compatibility"]})
        return reply

    def add(self, subject: str, schema: str) -> int:
        """Register a schema; the same schema has one id in all subjects."""
        number = self._find(schema, self.schemas)
        if number is None:
            number = self._next
            self._next += 1
            self.schemas[number] = schema
        ids = self.subjects.setdefault(subject, [])
        if number not in ids:
            ids.append(number)
        return number

    def _lookup(self, subject: str, schema: str) -> Reply:
        if subject not in self.subjects:
            return error(404, 40401)
        found = self._find(schema, self.subjects[subject])
        if found is None:
            return error(404, 40403)
        return Reply(200, {"subject": subject, "id": found, "schema": self.schemas[found]})

    def _find(self, schema: str, among: Any) -> int | None:  # noqa: ANN401 - ids, in any collection
        wanted = json.loads(schema)
        return next((number for number in among if json.loads(self.schemas[number]) == wanted), None)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10
            # Head and body in one packet: two would wait for each other's acknowledgement, 40 ms each time.
            wbufsize = -1
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(length)) if length else None
                request = Request(self.command, self.path, dict(self.headers), body)
                registry.requests.append(request)
                reply = registry.script(request) or registry.answer(request)
                if reply.hold is not None:
                    reply.hold.wait(10)
                if reply.hang_up:
                    self.close_connection = True
                    return
                payload = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                try:
                    self.send_response(reply.status)
                    for name, value in {"Content-Type": MEDIA_TYPE, **reply.headers}.items():
                        self.send_header(name, value)
                    if "Content-Length" in reply.headers:
                        self.close_connection = True  # promises more than it sends
                    else:
                        self.send_header("Content-Length", str(len(payload)))
                    self.end_headers()
                    self.wfile.write(payload)
                except OSError:
                    self.close_connection = True  # the client gave up waiting

            do_GET = do_POST = do_PUT = _serve  # noqa: N815 - names of the base class

            def log_message(self, *_arguments: object) -> None:
                """Say nothing on stderr."""

        return Handler
