"""vPGA, the register of the houses Rotterdam-Rijnmond and Zuid-Holland-Zuid (report §3.1.3, fn 46). CSV.

A simplified version of the system for the *persoonsgebonden aanpak* of frequent offenders, used within ZSM+.
It has no link of its own: it writes an **export** and a **receipt** file (``ontvangst``), and reads an
**import** file.

**Invented format.** The real one is not public. What follows is ours, with the identifier forms of the chain;
examples are ``docs/examples/vpga-export.csv``, ``vpga-import.csv`` and ``vpga-ontvangst.csv``. A file is what
`hub.adapters.csvwire` says; a message may take several rows, and a file may hold several messages
(`hub.adapters.csvmapped`). Which file it is, the header says; the columns of all three begin with:

======================  ===============================  ===================================================
column                  spelling                         meaning
======================  ===============================  ===================================================
regel, regels           number                           which row of how many
vervolg                 ``ja`` or ``nee``                whether it goes on with the row before it
gebeurtenis             word                             what happened: one of `vpga_messages.BODIES` or of
                                                         `vpga_asking.BODIES`
kenmerk                 opaque, at most 64 characters    the message's own key
versie                  number                           a higher one replaces a lower one
tijdstip                ``2016-03-01 13:00:00+01:00``    when it happened; Dutch wall time and its offset
functie                 word                             who acted
persoon_bsn,            numbers                          who; each may be empty. The last is the person's
persoon_skn,                                             number in one house and names it:
persoon_nummer                                           ``VH19.0001234``
persoon_achternaam,     text; ``2001-02-28``             what the person is called and when born; each may be
persoon_voornamen,                                       empty, and in a file of an older vPGA these columns
persoon_geboren                                          are absent, as are those of `vpga_asking`
zaak_pv, zaak_parket    numbers                          which case; either may be empty
======================  ===============================  ===================================================

A cell that has no meaning for the row's ``gebeurtenis`` stays empty; if it is filled, the row is refused.

Lost on the way: fractions of seconds; a number of the person in another registry; the name of a target list;
what table B never gives a house (a partner's handler, the region of the Raad); who but the house can answer
what a house asks.
An empty text and no text are one to vPGA, as they are to the hub.
"""

from typing import Annotated

from pydantic import Field

from hub.adapters import vpga_asking, vpga_messages
from hub.adapters.csvmapped import CsvAdapter, CsvFile
from hub.adapters.mapped import events
from hub.adapters.native import Head, Native
from hub.adapters.spelling import Coded, HouseNumber, IsoDay, Number
from hub.adapters.vpga_asking import ALSO_EXPORTED, ALSO_IMPORTED
from hub.adapters.vpga_codes import FUNCTIE, SheetTime
from hub.adapters.vpga_messages import EXPORTED, IMPORTED, RECEIPTS
from hub.schemas.base import Ref
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Parketnummer, RegistryNumber, Skn
from hub.schemas.vocabulary import Role

BODIES = vpga_messages.BODIES | vpga_asking.BODIES
NAMES = ("persoon_achternaam", "persoon_voornamen", "persoon_geboren")
CORRECTING = ("vervangt",)
"""Of a Terugkoppeling; it came with the rows of `vpga_asking`."""


class Persoon(Native):
    """Who it is about."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    registry: Annotated[RegistryNumber | None, HouseNumber("vpga", ".")] = Field(None, alias="nummer")
    surname: Name = Field("", alias="achternaam")
    given_names: Name = Field("", alias="voornamen")
    born: IsoDay | None = Field(None, alias="geboren")


class Zaak(Native):
    """Which case it is about."""

    bvh: BvhNumber | None = Field(None, alias="pv")
    parketnummer: Parketnummer | None = Field(None, alias="parket")


class Kop(Head):
    """What every row of vPGA begins with."""

    record: Ref = Field(alias="kenmerk")
    version: Number = Field(alias="versie")
    occurred_at: SheetTime = Field(alias="tijdstip")
    actor: Annotated[Role, Coded(FUNCTIE)] = Field(alias="functie")
    person: Persoon = Field(Persoon(), alias="persoon")
    case: Zaak | None = Field(None, alias="zaak")


class Vpga(CsvAdapter):
    """The adapter of vPGA."""

    registry = "vpga"
    version = "2"
    source = "urn:nld:oin:00000099000000052000:systeem:vpga"
    number_column = "regel"
    total_column = "regels"
    continued_column = "vervolg"
    continued_words = ("nee", "ja")
    kind_column = "gebeurtenis"
    later_columns = (NAMES, CORRECTING)
    files = (
        CsvFile("export", EXPORTED + ALSO_EXPORTED, later=ALSO_EXPORTED),
        CsvFile("import", IMPORTED + ALSO_IMPORTED, later=ALSO_IMPORTED),
        CsvFile("ontvangst", RECEIPTS),
    )
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
