"""KIB, the desk in Rotterdam that collects "that, not what" about all inflow (report fn30; R036). JSON.

*Keteninformatiebureau*, a pilot from 1 May 2016. In: the outcome of its selectie-instrument 18+, what houses
answered when it asked whether they know the person, and (version 2 of the mapping) that an organisation has
something. Out: nothing. The real format is not public; this one is invented, with real identifiers. An
example is ``docs/examples/kib-instrument.json``; all fields stand in `hub.adapters.kib_messages`.

==========  ===============================  ==============================================================
key         spelling                         meaning
==========  ===============================  ==============================================================
schema      ``kib/1``                        the format and its version
soort       word                             which of the bodies ``gegevens`` is
id          opaque, at most 64 characters    the message's own key
versie      number                           a higher one replaces a lower one
tijdstip    ``2016-05-03T10:20:00.000Z``     when it happened; milliseconds, in UTC, as all times here
rol         word                             who acted
betrokkene  ``bsn``, ``skn``,                who; each may be absent; born on ``2001-02-28``
            ``achternaam``, ``voornamen``,
            ``geboortedatum``
zaak        ``pvNummer``, ``parketnummer``   which case; either may be absent
gegevens    object                           what
==========  ===============================  ==============================================================

Score and colour are taken as KIB says them and never derived: the report has no scoring table (routing table
D). The answers are yes or no. A message that says itself that the person is a minor is refused
(`instrument-for-minor`); one that does not is judged against the birth date, later, by the rules.

Lost on the way through this format: microseconds, other registries' numbers of a person.
"""

from hub.adapters.kib_messages import BODIES, Kop
from hub.adapters.mapped import JsonAdapter, events


class Kib(JsonAdapter):
    """The adapter of KIB."""

    registry = "kib"
    version = "2"
    source = "urn:nld:oin:00000099000000120000:systeem:kib"
    format_key = "schema"
    format = "kib/1"
    kind_key = "soort"
    body_key = "gegevens"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
