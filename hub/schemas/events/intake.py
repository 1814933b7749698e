"""Intake and selection: the suspect, the case, custody and where the case goes (report §2.1.1)."""

from datetime import date
from typing import ClassVar

from hub.schemas.base import Frozen, HouseId, Instant, MunicipalityCode, Ref, RegionId, Text
from hub.schemas.events.base import Inbound
from hub.schemas.vocabulary import (
    CaseStatus,
    CustodyKind,
    InstrumentColour,
    Role,
    SelectionOutcome,
    TargetGroup,
)


class Offence(Frozen):
    """One offence in a case: the article of law, such as ``Sr 310``, and the day if known."""

    article: Ref
    description: Text = ""
    committed_on: date | None = None


class _Suspicion(Inbound):
    """What BVH reports of a suspect, arrested or summoned. Absent residence or birth date is a fact too."""

    region: RegionId
    birth_date: date | None = None
    residence: MunicipalityCode | None = None
    offences: tuple[Offence, ...]
    offence_place: MunicipalityCode | None = None
    minor_involved: bool = False
    victim_involved: bool = False
    pretrial_detention_allowed: bool = False


class SuspectArrested(_Suspicion):
    """A suspect was arrested (vastzaak): the clock of Sv 61 (2016) or 56a (from 2017-03-01) runs."""

    kind: ClassVar[str] = "verdachte-aangehouden"
    arrested_at: Instant
    brought_in_at: Instant | None = None
    arrest_place: MunicipalityCode | None = None


class SuspectSummoned(_Suspicion):
    """A suspect was summoned (niet-vastzaak): no hold, no six-hour clock (R004)."""

    kind: ClassVar[str] = "verdachte-ontboden"
    interrogation_at: Instant


class CaseOnMonitor(Inbound):
    """The case shows on the verdachtenmonitor; Intake starts here, not at the arrest (R027).

    ``region``: whose monitor; ``CVOM`` is the national location for traffic, and no region (routing row 1).
    """

    kind: ClassVar[str] = "zaak-op-monitor"
    on_monitor_at: Instant
    region: RegionId


class CaseStatusChanged(Inbound):
    """BOSZ merged the status of police and OM (R015)."""

    kind: ClassVar[str] = "zaakstatus-gewijzigd"
    status: CaseStatus


class CustodyChanged(Inbound):
    """The suspect is held, taken into inverzekeringstelling, or sent home (R115)."""

    kind: ClassVar[str] = "vrijheidsbeneming-gewijzigd"
    schema_version: ClassVar[int] = 2
    custody: CustodyKind
    since: Instant


class JusticeDataReported(Inbound):
    """What OM and police look up about a suspect at intake (report line 585): counts, no content.

    The report does not say which data; these are assumed. ``open_cases``, ``closed_cases``: other cases of
    this person in the reporting registry. Registries report side by side, in any order (R028).
    """

    kind: ClassVar[str] = "justitiegegevens-gemeld"
    open_cases: int
    closed_cases: int
    last_decided_on: date | None = None
    collected_at: Instant


class OffenceCounts(Frozen):
    """Why the police count somebody as a veelpleger: misdrijffeiten up to a day, and the age on it."""

    ever: int
    last_five_years: int
    last_twelve_months: int
    age: int
    counted_on: date


class TargetGroupLinked(Inbound):
    """Amazone links the suspect with a target group of the police (R017)."""

    kind: ClassVar[str] = "doelgroep-gekoppeld"
    schema_version: ClassVar[int] = 2
    group: TargetGroup
    counts: OffenceCounts | None = None
    linked_at: Instant


class InstrumentAnswer(Frozen):
    """One question of the instrument: whether there is something, never what."""

    question: Ref
    answer: bool


class InstrumentApplied(Inbound):
    """KIB applied the selectie-instrument 18+. As KIB says: there is no table to derive it by (R038)."""

    kind: ClassVar[str] = "selectie-instrument-toegepast"
    instrument_version: Ref
    score: int
    colour: InstrumentColour
    answers: tuple[InstrumentAnswer, ...] = ()
    applied_at: Instant


class SelectionDecided(Inbound):
    """OvJ and politiecoördinator together decided where the case goes (R030).

    ``house``: the house that the OvJ picked, only with outcome ``VEILIGHEIDSHUIS``.
    """

    kind: ClassVar[str] = "selectiebeslissing-genomen"
    outcome: SelectionOutcome
    deciders: tuple[Role, ...]
    decided_at: Instant
    house: HouseId | None = None
    reason: Text = ""
