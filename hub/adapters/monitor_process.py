"""More messages of the monitor: preparing, aligning, asking, and what partners without a registry say.

As `hub.adapters.monitor_messages`, which has the head and the codes of roles. Halt, and whoever else has no
registry of its own, is heard by what ZSM notes here.
"""

from typing import Annotated, ClassVar

from pydantic import Field, StrictBool

from hub.adapters.monitor_codes import (
    BEANTWOORDER,
    CONTEXT,
    GEGEVEN,
    HALT,
    OVER,
    SIGNAAL,
    VERNIETIGINGSGROND,
)
from hub.adapters.monitor_messages import KANAAL
from hub.adapters.native import Body
from hub.adapters.spelling import Coded, Millis
from hub.schemas.base import HouseId, PartnerId, Ref, RegionId, Text
from hub.schemas.events import (
    AlignmentHeld,
    CasePrepared,
    ContextFactReported,
    DecisionExplained,
    DecisionMomentPlanned,
    HaltEnded,
    InquiryRequested,
    PersonDataCorrected,
    PersonDataErased,
    PoliceActionAsked,
    QuestionAsked,
    RegionChanged,
    SignalRaised,
)
from hub.schemas.vocabulary import (
    Channel,
    ContextAbout,
    ContextKind,
    CorrectedFact,
    ErasureGround,
    HaltOutcome,
    QuestionFor,
    SignalKind,
)


class Voorbereiding(Body):
    """A beoordelaar prepared the case."""

    event: ClassVar = CasePrepared
    prepared_at: Millis = Field(alias="voorbereid_op")


class Beslismoment(Body):
    """When the OvJ means to decide."""

    event: ClassVar = DecisionMomentPlanned
    moment: Millis = Field(alias="moment")
    planned_at: Millis = Field(alias="gepland_op")


class Afstemming(Body):
    """The partners met about the case."""

    event: ClassVar = AlignmentHeld
    present: tuple[PartnerId, ...] = Field((), alias="aanwezig")
    by_phone: tuple[PartnerId, ...] = Field((), alias="telefonisch")
    held_at: Millis = Field(alias="gehouden_op")


class Bevragingsverzoek(Body):
    """OM wants to know, in one request, whether houses know the person."""

    event: ClassVar = InquiryRequested
    channel: Annotated[Channel, Coded(KANAAL)] = Field(alias="kanaal")
    houses: tuple[HouseId, ...] = Field((), alias="huizen")
    requested_at: Millis = Field(alias="aangevraagd_op")


class Signaal(Body):
    """A partner at ZSM signals a person to a house, or asks its advice."""

    event: ClassVar = SignalRaised
    signal: Ref = Field(alias="signaalnummer")
    sender: PartnerId = Field(alias="afzender")
    wants: Annotated[SignalKind, Coded(SIGNAAL)] = Field(alias="gewenst")
    house: HouseId | None = Field(None, alias="huis")
    text: Text = Field("", alias="toelichting")
    raised_at: Millis = Field(alias="afgegeven_op")


class Vraag(Body):
    """A question about the case, to a house, 3RO or Raad."""

    event: ClassVar = QuestionAsked
    question: Ref = Field(alias="vraagnummer")
    sender: PartnerId = Field(alias="afzender")
    to: PartnerId = Field(alias="geadresseerde")
    answered_by: Annotated[QuestionFor, Coded(BEANTWOORDER)] = Field(QuestionFor.HUIS, alias="beantwoorder")
    text: Text = Field(alias="vraag")
    asked_at: Millis = Field(alias="gesteld_op")


class Politieactie(Body):
    """OM asks the police to do something in the case."""

    event: ClassVar = PoliceActionAsked
    action: Ref = Field(alias="actienummer")
    task: Text = Field(alias="opdracht")
    asked_at: Millis = Field(alias="aangevraagd_op")


class Regiowijziging(Body):
    """OM moves the case to another ZSM region."""

    event: ClassVar = RegionChanged
    region: RegionId = Field(alias="zsm_regio")
    changed_at: Millis = Field(alias="gewijzigd_op")


class Contextgegeven(Body):
    """That there is something about the suspect or another person; never what."""

    event: ClassVar = ContextFactReported
    organisation: PartnerId = Field(alias="organisatie")
    about: Annotated[ContextAbout, Coded(OVER)] = Field(alias="over")
    context: Annotated[ContextKind, Coded(CONTEXT)] = Field(alias="aard")
    reported_at: Millis = Field(alias="gemeld_op")


class Uitleg(Body):
    """OM explained the decision to the suspect."""

    event: ClassVar = DecisionExplained
    with_counsel: StrictBool = Field(default=False, alias="met_raadsman")
    explained_at: Millis = Field(alias="uitgelegd_op")


class Haltafloop(Body):
    """How a referral to Halt ended, as ZSM heard of it: Halt has no registry that speaks to the hub."""

    event: ClassVar = HaltEnded
    outcome: Annotated[HaltOutcome, Coded(HALT)] = Field(alias="uitkomst")
    ended_at: Millis = Field(alias="afgerond_op")


class Herstel(Body):
    """A fact proved wrong; what is right comes from its own registry."""

    event: ClassVar = PersonDataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="gegeven")
    corrected_at: Millis = Field(alias="hersteld_op")


class Vernietiging(Body):
    """The person's data must be destroyed everywhere."""

    event: ClassVar = PersonDataErased
    ground: Annotated[ErasureGround, Coded(VERNIETIGINGSGROND)] = Field(alias="grond")
    reference: Ref = Field(alias="besluitnummer")
    ordered_at: Millis = Field(alias="bevolen_op")


BODIES: dict[str, type[Body]] = {
    "zaak_voorbereid": Voorbereiding,
    "beslismoment": Beslismoment,
    "afstemming": Afstemming,
    "bevragingsverzoek": Bevragingsverzoek,
    "signaal": Signaal,
    "vraag": Vraag,
    "politieactie": Politieactie,
    "zsm_regio": Regiowijziging,
    "contextgegeven": Contextgegeven,
    "beslissing_toegelicht": Uitleg,
    "halt_afloop": Haltafloop,
    "herstel": Herstel,
    "vernietiging": Vernietiging,
}
