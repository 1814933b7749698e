"""Connections to Kafka by kafka-python: the relay's producer, and the client that administers and looks.

The one place that knows how settings become a connection. Faust's own client takes `tls` from here.
"""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import SecretStr

from hub.engine.kafka_contact import Producer, make_client
from hub.engine.kafka_errors import SASL_MECHANISM, ours
from hub.engine.kafka_library import KafkaAdminClient, KafkaProducer, errors
from hub.errors import ConfigurationError
from hub.streams.topics import MAX_MESSAGE_BYTES

_SERVER = re.compile(r"(?:[A-Za-z0-9_.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})")


class KafkaSettings(Protocol):
    """What of the settings this module reads; `hub.settings.Settings` fits."""

    @property
    def kafka(self) -> str:
        """Bootstrap servers."""

    @property
    def kafka_security(self) -> str:
        """Kafka's name of the protocol."""

    @property
    def kafka_username(self) -> str:
        """With SASL: the user."""

    @property
    def kafka_password(self) -> SecretStr:
        """With SASL: the user's password."""

    @property
    def kafka_ca_file(self) -> Path | None:
        """With TLS: the certificates that are trusted; None: the system's."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that answered.

    Attributes:
        id: its own.
        brokers: each ``host:port``.
        version: ``4.3``, inferred by the library from the requests that a broker knows.
    """

    id: str
    brokers: tuple[str, ...]
    version: str


def servers(settings: KafkaSettings) -> list[str]:
    """The bootstrap servers, each ``host:port``.

    Raises:
        ConfigurationError: none is given, or one is not of this form.
    """
    if not settings.kafka.strip():
        msg = "no Kafka is given: set KETENHUB_KAFKA=host:port, or start a local one with `ketenhub up`"
        raise ConfigurationError(msg)
    found = [part.strip() for part in settings.kafka.split(",") if part.strip()]
    for server in found:
        match = _SERVER.fullmatch(server)
        if match is None or not 0 < int(match[1]) <= 65535:
            msg = "KETENHUB_KAFKA is not host:port, or several of them with commas between"
            raise ConfigurationError(msg)
    return found


def tls(settings: KafkaSettings) -> ssl.SSLContext | None:
    """How to check the brokers' certificates; None where the connection is not encrypted.

    Raises:
        ConfigurationError: the file of certificates is absent or holds none.
    """
    if settings.kafka_security not in {"SSL", "SASL_SSL"}:
        return None
    try:
        return ssl.create_default_context(cafile=settings.kafka_ca_file)
    except OSError:  # ssl.SSLError is one too
        msg = "KETENHUB_KAFKA_CA_FILE cannot be read, or holds no certificates in PEM form"
        raise ConfigurationError(msg) from None


def connection(settings: KafkaSettings, client_id: str = "ketenhub") -> dict[str, Any]:
    """Arguments that every client of kafka-python takes.

    Raises:
        ConfigurationError: the settings of Kafka do not fit together.
    """
    found: dict[str, Any] = {
        "bootstrap_servers": servers(settings),
        "client_id": client_id,
        "security_protocol": settings.kafka_security,
        "ssl_context": tls(settings),
    }
    if settings.kafka_security.startswith("SASL"):
        password = settings.kafka_password.get_secret_value()
        if not settings.kafka_username or not password:
            msg = f"{settings.kafka_security} needs KETENHUB_KAFKA_USERNAME and KETENHUB_KAFKA_PASSWORD"
            raise ConfigurationError(msg)
        found |= {
            "sasl_mechanism": SASL_MECHANISM,
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": _Hidden(password),
        }
    return found


@contextmanager
def admin(
    settings: KafkaSettings, *, client_id: str = "ketenhub-admin", patience_s: float = 10.0
) -> Iterator[KafkaAdminClient]:
    """A client for administration and for looking; what goes wrong within the block becomes an error of ours.

    Args:
        settings: where and as whom.
        client_id: how the brokers' logs name us.
        patience_s: the longest wait for a first contact, and for each answer.

    Raises:
        UnreachableError: nobody answers.
        ConfigurationError: Kafka refuses who we are, or what we ask.
    """
    milliseconds = int(patience_s * 1000)
    with translated(settings):
        client = make_client(
            KafkaAdminClient,
            **connection(settings, client_id),
            request_timeout_ms=milliseconds,
            bootstrap_timeout_ms=milliseconds,
        )
        try:
            yield client
        finally:
            client.close()


def producer(
    settings: KafkaSettings, *, client_id: str = "ketenhub-relay", patience_s: float = 10.0
) -> KafkaProducer:
    """The relay's producer: idempotent, so that a retry neither doubles nor reorders what one producer sends.

    A record that is not acknowledged by all in-sync replicas within 30 s fails; then the producer must be
    thrown away, for what follows the record may still go through. Close it with a time-out, or it waits for
    ever.

    Raises:
        UnreachableError: nobody answers.
        ConfigurationError: Kafka refuses who we are.
    """
    with translated(settings):
        return make_client(
            Producer,
            **connection(settings, client_id),
            acks=-1,
            enable_idempotence=True,
            # Up to five may be under way: the broker puts them in order by their sequence numbers.
            max_in_flight_requests_per_connection=5,
            linger_ms=5,
            request_timeout_ms=10_000,
            # Retries have no count: this is what ends them.
            delivery_timeout_ms=30_000,
            max_block_ms=10_000,
            max_request_size=MAX_MESSAGE_BYTES,
            allow_auto_create_topics=False,
            bootstrap_timeout_ms=int(patience_s * 1000),
        )


def reach(settings: KafkaSettings, *, patience_s: float = 2.0) -> Cluster:
    """Ask the cluster who it is.

    Raises:
        UnreachableError: nobody answers in time.
        ConfigurationError: the settings do not fit, or Kafka refuses us.
    """
    with admin(settings, client_id="ketenhub-doctor", patience_s=patience_s) as client:
        return cluster_of(client)


def cluster_of(client: KafkaAdminClient) -> Cluster:
    """The cluster that a client is connected with."""
    found = client.describe_cluster()
    brokers = sorted(found["brokers"], key=lambda broker: broker["broker_id"])
    version = client.get_broker_version_data(brokers[0]["broker_id"]).broker_version
    return Cluster(
        id=found["cluster_id"],
        brokers=tuple(f"{broker['host']}:{broker['port']}" for broker in brokers),
        version=".".join(str(part) for part in version),
    )


@contextmanager
def translated(settings: KafkaSettings) -> Iterator[None]:
    """Turn what kafka-python raises within the block into errors of ours, without its texts.

    Raises:
        UnreachableError: nobody answers, or not yet.
        ConfigurationError: Kafka refuses who we are, or what we ask.
    """
    try:
        yield
    except (errors.KafkaError, OSError) as error:
        sasl = settings.kafka_security.startswith("SASL")
        raise ours(error, settings.kafka, sasl=sasl) from None


class _Hidden(str):
    """A password that does not show in a log of the arguments it is among."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"
