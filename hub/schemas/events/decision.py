"""Advice of partners, weighing and decision (report §2.1.1, §2.3, §4.2 steps 2 to 4)."""

from datetime import date
from typing import ClassVar

from hub.schemas.base import Frozen, Instant, PartnerId, Ref, Text
from hub.schemas.events.base import Inbound
from hub.schemas.vocabulary import (
    ClientStatus,
    DecisionKind,
    DecisionStatus,
    HeldFor,
    ProsecutionRegistry,
    Role,
    Weighing,
)


class RiskSignal(Frozen):
    """Who signalled a risk about a young person in VIR, and whom to call; never what (Jeugdwet 7.1).

    ``expires_on``: on that day it is gone: after two years, or on the 23rd birthday, at the latest.
    """

    organisation: Text
    contact: Text = ""
    signalled_at: Instant
    expires_on: date


class ClientStatusReported(Inbound):
    """IRIS, KBPS or VIR says whether it knows the person (R045).

    IRIS and KBPS: whether under supervision, and who handles the file. VIR: who signalled (R020).
    """

    kind: ClassVar[str] = "clientstatus-gemeld"
    schema_version: ClassVar[int] = 2
    organisation: PartnerId
    status: ClientStatus
    under_supervision: bool = False
    handler: Text = ""
    reported_at: Instant
    signals: tuple[RiskSignal, ...] = ()


class AdviceGiven(Inbound):
    """The advice of 3RO or Raad in its two parts: further research or not, and what is advised (R047).

    A higher ``version`` revises it until the decision; old versions stay readable (R048).
    """

    kind: ClassVar[str] = "advies-uitgebracht"
    organisation: PartnerId
    version: int
    further_research: bool
    advised: DecisionKind | None = None
    explanation: Text = ""
    advised_at: Instant


class AdviceConsulted(Inbound):
    """Somebody at ZSM read an advice. ``giver``: a house (``VH22``) or a partner (``3RO``); R080."""

    kind: ClassVar[str] = "advies-geraadpleegd"
    giver: PartnerId
    version: int
    role: Role
    consulted_at: Instant


class AdviceWeighed(Inbound):
    """What the OvJ did with an advice: adopted, noted, or deviated from with a reason (R064)."""

    kind: ClassVar[str] = "advies-gewogen"
    giver: PartnerId
    version: int
    weighing: Weighing
    reason: Text = ""
    weighed_at: Instant


class DecisionTaken(Inbound):
    """The OvJ's decision. Provisional ones have open ends and trigger no feedback (R057, R063).

    ``sepot_grounds``: codes of the Aanwijzing sepotgronden (BWBR0035469), heaviest first.
    ``conditions``: what the suspect must do, in words.
    """

    kind: ClassVar[str] = "beslissing-genomen"
    decision: DecisionKind
    status: DecisionStatus
    sepot_grounds: tuple[Ref, ...] = ()
    conditions: tuple[Text, ...] = ()
    decided_at: Instant


class DecisionHeld(Inbound):
    """The decision waits: for a house, for the next morning, or at the Werkplaats (R058, R067, R070)."""

    kind: ClassVar[str] = "beslissing-aangehouden"
    held_for: HeldFor
    held_at: Instant


class CaseRegisteredTwice(Inbound):
    """One offence was entered twice, and one of the entries is closed.

    It stood in GPS and in COMPAS, and one closed its entry with sepot ground 99 (R016); or two units of the
    police registered it, each under a number of its own. Not a decision: the case goes on under the other
    number, and nobody may hear of an end. Both numbers stand in the message's `CaseIds`, so that both find
    the one case.
    """

    kind: ClassVar[str] = "zaak-dubbel-ingeboekt"
    schema_version: ClassVar[int] = 2
    continues_in: ProsecutionRegistry
    closed_at: Instant
