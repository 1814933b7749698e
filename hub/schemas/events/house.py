"""What Veiligheidshuizen report: markings, advice, answers, casus, receipts (report §4.2 A, B)."""

from typing import ClassVar

from hub.schemas.base import HouseId, Instant, PartnerId, Ref, Text
from hub.schemas.events.base import Inbound
from hub.schemas.vocabulary import (
    Channel,
    FeedbackReceipt,
    HouseAnswer,
    MarkingEndReason,
    MarkingOrigin,
    TargetList,
    TriageOutcome,
)


class PersonMarked(Inbound):
    """A house marked a person: known here from ``valid_from`` until ``valid_to`` (exclusive), R095.

    ``registered_at`` is the register's own time of entry; a backdated ``valid_from`` does not count
    as earlier knowledge (routing row 6). ``casus`` is the house's own casus id. ``target_list``: the list
    that the person is on, where the register names it (Amsterdam); it decides on PGA (routing row 18).
    """

    kind: ClassVar[str] = "persoon-gemarkeerd"
    schema_version: ClassVar[int] = 2
    house: HouseId
    marking: Ref
    casus: Ref | None = None
    origin: MarkingOrigin
    valid_from: Instant
    valid_to: Instant | None = None
    registered_at: Instant
    target_list: TargetList | None = None


class MarkingEnded(Inbound):
    """A house ended a marking (R112). ``FOUTIEF``: it never was right."""

    kind: ClassVar[str] = "markering-beeindigd"
    house: HouseId
    marking: Ref
    reason: MarkingEndReason
    ended_at: Instant


class HouseAdvicePrepared(Inbound):
    """A house's advice or scenario for a marked person, by version (R096)."""

    kind: ClassVar[str] = "advies-klaargezet"
    house: HouseId
    version: int
    indicated: Text = ""
    contra_indicated: Text = ""
    scenario: Text = ""
    advised_at: Instant


class AdviceConfirmed(Inbound):
    """The house confirmed that this version of its advice still holds (R098)."""

    kind: ClassVar[str] = "advies-bevestigd"
    house: HouseId
    version: int
    confirmed_at: Instant


class HouseAsked(Inbound):
    """ZSM asked a house whether it knows the person (R097)."""

    kind: ClassVar[str] = "bevraging-gesteld"
    house: HouseId
    channel: Channel
    asked_at: Instant


class HouseAnswered(Inbound):
    """The house's answer to a bevraging in this case; ``BEKEND`` makes it B(h)."""

    kind: ClassVar[str] = "bevraging-beantwoord"
    house: HouseId
    channel: Channel
    answer: HouseAnswer
    answered_at: Instant


class CasusTransferred(Inbound):
    """ZSM hands the casuïstiek, not the case, to a house (R066, R067). ``house``: the OvJ's pick, if any."""

    kind: ClassVar[str] = "casus-overgedragen"
    transferred_at: Instant
    house: HouseId | None = None
    reason: Text = ""


class CasusTriaged(Inbound):
    """The house took or refused the casus after screening and triage (R079)."""

    kind: ClassVar[str] = "casus-getriageerd"
    house: HouseId
    outcome: TriageOutcome
    casus: Ref | None = None
    reason: Text = ""
    triaged_at: Instant


class PlanMade(Inbound):
    """The house made a plan of action; one partner leads (casusregie, R109)."""

    kind: ClassVar[str] = "plan-vastgesteld"
    house: HouseId
    casus: Ref
    plan_reference: Ref
    casusregie: PartnerId
    summary: Text = ""
    made_at: Instant


class FeedbackRequested(Inbound):
    """A house asks for the feedback of this case (pull regions, R082)."""

    kind: ClassVar[str] = "terugkoppeling-opgevraagd"
    house: HouseId
    requested_at: Instant


class FeedbackAcknowledged(Inbound):
    """A house's receipt: on the agenda, later the plan changed or not (R078)."""

    kind: ClassVar[str] = "terugkoppeling-bevestigd"
    house: HouseId
    receipt: FeedbackReceipt
    acknowledged_at: Instant
