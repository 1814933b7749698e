"""KBPS, the client register of the Raad voor de Kinderbescherming (RVDK; report fn 22). StUF-like XML.

In: whether the person is a client, the Raad's advice and objections, its questions, answers and signals. Out:
the case, the questions, hits, decisions, plans, corrections.
The real format is not public; this one is invented on the pattern of StUF 03.01 (a free message ``Di01`` with
stuurgegevens), with real identifiers. An example is ``docs/examples/kbps-advies.xml``; all bodies stand in
`hub.adapters.kbps_messages` and `hub.adapters.kbps_process`; version 2 of the mapping has the second of them.

=====================================  =====================================================================
element                                meaning
=====================================  =====================================================================
stuurgegevens/berichtcode              ``Di01``
stuurgegevens/referentienummer         the message's own key: opaque, at most 64 characters
stuurgegevens/volgnummer               a higher one replaces a lower one
stuurgegevens/tijdstipBericht          ``20160301120000000Z``: when it happened; milliseconds with a zone
stuurgegevens/rol                      who acted: two digits
persoon                                who: bsn, skn, clientnummer, geslachtsnaam (with its voorvoegsel),
                                       voornamen, geboortedatum; each may be absent. The third is
                                       invented: ``KBPS-0012345``
zaak                                   which case: pvNummer, parketnummer; either may be absent
one of the bodies                      what; days as ``20160301``, municipalities as ``0716``, ``J``/``N``
=====================================  =====================================================================

The organisation need not be said (``organisatie``): it is always the same one, and another's fact is refused.

Lost on the way through this format: microseconds, other registries' numbers of a person, and what a free text
has beyond 1000 characters (StUF AN1000): it ends in an ellipsis then.
"""

from typing import Annotated, Literal, Self

from pydantic import Field

from hub.adapters import kbps_messages, kbps_process
from hub.adapters.kbps_messages import ROL, StufDate, StufTime
from hub.adapters.mapped import XmlAdapter, events
from hub.adapters.native import Head, Native
from hub.adapters.spelling import Coded, Number, OwnNumber
from hub.adapters.xmlwire import Wire
from hub.errors import MappingError
from hub.schemas.base import Ref
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Parketnummer, RegistryNumber, Skn
from hub.schemas.vocabulary import Role

BODIES = kbps_messages.BODIES | kbps_process.BODIES
STUUR = "stuurgegevens"


class Persoon(Native):
    """Who: any of three numbers, or none; name and birth date as StUF calls them."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    registry: Annotated[RegistryNumber | None, OwnNumber("kbps")] = Field(None, alias="clientnummer")
    surname: Name = Field("", alias="geslachtsnaam")
    given_names: Name = Field("", alias="voornamen")
    born: StufDate | None = Field(None, alias="geboortedatum")


class Zaak(Native):
    """Which case."""

    bvh: BvhNumber | None = Field(None, alias="pvNummer")
    parketnummer: Parketnummer | None = None


class Stuurgegevens(Native):
    """StUF's head of a message."""

    berichtcode: Literal["Di01"] = "Di01"
    record: Ref = Field(alias="referentienummer")
    version: Number = Field(alias="volgnummer")
    occurred_at: StufTime = Field(alias="tijdstipBericht")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="rol")


FLATTENED = {name: field.alias for name, field in Stuurgegevens.model_fields.items() if field.alias}
"""The fields of `Head` that stand in stuurgegevens, and their names there."""


class Kop(Head):
    """What precedes every KBPS message: stuurgegevens, flattened to the shape that `Head` has, and who."""

    record: Ref
    version: Number
    occurred_at: StufTime
    actor: Annotated[Role, Coded(ROL)]
    person: Persoon = Field(Persoon(), alias="persoon")
    case: Zaak | None = Field(None, alias="zaak")

    @classmethod
    def from_wire(cls, wire: object, at: str = "") -> Self:
        """As `Native.from_wire`, out of the group that StUF has."""
        rest = dict(wire) if isinstance(wire, dict) else {}
        group = Stuurgegevens.from_wire(rest.pop(STUUR, ""), STUUR)
        if stray := rest.keys() & FLATTENED.keys():
            hint = "The head of a message stands in stuurgegevens."
            raise MappingError("unknown-field", field=min(stray), hint=hint)
        return super().from_wire(rest | {name: getattr(group, name) for name in FLATTENED}, at)

    def to_wire(self) -> Wire:
        """As `Native.to_wire`, in the group that StUF has."""
        flat = super().to_wire()
        group = {word: flat.pop(name) for name, word in FLATTENED.items()}
        return {STUUR: {"berichtcode": "Di01", **group}, **flat}


class Kbps(XmlAdapter):
    """The adapter of KBPS."""

    registry = "kbps"
    version = "2"
    source = "urn:nld:oin:00000099000000070000:systeem:kbps"
    root = "zsmBericht"
    namespace = "urn:ketenhub:kbps:stuf-bericht:1"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
