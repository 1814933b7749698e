"""VIR, the index of young people at risk: who signalled a risk, never what (report fn23; R020). XML.

*Verwijsindex risicojongeren*. Who advises at ZSM asks it whether anybody else worries about a person under
23; it answers with whom to call. In: that answer. Out: nothing; who asks, asks VIR itself. The real format
follows NTA 8023; this one is invented on its pattern. An example is ``docs/examples/vir-signalen.xml``; all
fields stand in `hub.adapters.vir_messages`.

=====================  ===========================================  ======================================
element                spelling                                     meaning
=====================  ===========================================  ======================================
berichtkenmerk         opaque, at most 64 characters                the message's own key
versie                 number                                       a higher one replaces a lower one
tijdstip               ``2016-03-01T13:00:00+01:00``                when it happened; whole seconds
rol                    code                                         who asked: 3RO, Raad, or a program
jeugdige               bsn, verwijsindexnummer                      who; the second where there is no BSN
indexantwoord          uitkomst, geraadpleegdOp, signaal ...        what VIR knows
=====================  ===========================================  ======================================

What the law forbids is refused by its rule, whole: a field with content of a signal (`signal-content`), an
answer about somebody of 23 or older (`too-old-for-vir`, checked where the answer states the date of birth), a
signal that is kept longer than two years or named when it is gone already (Jeugdwet 7.1).

Lost on the way through this format: fractions of seconds, the SKN and other registries' numbers, the date of
birth (it is only checked), and the case: VIR is no part of criminal justice, and is not told of one.
"""

from hub.adapters.mapped import XmlAdapter, events
from hub.adapters.vir_messages import BODIES, Kop


class Vir(XmlAdapter):
    """The adapter of VIR."""

    registry = "vir"
    version = "1"
    source = "urn:nld:oin:00000099000000110000:systeem:vir"
    root = "virBericht"
    namespace = "urn:ketenhub:vir:indexbericht:1"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
