"""Facts of where a case goes and who decides that: rows 16 and 20 of table A."""

from hub.schemas.base import Instant, Ref, RegionId
from hub.schemas.vocabulary import InstrumentColour, SelectionOutcome
from hub.streams.fact import Fact

CVOM = "CVOM"
"""What a message of the monitor gives as region where the case is at CVOM (row 1)."""

LEAVES_ZSM = frozenset({SelectionOutcome.BACKOFFICE, SelectionOutcome.HALT, SelectionOutcome.PGA})
"""The outcomes of a selection by which a case leaves ZSM (row 17); a transfer to a house is not closure."""


class Move(Fact):
    """OM moved the case to another ZSM region."""

    region: RegionId
    at: Instant


class Instrument(Fact):
    """What the selectie-instrument 18+ said, in one application; its answers stand in the journal only."""

    colour: InstrumentColour
    score: int
    instrument_version: Ref
    at: Instant
