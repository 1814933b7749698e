"""The HTTP client against a real HTTPS server: what goes over the wire, and what each failure becomes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from aiohttp import web

from hub.delivery.endpoints import OUR_ORIGIN, Endpoint, Partners
from hub.delivery.message import HttpMessage, compose
from hub.delivery.policy import Reply, Trouble
from hub.delivery.webhook import WebhookClient
from hub.errors import ConfigurationError
from tests.support.https import Certificates, HttpsPartner, make_certificates
from tests.support.partners import endpoint, event, never_native

Result = TypeVar("Result")

MESSAGE = compose(event("OM", "e-1", "s"), "cloudevents", never_native)
FIXED = 20.0
"""Seconds within which any of this must end on a slow machine; no test waits for it."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates for all tests of this module."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@asynccontextmanager
async def client_of(one: Endpoint) -> AsyncIterator[WebhookClient]:
    """An open client that knows one endpoint."""
    async with WebhookClient(Partners(endpoints={one.recipient: one})) as client:
        yield client


def run(coroutine: Awaitable[Result]) -> Result:
    """Run to the end, which must come."""

    async def bounded() -> Result:
        return await asyncio.wait_for(coroutine, FIXED)

    return asyncio.run(bounded())


def post_to(
    certificates: Certificates,
    prepare: Callable[[HttpsPartner], None] = lambda _partner: None,
    *,
    path: str = "/hook",
    mutual: bool = False,
    name: str = "127.0.0.1",
    **fields: object,
) -> tuple[Reply | Trouble, HttpsPartner]:
    """Post one message to a prepared server; what came of it, and the server as it was left."""

    async def play() -> tuple[Reply | Trouble, HttpsPartner]:
        async with HttpsPartner(certificates.server(mutual=mutual, name=name)) as partner:
            prepare(partner)
            one = endpoint("OM", url=partner.url(path), **({"ca_file": certificates.ca_file} | fields))
            async with client_of(one) as client:
                return await client.post(one, MESSAGE), partner

    return run(play())


def test_a_delivery_is_a_structured_cloudevent(certificates: Certificates) -> None:
    """The whole event is one JSON object; around it are its media type and our origin, and no person."""
    reply, partner = post_to(certificates)

    (request,) = partner.received
    assert reply == Reply(204)
    assert (request.method, request.path) == ("POST", "/hook")
    assert request.headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    assert request.headers["WebHook-Request-Origin"] == OUR_ORIGIN
    assert (request.event["specversion"], request.event["id"]) == ("1.0", "e-1")
    assert request.event["source"] == "urn:nld:oin:00000099000000099000:systeem:ketenhub"
    assert request.event["data"]["house"] == "VH22"
    assert "Authorization" not in request.headers
    assert request.headers["User-Agent"] == "ketenhub"


def test_a_handshake_asks_for_consent_and_rate(certificates: Certificates) -> None:
    """OPTIONS at the very address of the deliveries, with origin and rate; the answer's headers come back."""

    async def play() -> tuple[Reply | Trouble, HttpsPartner]:
        async with HttpsPartner(certificates.server()) as partner:
            one = endpoint("OM", url=partner.url("/hook"), ca_file=certificates.ca_file, rate=90)
            async with client_of(one) as client:
                return await client.ask(one), partner

    reply, partner = run(play())
    (request,) = partner.received
    assert reply == Reply(200, allowed_origin="*", allowed_rate="*")
    assert (request.method, request.path, request.body) == ("OPTIONS", "/hook", b"")
    assert request.headers["WebHook-Request-Origin"] == OUR_ORIGIN
    assert request.headers["WebHook-Request-Rate"] == "90"


def test_the_token_goes_in_its_header_only(certificates: Certificates) -> None:
    """A bearer token is sent as RFC 6750 says, never in the address."""
    token = "mF_9.B5f-4.1JqM"  # noqa: S105 - the example of RFC 6750
    _, partner = post_to(certificates, token=token)

    assert partner.received[0].headers["Authorization"] == f"Bearer {token}"


@pytest.mark.parametrize(
    ("status", "retry_after"),
    [(202, ""), (410, ""), (429, "7"), (500, ""), (503, "Fri, 14 Oct 2016 15:10:00 GMT")],
)
def test_an_answer_is_its_status_and_headers(
    certificates: Certificates, status: int, retry_after: str
) -> None:
    """What the policy needs of an answer comes through as it is."""
    headers = {"Retry_After": retry_after} if retry_after else {}
    reply, _ = post_to(certificates, lambda one: one.answers("POST", "/hook", status, **headers))

    assert reply == Reply(status, retry_after=retry_after)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirections_are_not_followed(certificates: Certificates, status: int) -> None:
    """Nobody can send a person's data to another address by answering with one."""
    reply, partner = post_to(
        certificates, lambda one: one.answers("POST", "/hook", status, Location=one.url("/elsewhere"))
    )

    assert reply == Reply(status)
    assert [one.path for one in partner.received] == ["/hook"]


def test_a_partner_that_hangs_costs_its_time_out(certificates: Certificates) -> None:
    """A server that takes the event and never answers is a time-out, bounded by the endpoint's own."""

    async def hang(_request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    reply, partner = post_to(
        certificates, lambda one: one.handlers.update({("POST", "/hook"): hang}), timeout_s=0.3
    )
    assert reply is Trouble.TIMEOUT
    assert len(partner.received) == 1


def test_a_trickling_answer_costs_no_more(certificates: Certificates) -> None:
    """An endless body is not read: the status is the answer."""

    async def trickle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=200)
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)

    reply, _ = post_to(certificates, lambda one: one.handlers.update({("POST", "/hook"): trickle}))

    assert reply == Reply(200)


def test_a_connection_that_breaks_off(certificates: Certificates) -> None:
    """A server that hangs up without an answer is unreachable; whether it took the event is not known."""

    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        await asyncio.Event().wait()
        raise AssertionError

    reply, _ = post_to(certificates, lambda one: one.handlers.update({("POST", "/hook"): hang_up}))

    assert reply is Trouble.UNREACHABLE


def test_an_unknown_authority_gets_nothing(certificates: Certificates) -> None:
    """A server whose certificate we cannot check never sees the event."""
    reply, partner = post_to(certificates, ca_file=certificates.other_ca_file)
    unknown, _ = post_to(certificates, ca_file=None)

    assert (reply, unknown, partner.received) == (Trouble.TLS, Trouble.TLS, [])


def test_another_name_gets_nothing(certificates: Certificates) -> None:
    """A valid certificate of somebody else is not enough."""
    reply, partner = post_to(certificates, name="elsewhere.example")

    assert (reply, partner.received) == (Trouble.TLS, [])


def test_mutual_tls(certificates: Certificates) -> None:
    """A partner that wants our certificate takes the event with it, and refuses us without.

    In TLS 1.3 the refusal comes after our first bytes, and the connection may break before we read why.
    """
    with_it, partner = post_to(
        certificates,
        mutual=True,
        client_certificate=certificates.client_certificate,
        client_key=certificates.client_key,
    )
    without, refusing = post_to(certificates, mutual=True)

    assert (with_it, len(partner.received)) == (Reply(204), 1)
    assert without in {Trouble.TLS, Trouble.UNREACHABLE}
    assert refusing.received == []


def test_tls_to_a_plain_server(certificates: Certificates) -> None:
    """A server that speaks no TLS gets nothing it could read."""

    async def play() -> tuple[Reply | Trouble, HttpsPartner]:
        async with HttpsPartner(None) as partner:
            address = partner.url("/hook").replace("http:", "https:")
            one = endpoint("OM", url=address, ca_file=certificates.ca_file)
            async with client_of(one) as client:
                return await client.post(one, MESSAGE), partner

    reply, partner = run(play())
    assert (reply, partner.received) == (Trouble.TLS, [])


def test_nobody_listens(certificates: Certificates) -> None:
    """A closed port is a refusal, and no exception."""

    async def play(address: str) -> Reply | Trouble:
        one = endpoint("OM", url=address, ca_file=certificates.ca_file)
        async with client_of(one) as client:
            return await client.post(one, MESSAGE)

    async def free_port() -> int:
        async with HttpsPartner(None) as partner:
            return partner.port

    assert run(play(f"https://127.0.0.1:{run(free_port())}/hook")) is Trouble.REFUSED


def test_the_environment_has_no_say(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that somebody set for this machine does not get persons' data."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    reply, _ = post_to(certificates)

    assert reply == Reply(204)


def test_certificates_that_are_none_stop_the_start(certificates: Certificates, tmp_path: Path) -> None:
    """Files without a certificate or key, or a pair that does not fit, are named at once."""
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("no certificate", "utf-8")

    with pytest.raises(ConfigurationError, match=r"nothing\.pem \(OM, ca_file\)"):
        WebhookClient(Partners(endpoints={"OM": endpoint("OM", ca_file=nothing)}))
    misfit = {"client_certificate": certificates.ca_file, "client_key": certificates.client_key}
    with pytest.raises(ConfigurationError, match="no certificate and its key"):
        WebhookClient(Partners(endpoints={"OM": endpoint("OM", **misfit)}))


def test_native_messages_carry_their_attributes_in_headers(certificates: Certificates) -> None:
    """HTTP binary mode: the body is the registry's own, and source and id stand beside it."""
    message = HttpMessage({"Content-Type": "application/xml", "ce-id": "e-1", "ce-source": "urn:x"}, b"<a/>")

    async def play() -> HttpsPartner:
        async with HttpsPartner(certificates.server()) as partner:
            one = endpoint("OM", url=partner.url(), ca_file=certificates.ca_file)
            async with client_of(one) as client:
                await client.post(one, message)
            return partner

    (request,) = run(play()).received
    assert (request.body, request.headers["Content-Type"], request.headers["ce-id"]) == (
        b"<a/>",
        "application/xml",
        "e-1",
    )
