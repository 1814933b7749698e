"""GPS, the OM's registry of criminal cases: reports decisions, and receives what houses say. XML.

The real format is not public; this one is invented, with real identifiers. It keeps who, which case and when
in attributes. An example is ``docs/examples/gps-beslissing.xml``; all fields stand in
`hub.adapters.gps_messages`.

===================  ==============================  ======================================================
attribute, element   spelling                        meaning
===================  ==============================  ======================================================
@kenmerk             opaque, at most 64 characters   the message's own key
@versie              number                          a higher one replaces a lower one
@tijdstip            ``2016-03-01T12:00:00Z``        when it happened; whole seconds, UTC
@rol                 code, two digits                who acted
Verdachte            @bsn, @skn, @achternaam,        who; each may be absent; born on ``2001-02-28``
                     @voornamen, @geboortedatum
Strafzaak            @pvnummer, @anderPvnummer,      which case; each may be absent. The second where two
                     @parketnummer,                  units of the police have it, the fourth where it stands
                     @parketnummerCompas,            in COMPAS too, the last is that of a strafbeschikking
                     @cjibnummer                     at the CJIB
one of the bodies    Beslissing, …                   what
===================  ==============================  ======================================================

Version 2 of the mapping has also what follows a decision, in `hub.adapters.gps_process`: it was explained or
recorded, a fact was corrected, the case moved to another region.

Lost on the way through this format: fractions of seconds, other registries' numbers of a person.
"""

from hub.adapters import gps_messages, gps_process
from hub.adapters.gps_messages import Kop
from hub.adapters.mapped import XmlAdapter, events

BODIES = gps_messages.BODIES | gps_process.BODIES


class Gps(XmlAdapter):
    """The adapter of GPS."""

    registry = "gps"
    version = "2"
    source = "urn:nld:oin:00000099000000020000:systeem:gps"
    root = "GpsBericht"
    namespace = "urn:ketenhub:gps:zaakbericht:1"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
