"""The partners' endpoints: a TOML file that ``KETENHUB_PARTNERS`` names.

::

    origin = "ketenhub.example"                # optional: who we are to the partners

    [partners.VH22]
    url = "https://hooks.markiezaten.example/ketenhub"
    token_env = "VH22_TOKEN"                   # the variable that holds the bearer token, never the token
    ca_file = "markiezaten-ca.pem"             # optional; paths are relative to this file
    client_certificate = "hub.pem"             # optional: mutual TLS
    client_key = "hub-key.pem"
    format = "cloudevents"                     # or "native": the recipient's own registry format
    hours = "opening"                          # or "always"
    handshake = true                           # false: the agreement is on paper (NL GOV allows it)
    rate = 600                                 # requests a minute that we ask for
    concurrency = 4                            # persons at a time
    timeout_s = 10                             # for one request, from connecting to the answer

Houses default to ``hours = "opening"``: outside its hours nobody there reads, and a message about a person
should not lie about unread. The others default to ``always``: the registries of OM, police, 3RO and Raad run
day and night, also when no desk is staffed (report lines 685 and 687), and what is decided at night must be
there in the morning.

A recipient that is not in the file gets nothing; its events wait in the mailbox until it is.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, NoReturn, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator

from hub.errors import ConfigurationError
from hub.schemas.base import Frozen

Format = Literal["cloudevents", "native"]

OUR_ORIGIN = "00000099000000099000.oin.ketenhub.example"
"""A DNS name, as the web hook specification wants one, made of our OIN (invented, like all OINs here)."""

_HOSTNAME = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$"
_HOUSE = re.compile(r"VH[0-9]{2}")


class Endpoint(Frozen):
    """Where and how one recipient takes its events. See the module for the fields of the file.

    ``token`` is read from the environment; it never stands in the file, and never shows.
    """

    recipient: str
    url: str
    format: Format = "cloudevents"
    token_env: str = ""
    token: SecretStr | None = None
    ca_file: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    hours: Literal["opening", "always"] = "always"
    handshake: bool = True
    rate: int = Field(default=600, ge=1, le=60_000)
    concurrency: int = Field(default=4, ge=1, le=64)
    timeout_s: float = Field(default=10.0, ge=0.1, le=120.0)

    @field_validator("url")
    @classmethod
    def _is_plain(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isascii():
            msg = "not an address such as https://hooks.example.nl/ketenhub"
            raise ValueError(msg)
        if parts.username or parts.password or parts.query or parts.fragment:
            msg = "no user, query or fragment: a URL ends up in logs; use token_env or client_certificate"
            raise ValueError(msg)
        _ = parts.port  # raises where it is none
        return url

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.client_certificate is None) != (self.client_key is None):
            msg = "client_certificate and client_key belong together"
            raise ValueError(msg)
        return self

    @property
    def secure(self) -> bool:
        """Whether it is reached over TLS."""
        return urlsplit(self.url).scheme == "https"


class Partners(Frozen):
    """All endpoints by recipient, and the name under which we send."""

    origin: str = Field(default=OUR_ORIGIN, pattern=_HOSTNAME, max_length=253)
    endpoints: dict[str, Endpoint] = Field(default_factory=dict)


def load_partners(
    path: Path, *, production: bool, recipients: Collection[str], environment: Mapping[str, str]
) -> Partners:
    """Read the file of endpoints.

    Args:
        path: the TOML file.
        production: https and credentials are a must; else http is taken on this machine (loopback).
        recipients: everybody that the hub may send to.
        environment: where the tokens are.

    Raises:
        ConfigurationError: names the file, the line, the field and the remedy; never a token.
    """
    text = _read(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f", line {line[1]}" if line else ""
        msg = f"{path}{where}: not TOML; see docs/how-to/connect-a-partner.md for an example"
        raise ConfigurationError(msg) from None
    tables = document.pop("partners", {})
    if document.keys() - {"origin"} or not isinstance(tables, dict):
        msg = f"{path}: only origin and [partners.NAME] tables may stand at the top"
        raise ConfigurationError(msg)
    place = _Place(path, text)
    endpoints = {
        name: _endpoint(place, name, table, production, recipients, environment)
        for name, table in tables.items()
    }
    try:
        return Partners(endpoints=endpoints, **document)
    except ValidationError:
        msg = f"{place.at('', 'origin')}: origin is a DNS name such as ketenhub.example"
        raise ConfigurationError(msg) from None


class _Place:
    """Where in the file something stands, for the error."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._lines = text.splitlines()

    def at(self, name: str, field: str = "") -> str:
        """``partners.toml, line 3``; of the table where the field has no line of its own."""
        inside, found = not name, 0
        for number, line in enumerate(self._lines, start=1):
            if header := re.match(r"\s*\[\s*partners\s*\.\s*[\"']?([^\"'\]]+?)[\"']?\s*\]", line):
                inside = header[1] == name
                found = number if inside else found
            elif inside and field and re.match(rf"\s*{re.escape(field)}\s*=", line):
                return f"{self.path}, line {number}"
        return f"{self.path}, line {found}" if found else str(self.path)


def _endpoint(
    place: _Place,
    name: str,
    table: object,
    production: bool,
    recipients: Collection[str],
    environment: Mapping[str, str],
) -> Endpoint:
    if name not in recipients:
        _refuse(place, name, "", f"the hub sends nothing to {name}; recipients are named like OM, 3RO, VH22")
    if not isinstance(table, dict):
        _refuse(place, name, "", "is not a table; write [partners.NAME] above its fields")
    for derived in ("recipient", "token"):
        if derived in table:
            _refuse(place, name, derived, "does not belong in the file; a token is named with token_env")
    given = {"hours": "opening" if _HOUSE.fullmatch(name) else "always"} | table | {"recipient": name}
    try:
        endpoint = Endpoint.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False)[0]
        _refuse(place, name, ".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, "))
    endpoint = _with_files(place, endpoint)
    _check_trust(place, endpoint, production=production)
    if not endpoint.token_env:
        return endpoint
    token = environment.get(endpoint.token_env, "")
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        remedy = f"the environment variable {endpoint.token_env} is not set, or holds no token without spaces"
        _refuse(place, name, "token_env", remedy)
    return endpoint.model_copy(update={"token": SecretStr(token)})


def _with_files(place: _Place, endpoint: Endpoint) -> Endpoint:
    """The endpoint with its paths taken from the folder of the file; each must be there."""
    paths: dict[str, Path] = {}
    for field in ("ca_file", "client_certificate", "client_key"):
        given: Path | None = getattr(endpoint, field)
        if given is not None:
            paths[field] = place.path.parent / given
            if not paths[field].is_file():
                _refuse(place, endpoint.recipient, field, f"{paths[field]} does not exist")
    return endpoint.model_copy(update=paths)


def _check_trust(place: _Place, endpoint: Endpoint, *, production: bool) -> None:
    if not endpoint.secure and (production or not _is_loopback(urlsplit(endpoint.url).hostname or "")):
        _refuse(place, endpoint.recipient, "url", "use https; http is for tests on this machine only")
    if production and not endpoint.token_env and endpoint.client_certificate is None:
        remedy = "the partner must know that it is us: set token_env or client_certificate"
        _refuse(place, endpoint.recipient, "", remedy)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse(place: _Place, name: str, field: str, remedy: str) -> NoReturn:
    subject = f"[partners.{name}]" + (f" {field}" if field else "")
    msg = f"{place.at(name, field.partition('.')[0])}: {subject}: {remedy}"
    raise ConfigurationError(msg) from None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        msg = f"{path} cannot be read as text; KETENHUB_PARTNERS names the file of endpoints"
        raise ConfigurationError(msg) from None
