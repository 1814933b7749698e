"""BVH, the police's registry of cases: reports arrests, summonses, custody, and what the police did. XML.

The real format is not public; this one is invented, with real identifiers (BSN, SKN, PV number). An example
is ``docs/examples/bvh-aanhouding.xml``; all fields stand in `hub.adapters.bvh_messages`.

======================  =========================================  =======================================
element                 spelling                                   meaning
======================  =========================================  =======================================
Berichtnummer           opaque, at most 64 characters              the message's own key
Versie                  number                                     a higher one replaces a lower one
Tijdstip                ``2016-03-01T13:00:00+01:00``              when it happened; whole seconds
Functie                 code, three letters                        who acted
Verdachte               Burgerservicenummer,                       who; each of the three may be absent
                        Strafrechtsketennummer, Persoonsnummer
ProcesVerbaal           PvNummer: ``PL2000-2016123456``;           which case; the second where another unit
                        AnderPvNummer                              made a proces-verbaal of it too
one of the bodies       Aanhouding, Ontbieding,                    what; days as ``20160301``, ``J``/``N``
                        Vrijheidsbeneming, DubbeleRegistratie,
                        Preselect, PolitieactieVerricht,
                        Betekening, VerwardePersoon,
                        BeslissingVerwerkt, Correctie
======================  =========================================  =======================================

No source says how BVH reports that two units registered one fact; *dubbele registratie* is invented, after
the OM's sepot ground 99. It closes the entry of ``PvNummer``; the case goes on under ``AnderPvNummer``.

The police note a nuisance by a confused person under the incident code E33; that BVH sends it with a case is
invented, so that ZSM and the house can weigh it (R108). ``VerwardePersoon`` takes that code only.
Version 2 of the mapping has the last six bodies and three more measures.

Lost on the way through this format: fractions of seconds, the parketnummer, other registries' numbers.
"""

from hub.adapters.bvh_messages import BODIES, Kop
from hub.adapters.mapped import XmlAdapter, events


class Bvh(XmlAdapter):
    """The adapter of BVH."""

    registry = "bvh"
    version = "2"
    source = "urn:nld:oin:00000099000000010000:systeem:bvh"
    root = "BvhBericht"
    namespace = "urn:ketenhub:bvh:zsm-bericht:1"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
