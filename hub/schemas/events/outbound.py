"""What the hub tells its recipients; each event has exactly one (routing tables A, B and C).

Each field's `Category` decides, by table B, whether the recipient may see it. Identity itself (name, BSN,
SKN) is in no event: it is added when the message is rendered in the recipient's own format, under policy.
"""

from datetime import date
from typing import Annotated, ClassVar

from hub.schemas.base import (
    Category,
    Frozen,
    HouseId,
    Instant,
    MunicipalityCode,
    PartnerId,
    Ref,
    RegionId,
    Text,
)
from hub.schemas.events.base import Outbound
from hub.schemas.events.intake import Offence
from hub.schemas.vocabulary import (
    Consulted,
    DecisionKind,
    DecisionStatus,
    Followed,
    HouseAsk,
    MarkingEndReason,
    MarkingOrigin,
    NoHouseReason,
    Role,
    TriageOutcome,
)


class HouseAdvice(Frozen):
    """One house's advice as ZSM sees it."""

    house: HouseId
    version: int
    indicated: Text = ""
    contra_indicated: Text = ""
    scenario: Text = ""
    advised_at: Instant
    confirmed_at: Instant | None = None


class HouseHit(Outbound):
    """A house knows the suspect (routing rows 2, 3, 5, 7).

    No ``advice``: hit without advice. ``late``: marked after the case came on the monitor (row 5), with
    ``provisional_decision`` as a warning. ``ended``: the marking ended before the final decision (row 7).
    ``advices_conflict``: what one house holds indicated another holds contra-indicated (row 3).
    """

    kind: ClassVar[str] = "veiligheidshuis-hit"
    house: Annotated[HouseId | None, Category.HOUSE_HIT] = None
    origin: Annotated[MarkingOrigin | None, Category.HOUSE_HIT] = None
    late: Annotated[bool, Category.HOUSE_HIT] = False
    ended: Annotated[MarkingEndReason | None, Category.HOUSE_HIT] = None
    advice: Annotated[HouseAdvice | None, Category.HOUSE_ADVICE] = None
    advices_conflict: Annotated[bool, Category.HOUSE_ADVICE] = False
    provisional_decision: Annotated[bool, Category.DECISION] = False
    term_end: Annotated[Instant | None, Category.HOLD_TERM] = None


class AdviceConfirmationRequested(Outbound):
    """Asks a house to confirm its advice, or to give one, before the term ends (row 2)."""

    kind: ClassVar[str] = "advies-bevestiging-gevraagd"
    casus: Annotated[Ref | None, Category.HOUSE_ADVICE] = None
    advice_version: Annotated[int | None, Category.HOUSE_ADVICE] = None
    answer_before: Annotated[Instant | None, Category.HOLD_TERM] = None


class CaseOffered(Outbound):
    """The case as it is offered to partners after selection = ZSM (rows 15, 16).

    ``raad_region``: for a minor, the region of residence, whose office of the Raad advises (row 20).
    """

    kind: ClassVar[str] = "zaak-aangeboden"
    schema_version: ClassVar[int] = 2
    region: RegionId | None = None
    arrested_at: Annotated[Instant | None, Category.OFFENCE] = None
    offences: Annotated[tuple[Offence, ...], Category.OFFENCE] = ()
    birth_date: Annotated[date | None, Category.IDENTITY] = None
    residence: Annotated[MunicipalityCode | None, Category.IDENTITY] = None
    minor_involved: Annotated[bool, Category.OTHER_PERSON_DAT] = False
    term_end: Annotated[Instant | None, Category.HOLD_TERM] = None
    raad_region: Annotated[RegionId | None, Category.IDENTITY] = None
    hits: Annotated[tuple[HouseId, ...], Category.HOUSE_HIT] = ()
    advices: Annotated[tuple[HouseAdvice, ...], Category.HOUSE_ADVICE] = ()


class AdviceRequested(Outbound):
    """Asks a partner, at its own client register, for status and advice (row 15)."""

    kind: ClassVar[str] = "advies-gevraagd"
    registry: Ref
    answer_before: Annotated[Instant | None, Category.HOLD_TERM] = None


class AgeUnknown(Outbound):
    """Nobody was offered the case, for the birth date is unknown (row 15)."""

    kind: ClassVar[str] = "leeftijd-onbekend"


class CaseReferred(Outbound):
    """The casus goes to a house (row 11): to the house itself, and as a notice to 3RO and Raad."""

    kind: ClassVar[str] = "zaak-verwezen"
    house: Annotated[HouseId | None, Category.HOUSE_HIT] = None
    offences: Annotated[tuple[Offence, ...], Category.OFFENCE] = ()
    birth_date: Annotated[date | None, Category.IDENTITY] = None
    residence: Annotated[MunicipalityCode | None, Category.IDENTITY] = None
    reason: Annotated[Text, Category.OFFENCE] = ""
    term_end: Annotated[Instant | None, Category.HOLD_TERM] = None


class NoHouse(Outbound):
    """The hub cannot choose the house; the OvJ picks, from ``candidates`` if there are any (row 11)."""

    kind: ClassVar[str] = "geen-huis"
    reason: NoHouseReason
    candidates: Annotated[tuple[HouseId, ...], Category.HOUSE_HIT] = ()


class CasusAnswered(Outbound):
    """The house took or refused the casus (row 12)."""

    kind: ClassVar[str] = "casusantwoord-doorgegeven"
    house: Annotated[HouseId | None, Category.HOUSE_HIT] = None
    outcome: Annotated[TriageOutcome | None, Category.HOUSE_HIT] = None
    reason: Annotated[Text, Category.HOUSE_ADVICE] = ""


class PlanShared(Outbound):
    """The plan a house made and who leads it (row 12)."""

    kind: ClassVar[str] = "plan-doorgegeven"
    house: Annotated[HouseId | None, Category.PLAN] = None
    plan_reference: Annotated[Ref | None, Category.PLAN] = None
    casusregie: Annotated[PartnerId | None, Category.PLAN] = None
    summary: Annotated[Text, Category.PLAN] = ""


class DecisionCommunicated(Outbound):
    """The decision for a partner that was offered the case or gave advice (rows 9, 10).

    ``aligned_with``: who was there or reached by phone beside OM and police; nobody is visible too (R061).
    ``corrects``: it takes the place of a decision that was told and proved wrong (Wjsg 39o).
    """

    kind: ClassVar[str] = "beslissing-meegedeeld"
    schema_version: ClassVar[int] = 2
    status: Annotated[DecisionStatus | None, Category.DECISION] = None
    decision: Annotated[DecisionKind | None, Category.DECISION] = None
    sepot_grounds: Annotated[tuple[Ref, ...], Category.DECISION] = ()
    conditions: Annotated[tuple[Text, ...], Category.DECISION] = ()
    decided_at: Annotated[Instant | None, Category.DECISION] = None
    actions_due: Annotated[tuple[Text, ...], Category.DECISION] = ()
    aligned_with: Annotated[tuple[PartnerId, ...], Category.DECISION] = ()
    corrects: bool = False


class Consultation(Frozen):
    """One reading of the house's advice: by which role, when, which version."""

    role: Role
    version: int
    at: Instant


class Terugkoppeling(Outbound):
    """What a house hears of the final decision (routing table C, rows 6 and 9).

    ``corrects``: it takes the place of one that was sent about a decision that proved wrong (Wjsg 39o).
    """

    kind: ClassVar[str] = "terugkoppeling"
    schema_version: ClassVar[int] = 2
    casus: Annotated[Ref | None, Category.HOUSE_ADVICE] = None
    decision: Annotated[DecisionKind | None, Category.DECISION] = None
    decided_at: Annotated[Instant | None, Category.DECISION] = None
    advice_version: Annotated[int | None, Category.HOUSE_ADVICE] = None
    consulted_version: Annotated[int | None, Category.HOUSE_ADVICE] = None
    consulted: Annotated[Consulted, Category.HOUSE_ADVICE]
    consultations: Annotated[tuple[Consultation, ...], Category.HOUSE_ADVICE] = ()
    followed: Annotated[Followed, Category.HOUSE_ADVICE]
    deviation_reason: Annotated[Text, Category.HOUSE_ADVICE] = ""
    asked: HouseAsk = HouseAsk.AGENDEREN
    late: bool = False
    corrects: bool = False


class CorrectionForwarded(Outbound):
    """A hit that was told proves to be wrong (row 7, ``FOUTIEF``)."""

    kind: ClassVar[str] = "correctie-doorgegeven"
    house: Annotated[HouseId | None, Category.HOUSE_HIT] = None
    reason: Annotated[MarkingEndReason | None, Category.HOUSE_HIT] = None
