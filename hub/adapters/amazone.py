"""Amazone, the police's system of target groups: links a suspect with a group (report fn20; R017). JSON.

In: that the suspect is watched, or is a veelpleger, with the counts that make one so. Out: nothing. The real
format is not public; this one is invented, with real identifiers. An example is
``docs/examples/amazone-veelpleger.json``; all fields stand in `hub.adapters.amazone_messages`.

============  ===============================  ============================================================
key           spelling                         meaning
============  ===============================  ============================================================
formaat       ``amazone.koppeling/1``          the format and its version
soort         word                             which of the bodies ``inhoud`` is
kenmerk       opaque, at most 64 characters    the message's own key
versie        number                           a higher one replaces a lower one
tijdstip      ``2016-03-01T13:00:00+01:00``    when it happened; whole seconds
rol           word                             who acted; all of them police
persoon       ``bsn``, ``skn``,                who; each may be absent; the third is that of BVH
              ``persoonsnummer``,
              ``achternaam``, ``voornamen``,
              ``geboortedatum``
zaak          ``pvNummer``                     which case
inhoud        object                           what
============  ===============================  ============================================================

A link whose counts do not make the person what it says is refused by the rule that it breaks: a veelpleger is
18 or older, with more than ten misdrijffeiten ever and one or more in the last twelve months; a very active
one has more than ten in five years (BWBR0034381). Nothing is corrected: which of the two is wrong, only the
police can say.

Lost on the way through this format: fractions of seconds, the parketnummer, other registries' numbers.
"""

from hub.adapters.amazone_messages import BODIES, Kop
from hub.adapters.mapped import JsonAdapter, events


class Amazone(JsonAdapter):
    """The adapter of Amazone."""

    registry = "amazone"
    version = "1"
    source = "urn:nld:oin:00000099000000010000:systeem:amazone"
    format_key = "formaat"
    format = "amazone.koppeling/1"
    kind_key = "soort"
    body_key = "inhoud"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
