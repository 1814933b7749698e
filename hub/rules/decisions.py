"""What a decision at ZSM may be: TOM is for adults, OTP for minors (report fn24), and sepot grounds exist."""

from collections.abc import Iterable

from hub.rules.ages import ADULT
from hub.rules.load import read_table
from hub.schemas.base import Frozen
from hub.schemas.vocabulary import DecisionKind

TOM_FOR_MINOR = "tom-for-minor"
OTP_FOR_ADULT = "otp-for-adult"
UNKNOWN_SEPOT_GROUND = "unknown-sepot-ground"


class SepotGround(Frozen):
    """A ground of the Aanwijzing gebruik sepotgronden.

    ``kind``: technisch, beleid or administratief. ``execution_end_only``: ends the execution of a
    strafbeschikking; it exists, so it is not refused here.
    """

    code: str
    label: str
    kind: str
    group: str
    execution_end_only: bool


class DecisionRules:
    """Checks a decision before it is believed."""

    def __init__(self, sepot_grounds: Iterable[SepotGround]) -> None:
        self.sepot_grounds = {ground.code: ground for ground in sepot_grounds}

    def check_decision(self, kind: DecisionKind, sepot_grounds: Iterable[str], age: int | None) -> str | None:
        """The code of the first breach, or None.

        Args:
            kind: what was decided.
            sepot_grounds: two-digit codes.
            age: in full years on the offence date; None when unknown, which breaches nothing.
        """
        if age is not None and kind is DecisionKind.TOM and age < ADULT:
            return TOM_FOR_MINOR
        if age is not None and kind is DecisionKind.OTP and age >= ADULT:
            return OTP_FOR_ADULT
        if any(code not in self.sepot_grounds for code in sepot_grounds):
            return UNKNOWN_SEPOT_GROUND
        return None


def load_decisions() -> DecisionRules:
    """The decision rules that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    return DecisionRules(read_table("sepot_grounds.csv", SepotGround))
