"""The messages of VIR: left the hub's name of a field, right the index's.

The models are the field table that `hub.adapters.vir` refers to. A field that is absent has its default; a
field without a default is required. Codes stand in the tables at the top.
"""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, IsoDay, LocalSeconds, Number, OwnNumber, many
from hub.schemas.base import Ref, Text
from hub.schemas.calendar import amsterdam_day
from hub.schemas.events import ClientStatusReported, Event
from hub.schemas.identifiers import Bsn, RegistryNumber
from hub.schemas.vocabulary import ClientStatus, Role

ROL = {"3RO": Role.RECLASSERINGSWERKER, "RVDK": Role.ADVIESTEAM_RAAD, "SYS": Role.SYSTEEM}
"""Who may ask the index at ZSM; nobody else does (report §2.1.1)."""
UITKOMST = {"match": ClientStatus.BEKEND, "geen": ClientStatus.NIET_BEKEND, "fout": ClientStatus.MISLUKT}

CONTENT = frozenset(
    {"aanleiding", "inhoud", "meldgrond", "omschrijving", "reden", "risico", "risicogrond", "toelichting"}
)
"""How content of a signal could be named. Whatever else VIR might add is refused as unknown."""

MAX_YEARS = 2
MAX_AGE = 23


class _Melding(Native):
    @model_validator(mode="before")
    @classmethod
    def _who_never_what(cls, given: Any) -> Any:  # noqa: ANN401 - what stands on the wire, or an event
        if isinstance(given, dict) and given.keys() & CONTENT:
            msg = "signal_content"
            raise ValueError(msg)
        return given


class Signaal(_Melding):
    """Who signalled, whom to call, and until when the index may keep it."""

    organisation: Text = Field(alias="organisatie")
    contact: Text = Field("", alias="contactpersoon")
    signalled_at: LocalSeconds = Field(alias="afgegevenOp")
    expires_on: IsoDay = Field(alias="vervaltOp")


class Indexantwoord(Body, _Melding):
    """What the index knows about the young person."""

    event: ClassVar = ClientStatusReported
    organisation: Literal["VIR"] = Field("VIR", alias="organisatie")
    status: Annotated[ClientStatus, Coded(UITKOMST)] = Field(alias="uitkomst")
    reported_at: LocalSeconds = Field(alias="geraadpleegdOp")
    birth_date: IsoDay | None = Field(None, alias="geboortedatum", exclude=True)
    signals: Annotated[tuple[Signaal, ...], many] = Field((), alias="signaal")

    @model_validator(mode="after")
    def _as_the_law_has_it(self) -> Self:
        if breach := self._breach():
            raise ValueError(breach)
        return self

    def _breach(self) -> str | None:
        """The rule that the answer breaks, in the words of its code."""
        if (self.status is ClientStatus.BEKEND) is not bool(self.signals):
            return "signals_contradict_status"
        today = amsterdam_day(self.reported_at)
        for signal in self.signals:
            given = amsterdam_day(signal.signalled_at)
            if signal.signalled_at > self.reported_at:
                return "signal_after_answer"
            if signal.expires_on > _years_after(given, MAX_YEARS):
                return "signal_kept_too_long"
            if signal.expires_on <= today:
                return "signal_expired"
        if self.birth_date is not None:
            birthday = _years_after(self.birth_date, MAX_AGE)
            if today >= birthday or any(signal.expires_on > birthday for signal in self.signals):
                return "too_old_for_vir"
        return None

    def to_event(self) -> Event:
        """As `Body.to_event`, without the date of birth, which is checked and not kept."""
        fields = {name: value for name, value in vars(self).items() if name != "birth_date"}
        return self.event.model_validate(fields, from_attributes=True)


class Jeugdige(Native):
    """Who: the BSN, or where there is none the index's own service number."""

    bsn: Bsn | None = None
    registry: Annotated[RegistryNumber | None, OwnNumber("vir")] = Field(None, alias="verwijsindexnummer")


class Kop(Head):
    """What precedes every VIR message. There is no case in it."""

    record: Ref = Field(alias="berichtkenmerk")
    version: Number = Field(alias="versie")
    occurred_at: LocalSeconds = Field(alias="tijdstip")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="rol")
    person: Jeugdige = Field(Jeugdige(), alias="jeugdige")
    case: None = Field(None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _no_case(cls, given: Any) -> Any:  # noqa: ANN401 - what stands on the wire, or an observation
        if isinstance(given, dict):
            return given
        return {name: getattr(given, name) for name in cls.model_fields if name != "case"}


def _years_after(day: date, years: int) -> date:
    """The same day some years later; for 29 February the 28th, so that nothing is kept too long."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


BODIES: dict[str, type[Body]] = {"indexantwoord": Indexantwoord}
