"""BOSZ, where police and OM share the state of a case. JSON.

In: the case shows on the monitor, its merged status. Out, for the police: hits, answers and plans of houses.
The real format is not public; this one is invented, with real identifiers. An example is
``docs/examples/bosz-zaak-op-monitor.json``; all fields stand in `hub.adapters.bosz_messages`.

============  ==============================  =============================================================
key           spelling                        meaning
============  ==============================  =============================================================
berichttype   ``bosz.zaakbericht/1``          the format and its version
gebeurtenis   word                            which of the bodies ``gegevens`` is
kenmerk       opaque, at most 64 characters   the message's own key
versie        number                          a higher one replaces a lower one
tijdstip      ``2016-03-01T13:00:00+01:00``   when it happened; whole seconds
rol           word                            who acted
verdachte     ``bsn``, ``skn``,               who; each may be absent; born on ``2001-02-28``
              ``achternaam``, ``voornamen``,
              ``geboortedatum``
zaak          ``pvNummer``, ``parketnummer``  which case; the parketnummer may be absent
gegevens      object                          what
============  ==============================  =============================================================

Lost on the way through this format: fractions of seconds, other registries' numbers of a person.
"""

from hub.adapters.bosz_messages import BODIES, Kop
from hub.adapters.mapped import JsonAdapter, events


class Bosz(JsonAdapter):
    """The adapter of BOSZ."""

    registry = "bosz"
    version = "1"
    source = "urn:nld:oin:00000099000000010000:systeem:bosz"
    format_key = "berichttype"
    format = "bosz.zaakbericht/1"
    kind_key = "gebeurtenis"
    body_key = "gegevens"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
