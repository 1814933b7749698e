"""Settings become a connection to Kafka, and what goes wrong becomes an error that says what to do."""

import gc
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from hub.engine.kafka_client import connection, producer, reach, servers, tls, translated
from hub.engine.kafka_library import errors
from hub.errors import ConfigurationError, UnreachableError
from hub.settings import Settings

QUOTED = "tulp-anker-47"
"""Stands for what must not be passed on: a password, or a library's own text."""
SASL: dict[str, Any] = {
    "kafka": "broker:9093",
    "kafka_security": "SASL_SSL",
    "kafka_username": "hub-relay",
    "kafka_password": SecretStr(QUOTED),
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("broker:9092", ["broker:9092"]),
        (" a:1 , b-2.example:65535,", ["a:1", "b-2.example:65535"]),
        ("[::1]:9092", ["[::1]:9092"]),
    ],
)
def test_servers_are_host_and_port(text: str, found: list[str]) -> None:
    """Several servers stand with commas between, IPv6 in brackets."""
    assert servers(Settings(kafka=text)) == found


@pytest.mark.parametrize(
    "text", ["", " ", "broker", "broker:0", "broker:65536", "kafka://broker:9092", "a:1;b:2"]
)
def test_other_forms_are_refused(text: str) -> None:
    """What is no list of host:port is refused at once; the library would wait for it, with port 9092."""
    with pytest.raises(ConfigurationError, match="KETENHUB_KAFKA"):
        servers(Settings(kafka=text))


def test_sasl_is_scram_over_tls_with_a_hidden_password() -> None:
    """User and password go to the library, whose log of its arguments does not show the password."""
    arguments = connection(Settings(**SASL))

    assert arguments["sasl_mechanism"] == "SCRAM-SHA-512"
    assert arguments["sasl_plain_password"] == QUOTED
    assert arguments["ssl_context"].check_hostname
    assert QUOTED not in repr(arguments)


@pytest.mark.parametrize("missing", ["kafka_username", "kafka_password"])
def test_sasl_without_a_user_or_password_is_refused(missing: str) -> None:
    """SASL needs both; the library would try without, and be cut off without a word."""
    with pytest.raises(ConfigurationError, match="KETENHUB_KAFKA_USERNAME and KETENHUB_KAFKA_PASSWORD"):
        connection(Settings(**SASL | {missing: ""}))


def test_certificates_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """A file of certificates that is absent or empty is refused at once, not at the first handshake."""
    empty = tmp_path / "ca.pem"
    empty.touch()

    for path in (empty, tmp_path / "absent.pem"):
        with pytest.raises(ConfigurationError, match="KETENHUB_KAFKA_CA_FILE"):
            tls(Settings(kafka_security="SSL", kafka_ca_file=path))
    assert tls(Settings()) is None


@pytest.mark.parametrize(
    ("error", "ours", "words"),
    [
        (errors.SaslAuthenticationFailedError(QUOTED), ConfigurationError, "refuses the user"),
        (errors.UnsupportedSaslMechanismError(QUOTED), ConfigurationError, "SCRAM-SHA-512"),
        (errors.TopicAuthorizationFailedError(QUOTED), ConfigurationError, "does not allow"),
        (
            errors.KafkaConnectionError(f"CERTIFICATE_VERIFY_FAILED {QUOTED}"),
            ConfigurationError,
            "certificate",
        ),
        (errors.InvalidRequestError(QUOTED), ConfigurationError, "InvalidRequestError"),
        (errors.KafkaConnectionError(QUOTED), UnreachableError, "is it running"),
        (errors.KafkaTimeoutError(QUOTED), UnreachableError, "is it running"),
        (errors.RequestTimedOutError(QUOTED), UnreachableError, "is it running"),
        (errors.NotEnoughReplicasError(QUOTED), UnreachableError, "NotEnoughReplicasError.: try again"),
        (ConnectionResetError(QUOTED), UnreachableError, "ConnectionResetError"),
    ],
)
def test_the_librarys_errors_become_ours(error: Exception, ours: type[Exception], words: str) -> None:
    """What may pass is unreachable, what a person must mend is configuration; its text is left out."""
    with pytest.raises(ours, match=words) as raised, translated(Settings(**SASL)):
        raise error

    assert QUOTED not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("contact", [reach, producer])
def test_nobody_there(contact: Any) -> None:  # noqa: ANN401 - two functions of one form
    """Where nobody answers, that is said in time, and no thread of the library lives on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused, and nobody else's meanwhile
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        before = threading.active_count()

        with pytest.raises(UnreachableError, match=f"Kafka at {address} does not answer"):
            contact(Settings(kafka=address), patience_s=0.3)

    assert threading.active_count() == before


@pytest.mark.parametrize("contact", [reach, producer])
def test_somebody_who_says_nothing(contact: Any) -> None:  # noqa: ANN401 - two functions of one form
    """Where somebody listens and never answers, that is said in time, and no connection stays open."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]

        with pytest.raises(UnreachableError, match=f"Kafka at 127.0.0.1:{port} does not answer"):
            contact(Settings(kafka=f"127.0.0.1:{port}"), patience_s=0.3)

        sockets = [one for one in gc.get_objects() if isinstance(one, socket.socket)]
        assert [one for one in sockets if one.fileno() >= 0 and _peer(one) == port] == []


def _peer(one: socket.socket) -> int | None:
    try:
        return int(one.getpeername()[1])
    except (OSError, IndexError):
        return None
