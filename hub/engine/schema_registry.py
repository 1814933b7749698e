"""The framer that knows a schema registry: Confluent's framing on the wire, where one is configured.

At start every committed schema gets its id, once (`enrol`); ids never change, so they are kept for good and
publishing asks nobody. A value with an id that was not met before is looked up once; its schema is accepted
only if it is one of ours, by fingerprint. The registry is believed in nothing: a schema it gives back under
our id must have our fingerprint, or the hub does not start.

Subjects are named after the record (Confluent's RecordNameStrategy), for ``events`` and ``out.<partner>``
hold many types of event; see docs/decisions/0010.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import structlog

from hub.engine.schema_registry_http import SchemaRegistry
from hub.errors import ConfigurationError, SchemaIncompatibleError, UnknownSchemaError, UnreachableError
from hub.schemas.codec import Committed, read_committed, schema_id
from hub.schemas.framing import (
    Framer,
    Framing,
    SingleObject,
    fingerprint_of,
    framing_of,
    from_confluent,
    single_object,
    to_confluent,
)

LEVEL = "FULL_TRANSITIVE"
"""Each version reads what each other version wrote: the log is read by old and new alike."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the registry and the hub agreed on.

    Attributes:
        ids: the registry's id of each committed schema, by fingerprint.
        remarks: in words, what in the registry is not as the hub expects, and was left alone.
    """

    ids: Mapping[bytes, int]
    remarks: tuple[str, ...]


class RegistryFramer:
    """The `Framer` beside a schema registry."""

    def __init__(self, registry: SchemaRegistry, enrolment: Enrolment) -> None:
        self._registry = registry
        self._ids = dict(enrolment.ids)
        self._schemas: dict[int, bytes | None] = {number: ident for ident, number in self._ids.items()}
        """Fingerprint by id; None: a schema that is none of ours."""
        self.remarks = enrolment.remarks

    def out(self, value: bytes) -> bytes:
        """A stored value in Confluent's framing. Asks nobody.

        Raises:
            UnknownSchemaError: written with a schema that this version of the hub does not have.
            DecodeError: or another of its kinds: not a stored value.
        """
        fingerprint = fingerprint_of(value)
        if fingerprint not in self._ids:
            raise UnknownSchemaError(
                code="unknown-fingerprint",
                field="byte:2",
                hint=f"No schema {fingerprint.hex()}; is this version older?",
            )
        return to_confluent(value, self._ids[fingerprint])

    def into(self, value: bytes) -> bytes:
        """A value from a topic as single-object encoding. Asks the registry once for each new id.

        Raises:
            UnknownSchemaError: the registry has no schema of this id, or it is none of ours.
            DecodeError: or another of its kinds: neither framing, or cut off.
            UnreachableError: the registry is needed and does not answer as it should.
        """
        if framing_of(value) is Framing.SINGLE_OBJECT:
            return value
        registry_id, body = from_confluent(value)
        if registry_id not in self._schemas:
            self._schemas[registry_id] = self._fetch(registry_id)
        fingerprint = self._schemas[registry_id]
        if fingerprint is None:
            raise UnknownSchemaError(
                code="foreign-registry-id",
                field="byte:1",
                hint=f"Schema {registry_id} of the registry is none of ours; is this version older?",
            )
        return single_object(fingerprint, body)

    def _fetch(self, registry_id: int) -> bytes | None:
        try:
            text = self._registry.schema_of(registry_id)
        except ConfigurationError as error:
            # It answered as it should when we started. Whatever stands between now (a proxy, a password that
            # was changed) is no reason to give up a good event.
            raise UnreachableError(str(error)) from None
        finally:
            # New ids are rare; a connection kept idle in between would be found dead.
            self._registry.close()
        if text is None:
            # Not kept: the registry may assign it later.
            raise UnknownSchemaError(
                code="unknown-registry-id",
                field="byte:1",
                hint=f"The registry has no schema {registry_id}; was it restored without its data?",
            )
        fingerprint = _fingerprint(text)
        return fingerprint if fingerprint in self._ids else None


def open_framer(
    url: str,
    *,
    register: bool = True,
    username: str = "",
    password: str = "",
    ca_file: Path | None = None,
) -> Framer:
    """The framer for these settings: without a URL the plain one, else one that has enrolled our schemas.

    What the registry has otherwise than expected is logged as a warning, and left alone.

    Raises:
        ConfigurationError: an address, user or certificate that does not serve; or a schema is missing in the
            registry and may not be registered.
        UnreachableError: the registry does not answer.
        SchemaIncompatibleError: the registry refuses a committed schema, or gives back another one.
    """
    if not url:
        return SingleObject()
    registry = SchemaRegistry(url, username=username, password=password, ca_file=ca_file)
    try:
        enrolment = enrol(registry, read_committed(), register=register)
    finally:
        registry.close()
    for remark in enrolment.remarks:
        structlog.get_logger().warning("the schema registry is not as expected", remark=remark)
    return RegistryFramer(registry, enrolment)


def enrol(registry: SchemaRegistry, committed: Iterable[Committed], *, register: bool) -> Enrolment:
    """Give every committed schema its id, and see to the compatibility that its subject demands.

    Each is looked up first, and registered only where it is missing, so that a user who may only read is
    enough once they are there. A level that was set is never changed, only remarked; where a subject has none
    of its own, `LEVEL` is set (with ``register``), before the first schema enters.

    Raises:
        ConfigurationError: schemas are missing, and ``register`` is off or the registry takes none from us.
        SchemaIncompatibleError: a schema is refused, or another comes back under its id.
        UnreachableError: the registry does not answer.
    """
    ids: dict[bytes, int] = {}
    levels: Counter[str] = Counter()
    missing: list[str] = []
    in_order = sorted(committed, key=lambda one: (_subject(one), one.version))
    for subject, versions in groupby(in_order, key=_subject):
        levels[_level(registry, subject, register=register)] += 1
        for one in versions:
            found = _number(registry, subject, one, register=register)
            if found is None:
                missing.append(f"{subject} version {one.version}")
                continue
            _verify(registry, subject, one, found)
            ids[schema_id(one.text)] = found
    if missing:
        msg = (
            f"{registry.place} lacks {len(missing)} of our schemas, and takes none from us: "
            f"{', '.join(missing)}. Start once as a user who may write, with "
            "KETENHUB_SCHEMA_REGISTRY_REGISTER=true"
        )
        raise ConfigurationError(msg)
    return Enrolment(
        ids,
        tuple(
            f"compatibility of {count} subjects is {level}; the hub expects {LEVEL}"
            for level, count in sorted(levels.items())
            if level != LEVEL
        ),
    )


def _level(registry: SchemaRegistry, subject: str, *, register: bool) -> str:
    level = registry.level(subject)
    if level is None and register:
        registry.set_level(subject, LEVEL)
        level = registry.level(subject)
    return level or "not set"


def _number(registry: SchemaRegistry, subject: str, one: Committed, *, register: bool) -> int | None:
    # Without spaces, for some registries take two spellings of one schema for two schemas.
    text = json.dumps(json.loads(one.text), separators=(",", ":"), ensure_ascii=False)
    found = registry.lookup(subject, text)
    if found is not None or not register:
        return found
    try:
        return registry.register(subject, text)
    except SchemaIncompatibleError:
        # Another process of the hub may have been first; Apicurio 2 calls that a conflict too.
        found = registry.lookup(subject, text)
        if found is None:
            raise
        return found


def _verify(registry: SchemaRegistry, subject: str, one: Committed, number: int) -> None:
    text = registry.schema_of(number)
    if text is None:
        msg = f"{registry.place} gave {subject} the id {number}, and does not know it yet; ask again"
        raise UnreachableError(msg)
    if _fingerprint(text) != schema_id(one.text):
        msg = (
            f"{registry.place} gives another schema under id {number} than the one that it was asked about, "
            f"{subject} version {one.version}; recipients would misread what we send"
        )
        raise SchemaIncompatibleError(msg)


def _subject(one: Committed) -> str:
    schema = json.loads(one.text)
    return f"{schema['namespace']}.{schema['name']}"


def _fingerprint(text: str) -> bytes | None:
    """The fingerprint of a schema that anybody may have written; None where it is no Avro schema."""
    try:
        return schema_id(text)
    except Exception:  # noqa: BLE001 - the library names no set of errors; whatever it is, it is none of ours
        return None
