"""What a decision at ZSM may be: TOM is for adults, OTP for minors (report fn24), a sepot stands on grounds.

How grounds combine stands in the Aanwijzing gebruik sepotgronden (BWBR0035469): technical grounds exclude
those of policy, 01 excludes all others, only a sepot on policy can be conditional. Ground 99 closes an entry
in one of the OM's two registries (`CaseRegisteredTwice`); a decision on it would end a case that goes on.
"""

from collections.abc import Collection, Iterable

from hub.rules.ages import ADULT
from hub.rules.load import read_table
from hub.schemas.base import Frozen
from hub.schemas.vocabulary import DecisionKind

TOM_FOR_MINOR = "tom-for-minor"
OTP_FOR_ADULT = "otp-for-adult"
UNKNOWN_SEPOT_GROUND = "unknown-sepot-ground"
ADMINISTRATIVE_SEPOT = "administrative-sepot"
GROUND_WITHOUT_SEPOT = "sepot-ground-without-sepot"
TECHNICAL_EXCLUDES_POLICY = "technical-sepot-excludes-policy"
GROUND_OF_OTHER_KIND = "sepot-ground-of-other-kind"
GROUND_01_NOT_ALONE = "sepot-ground-01-excludes-all"
CONDITIONS_WITHOUT_POLICY = "only-policy-sepot-is-conditional"

FIELDS = {TOM_FOR_MINOR: "decision", OTP_FOR_ADULT: "decision", CONDITIONS_WITHOUT_POLICY: "conditions"}
"""Where a breach stands in the event; all others stand in ``sepot_grounds``."""

_TECHNICAL, _POLICY, _ADMINISTRATIVE = "technisch", "beleid", "administratief"
_STANDS_ON = {
    DecisionKind.TECHNISCH_SEPOT: _TECHNICAL,
    DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK: _POLICY,
    DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK: _POLICY,
}
_UNCONDITIONAL = frozenset({DecisionKind.TECHNISCH_SEPOT, DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK})
_EXCLUDES_ALL = "01"


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

    def check_decision(
        self,
        kind: DecisionKind,
        sepot_grounds: Collection[str],
        age: int | None,
        conditions: Collection[str] = (),
    ) -> str | None:
        """The code of the first breach, or None.

        A sepot without grounds breaches nothing: a source may lose them.

        Args:
            kind: what was decided.
            sepot_grounds: two-digit codes.
            age: in full years on the offence date; None when unknown, which breaches nothing.
            conditions: what the suspect must do.
        """
        if age is not None and kind is DecisionKind.TOM and age < ADULT:
            return TOM_FOR_MINOR
        if age is not None and kind is DecisionKind.OTP and age >= ADULT:
            return OTP_FOR_ADULT
        if any(code not in self.sepot_grounds for code in sepot_grounds):
            return UNKNOWN_SEPOT_GROUND
        if conditions and kind in _UNCONDITIONAL:
            return CONDITIONS_WITHOUT_POLICY
        return self._check_grounds(kind, sepot_grounds) if sepot_grounds else None

    def _check_grounds(self, kind: DecisionKind, sepot_grounds: Collection[str]) -> str | None:
        """How the grounds of one decision combine, with each other and with the decision."""
        kinds = {self.sepot_grounds[code].kind for code in sepot_grounds}
        breaches = (
            (_ADMINISTRATIVE in kinds, ADMINISTRATIVE_SEPOT),
            (kind not in _STANDS_ON, GROUND_WITHOUT_SEPOT),
            ({_TECHNICAL, _POLICY} <= kinds, TECHNICAL_EXCLUDES_POLICY),
            (kinds != {_STANDS_ON.get(kind)}, GROUND_OF_OTHER_KIND),
            (_EXCLUDES_ALL in sepot_grounds and len(sepot_grounds) > 1, GROUND_01_NOT_ALONE),
        )
        return next((code for broken, code in breaches if broken), None)


def load_decisions() -> DecisionRules:
    """The decision rules that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    return DecisionRules(read_table("sepot_grounds.csv", SepotGround))
