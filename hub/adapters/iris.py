"""IRIS: the client register of the three reclasseringsorganisaties (3RO, one desk; report fn 21). JSON.

In: whether the person is a client, 3RO's advice and objections, its questions, answers and signals. Out: the
case, the questions, hits, decisions, plans, corrections.
The real format is not public; this one is invented, with real identifiers. An example is
``docs/examples/iris-advies.json``; all bodies stand in `hub.adapters.iris_messages` and
`hub.adapters.iris_process`; version 2 of the mapping has the second of these.

============  ===============================  ============================================================
key           spelling                         meaning
============  ===============================  ============================================================
formaat       ``iris.zsm-bericht/1``           the format and its version
soort         word                             which of the bodies ``inhoud`` is
berichtId     opaque, at most 64 characters    the message's own key
versie        number                           a higher one replaces a lower one
tijdstip      ``2016-03-01T12:00:00.000Z``     when it happened; milliseconds, in UTC, as all times here
rol           word                             who acted
client        ``bsn``, ``skn``,                who; each may be absent. Invented: ``IRIS-0012345``;
              ``clientnummer``,                born on ``2001-02-28``
              ``achternaam``, ``voornamen``,
              ``geboortedatum``
zaak          ``pvNummer``, ``parketnummer``   which case; either may be absent
inhoud        object                           what
============  ===============================  ============================================================

The organisation need not be said (``organisatie``): it is always the same one, and another's fact is refused.

Lost on the way through this format: microseconds, other registries' numbers of a person.
"""

from typing import Annotated

from pydantic import Field

from hub.adapters import iris_messages, iris_process
from hub.adapters.iris_messages import ROL
from hub.adapters.mapped import JsonAdapter, events
from hub.adapters.native import Head, Native
from hub.adapters.spelling import Coded, IsoDay, JsonNumber, Millis, OwnNumber
from hub.schemas.base import Ref
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Parketnummer, RegistryNumber, Skn
from hub.schemas.vocabulary import Role

BODIES = iris_messages.BODIES | iris_process.BODIES


class Client(Native):
    """Who: any of three numbers, or none; name and birth date."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    registry: Annotated[RegistryNumber | None, OwnNumber("iris")] = Field(None, alias="clientnummer")
    surname: Name = Field("", alias="achternaam")
    given_names: Name = Field("", alias="voornamen")
    born: IsoDay | None = Field(None, alias="geboortedatum")


class Zaak(Native):
    """Which case."""

    bvh: BvhNumber | None = Field(None, alias="pvNummer")
    parketnummer: Parketnummer | None = None


class Kop(Head):
    """What precedes every IRIS message."""

    record: Ref = Field(alias="berichtId")
    version: JsonNumber = Field(alias="versie")
    occurred_at: Millis = Field(alias="tijdstip")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="rol")
    person: Client = Field(Client(), alias="client")
    case: Zaak | None = Field(None, alias="zaak")


class Iris(JsonAdapter):
    """The adapter of IRIS."""

    registry = "iris"
    version = "2"
    source = "urn:nld:oin:00000099000000060000:systeem:iris"
    format_key = "formaat"
    format = "iris.zsm-bericht/1"
    kind_key = "soort"
    body_key = "inhoud"
    head = Kop
    bodies = BODIES
    carries = events(BODIES)
