"""VIS2, the register of the houses of Groningen and Drenthe (report §3.1.3, fn 47). REST-like JSON.

*Vangnet Informatie Samenwerkingssysteem 2* supports registration, signalling, regie and the exchange of
process information (R025); its messages are named after these four.

**Invented format.** The real one is not public. What follows is ours, with the identifier forms of the chain;
an example is ``docs/examples/vis2-markering.json``, all bodies stand in `hub.adapters.vis2_messages` and
`hub.adapters.vis2_asking`; version 2 of the mapping has the second of these.

==============  =====================================  =======================================================
key             spelling                               meaning
==============  =====================================  =======================================================
schema          ``vis2/koppelvlak/2``                  the format and its version
onderwerp       ``registratie.markering``, ...         which of the bodies ``gegevens`` is
bron            ``bericht``, ``revisie``,              the message's own key; a higher revision replaces a
                ``moment``, ``functie``                lower one; when it happened; who acted, a number
dossier         ``bsn``, ``skn``, ``nummer``,          who; each may be absent. The third is the number of the
                ``naam``, ``voornamen``, ``geboren``   person's file in one house and names it:
                                                       ``{"huis": "VH06", "volgnr": "D-0001234"}``
zaak            ``pv``, ``parket``                     which case; either may be absent
gegevens        object                                 what
==============  =====================================  =======================================================

Times are Dutch: ``01-03-2016 13:00:00 +01:00``, day first, with their offset; days likewise. Every code is a
number and never a text: ``"11"`` is refused where 11 belongs.

House to hub: all but the last four of `vis2_messages.BODIES` and the last nine of `vis2_asking.BODIES`. Hub
to house: those. Numbers of casus and marking look like ``VIS2-C-2016-0042`` and ``VIS2-M-2016-0042``.

Lost on the way: fractions of seconds; a number of the person in another registry; the name of a target list;
what table B never gives a house (a partner's handler, the region of the Raad); who but the house can answer
what a house asks.
"""

import re
from typing import Annotated, Self

from pydantic import Field

from hub.adapters import vis2_asking, vis2_messages
from hub.adapters.mapped import JsonAdapter, events
from hub.adapters.native import Head, Native
from hub.adapters.spelling import JsonNumber, Spelling
from hub.adapters.vis2_codes import FUNCTIE, DutchDay, DutchTime, NumberCoded
from hub.adapters.xmlwire import Wire
from hub.errors import MappingError
from hub.schemas.base import Ref
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Parketnummer, RegistryNumber, Skn
from hub.schemas.vocabulary import Role

BODIES = vis2_messages.BODIES | vis2_asking.BODIES
SOURCE_GROUP = "bron"
_HOUSE = re.compile(r"VH[0-9]{2}")
_SCOPE = re.compile(r"vis2:VH[0-9]{2}")


def _read_number(given: object) -> RegistryNumber | None:
    if given is None:
        return None
    if isinstance(given, RegistryNumber):
        return given if _SCOPE.fullmatch(given.scope) else None
    if isinstance(given, dict) and given.keys() == {"huis", "volgnr"}:
        house, number = given["huis"], given["volgnr"]
        if isinstance(house, str) and _HOUSE.fullmatch(house) and isinstance(number, str) and number:
            return RegistryNumber(scope=f"vis2:{house}", value=number)
    msg = "not_a_vis_number"
    raise ValueError(msg)


def _write_number(number: RegistryNumber) -> dict[str, str]:
    return {"huis": number.scope.removeprefix("vis2:"), "volgnr": number.value}


class Dossier(Native):
    """Whose file it is."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    registry: Annotated[RegistryNumber | None, Spelling(_read_number, _write_number)] = Field(
        None, alias="nummer"
    )
    surname: Name = Field("", alias="naam")
    given_names: Name = Field("", alias="voornamen")
    born: DutchDay | None = Field(None, alias="geboren")


class Zaak(Native):
    """Which case it is about."""

    bvh: BvhNumber | None = Field(None, alias="pv")
    parketnummer: Parketnummer | None = Field(None, alias="parket")


class Bron(Native):
    """Where a message comes from."""

    record: Ref = Field(alias="bericht")
    version: JsonNumber = Field(alias="revisie")
    occurred_at: DutchTime = Field(alias="moment")
    actor: Annotated[Role, NumberCoded(FUNCTIE)] = Field(alias="functie")


FLATTENED = {name: field.alias for name, field in Bron.model_fields.items() if field.alias}
"""The fields of `Head` that stand in ``bron``, and their names there."""


class Kop(Head):
    """What every message of VIS2 begins with: ``bron``, flattened to the shape that `Head` has, and who."""

    record: Ref
    version: JsonNumber
    occurred_at: DutchTime
    actor: Annotated[Role, NumberCoded(FUNCTIE)]
    person: Dossier = Field(Dossier(), alias="dossier")
    case: Zaak | None = Field(None, alias="zaak")

    @classmethod
    def from_wire(cls, wire: object, at: str = "") -> Self:
        """As `Native.from_wire`, out of the group that VIS2 has."""
        rest = dict(wire) if isinstance(wire, dict) else {}
        if SOURCE_GROUP not in rest:
            raise MappingError("missing-field", field=SOURCE_GROUP, hint="The registry must fill this field.")
        group = Bron.from_wire(rest.pop(SOURCE_GROUP), SOURCE_GROUP)
        if stray := rest.keys() & FLATTENED.keys():
            hint = "The head of a message stands in bron."
            raise MappingError("unknown-field", field=min(stray), hint=hint)
        if rest.get("dossier", {}) == "":
            raise MappingError("malformed-value", field="dossier", hint="An object.")
        return super().from_wire(rest | {name: getattr(group, name) for name in FLATTENED}, at)

    def to_wire(self) -> Wire:
        """As `Native.to_wire`, in the group that VIS2 has."""
        flat = super().to_wire()
        group = {word: flat.pop(name) for name, word in FLATTENED.items()}
        return {SOURCE_GROUP: group, **flat}


class Vis2(JsonAdapter):
    """The adapter of VIS2."""

    registry = "vis2"
    version = "2"
    source = "urn:nld:oin:00000099000000051000:systeem:vis2"
    format_key = "schema"
    format = "vis2/koppelvlak/2"
    kind_key = "onderwerp"
    body_key = "gegevens"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
