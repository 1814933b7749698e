"""Aligning, deciding and what follows: what people at ZSM and at partners do (report §2.1.1, §2.3)."""

from typing import ClassVar

from hub.schemas.base import HouseId, Instant, PartnerId, Ref, RegionId, Text
from hub.schemas.events.base import Inbound
from hub.schemas.vocabulary import ContactForm, HaltOutcome, Role, ServiceOutcome


class CasePrepared(Inbound):
    """A beoordelaar prepared the case: a precondition of a decision, not an order of steps (R056, R121)."""

    kind: ClassVar[str] = "zaak-voorbereid"
    prepared_at: Instant


class DecisionMomentPlanned(Inbound):
    """When the OvJ means to decide, so that partners need not watch all day (R060, R062, R101)."""

    kind: ClassVar[str] = "beslismoment-gepland"
    moment: Instant
    planned_at: Instant


class AlignmentHeld(Inbound):
    """The partners met about the case: who was there, who was reached by phone (R056, R058)."""

    kind: ClassVar[str] = "afstemming-gehouden"
    present: tuple[PartnerId, ...] = ()
    by_phone: tuple[PartnerId, ...] = ()
    held_at: Instant


class DecisionExplained(Inbound):
    """OM explained the decision to the suspect, and to counsel if there is one (R073)."""

    kind: ClassVar[str] = "beslissing-toegelicht"
    with_counsel: bool = False
    explained_at: Instant


class DecisionRecorded(Inbound):
    """A partner confirms that the decision stands in its own registry (R072, R076)."""

    kind: ClassVar[str] = "beslissing-verwerkt"
    organisation: PartnerId
    recorded_at: Instant


class PoliceActionAsked(Inbound):
    """OM asks the police to do something in a case (R029). ``action``: the request's own key."""

    kind: ClassVar[str] = "politieactie-aangevraagd"
    action: Ref
    task: Text
    asked_at: Instant


class PoliceActionDone(Inbound):
    """The police did it, or say why not (R029)."""

    kind: ClassVar[str] = "politieactie-uitgevoerd"
    action: Ref
    done: bool
    remark: Text = ""
    done_at: Instant


class ServiceReported(Inbound):
    """Whether the verbalisant handed the dagvaarding to the suspect (R074)."""

    kind: ClassVar[str] = "betekening-gemeld"
    outcome: ServiceOutcome
    reported_at: Instant


class HaltEnded(Inbound):
    """Halt reports how a referral ended; a failed one comes back to the OvJ."""

    kind: ClassVar[str] = "halt-afgerond"
    outcome: HaltOutcome
    ended_at: Instant


class RegionChanged(Inbound):
    """OM moves the case to another ZSM region, such as that of a minor's residence (routing row 20)."""

    kind: ClassVar[str] = "zsm-regio-gewijzigd"
    region: RegionId
    changed_at: Instant


class ContactAsked(Inbound):
    """A house, or a partner, wants to speak with the OvJ about a case (R100)."""

    kind: ClassVar[str] = "contact-aangevraagd"
    by: PartnerId
    form: ContactForm
    asked_at: Instant


class AdviceObjected(Inbound):
    """3RO or Raad does not agree with the decision, and that is written down (R065)."""

    kind: ClassVar[str] = "advies-bezwaar-vastgelegd"
    organisation: PartnerId
    role: Role
    reason: Text
    objected_at: Instant


class CasusReleased(Inbound):
    """A house lets a casus go: what it marked for it ends, and so does the feedback (R112, report 1126).

    ``casus``: the house's own id; every marking that the house made for this casus ends at ``released_at``.
    """

    kind: ClassVar[str] = "casus-losgelaten"
    house: HouseId
    casus: Ref
    released_at: Instant
