"""The building blocks of every schema: frozen models, instants, wire enums, data categories."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic.annotated_handlers import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

UNKNOWN_SYMBOL = "ONBEKEND"
"""First symbol and Avro default of every wire enum: what an older reader sees of a newer symbol."""


class Frozen(BaseModel):
    """Immutable, closed, and silent about its input when it refuses it (inputs are personal data)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _to_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "naive_time"
        raise ValueError(msg)
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_to_utc)]
"""A moment, microsecond precise, in UTC. A naive time is refused: a registry must state its zone."""

HouseId = Annotated[str, StringConstraints(pattern=r"^VH(0[1-9]|[12][0-9]|3[0-4])$")]
"""``VH01`` … ``VH33``: the numbers of the report's annex I; ``VH34``: what two of them merged into."""

PartnerId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9_]{1,15}$")]
"""A partner or house, such as ``OM``, ``3RO``, ``VH22``. Text, not an enum: partners are data (R001), and
Avro forbids symbols that begin with a digit."""

RegionId = Annotated[str, StringConstraints(pattern=r"^[A-Z]+(-[A-Z]+)*$")]
"""A ZSM region, such as ``ZEELAND-WEST-BRABANT``. Text, not an enum: Avro symbols cannot hold a hyphen."""

MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^GM[0-9]{4}$")]
"""CBS code of a municipality, such as ``GM0716`` (Tholen)."""

Text = Annotated[str, StringConstraints(max_length=4000)]
"""Free text of a registry; personal data by nature, payload only."""

Ref = Annotated[str, StringConstraints(min_length=1, max_length=64)]
"""A registry's own reference of a record (casus, marking, plan)."""

TimerKey = Annotated[str, StringConstraints(min_length=1, max_length=128)]
"""What a timer was set for; longer than a `Ref`, which it may hold beside the house."""


class WireEnum(StrEnum):
    """An enum on the wire. Its first member must be ``ONBEKEND``, and no model ever holds that member.

    A reader with an older schema decodes a newer symbol to ``ONBEKEND``; the validation below turns it into
    an error, so an unknown symbol is a dead letter and never a decision about a person.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate as an enum, then refuse the symbol that stands for "not known to this version"."""

        def known(member: WireEnum) -> WireEnum:
            if member == UNKNOWN_SYMBOL:
                msg = "unknown_symbol"
                raise ValueError(msg)
            return member

        return core_schema.no_info_after_validator_function(known, handler(source))


class Category(StrEnum):
    """Kinds of data in table B of the routing rules; every outbound field carries one."""

    IDENTITY = "identity"
    OFFENCE = "offence"
    HOLD_TERM = "hold_term"
    HOUSE_HIT = "house_hit"
    HOUSE_ADVICE = "house_advice"
    PARTNER_ADVICE = "partner_advice"
    DECISION = "decision"
    TARGET_GROUP = "target_group"
    RISK_SIGNAL = "risk_signal"
    OTHER_PERSON = "other_person"
    OTHER_PERSON_DAT = "other_person_dat"
    """That another person is involved, never what: the "dat" in the table's cells for another's facts."""
    PRESELECT = "preselect"
    """The Preselect Recidive: in the table's column of risk signals, with accesses of its own."""
    HOUSE_HIT_DAT = "house_hit_dat"
    """That some house knows the person, never which: the "dat" in the cell of the KIB."""
    TARGET_GROUP_DAT = "target_group_dat"
    """That the person is in some target group: likewise."""
    CONTEXT_DAT = "context_dat"
    """That there is something about the person, of a kind; no column of the table (R055, inferred)."""
    QUESTION = "question"
    """A question and its answer between those who have the case; no column of the table (R050, inferred)."""
    PLAN = "plan"
    """Not a column of table B: the plan a house made, for those whom row 12 names (inferred)."""
