"""The envelope around every event: CloudEvents 1.0 as the NL GOV profile 1.1 narrows it.

Nothing here is personal data: subjects and cases are pseudonyms, ids are opaque, times are times. Attribute
names are lower-case letters and digits, at most 20 long. `time` is when it happened in the registry;
`recordedat` when the hub took it in, and that is the `now` of every step.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from pydantic import ValidationError

from hub.errors import EnvelopeError
from hub.schemas.base import UNKNOWN_SYMBOL, Category
from hub.schemas.events import BY_WIRE_TYPE, Event
from hub.schemas.refusal import refused
from hub.schemas.vocabulary import Role

Value = TypeVar("Value")

HUB_SOURCE = "urn:nld:oin:00000099000000099000:systeem:ketenhub"
"""The hub as a source. All OINs in this project are invented."""

ATTRIBUTES = (
    *("specversion", "id", "source", "type", "subject", "time", "recordedat", "actor", "record"),
    *("recordversion", "schemaversion", "caseid", "causedby", "synthetic", "origin"),
    *("recipient", "purpose", "legalbasis", "rule", "ruleversion", "categories"),
)
"""All context attributes that the hub knows."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Why this recipient gets this event: on every outbound envelope (R094).

    ``rule`` is the row of routing table A (``A2``), ``categories`` what of table B it discloses.
    """

    recipient: str
    purpose: str
    legal_basis: str
    rule: str
    rule_version: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event with its attributes. ``routing`` is present on outbound events only.

    ``record`` is the pseudonym of the registry's record, for "a later version of a record wins". ``origin``:
    the subject that the message's numbers were founded under, where that was merged into ``subject``; a split
    gives the fact back to it.
    """

    id: str
    source: str
    subject: str
    case: str | None
    occurred_at: datetime
    recorded_at: datetime
    actor: Role
    record: str
    version: int
    caused_by: str | None
    synthetic: bool
    data: Event
    routing: Routing | None = None
    origin: str | None = None

    @classmethod
    def by_the_hub(
        cls,
        identifier: str,
        data: Event,
        *,
        subject: str,
        at: datetime,
        synthetic: bool,
        recorded_at: datetime | None = None,
        case: str | None = None,
        caused_by: str | None = None,
        routing: Routing | None = None,
    ) -> Self:
        """An event that the hub itself makes: a record of its own, in its only version.

        ``at``: when it happens; ``recorded_at``: when it was written down, if that was later.
        """
        return cls(
            id=identifier,
            source=HUB_SOURCE,
            subject=subject,
            case=case,
            occurred_at=at,
            recorded_at=recorded_at or at,
            actor=Role.SYSTEEM,
            record=identifier,
            version=1,
            caused_by=caused_by,
            synthetic=synthetic,
            data=data,
            routing=routing,
        )

    @property
    def type(self) -> str:
        """The CloudEvents type."""
        return self.data.wire_type()

    def attributes(self) -> dict[str, str]:
        """The context attributes, as they stand in ``ce_`` headers and in the structured form."""
        found = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": rfc3339(self.occurred_at),
            "recordedat": rfc3339(self.recorded_at),
            "actor": self.actor.value,
            "record": self.record,
            "recordversion": str(self.version),
            "schemaversion": str(self.data.schema_version),
        }
        if self.case is not None:
            found["caseid"] = self.case
        if self.caused_by is not None:
            found["causedby"] = self.caused_by
        if self.synthetic:
            found["synthetic"] = "true"
        if self.origin is not None:
            found["origin"] = self.origin
        if self.routing is not None:
            found |= {
                "recipient": self.routing.recipient,
                "purpose": self.routing.purpose,
                "legalbasis": self.routing.legal_basis,
                "rule": self.routing.rule,
                "ruleversion": self.routing.rule_version,
            }
            if self.routing.categories:
                found["categories"] = " ".join(category.value for category in self.routing.categories)
        return found

    def structured(self) -> dict[str, Any]:
        """The event as one JSON object (``application/cloudevents+json``): the form at the edge."""
        return self.attributes() | {
            "datacontenttype": "application/json",
            "data": self.data.model_dump(mode="json"),
        }

    @classmethod
    def from_attributes(cls, attributes: Mapping[str, str], data: Event) -> Self:
        """The envelope that `attributes` came from. Unknown attributes are ignored, as CloudEvents asks.

        So is `schemaversion`: it is there for people; the data itself says which schema wrote it.

        Raises:
            EnvelopeError: an attribute is missing, malformed, or names another type than the data has.
        """
        if _read(attributes, "specversion", str) != "1.0":
            raise EnvelopeError(code="unknown-specversion", field="specversion")
        if _read(attributes, "type", str) != data.wire_type():
            raise EnvelopeError(code="type-mismatch", field="type", hint="Attributes and data differ.")
        return cls(
            id=_read(attributes, "id", str),
            source=_read(attributes, "source", str),
            subject=_read(attributes, "subject", str),
            case=_read(attributes, "caseid", str) if "caseid" in attributes else None,
            occurred_at=_read(attributes, "time", _moment),
            recorded_at=_read(attributes, "recordedat", _moment),
            actor=_read(attributes, "actor", _role),
            record=_read(attributes, "record", str),
            version=_read(attributes, "recordversion", _number),
            caused_by=_read(attributes, "causedby", str) if "causedby" in attributes else None,
            synthetic="synthetic" in attributes and _read(attributes, "synthetic", _truth),
            data=data,
            routing=_routing(attributes) if "recipient" in attributes else None,
            origin=_read(attributes, "origin", str) if "origin" in attributes else None,
        )

    @classmethod
    def from_structured(cls, document: object) -> Self:
        """The envelope that `structured` wrote, from parsed JSON.

        Raises:
            EnvelopeError: not an event of ours, or an attribute is wrong.
            DecodeError: the data is not what its type says; ``field`` is the path within the data.
        """
        if not isinstance(document, dict):
            raise EnvelopeError(code="not-an-object")
        attributes = {name: document[name] for name in ATTRIBUTES if name in document}
        for name, value in attributes.items():
            if not isinstance(value, str):
                raise EnvelopeError(code="malformed-attribute", field=name, hint="All attributes are text.")
        event = BY_WIRE_TYPE.get(_read(attributes, "type", str))
        if event is None:
            raise EnvelopeError(
                code="unknown-type", field="type", hint="Is this version older than the file?"
            )
        try:
            data = event.model_validate(document.get("data"))
        except ValidationError as error:
            raise refused(error) from None
        return cls.from_attributes(attributes, data)


def rfc3339(moment: datetime) -> str:
    """A moment as CloudEvents wants it: UTC, microseconds only when there are any, with a ``Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(attributes: Mapping[str, str], name: str, convert: Callable[[str], Value]) -> Value:
    text = attributes.get(name)
    if not text:
        raise EnvelopeError(code="missing-attribute", field=name)
    try:
        return convert(text)
    except (ValueError, OverflowError):  # a year outside 1..9999 overflows on the way to UTC
        raise EnvelopeError(code="malformed-attribute", field=name) from None


def _number(text: str) -> int:
    # int() also takes spaces, underscores and the digits of every script.
    if not re.fullmatch(r"-?[0-9]{1,19}", text):
        raise ValueError
    return int(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _role(text: str) -> Role:
    if text == UNKNOWN_SYMBOL:
        raise ValueError
    return Role(text)


def _truth(text: str) -> bool:
    return bool(("false", "true").index(text))


def _categories(text: str) -> tuple[Category, ...]:
    return tuple(Category(word) for word in text.split(" "))


def _routing(attributes: Mapping[str, str]) -> Routing:
    return Routing(
        recipient=_read(attributes, "recipient", str),
        purpose=_read(attributes, "purpose", str),
        legal_basis=_read(attributes, "legalbasis", str),
        rule=_read(attributes, "rule", str),
        rule_version=_read(attributes, "ruleversion", str),
        categories=_read(attributes, "categories", _categories) if "categories" in attributes else (),
    )
