"""GCOS, the register of most Veiligheidshuizen (report §3.1.3, fn 45): XML, one installation per house.

**Invented format.** The real one is not public. What follows is ours, with the identifier forms of the chain.

======================  ==========================================================================
element of GcosBericht  meaning
======================  ==========================================================================
Berichtreferentie       the message's own UUID, unique over all installations; ``record``
Volgnummer              a higher one replaces the message of the same reference; ``version``
Tijdstip                when it happened; `hub.adapters.spelling.LocalSeconds`, as all times here
Rol                     who acts; a code of `gcos_messages.ROL`
Persoon                 Bsn, Skn, Gcosnummer, Achternaam, Voornamen, Geboortedatum: what is known of them. The
                        third is the person's number in one installation and names it: ``VH22-P0001234`` is
                        ``P0001234`` in ``gcos:VH22``
Zaak                    PvNummer or Parketnummer or both, in the messages about a case
one of `gcos_messages`  what happened; ``Huis`` in it is the house whose installation speaks or is told
or `gcos_asking`
======================  ==========================================================================

House to hub: Markering, EindeMarkering, Advies, Adviesbevestiging, Bevragingsantwoord, Raadpleging, Triage,
PlanVanAanpak, TerugkoppelingOpvraag, TerugkoppelingOntvangst, and the first six of `gcos_asking`. Hub to
house: VerzoekAdviesbevestiging, Verwijzing, Terugkoppeling, Correctie, and the other nine of `gcos_asking`,
which version 2 of the mapping brought. Numbers of casus and marking look like ``GCOS-C-2016-0042`` and
``GCOS-M-2016-0042``.

Lost on the way: fractions of seconds; a number of the person in another registry; the name of a target list;
what table B never gives a house (a partner's handler, the region of the Raad); who but the house can answer
what a house asks.
"""

from typing import Annotated

from pydantic import Field

from hub.adapters import gcos_asking, gcos_messages
from hub.adapters.gcos_messages import ROL
from hub.adapters.mapped import XmlAdapter, events
from hub.adapters.native import Head, Native
from hub.adapters.spelling import Coded, HouseNumber, IsoDay, LocalSeconds, Number
from hub.schemas.base import Ref
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Parketnummer, RegistryNumber, Skn
from hub.schemas.vocabulary import Role

BODIES = gcos_messages.BODIES | gcos_asking.BODIES


class Persoon(Native):
    """Who it is about."""

    bsn: Bsn | None = Field(None, alias="Bsn")
    skn: Skn | None = Field(None, alias="Skn")
    registry: Annotated[RegistryNumber | None, HouseNumber("gcos", "-")] = Field(None, alias="Gcosnummer")
    surname: Name = Field("", alias="Achternaam")
    given_names: Name = Field("", alias="Voornamen")
    born: IsoDay | None = Field(None, alias="Geboortedatum")


class Zaak(Native):
    """Which case it is about."""

    bvh: BvhNumber | None = Field(None, alias="PvNummer")
    parketnummer: Parketnummer | None = Field(None, alias="Parketnummer")


class Kop(Head):
    """What every message of GCOS begins with."""

    record: Ref = Field(alias="Berichtreferentie")
    version: Number = Field(alias="Volgnummer")
    occurred_at: LocalSeconds = Field(alias="Tijdstip")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="Rol")
    person: Persoon = Field(Persoon(), alias="Persoon")
    case: Zaak | None = Field(None, alias="Zaak")


class Gcos(XmlAdapter):
    """The adapter of GCOS."""

    registry = "gcos"
    version = "2"
    source = "urn:nld:oin:00000099000000050000:systeem:gcos"
    root = "GcosBericht"
    namespace = "urn:ketenhub:gcos:huisbericht:1"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
