"""What the hub tells OM, police and the partners at ZSM beside hits and offers: terms, moments, answers.

Not in routing table A but asked for by the report; each names the requirement's row as its rule (``R115``).
"""

from typing import Annotated, ClassVar

from hub.schemas.base import Category, Frozen, HouseId, Instant, PartnerId, Ref, Text
from hub.schemas.events.base import Outbound
from hub.schemas.vocabulary import (
    Channel,
    ContactForm,
    ContextAbout,
    ContextKind,
    CorrectedFact,
    DecisionKind,
    ErasureGround,
    HouseAnswer,
    InstrumentColour,
    PreselectScore,
    ServiceOutcome,
    TargetGroup,
    TermKind,
)


class HouseInquiry(Frozen):
    """One house that was asked whether it knows the person.

    ``answer`` absent: not yet. ``opens_at``: when a house that is shut can be reached, absent if it is open;
    ``in_time``: whether that is before the term ends (no term: it is).
    """

    house: HouseId
    channel: Channel
    answer: HouseAnswer | None = None
    opens_at: Instant | None = None
    in_time: bool = True


class InquiryAnswered(Outbound):
    """Where one bevraging stands: all houses that were asked, in one message (row 8, R023, R103)."""

    kind: ClassVar[str] = "bevraging-uitslag"
    houses: Annotated[tuple[HouseInquiry, ...], Category.HOUSE_HIT] = ()
    complete: Annotated[bool, Category.HOUSE_HIT] = False


class TermNears(Outbound):
    """A term ends soon (R090, R115)."""

    kind: ClassVar[str] = "termijn-nadert"
    term: Annotated[TermKind | None, Category.HOLD_TERM] = None
    ends_at: Annotated[Instant | None, Category.HOLD_TERM] = None


class TermPassed(Outbound):
    """A term has ended and the case is still open (R115)."""

    kind: ClassVar[str] = "termijn-verstreken"
    term: Annotated[TermKind | None, Category.HOLD_TERM] = None
    ended_at: Annotated[Instant | None, Category.HOLD_TERM] = None


class DecisionMomentAnnounced(Outbound):
    """When the OvJ means to decide (R060), and which houses can be spoken with then (R101 to R103).

    ``stored_advice_only``: houses with a hit that are shut at that moment; their advice stands.
    """

    kind: ClassVar[str] = "beslismoment-aangekondigd"
    moment: Annotated[Instant | None, Category.DECISION] = None
    reachable: Annotated[tuple[HouseId, ...], Category.HOUSE_HIT] = ()
    stored_advice_only: Annotated[tuple[HouseId, ...], Category.HOUSE_HIT] = ()


class PresenceMissing(Outbound):
    """A partner who should be there cannot be reached, or was not there (R058, R059, R061).

    ``defer_to``: the moment to wait for, if the term allows it; absent: it does not, the OvJ decides.
    ``overridden``: the decision was taken without the partner. It never blocks.
    """

    kind: ClassVar[str] = "aanwezigheid-ontbreekt"
    partner: PartnerId
    minor: Annotated[bool, Category.IDENTITY] = False
    defer_to: Annotated[Instant | None, Category.HOLD_TERM] = None
    overridden: Annotated[bool, Category.DECISION] = False


class PlanCrossed(Outbound):
    """A decision is near while a house carries out a plan for this person (R069)."""

    kind: ClassVar[str] = "plan-doorkruist"
    house: Annotated[HouseId | None, Category.PLAN] = None
    plan_reference: Annotated[Ref | None, Category.PLAN] = None


class PartnerAdviceShared(Outbound):
    """The advice of 3RO or Raad, straight from its source (R047, R049, R087)."""

    kind: ClassVar[str] = "advies-doorgegeven"
    organisation: Annotated[PartnerId | None, Category.PARTNER_ADVICE] = None
    version: Annotated[int | None, Category.PARTNER_ADVICE] = None
    further_research: Annotated[bool, Category.PARTNER_ADVICE] = False
    advised: Annotated[DecisionKind | None, Category.PARTNER_ADVICE] = None
    explanation: Annotated[Text, Category.PARTNER_ADVICE] = ""


class AdviceObjectionShared(Outbound):
    """3RO or Raad does not agree with the decision (R065)."""

    kind: ClassVar[str] = "bezwaar-doorgegeven"
    organisation: Annotated[PartnerId | None, Category.PARTNER_ADVICE] = None
    reason: Annotated[Text, Category.PARTNER_ADVICE] = ""


class TargetGroupShown(Outbound):
    """The person belongs to a target group (R044, R108)."""

    kind: ClassVar[str] = "doelgroep-gemeld"
    group: Annotated[TargetGroup | None, Category.TARGET_GROUP] = None


class PreselectShared(Outbound):
    """The Preselect Recidive of a minor, for the Raad (R026)."""

    kind: ClassVar[str] = "preselect-doorgegeven"
    score: Annotated[PreselectScore | None, Category.PRESELECT] = None


class ContextFactShared(Outbound):
    """That there is something about the suspect (R055)."""

    kind: ClassVar[str] = "contextgegeven-doorgegeven"
    about: Annotated[ContextAbout | None, Category.CONTEXT_DAT] = None
    context: Annotated[ContextKind | None, Category.CONTEXT_DAT] = None


class OtherPersonShared(Outbound):
    """That there is something about another person, with whom the suspect has to do (R055); never who."""

    kind: ClassVar[str] = "ander-persoon-gemeld"
    context: Annotated[ContextKind | None, Category.OTHER_PERSON_DAT] = None


class KibInformation(Outbound):
    """The "dat" information that the KIB applies its instrument with (row 16): that, never what."""

    kind: ClassVar[str] = "kib-informatie"
    known_at_a_house: Annotated[bool, Category.HOUSE_HIT_DAT] = False
    in_a_target_group: Annotated[bool, Category.TARGET_GROUP_DAT] = False
    contexts: Annotated[tuple[ContextKind, ...], Category.CONTEXT_DAT] = ()


class InstrumentMissing(Outbound):
    """KIB is on and the case was selected, but there is no score: nobody was offered it (row 16)."""

    kind: ClassVar[str] = "instrument-ontbreekt"


class InstrumentShown(Outbound):
    """What the selectie-instrument 18+ said, as KIB reports it (row 16)."""

    kind: ClassVar[str] = "instrument-doorgegeven"
    colour: Annotated[InstrumentColour | None, Category.CONTEXT_DAT] = None
    score: Annotated[int | None, Category.CONTEXT_DAT] = None
    instrument_version: Ref | None = None


class ContactRequested(Outbound):
    """People should speak with each other about a case (R046, R100, R101).

    ``handler``: whom the recipient itself named as the one with the file. ``moment``: when, if it is planned.
    """

    kind: ClassVar[str] = "contact-gevraagd"
    by: PartnerId
    form: ContactForm
    handler: Annotated[Text, Category.PARTNER_ADVICE] = ""
    casus: Annotated[Ref | None, Category.HOUSE_ADVICE] = None
    moment: Annotated[Instant | None, Category.HOLD_TERM] = None


class PoliceActionRequested(Outbound):
    """What the OM asks the police to do (R029)."""

    kind: ClassVar[str] = "politieactie-gevraagd"
    action: Ref
    task: Annotated[Text, Category.OFFENCE] = ""


class PoliceActionReported(Outbound):
    """What came of it (R029)."""

    kind: ClassVar[str] = "politieactie-gemeld"
    action: Ref
    done: bool = False
    remark: Annotated[Text, Category.OFFENCE] = ""


class ServiceRequested(Outbound):
    """A dagvaarding can be handed over while the suspect is still at the station (R074)."""

    kind: ClassVar[str] = "uitreiking-gevraagd"
    before: Annotated[Instant | None, Category.HOLD_TERM] = None


class ServiceShared(Outbound):
    """Whether the dagvaarding was handed over (R074)."""

    kind: ClassVar[str] = "betekening-doorgegeven"
    outcome: Annotated[ServiceOutcome | None, Category.DECISION] = None


class RecordingReminded(Outbound):
    """A partner has not confirmed that the decision stands in its registry (R072, R076)."""

    kind: ClassVar[str] = "verwerking-herinnerd"
    decided_at: Annotated[Instant | None, Category.DECISION] = None
    actions_due: Annotated[tuple[Text, ...], Category.DECISION] = ()


class DataCorrected(Outbound):
    """A fact that the recipient was told in the last twelve months proved wrong (Wjsg 39o).

    What is right is told as it is always told; where a recipient is told nothing more, this stands alone.
    """

    kind: ClassVar[str] = "gegevens-hersteld"
    what: CorrectedFact


class ErasureForwarded(Outbound):
    """What the recipient was told of this person must be destroyed there too."""

    kind: ClassVar[str] = "vernietiging-doorgegeven"
    ground: ErasureGround
