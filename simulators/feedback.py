"""What a Terugkoppeling says of a house's advice (routing table C; reading 23)."""

from typing import Any

from hub.schemas.events import DecisionTaken
from hub.schemas.vocabulary import Consulted, Followed
from simulators.known import KnownCase, KnownPerson


def feedback_fields(
    person: KnownPerson, case: KnownCase, house: str, final: DecisionTaken, *, late: bool
) -> dict[str, Any]:
    """The fields that are checked, as far as ZSM knows them now."""
    marking = person.holding(house, final.decided_at)
    accepted = case.accepted.get(house)
    advice = person.advice(house)
    return {
        "late": late,
        "decision": final.decision.value,
        "casus": marking.casus if marking else accepted[1] if accepted else None,
        "advice_version": None if advice is None else advice.version,
        "consulted": (Consulted.NVT if advice is None else _consulted(case, house, final)).value,
        "followed": (Followed.NVT if advice is None else _followed(case, house)).value,
    }


def _consulted(case: KnownCase, house: str, final: DecisionTaken) -> Consulted:
    readings = [c.consulted_at for c in case.consultations if c.giver == house]
    if not readings:
        return Consulted.NIET
    return Consulted.VOOR_BESLISSING if min(readings) <= final.decided_at else Consulted.NA_BESLISSING


def _followed(case: KnownCase, house: str) -> Followed:
    weighings = [w for w in case.weighings if w.giver == house]
    if not weighings:
        return Followed.NIET_GEMELD
    return Followed(max(weighings, key=lambda w: w.weighed_at).weighing.value)
