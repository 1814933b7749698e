"""How a registry's native message is declared: once, for both directions.

A native message is a `Head` (which record, who acts, which person and case) and a `Body` (the fact). Both are
pydantic models whose **field names are those of the canonical side** (`Observation`, `PersonIds`, the
event's class), whose **aliases are the registry's own names**, and whose **types say how the registry spells
a value** (`hub.adapters.spelling`)::

    class Arrest(Body):
        event: ClassVar = SuspectArrested
        arrested_at: LocalSeconds = Field(alias="TijdstipAanhouding")   # 2016-03-01T13:00:00+01:00
        minor_involved: YesNo = Field(alias="MinderjarigeBetrokken")    # J or N

pydantic then reads a native model from the wire by alias, and from an event by attribute; an attribute for
which the format has no field is dropped, and that is all there is to `Adapter.project`. The tempting
alternative, two hand-written functions per event, says everything three times and drifts.

Optional fields have a default equal to the event's, and are left out on the wire when they have it.
"""

import re
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from hub.adapters.xmlwire import Wire, safe_name
from hub.errors import MappingError
from hub.schemas.base import Instant
from hub.schemas.events import Event
from hub.schemas.vocabulary import Role


class Native(BaseModel):
    """A part of a native message: immutable, closed, silent about its input when it refuses it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    @classmethod
    def from_wire(cls, wire: object, at: str = "") -> Self:
        """Read what `xmlwire.read` or `jsonwire.read` gave. ``at``: path of this part in the message.

        Raises:
            MappingError: ``field`` is the native path.
        """
        if wire == "":  # an XML element without content is a group without fields
            wire = {}
        try:
            return cls.model_validate(wire, by_alias=True, by_name=False)
        except ValidationError as error:
            refusal = mapping_error(error, at)
        raise refusal

    @classmethod
    def from_canonical(cls, source: object, at: str = "") -> Self:
        """Read the fields that this part has from an object or dict with canonical names.

        Raises:
            MappingError: a value that the registry cannot express.
        """
        try:
            return cls.model_validate(source, from_attributes=True, by_alias=False, by_name=True)
        except ValidationError as error:
            refusal = mapping_error(error, at)
        raise refusal

    def to_wire(self) -> Wire:
        """The native names and spellings, in the order of the model; what has its default is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


class Head(Native):
    """What precedes every fact of a registry: the fields of `Observation` but its ``data``.

    Subclasses declare all of these with the registry's names and spellings. ``person`` and ``case`` are
    groups with the fields of `PersonIds` and `CaseIds` that the registry has.
    """

    record: str
    version: int
    occurred_at: Instant
    actor: Role
    person: Native
    case: Native | None

    @field_validator("person", "case", mode="before")
    @classmethod
    def _empty_element(cls, given: object) -> object:
        return {} if given == "" else given

    @field_validator("case", mode="after")
    @classmethod
    def _no_number_is_no_case(cls, case: Native | None) -> Native | None:
        return case if case is not None and any(vars(case).values()) else None


class Body(Native):
    """One kind of fact in one registry's words."""

    event: ClassVar[type[Event]]

    def to_event(self) -> Event:
        """The canonical event. Override where the native form is not the event's, field by field."""
        # As a dict, which pydantic reads faster than attributes; groups within are read by attribute still.
        return self.event.model_validate(vars(self), from_attributes=True)

    @classmethod
    def from_event(cls, event: Event, at: str = "") -> Self:
        """The inverse of `to_event`."""
        return cls.from_canonical(event, at)


def mapping_error(error: ValidationError, at: str = "") -> MappingError:
    """Ours for pydantic's: the native path, a stable code, a hint; never its text, which quotes the input."""
    first = error.errors(include_url=False, include_input=False)[0]
    reason = str(next(iter(getattr(first.get("ctx", {}).get("error"), "args", ())), ""))
    code = _CODES.get(first["type"], "malformed-value")
    if _OUR_REASON.fullmatch(reason):
        code = reason.replace("_", "-").replace("unknown-symbol", "unknown-code")
    steps = [str(step) if isinstance(step, int) else safe_name(step) for step in first["loc"]]
    path = ".".join([at, *steps] if at else steps)
    return MappingError(code, field=path, hint=_HINTS.get(code, f"Breaks the rule {first['type']}."))


_OUR_REASON = re.compile(r"[a-z]+(_[a-z]+)+")
"""How our own validators name a breach; a library's text has blanks and capitals, and quotes its input."""

_CODES = {
    "missing": "missing-field",
    "extra_forbidden": "unknown-field",
    "enum": "unknown-code",
    "literal_error": "unknown-code",
}
_HINTS = {
    "missing-field": "The registry must fill this field.",
    "unknown-field": "Not in this version of the format; a newer version needs a newer adapter.",
    "unknown-code": "Not in the adapter's table of codes; add it there once its meaning is known.",
    "naive-time": "State the zone of the time.",
    "not-a-bsn": "Nine digits that pass the elfproef.",
    "no-such-parket": "No parket has numbers that begin so, or none has them any more in that year.",
    "not-a-cjib-number": "Sixteen digits that pass the check of a betalingskenmerk.",
    "administrative-sepot": "Ground 99 moves a case to another registry and ends nothing; report it as such.",
    "signal-content": "VIR tells who signalled a risk, never what (Jeugdwet 7.1).",
    "signals-contradict-status": "Known means at least one signal; not known or failed means none.",
    "signal-kept-too-long": "A signal is gone two years after it was given, at the latest (Jeugdwet 7.1).",
    "signal-expired": "The answer names a signal that is gone by then.",
    "signal-after-answer": "A signal cannot be younger than the answer that names it.",
    "too-old-for-vir": "VIR knows nobody of 23 or older, and keeps no signal beyond that birthday.",
    "counts-contradict": "Of the last twelve months at most those of five years, of five years at most all.",
    "veelpleger-without-counts": "State the counts by which somebody is a veelpleger (BWBR0034381).",
    "veelpleger-not-adult": "A veelpleger is 18 or older (BWBR0034381).",
    "veelpleger-too-few-offences": "A veelpleger has more than ten misdrijffeiten (BWBR0034381).",
    "veelpleger-none-this-year": "A veelpleger has one misdrijffeit or more in twelve months (BWBR0034381).",
    "veelpleger-not-very-active": "Very active is more than ten misdrijffeiten in five years (BWBR0034381).",
    "instrument-for-minor": "The selectie-instrument is for persons of 18 and older (R038).",
    "wrong-season": "Summer and winter time as they hold in Amsterdam at that moment.",
}
