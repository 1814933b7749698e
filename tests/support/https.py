"""A partner's real HTTPS server on this machine, with certificates of a test authority."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
import trustme
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CONSENT = {"WebHook-Allowed-Origin": "*", "WebHook-Allowed-Rate": "*"}


@dataclass(frozen=True)
class Certificates:
    """Files of an authority that signs the partner's server and the hub, and of one that signs neither."""

    directory: Path
    authority: trustme.CA
    ca_file: Path
    other_ca_file: Path
    client_certificate: Path
    client_key: Path

    def server(self, *, mutual: bool = False, name: str = "127.0.0.1") -> ssl.SSLContext:
        """TLS of a server of this name; ``mutual``: it wants the hub's certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(name).configure_cert(context)
        if mutual:
            self.authority.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def make_certificates(directory: Path) -> Certificates:
    """New authorities and certificates, in this folder."""
    authority, other = trustme.CA(), trustme.CA()
    files = {name: directory / f"{name}.pem" for name in ("ca", "other", "hub", "key")}
    authority.cert_pem.write_to_path(str(files["ca"]))
    other.cert_pem.write_to_path(str(files["other"]))
    hub = authority.issue_cert("ketenhub.example")
    hub.private_key_pem.write_to_path(str(files["key"]))
    for number, part in enumerate(hub.cert_chain_pems):
        part.write_to_path(str(files["hub"]), append=number > 0)
    return Certificates(directory, authority, files["ca"], files["other"], files["hub"], files["key"])


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """The CloudEvent in it."""
        found: dict[str, Any] = orjson.loads(self.body)
        return found


class HttpsPartner:
    """Consents to every handshake and takes every event, but where a handler is set for the path."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self.received: list[Received] = []
        self.handlers: dict[tuple[str, str], Handler] = {}
        self.arrived = asyncio.Condition()
        self._tls = tls
        self._runner: web.AppRunner | None = None
        self.port = 0

    def url(self, path: str = "/") -> str:
        """Where a path of it is."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}{path}"

    def answers(self, method: str, path: str, status: int, **headers: str) -> None:
        """Let it answer this; underscores in names of headers are hyphens."""
        spelled = {name.replace("_", "-"): text for name, text in headers.items()}

        async def answer(_request: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers=spelled)

        self.handlers[method, path] = answer

    async def until(self, count: int) -> None:
        """Wait until so many events were posted."""
        async with self.arrived:
            await self.arrived.wait_for(lambda: len(self.posted) >= count)

    @property
    def posted(self) -> list[Received]:
        """The deliveries."""
        return [one for one in self.received if one.method == "POST"]

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        application = web.Application(client_max_size=2**20)
        application.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        async with self.arrived:
            self.received.append(Received(request.method, request.path, dict(request.headers), body))
            self.arrived.notify_all()
        handler = self.handlers.get((request.method, request.path))
        if handler is not None:
            return await handler(request)
        if request.method == "OPTIONS":
            return web.Response(headers=CONSENT | {"Allow": "POST"})
        return web.Response(status=204)
