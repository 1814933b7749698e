"""VeHaa, the client system of the Actiecentrum Veiligheid en Zorg in Amsterdam (report §3.1.3, fn 48). XML.

It holds everybody on the lists Top-600, Top-400 and Criminele Families: the base file and the plan of action
of each (R024). Casuïstiek of others comes in by an *expertisetafel* (report §4.3.1).

**Invented format.** The real one is not public. What follows is ours, with the identifier forms of the chain;
an example is ``docs/examples/vehaa-plaatsing.xml``, all bodies stand in `hub.adapters.vehaa_messages` and
`hub.adapters.vehaa_asking`, which version 2 of the mapping brought. What identifies stands in attributes,
what is told in elements.

=======================  ==========================================================================
of vehaaBericht          meaning
=======================  ==========================================================================
@kenmerk                 the message's own key
@versie                  a higher one replaces a lower one
@tijdstip                when it happened; `hub.adapters.spelling.LocalSeconds`, as all times here
@functie                 who acted; a code of `vehaa_codes.FUNCTIE`
client                   @bsn, @skn, @clientnummer, @achternaam, @voornamen, @geboortedatum: who;
                         each may be absent. The third is the number in the house's own system and
                         names it: ``VH04/0001234``
zaak                     @pv, @parketnummer: which case; either may be absent
one of `vehaa_messages`  what happened; @huis in it is the house that speaks or is told
=======================  ==========================================================================

**A list is two things in one**: why the person is known (Top-600 and Top-400: top-X; Criminele Families: a
target group; expertisetafel: a casus of its own) and which list it is, which decides whether a case goes to
the PGA team (routing row 18). A marking that fits none of the four words, such as a top-X of another region,
cannot be written and is refused.

**The plan is a reference, not a copy**: `PlanMade.summary` has no field here, in either direction. Nor has
the base file; only its number (*basisdossier*) travels, as the casus.

Lost on the way: the summary of a plan; fractions of seconds; a number of the person in another registry; what
table B never gives a house (a partner's handler, the region of the Raad); who but the house can answer what a
house asks.
"""

from typing import Annotated

from pydantic import Field

from hub.adapters import vehaa_asking, vehaa_messages
from hub.adapters.mapped import XmlAdapter, events
from hub.adapters.native import Head, Native
from hub.adapters.spelling import Coded, HouseNumber, IsoDay, LocalSeconds, Number
from hub.adapters.vehaa_codes import FUNCTIE
from hub.schemas.base import Ref
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Parketnummer, RegistryNumber, Skn
from hub.schemas.vocabulary import Role

BODIES = vehaa_messages.BODIES | vehaa_asking.BODIES


class Client(Native):
    """Who it is about."""

    bsn: Bsn | None = Field(None, alias="@bsn")
    skn: Skn | None = Field(None, alias="@skn")
    registry: Annotated[RegistryNumber | None, HouseNumber("vehaa", "/")] = Field(None, alias="@clientnummer")
    surname: Name = Field("", alias="@achternaam")
    given_names: Name = Field("", alias="@voornamen")
    born: IsoDay | None = Field(None, alias="@geboortedatum")


class Zaak(Native):
    """Which case it is about."""

    bvh: BvhNumber | None = Field(None, alias="@pv")
    parketnummer: Parketnummer | None = Field(None, alias="@parketnummer")


class Kop(Head):
    """What every message of VeHaa begins with."""

    record: Ref = Field(alias="@kenmerk")
    version: Number = Field(alias="@versie")
    occurred_at: LocalSeconds = Field(alias="@tijdstip")
    actor: Annotated[Role, Coded(FUNCTIE)] = Field(alias="@functie")
    person: Client = Field(Client(), alias="client")
    case: Zaak | None = Field(None, alias="zaak")


class Vehaa(XmlAdapter):
    """The adapter of VeHaa."""

    registry = "vehaa"
    version = "2"
    source = "urn:nld:oin:00000099000000053000:systeem:vehaa"
    root = "vehaaBericht"
    namespace = "urn:ketenhub:vehaa:acvz-bericht:1"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
