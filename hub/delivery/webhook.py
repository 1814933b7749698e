"""Delivery over HTTPS, by CloudEvents' "HTTP 1.1 Web Hooks for Event Delivery" 1.0.2 and NL GOV's guideline.

One client for all partners. What a partner or the network does is an answer, never an exception: `Reply` or
`Trouble`. A response's body is not read, and its connection is closed if it has one that is large: a partner
cannot fill our memory or our logs. Redirections are not followed (2.2), cookies not kept, proxies of the
environment not used: a message about a person goes to the address that was agreed, or nowhere.
"""

import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import aiohttp

from hub.delivery.endpoints import Endpoint, Partners
from hub.delivery.message import HttpMessage
from hub.delivery.policy import Reply, Trouble
from hub.errors import ConfigurationError

_CONNECT_S = 5.0
_USER_AGENT = "ketenhub"


class WebhookClient:
    """The courier. Use it with ``async with``, inside the event loop that it will run in.

    Raises:
        ConfigurationError: a certificate or key that cannot be used; at construction, naming the file.
    """

    def __init__(self, partners: Partners) -> None:
        self._origin = partners.origin
        self._tls = {
            recipient: tls_context(endpoint)
            for recipient, endpoint in partners.endpoints.items()
            if endpoint.secure
        }
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the client."""
        self._session = aiohttp.ClientSession(
            # The dispatcher bounds what is on its way per partner; a bound here would let one starve another.
            # A connection that a partner closes just when it is used again looks like a failure: none is kept
            # for long.
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=4),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _USER_AGENT},
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, endpoint: Endpoint) -> Reply | Trouble:
        """The handshake (4.1): may we send, and how many requests a minute?"""
        headers = {"WebHook-Request-Origin": self._origin, "WebHook-Request-Rate": str(endpoint.rate)}
        return await self._send("OPTIONS", endpoint, headers, None)

    async def post(self, endpoint: Endpoint, message: HttpMessage) -> Reply | Trouble:
        """Deliver one message (2.1)."""
        headers = {"WebHook-Request-Origin": self._origin, **message.headers}
        return await self._send("POST", endpoint, headers, message.body)

    async def _send(
        self, method: str, endpoint: Endpoint, headers: Mapping[str, str], body: bytes | None
    ) -> Reply | Trouble:
        if self._session is None:
            msg = "the client is not open"
            raise RuntimeError(msg)
        secret = endpoint.token
        bearer = {"Authorization": f"Bearer {secret.get_secret_value()}"} if secret is not None else {}
        try:
            async with self._session.request(
                method,
                endpoint.url,
                headers={**headers, **bearer},
                data=body,
                ssl=self._tls.get(endpoint.recipient, True),
                allow_redirects=False,
                # The total includes the wait for a connection, so a partner that hangs costs no more.
                timeout=aiohttp.ClientTimeout(total=endpoint.timeout_s, sock_connect=_CONNECT_S),
            ) as response:
                return Reply(
                    response.status,
                    retry_after=response.headers.get("Retry-After", ""),
                    allowed_origin=response.headers.get("WebHook-Allowed-Origin", ""),
                    allowed_rate=response.headers.get("WebHook-Allowed-Rate", ""),
                )
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return _trouble(error)


def tls_context(endpoint: Endpoint) -> ssl.SSLContext:
    """How an endpoint is trusted, and how it can know us.

    Raises:
        ConfigurationError: a file holds no usable certificate or key.
    """
    try:
        context = ssl.create_default_context(cafile=endpoint.ca_file)
    except (ssl.SSLError, OSError):
        msg = f"{endpoint.ca_file} ({endpoint.recipient}, ca_file) holds no certificate in PEM form"
        raise ConfigurationError(msg) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if endpoint.client_certificate is not None:
        try:
            # A password would be asked for on the terminal; a worker has none.
            context.load_cert_chain(endpoint.client_certificate, endpoint.client_key, password="")
        except (ssl.SSLError, OSError):
            pair = f"{endpoint.client_certificate} and {endpoint.client_key} ({endpoint.recipient})"
            msg = f"{pair} are no certificate and its key in PEM form, without a password"
            raise ConfigurationError(msg) from None
    return context


def _trouble(error: Exception) -> Trouble:
    """Which kind of silence it was. The text of the error is dropped: it may quote what the partner sent."""
    causes = {type(one) for one in _chain(error)}
    if any(issubclass(kind, ssl.SSLError | ssl.CertificateError | aiohttp.ClientSSLError) for kind in causes):
        return Trouble.TLS
    if any(issubclass(kind, TimeoutError) for kind in causes):
        return Trouble.TIMEOUT
    if any(issubclass(kind, ConnectionRefusedError) for kind in causes):
        return Trouble.REFUSED
    return Trouble.UNREACHABLE


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        inner = getattr(error, "os_error", None)
        error = inner if isinstance(inner, BaseException) and inner is not error else error.__cause__
    return found
