"""Talking to a schema registry that is away, slow, strange or secured: what passes, and what needs repair."""

import ssl
import threading
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import trustme
from pydantic import SecretStr

from hub.engine.schema_registry import RegistryFramer, enrol, open_framer
from hub.engine.schema_registry_http import SchemaRegistry
from hub.errors import ConfigurationError, UnreachableError
from hub.schemas.codec import encode, read_committed
from hub.schemas.events import PersonMarked
from hub.schemas.framing import to_confluent
from hub.settings import Settings
from tests.support.events import sample
from tests.support.schema_registry import FakeRegistry, Reply, answering, error

COMMITTED = read_committed()
MARKED = next(
    one for one in COMMITTED if (one.kind, one.version) == (PersonMarked.kind, PersonMarked.schema_version)
)
VALUE = encode(sample(PersonMarked))
PASSING = {
    "overloaded": Reply(429),
    "slow behind a proxy": Reply(408),
    "a fault": error(500, 50001),
    "no leader": error(500, 50003),
    "starting up": Reply(503, b"<html>"),
    "hung up": Reply(200, hang_up=True),
    "cut off": Reply(200, b'{"id"', headers={"Content-Length": "4000"}),
}
"""What a registry, or what stands before it, says when it is worth asking again."""

WRONG = {
    "no such path": Reply(404, b"<html>"),
    "no such path, as JSON": error(404, 404),
    "who are you": error(401, 40101),
    "not for you": error(403, 40301),
    "moved": Reply(302, headers={"Location": "http://127.0.0.1:1/"}),
    "a web page": Reply(200, b"<html>welcome</html>"),
    "a list": Reply(200, []),
    "another service": Reply(200, {"status": "UP"}),
    "wrong types": Reply(200, {"id": True, "schema": 7, "compatibilityLevel": None}),
    "without end": Reply(200, b" " * 1_100_000),
    "a nest": Reply(200, b"[" * 100_000),
}
"""What no registry says; somebody must look at the settings."""


@pytest.fixture(scope="module")
def filled() -> FakeRegistry:
    """A registry, served no more, that a hub has registered all our schemas with."""
    with FakeRegistry(first_id=1000) as served:
        open_framer(served.url)
        return served


@pytest.fixture
def registry(filled: FakeRegistry) -> Iterator[FakeRegistry]:
    """A registry that holds all our schemas, and the sample's once more under id 7."""
    with FakeRegistry(first_id=1000) as served:
        served.holds_what(filled)
        served.schemas[7] = MARKED.text
        yield served


def impatient(served: FakeRegistry) -> RegistryFramer:
    """A framer that is ready, and from now on waits at most a tenth of a second for an answer."""
    client = SchemaRegistry(served.url, timeout_s=0.1)
    with closing(SchemaRegistry(served.url)) as patient:
        return RegistryFramer(client, enrol(patient, COMMITTED, register=False))


def text_of(caught: pytest.ExceptionInfo[BaseException]) -> str:
    """All that a person could read of the error, what caused it included."""
    return "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING.keys())
def test_what_passes_is_unreachable_at_the_start(registry: FakeRegistry, reply: Reply) -> None:
    """The process ends with exit 4, and whoever supervises it starts it again."""
    registry.script = lambda _request: reply

    with pytest.raises(UnreachableError) as caught:
        open_framer(registry.url)

    assert "TEXT OF THE REGISTRY" not in text_of(caught)


@pytest.mark.parametrize("place", ["/config/", "/subjects/", "/schemas/ids/"])
@pytest.mark.parametrize("reply", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_a_matter_of_settings_at_the_start(
    registry: FakeRegistry, reply: Reply, place: str
) -> None:
    """Whichever question meets it, the hub does not start; only a level that is hidden is no obstacle."""
    registry.script = lambda request: reply if place in request.path else None

    if (reply.status, place) == (403, "/config/"):
        assert isinstance(open_framer(registry.url), RegistryFramer)
        return
    with pytest.raises(ConfigurationError) as caught:
        open_framer(registry.url)

    assert "TEXT OF THE REGISTRY" not in text_of(caught)


@pytest.mark.parametrize("reply", [*PASSING.values(), *WRONG.values()], ids=[*PASSING, *WRONG])
def test_a_running_hub_waits_whatever_is_wrong(registry: FakeRegistry, reply: Reply) -> None:
    """No fault between hub and registry makes a dead letter of a good event; once mended, it is read."""
    framer = open_framer(registry.url)
    registry.script = answering("GET", "/schemas/ids/7", reply)

    for _ in range(2):
        with pytest.raises(UnreachableError):
            framer.into(to_confluent(VALUE, 7))
    registry.script = lambda _request: None

    assert framer.into(to_confluent(VALUE, 7)) == VALUE


def test_a_registry_that_never_answers_is_left(registry: FakeRegistry) -> None:
    """A question has an end, so a worker is back to see that it was told to stop."""
    framer = impatient(registry)
    release = threading.Event()
    registry.script = lambda _request: Reply(200, {}, hold=release)

    with pytest.raises(UnreachableError):
        framer.into(to_confluent(VALUE, 7))

    release.set()


def test_a_registry_that_is_away_is_unreachable() -> None:
    """Nobody listens there: asked again later."""
    with FakeRegistry() as registry:
        url = registry.url
    with pytest.raises(UnreachableError, match="localhost"):
        open_framer(url)


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8081",
        "ftp://geheim:woord@localhost",
        "http://",
        "http://geheim:woord@localhost:port",
        "http://geheim:woord@localhost:99999",
        "http://geheim:woord@one:8081,http://two:8081",
        "http://geheim:woord@localhost/?x=1",
        f"http://geheim:woord@{'x' * 64}.nl",
        "http://[::1",
    ],
)
def test_a_malformed_address_is_not_quoted(url: str) -> None:
    """It may hold a password: the error says the form, never the address."""
    with pytest.raises(ConfigurationError) as caught:
        open_framer(url)

    assert "woord" not in text_of(caught)
    assert "KETENHUB_SCHEMA_REGISTRY" in str(caught.value)


@pytest.mark.parametrize(
    ("user", "own", "header"),
    [
        ("", ("", ""), None),
        ("hub%40om:ge%3Aheim%C3%A9@", ("", ""), "Basic aHViQG9tOmdlOmhlaW3DqQ=="),
        ("hub:x@", ("hub@om", "ge:heimé"), "Basic aHViQG9tOmdlOmhlaW3DqQ=="),
        ("", ("hub@om", "ge:heimé"), "Basic aHViQG9tOmdlOmhlaW3DqQ=="),
    ],
    ids=["nobody", "in the URL", "settings before the URL", "settings"],
)
def test_the_user_is_named_in_every_request(
    registry: FakeRegistry, user: str, own: tuple[str, str], header: str | None
) -> None:
    """Basic authentication, from the settings or else from the URL, where signs are escaped."""
    registry.requests.clear()

    open_framer(registry.url.replace("http://", f"http://{user}"), username=own[0], password=own[1])

    assert {request.headers.get("Authorization") for request in registry.requests} == {header}
    assert {request.headers.get("Content-Type") for request in registry.requests} == {
        "application/vnd.schemaregistry.v1+json"
    }


def test_the_password_shows_nowhere(registry: FakeRegistry) -> None:
    """Neither an error, nor the address for people, nor printed settings hold it."""
    url = registry.url.replace("http://", "http://hub:woord@")
    registry.script = lambda _request: error(401, 40101)

    with pytest.raises(ConfigurationError) as caught:
        open_framer(url)

    shown = Settings(schema_registry=url, schema_registry_password=SecretStr("woord"))
    assert "woord" not in text_of(caught) + SchemaRegistry(url).place + repr(shown) + str(shown)
    assert "KETENHUB_SCHEMA_REGISTRY_USERNAME" in str(caught.value)


def test_a_registry_may_stand_under_a_path() -> None:
    """As Apicurio's does; a slash at the end makes no difference."""
    with FakeRegistry(path="/apis/ccompat/v7") as registry:
        assert open_framer(registry.url + "/").out(VALUE)[0] == 0
        assert {one.path.split("/")[1] for one in registry.requests} == {"apis"}


def test_a_registry_with_a_certificate_is_trusted_by_its_signer(tmp_path: Path) -> None:
    """HTTPS is checked against the given certificates; a stranger's is a matter of settings."""
    signer, stranger = trustme.CA(), trustme.CA()
    signer.cert_pem.write_to_path(tmp_path / "ca.pem")
    stranger.cert_pem.write_to_path(tmp_path / "stranger.pem")
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    signer.issue_cert("localhost").configure_cert(own)

    with FakeRegistry(trust=own) as registry:
        assert open_framer(registry.url, ca_file=tmp_path / "ca.pem").out(VALUE)[0] == 0
        for wrong in (tmp_path / "stranger.pem", None):
            with pytest.raises(ConfigurationError, match="CA_FILE"):
                open_framer(registry.url, ca_file=wrong)


@pytest.mark.parametrize("content", [None, b"no certificates"], ids=["no file", "none in it"])
def test_a_file_without_certificates_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Before anything is asked."""
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigurationError, match="CA_FILE"):
        open_framer("https://localhost:1", ca_file=file)
