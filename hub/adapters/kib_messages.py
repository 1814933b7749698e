"""The messages of KIB: left the hub's name of a field, right the desk's.

The models are the field table that `hub.adapters.kib` refers to. A field that is absent has its default; a
field without a default is required. Codes stand in the tables at the top.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field, StrictBool, model_validator

from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, IsoDay, JsonNumber, Millis
from hub.schemas.base import HouseId, PartnerId, Ref
from hub.schemas.events import ContextFactReported, Event, HouseAnswered, InstrumentApplied
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Parketnummer, Skn
from hub.schemas.vocabulary import (
    Channel,
    ContextAbout,
    ContextKind,
    HouseAnswer,
    InstrumentColour,
    Role,
)

ROL = {
    "om": Role.ADMINISTRATIE_OM,
    "politie": Role.ADMINISTRATIE_POLITIE,
    "reclassering": Role.RECLASSERINGSWERKER,
    "veiligheidshuis": Role.ADMINISTRATIE_HUIS,
    "systeem": Role.SYSTEEM,
}
"""Who staffs the desk: OM, police, 3RO and the two houses of the region (report §2.3)."""
KLEUR = {
    "groen": InstrumentColour.GROEN,
    "oranje": InstrumentColour.ORANJE,
    "rood": InstrumentColour.ROOD,
}
KANAAL = {"register": Channel.REGISTER, "telefoon": Channel.TELEFOON}
ANTWOORD = {
    "bekend": HouseAnswer.BEKEND,
    "onbekend": HouseAnswer.NIET_BEKEND,
    "onbereikbaar": HouseAnswer.ONBEREIKBAAR,
}
OVER = {"betrokkene": ContextAbout.VERDACHTE, "ander": ContextAbout.ANDER}
AARD = {
    "straf": ContextKind.STRAF,
    "civiel": ContextKind.CIVIEL,
    "bestuur": ContextKind.BESTUUR,
    "zorg": ContextKind.ZORG,
    "schoolverzuim": ContextKind.SCHOOLVERZUIM,
    "huiselijkGeweld": ContextKind.HUISELIJK_GEWELD,
}
"""The kinds of which the desk collects that there is something (report fn30)."""


class Betrokkene(Native):
    """Who; each may be absent."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    surname: Name = Field("", alias="achternaam")
    given_names: Name = Field("", alias="voornamen")
    born: IsoDay | None = Field(None, alias="geboortedatum")


class Zaak(Native):
    """Which case."""

    bvh: BvhNumber | None = Field(None, alias="pvNummer")
    parketnummer: Parketnummer | None = None


class Kop(Head):
    """What precedes every KIB message."""

    record: Ref = Field(alias="id")
    version: JsonNumber = Field(alias="versie")
    occurred_at: Millis = Field(alias="tijdstip")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="rol")
    person: Betrokkene = Field(Betrokkene(), alias="betrokkene")
    case: Zaak | None = Field(None, alias="zaak")


class Vraag(Native):
    """One question of the instrument, by its number, and whether there is something."""

    question: Ref = Field(alias="vraag")
    answer: StrictBool = Field(alias="antwoord")


class SelectieInstrument(Body):
    """The instrument was applied."""

    event: ClassVar = InstrumentApplied
    instrument_version: Ref = Field(alias="instrumentVersie")
    score: JsonNumber
    colour: Annotated[InstrumentColour, Coded(KLEUR)] = Field(alias="kleur")
    answers: tuple[Vraag, ...] = Field((), alias="antwoorden")
    applied_at: Millis = Field(alias="toegepastOp")
    minor: StrictBool = Field(default=False, alias="minderjarig", exclude=True)

    @model_validator(mode="after")
    def _for_adults(self) -> Self:
        if self.minor:
            msg = "instrument_for_minor"
            raise ValueError(msg)
        return self

    def to_event(self) -> Event:
        """As `Body.to_event`, without the statement that the person is no minor, which is only checked."""
        fields = {name: value for name, value in vars(self).items() if name != "minor"}
        return self.event.model_validate(fields, from_attributes=True)


class Huisantwoord(Body):
    """What a house answered to the desk: that it knows the person, never why."""

    event: ClassVar = HouseAnswered
    house: HouseId = Field(alias="huis")
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="kanaal")
    answer: Annotated[HouseAnswer, Coded(ANTWOORD)] = Field(alias="antwoord")
    answered_at: Millis = Field(alias="beantwoordOp")


class Contextgegeven(Body):
    """That an organisation has something about the person, or about another; never what."""

    event: ClassVar = ContextFactReported
    organisation: PartnerId = Field(alias="organisatie")
    about: Annotated[ContextAbout, Coded(OVER)] = Field(alias="over")
    context: Annotated[ContextKind, Coded(AARD)] = Field(alias="aard")
    reported_at: Millis = Field(alias="gemeldOp")


BODIES: dict[str, type[Body]] = {
    "selectieInstrument": SelectieInstrument,
    "huisantwoord": Huisantwoord,
    "contextgegeven": Contextgegeven,
}
