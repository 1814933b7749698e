"""COMPAS, the OM's registry before GPS: reports decisions and counts of cases. Fixed width.

COMPAS (*Communicatiesysteem Openbaar Ministerie - Parket Administratie Systeem*) and GPS stand side by
side: a case can sit in either, and one offence can be entered in both (report fn20; R016). The real format is
not public; this one is invented, as old and as poor as its age, with real identifiers. A message is a row of
records of 80 positions, each ended by CR LF; an example is ``docs/examples/compas-beslissing.txt``, all
columns stand in `hub.adapters.compas_messages.LAYOUT`.

======  ================  ===================================================================================
record  name              columns
======  ================  ===================================================================================
00      Kop               format ``COMPAS01``; the message's own key, version, time (``201603011300WT``), role
10      Verdachte         bsn, skn, surname in capitals, day of birth; each may be blank, and so the whole
                          record may be absent
20      Zaak              parketnummer without separators; pvnummer; the number of the same case in GPS
30      Beslissing        kind, status, time, up to five sepot grounds of two digits
39      DubbelIngeboekt   sepot ground 99: in which registry the case goes on, and since when
40      Justitiegegevens  running and closed cases, day of the last decision, time of counting
99      Sluit             the number of records before this one
======  ================  ===================================================================================

Between head and trailer the order is free; exactly one of 30, 39 and 40 says what happened.

**Lost against GPS**, and never guessed: seconds (cut off); given names, and a surname that fills its 20
positions, for it may be cut; the conditions of a decision, in words; that a
decision is held, that an advice was read and what became of it; the OM-strafbeschikking and its CJIB number;
roles outside the OM. So a Terugkoppeling after a decision of COMPAS says of the weighing what other sources
told, or that none did. Ground 99 as a ground of a decision is refused: it ends an entry, not a case, and has
a record of its own.
"""

from hub.adapters.compas_messages import BODIES, FORMAT, LAYOUT, Kop
from hub.adapters.mapped import FixedAdapter, events


class Compas(FixedAdapter):
    """The adapter of COMPAS."""

    registry = "compas"
    version = "1"
    source = "urn:nld:oin:00000099000000020000:systeem:compas"
    layout = LAYOUT
    format_key = "formaat"
    format = FORMAT
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
