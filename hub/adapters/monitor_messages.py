"""The messages of the verdachtenmonitor: left the hub's name of a field, right the registry's.

The models are the field table that `hub.adapters.monitor` refers to. A field that is absent on the wire has
its default; a field without a default is required. Codes stand in the tables at the top.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, IsoDay, JsonNumber, Millis
from hub.schemas.base import HouseId, PartnerId, Ref, Text
from hub.schemas.events import (
    AdviceConsulted,
    AdviceWeighed,
    CasusTransferred,
    DecisionHeld,
    HouseAnswered,
    HouseAsked,
    SelectionDecided,
)
from hub.schemas.identifiers import Bsn, BvhNumber, Name, Skn
from hub.schemas.vocabulary import Channel, HeldFor, HouseAnswer, Role, SelectionOutcome, Weighing

ROL = {
    "OvJ": Role.OVJ,
    "Ketenprocescoördinator": Role.KETENPROCESCOORDINATOR,
    "Juridisch beoordelaar": Role.JURIDISCH_BEOORDELAAR,
    "Administratie OM": Role.ADMINISTRATIE_OM,
    "Politiecoördinator": Role.POLITIECOORDINATOR,
    "Administratie politie": Role.ADMINISTRATIE_POLITIE,
    "Verbalisant": Role.VERBALISANT,
    "Adviesteam Raad": Role.ADVIESTEAM_RAAD,
    "Reclasseringswerker": Role.RECLASSERINGSWERKER,
    "Ketenmanager": Role.KETENMANAGER,
    "Procesregisseur": Role.PROCESREGISSEUR,
    "Administratie huis": Role.ADMINISTRATIE_HUIS,
    "Systeem": Role.SYSTEEM,
}
"""Roles as the monitor's screens show them (report annex II)."""
UITKOMST = {
    "ZSM": SelectionOutcome.ZSM,
    "BO": SelectionOutcome.BACKOFFICE,
    "VH": SelectionOutcome.VEILIGHEIDSHUIS,
    "HALT": SelectionOutcome.HALT,
    "PGA": SelectionOutcome.PGA,
}
KANAAL = {"register": Channel.REGISTER, "telefoon": Channel.TELEFOON}
ANTWOORD = {
    "bekend": HouseAnswer.BEKEND,
    "niet bekend": HouseAnswer.NIET_BEKEND,
    "niet bereikt": HouseAnswer.ONBEREIKBAAR,
}
WEGING = {
    "overgenomen": Weighing.OVERGENOMEN,
    "ter kennisgeving": Weighing.KENNISGEVING,
    "afgeweken": Weighing.AFGEWEKEN,
}
WACHT_OP = {
    "Veiligheidshuis": HeldFor.VEILIGHEIDSHUIS,
    "Volgende ochtend": HeldFor.VOLGENDE_OCHTEND,
    "Werkplaats": HeldFor.WERKPLAATS,
}


class Regel(Native):
    """Who stands on the monitor's line; each number may be absent."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    surname: Name = Field("", alias="achternaam")
    given_names: Name = Field("", alias="voornamen")
    born: IsoDay | None = Field(None, alias="geboortedatum")


class Zaak(Native):
    """Which case; the monitor follows the PV number."""

    bvh: BvhNumber | None = Field(None, alias="pv_nummer")


class Kop(Head):
    """What precedes every action on the monitor."""

    record: Ref = Field(alias="actie_id")
    version: JsonNumber = Field(alias="actie_versie")
    occurred_at: Millis = Field(alias="vastgelegd_op")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="functie")
    person: Regel = Field(Regel(), alias="verdachte")
    case: Zaak | None = Field(None, alias="zaak")


class Selectie(Body):
    """Where OvJ and politiecoördinator send the case."""

    event: ClassVar = SelectionDecided
    outcome: Annotated[SelectionOutcome, Coded(UITKOMST)] = Field(alias="uitkomst")
    deciders: tuple[Annotated[Role, Coded(ROL)], ...] = Field(alias="beslissers")
    decided_at: Millis = Field(alias="besloten_op")
    house: HouseId | None = Field(None, alias="huis")
    reason: Text = Field("", alias="toelichting")


class Bevraging(Body):
    """A house was asked whether it knows the person."""

    event: ClassVar = HouseAsked
    house: HouseId = Field(alias="huis")
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="kanaal")
    asked_at: Millis = Field(alias="gevraagd_op")


class Bevragingsantwoord(Body):
    """What the house answered."""

    event: ClassVar = HouseAnswered
    house: HouseId = Field(alias="huis")
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="kanaal")
    answer: Annotated[HouseAnswer, Coded(ANTWOORD)] = Field(alias="antwoord")
    answered_at: Millis = Field(alias="beantwoord_op")


class Overdracht(Body):
    """The casus goes to a house."""

    event: ClassVar = CasusTransferred
    transferred_at: Millis = Field(alias="overgedragen_op")
    house: HouseId | None = Field(None, alias="huis")
    reason: Text = Field("", alias="toelichting")


class Raadpleging(Body):
    """Somebody at ZSM read an advice."""

    event: ClassVar = AdviceConsulted
    giver: PartnerId = Field(alias="adviseur")
    version: JsonNumber = Field(alias="adviesversie")
    role: Annotated[Role, Coded(ROL)] = Field(alias="lezer")
    consulted_at: Millis = Field(alias="geraadpleegd_op")


class Weging(Body):
    """What the OvJ did with an advice."""

    event: ClassVar = AdviceWeighed
    giver: PartnerId = Field(alias="adviseur")
    version: JsonNumber = Field(alias="adviesversie")
    weighing: Annotated[Weighing, Coded(WEGING)] = Field(alias="weging")
    reason: Text = Field("", alias="reden")
    weighed_at: Millis = Field(alias="gewogen_op")


class Beslisaanhouding(Body):
    """The decision waits."""

    event: ClassVar = DecisionHeld
    held_for: Annotated[HeldFor, Coded(WACHT_OP)] = Field(alias="wacht_op")
    held_at: Millis = Field(alias="aangehouden_op")


BODIES: dict[str, type[Body]] = {
    "selectie": Selectie,
    "bevraging": Bevraging,
    "bevraging_antwoord": Bevragingsantwoord,
    "casusoverdracht": Overdracht,
    "advies_geraadpleegd": Raadpleging,
    "advies_gewogen": Weging,
    "beslissing_aangehouden": Beslisaanhouding,
}
