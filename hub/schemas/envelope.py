"""The envelope around every event: CloudEvents 1.0 as the NL GOV profile 1.1 narrows it.

Nothing here is personal data: subjects and cases are pseudonyms, ids are opaque, times are times. Attribute
names are lower-case letters and digits, at most 20 long. `time` is when it happened in the registry; `recordedat` when
the hub took it in, and that is the `now` of every step.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hub.schemas.base import Category
from hub.schemas.events import Event
from hub.schemas.vocabulary import Role

HUB_SOURCE = "urn:nld:oin:00000099000000099000:systeem:ketenhub"
"""The hub as a source. All OINs in this project are invented."""


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

    ``record`` is the pseudonym of the registry's record, for "a later version of a record wins".
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
        if self.routing is not None:
            found |= {
                "recipient": self.routing.recipient,
                "purpose": self.routing.purpose,
                "legalbasis": self.routing.legal_basis,
                "rule": self.routing.rule,
                "ruleversion": self.routing.rule_version,
                "categories": " ".join(category.value for category in self.routing.categories),
            }
        return found

    def structured(self) -> dict[str, Any]:
        """The event as one JSON object (``application/cloudevents+json``): the form at the edge."""
        return self.attributes() | {
            "datacontenttype": "application/json",
            "data": self.data.model_dump(mode="json"),
        }


def rfc3339(moment: datetime) -> str:
    """A moment as CloudEvents wants it: UTC, microseconds only when there are any, with a ``Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
