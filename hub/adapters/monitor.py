"""The verdachtenmonitor as a source: what OM and police, and only they, write there. JSON.

Selection, bevraging of houses, transfer of the casus, advice read and weighed, decisions that wait; preparing
and aligning, questions and signals, and what partners without a registry of their own say (Halt). The real
format is not public; this one is invented, with real identifiers. An example is
``docs/examples/monitor-selectie.json``; all fields stand in `hub.adapters.monitor_messages` and
`hub.adapters.monitor_process`. Version 2 of the mapping has the second of these.

=============  =================================  ========================================================
key            spelling                           meaning
=============  =================================  ========================================================
schema         ``verdachtenmonitor-actie/1``      the format and its version
actie          word                               which of the bodies ``inhoud`` is
actie_id       opaque, at most 64 characters      the action's own key
actie_versie   number                             a higher one replaces a lower one
vastgelegd_op  ``2016-03-01T12:00:00.000Z``       when it happened; milliseconds
functie        as on the screen                   who acted
verdachte      ``bsn``, ``skn``, ``achternaam``,  who; each may be absent; born on ``2001-02-28``
               ``voornamen``, ``geboortedatum``
zaak           ``pv_nummer``                      which case
inhoud         object                             what
=============  =================================  ========================================================

Lost on the way through this format: fractions of milliseconds, the parketnummer, other registries' numbers.
"""

from hub.adapters import monitor_messages, monitor_process
from hub.adapters.mapped import JsonAdapter, events
from hub.adapters.monitor_messages import Kop

BODIES = monitor_messages.BODIES | monitor_process.BODIES


class Monitor(JsonAdapter):
    """The adapter of the verdachtenmonitor."""

    registry = "monitor"
    version = "2"
    source = "urn:nld:oin:00000099000000020000:systeem:monitor"
    format_key = "schema"
    format = "verdachtenmonitor-actie/1"
    kind_key = "actie"
    body_key = "inhoud"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
