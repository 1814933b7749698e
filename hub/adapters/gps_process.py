"""More messages of GPS: what the OM does after a decision, and beside it.

As `hub.adapters.gps_messages`, which has the head and the other codes.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hub.adapters.native import Body
from hub.adapters.spelling import Coded, Seconds, YesNo
from hub.schemas.base import RegionId
from hub.schemas.events import DecisionExplained, DecisionRecorded, PersonDataCorrected, RegionChanged
from hub.schemas.vocabulary import CorrectedFact

GEGEVEN = {
    "P": CorrectedFact.PERSOON,
    "F": CorrectedFact.DELICT,
    "B": CorrectedFact.BESLISSING,
}
"""What the OM keeps, and so can correct; an advice or a marking is not its own."""


class Toelichting(Body):
    """The OM explained the decision to the suspect."""

    event: ClassVar = DecisionExplained
    with_counsel: YesNo = Field(default=False, alias="MetRaadsman")
    explained_at: Seconds = Field(alias="Toegelicht")


class BeslissingVerwerkt(Body):
    """The decision stands in GPS."""

    event: ClassVar = DecisionRecorded
    organisation: Literal["OM"] = Field("OM", alias="Organisatie")
    recorded_at: Seconds = Field(alias="Verwerkt")


class Herstel(Body):
    """A fact that GPS reported was wrong; what is right comes as a higher version of its own message."""

    event: ClassVar = PersonDataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="Gegeven")
    corrected_at: Seconds = Field(alias="Hersteld")


class Regiowijziging(Body):
    """The OM moves the case to another ZSM region."""

    event: ClassVar = RegionChanged
    region: RegionId = Field(alias="ZsmRegio")
    changed_at: Seconds = Field(alias="Gewijzigd")


BODIES: dict[str, type[Body]] = {
    "BeslissingToegelicht": Toelichting,
    "BeslissingVerwerkt": BeslissingVerwerkt,
    "Herstel": Herstel,
    "Regiowijziging": Regiowijziging,
}
