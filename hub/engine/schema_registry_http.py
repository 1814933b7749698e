"""A schema registry over HTTP: the five calls of Confluent's interface that the hub needs.

Confluent documents the interface (v1); Apicurio (under ``/apis/ccompat/v7``), Karapace and Redpanda offer
the same. Where registries may differ, the hub reads with care, for a wrong reading would make dead letters of
good events:

- "There is none" is a 404 *with a code of Confluent's in its body*. Any other 404 is a wrong address or a
  proxy's, and says nothing about schemas.
- 409 means incompatible; but Apicurio answers 409 with code 0 where it takes no schemas (it is read-only).
- Overload and faults (408, 429, 5xx) pass; the caller asks again.

What a registry says in words is never passed on. The standard library does, for these calls are few and
synchronous: aiohttp is not, and requests is here only for the tools that start containers. Proxies that the
environment names are not used, and redirects not followed: both would carry the password elsewhere.
"""

import base64
import http.client
import json
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

from hub.errors import ConfigurationError, SchemaIncompatibleError, UnreachableError
from hub.schemas.framing import MAX_ID

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
HIDDEN = "hidden from us"
"""In place of a level that this user may not see."""

_ABSENT = frozenset({40401, 40402, 40403, 40408})
"""No such subject, version, schema; no level of the subject's own."""

_READ_ONLY = 42205
_INVALID_SCHEMA = 42201
_FORBIDDEN = frozenset({403, 405})
_PASSING = frozenset({408, 425, 429})
_MAX_BYTES = 1_048_576

Value = TypeVar("Value", int, str)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back. ``code`` is Confluent's own error code; 0 where the body has none."""

    status: int
    code: int
    document: dict[str, Any]

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300

    @property
    def absent(self) -> bool:
        return self.status == 404 and self.code in _ABSENT


class SchemaRegistry:
    """One registry. Opens its connection at the first call; calls of several threads wait for each other.

    Every call may raise, besides what it names itself:

    - `UnreachableError`: no answer (within ``timeout_s`` of silence), or one that says "not now";
    - `ConfigurationError`: an answer, but of no schema registry, or not for this user.

    Args:
        url: ``http(s)://[user:password@]host[:port][/path]``; never logged, nor quoted in an error.
        username: for basic authentication; before that of the URL.
        password: belongs to ``username``.
        ca_file: certificates that sign the registry's own; None: those of the system.
        timeout_s: how long connecting, and each wait for the next bytes, may last.

    Raises:
        ConfigurationError: the URL is not of that form, or ``ca_file`` holds no certificates.
    """

    def __init__(
        self,
        url: str,
        *,
        username: str = "",
        password: str = "",
        ca_file: Path | None = None,
        timeout_s: float = 5.0,
    ) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
            host = (parts.hostname or "").encode("idna").decode()
        except ValueError:
            raise _malformed() from None
        if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
            raise _malformed()
        self._base = quote(parts.path.rstrip("/"), safe="/%")
        shown = f"[{host}]" if ":" in host else host
        self.place = f"{parts.scheme}://{shown}{f':{port}' if port else ''}{self._base}"
        """The address without user and password, for people to read."""
        self._headers = {"Accept": f"{MEDIA_TYPE}, application/json", "Content-Type": MEDIA_TYPE}
        if username or parts.username:
            user = username or unquote(parts.username or "")
            secret = password if username else unquote(parts.password or "")
            self._headers["Authorization"] = f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"
        self._connection = (
            http.client.HTTPSConnection(host, port, timeout=timeout_s, context=_trust(ca_file))
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=timeout_s)
        )
        self._lock = threading.Lock()

    def lookup(self, subject: str, schema: str) -> int | None:
        """The id of a schema that the subject has; None where it has not."""
        answer = self._ask("POST", f"/subjects/{quote(subject, safe='')}", {"schema": schema})
        if answer.absent:
            return None
        return self._id(answer)

    def register(self, subject: str, schema: str) -> int | None:
        """Add a schema to the subject, as its next version; asked again, the same id comes back.

        Returns:
            Its id; None where the registry takes none, or none from this user.

        Raises:
            SchemaIncompatibleError: it contradicts the subject's other versions, or is no schema to it.
        """
        answer = self._ask("POST", f"/subjects/{quote(subject, safe='')}/versions", {"schema": schema})
        if (
            answer.status in _FORBIDDEN
            or answer.code == _READ_ONLY
            or (answer.status == 409 and not answer.code)
        ):
            return None
        if answer.status == 409 or answer.code == _INVALID_SCHEMA:
            msg = (
                f"{self.place} refuses the committed schema of {subject}: incompatible with the versions it "
                "has; see GET /subjects/…/versions there, and never change an .avsc: raise schema_version"
            )
            raise SchemaIncompatibleError(msg)
        return self._id(answer)

    def schema_of(self, registry_id: int) -> str | None:
        """The text of the schema with this id; None where the registry has none."""
        answer = self._ask("GET", f"/schemas/ids/{registry_id}")
        return None if answer.absent else self._member(answer, "schema", str)

    def level(self, subject: str) -> str | None:
        """The compatibility that the subject itself demands, or `HIDDEN`; None: it has no say of its own.

        Apicurio answers NONE where a subject exists and has no say.
        """
        answer = self._ask("GET", f"/config/{quote(subject, safe='')}")
        if answer.absent:
            return None
        return HIDDEN if answer.status in _FORBIDDEN else self._member(answer, "compatibilityLevel", str)

    def set_level(self, subject: str, level: str) -> None:
        """Ask that the subject demand this compatibility. The registry may refuse: see `level` afterwards."""
        answer = self._ask("PUT", f"/config/{quote(subject, safe='')}", {"compatibility": level})
        # 409: read-only, or another process of the hub is doing the same.
        if not answer.well and answer.status not in {*_FORBIDDEN, 409, 422}:
            raise self._strange(answer)

    def close(self) -> None:
        """Let the connection go; the next call opens one."""
        with self._lock:
            self._connection.close()

    def _id(self, answer: _Answer) -> int:
        found = self._member(answer, "id", int)
        if not 0 <= found <= MAX_ID:
            msg = f"{self.place} assigns ids beyond {MAX_ID}, which Confluent's framing cannot hold"
            raise ConfigurationError(msg)
        return found

    def _member(self, answer: _Answer, name: str, kind: type[Value]) -> Value:
        found = answer.document.get(name)
        if not answer.well or not isinstance(found, kind) or isinstance(found, bool):
            raise self._strange(answer)
        return found

    def _strange(self, answer: _Answer) -> ConfigurationError:
        msg = (
            f"{self.place} does not answer as a schema registry does (HTTP {answer.status}, code "
            f"{answer.code}); check the path in KETENHUB_SCHEMA_REGISTRY: Apicurio's is /apis/ccompat/v7"
        )
        if answer.status in {401, 403}:
            msg = (
                f"{self.place} does not let this user in (HTTP {answer.status}); check "
                "KETENHUB_SCHEMA_REGISTRY_USERNAME and _PASSWORD"
            )
        return ConfigurationError(msg)

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> _Answer:
        with self._lock:
            status, payload = self._exchange(method, path, body)
        if status in _PASSING or status >= 500:
            msg = f"{self.place} cannot answer now (HTTP {status}); see its log"
            raise UnreachableError(msg)
        try:
            document = json.loads(payload)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            document = {}
        code = document.get("error_code")
        return _Answer(status, code if isinstance(code, int) else 0, document)

    def _exchange(self, method: str, path: str, body: dict[str, str] | None) -> tuple[int, bytes]:
        payload = None if body is None else json.dumps(body).encode()
        try:
            self._connection.request(method, self._base + path, payload, self._headers)
            response = self._connection.getresponse()
            answer = response.read(_MAX_BYTES + 1)
            if response.length and len(answer) <= _MAX_BYTES:
                # A read with a bound does not say so itself.
                raise http.client.IncompleteRead(b"", response.length)
        except ssl.SSLCertVerificationError:
            self._connection.close()
            msg = (
                f"the certificate of {self.place} is signed by nobody we trust, or is another's; "
                "set KETENHUB_SCHEMA_REGISTRY_CA_FILE"
            )
            raise ConfigurationError(msg) from None
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            msg = f"{self.place}, the schema registry, does not answer ({type(error).__name__}); is it up?"
            raise UnreachableError(msg) from None
        if len(answer) > _MAX_BYTES:
            self._connection.close()
            return response.status, b""
        return response.status, answer


def _malformed() -> ConfigurationError:
    # The URL is not quoted: it may hold a password.
    return ConfigurationError(
        "KETENHUB_SCHEMA_REGISTRY is not of the form http(s)://[user:password@]host[:port][/path]"
    )


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ValueError):
        msg = f"KETENHUB_SCHEMA_REGISTRY_CA_FILE: no certificates can be read from {ca_file}"
        raise ConfigurationError(msg) from None
