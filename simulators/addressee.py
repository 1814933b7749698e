"""Whom a house is known to, and which house a casus goes to (rows 9 and 11; readings 19 and 27)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.rules.reference import Reference
from hub.schemas.calendar import amsterdam_day
from hub.schemas.vocabulary import NoHouseReason
from simulators.known import KnownCase, KnownPerson


@dataclass(frozen=True, slots=True)
class Addressee:
    """The house, or why there is none and among whom the OvJ may pick."""

    house: str | None
    reason: NoHouseReason | None = None
    candidates: tuple[str, ...] = ()


def known_to(person: KnownPerson, case: KnownCase, house: str, moment: datetime) -> bool:
    """Bekend(h) at a moment: marked, said to be known, or the casus of this case accepted."""
    if person.holding(house, moment) is not None or case.said_known(house, moment):
        return True
    accepted = case.accepted.get(house)
    return accepted is not None and accepted[0] <= moment


def houses_concerned(person: KnownPerson, case: KnownCase) -> Iterable[str]:
    """Every house that could know the person."""
    return sorted({*person.marking_houses(), *(answer.house for answer in case.answers), *case.accepted})


def addressee(
    reference: Reference, person: KnownPerson, case: KnownCase, moment: datetime, pick: str | None
) -> Addressee:
    """Where a casus goes that is handed over at ``moment``, with or without the OvJ's pick."""
    knowing = [h for h in houses_concerned(person, case) if known_to(person, case, h, moment)]
    if len(knowing) > 1:
        if pick in knowing:
            return Addressee(pick)
        return Addressee(None, NoHouseReason.MEERDERE_HUIZEN, tuple(knowing))
    residence = None if case.suspicion is None else case.suspicion.residence
    day = amsterdam_day(moment)
    named = knowing[0] if knowing else residence and reference.house_of(residence, day)
    if not named:
        why = NoHouseReason.GEEN_HUIS_VOOR_GEMEENTE if residence else NoHouseReason.GEEN_WOONPLAATS
        return Addressee(None, why) if pick is None else Addressee(pick)
    if pick is not None and pick != named:
        return Addressee(None, NoHouseReason.KEUZE_NIET_TOEGESTAAN, (named,))
    return Addressee(named)
