"""How a case comes from the police's BVH into the OM's GPS: over the link, or by somebody's hands.

The link exists since 11 February 2019; before, cases were retyped, with delay and errors
(strafrechtketen.nl). Neither how long it took nor how often it went wrong is published: all figures here are
assumptions.

==========================  ==============================================================================
`Link.LINKED` (2019)        GPS has the case within the minute, as BVH has it
`Link.RETYPED` (2016)       in opening hours of ZSM: 60 % after 10 to 90 minutes, 30 % after 2 to 8 hours,
                            10 % after 1 to 3 days; until then GPS has nothing to say of the case, and
                            nobody else knows its parketnummer. BOSZ learns that from the OM, if at all, and
                            shows it with the status at the end (60 %)
==========================  ==============================================================================

One field in a hundred is typed wrong, the PV number, of 16 characters, twice as often:

================  =====  =================================================================================
slip              share  what becomes of it
================  =====  =================================================================================
`BSN`             1 %    one digit wrong: no elfproef, a dead letter; put right after 1 to 48 hours, and all
                         that GPS had said meanwhile is sent again
`PV_LETTER`       0.7 %  the letter O for a zero: no PV number, a dead letter; likewise
`PV_SWAPPED`      1.3 %  two digits swapped: a number like any other, which founds a second case of this
                         person. Half of them are noticed after 1 to 10 days: GPS closes that entry as one of
                         two (ground 99), which joins the cases. Without that, a message of BOSZ that shows
                         numbers of both is refused, for it does not say which is wrong; the pair waits for a
                         person's judgement. Of a suspect without BSN and SKN all is a dead letter, likewise
                         put right: nothing tells whose case it is
`NAME`, `BIRTH`   2, 1 % two letters swapped, day and month swapped: harmless where the BSN is right, as it
                         is here
================  =====  =================================================================================

The SKN is no field that is typed: GPS gets it from the strafrechtsketendatabank (assumption). The swap always
takes the first of the six digits, so that the wrong number is nobody else's: a number that is another
nameless suspect's would put the decision in that person's dossier, and no hub could tell.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.errors import Stage
from hub.schemas.events import CaseRegisteredTwice, CaseStatusChanged, JusticeDataReported
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.vocabulary import CaseStatus, ProsecutionRegistry, Role
from simulators.hours import ZSM_HOURS
from simulators.items import Clerk, Fact, Garbled
from simulators.people import CaseNumbers
from simulators.randomness import between, chance

_HOUR, _DAY = 60, 1440
_MOMENT = timedelta(minutes=1)
_SETTLING = timedelta(minutes=5)
"""Until what comes after an entry or a correction can no more overtake it on the way."""
_TOLD_TO_BOSZ = 0.6
_NOTICED = 0.5


class Link(StrEnum):
    """Which year's way from BVH to GPS."""

    RETYPED = "2016"
    LINKED = "2019"


class Slip(StrEnum):
    """What was typed wrong."""

    NONE = "none"
    BSN = "bsn"
    PV_LETTER = "pv-letter"
    PV_SWAPPED = "pv-swapped"
    NAME = "name"
    BIRTH = "birth"


_SLIPS = {
    Slip.NONE: 940,
    Slip.BSN: 10,
    Slip.PV_LETTER: 7,
    Slip.PV_SWAPPED: 13,
    Slip.NAME: 20,
    Slip.BIRTH: 10,
}
"""Of a thousand entries."""


@dataclass(slots=True)
class Desk:
    """The OM's administration, as far as one case concerns it.

    Attributes:
        as_typed: the case's numbers as GPS has them.
        entered_at: when GPS has the case.
        corrected_at: when somebody puts the slip right, if ever.
    """

    clerk: Clerk
    link: Link
    entered_at: datetime
    slip: Slip = Slip.NONE
    corrected_at: datetime | None = None
    told_to_bosz: bool = True
    as_typed: CaseNumbers = field(init=False)
    _tied: bool = False
    _apart: bool = False

    def __post_init__(self) -> None:
        """What stands in GPS."""
        numbers = self.clerk.numbers
        self.as_typed = replace(numbers, bvh=_swapped(numbers.bvh)) if self.founds_another else numbers

    @property
    def founds_another(self) -> bool:
        """Whether GPS's number makes a second case of it."""
        return self.slip is Slip.PV_SWAPPED and not self.clerk.person.nameless

    @property
    def other(self) -> str:
        """Under which key the second case goes, until the two prove to be one."""
        return self.clerk.key + "@gps"

    def entry(self) -> list[Fact]:
        """GPS says what else the OM has on the suspect (R028): the first that it has to say of a case."""
        rng = self.clerk.world.randomness.of("entry", self.clerk.key)
        data = JusticeDataReported(
            open_cases=rng.randint(0, 3), closed_cases=rng.randint(0, 9), collected_at=self.entered_at
        )
        record = self.clerk.record("gps", "entry")
        first = self._gps(self.entered_at, data, record)
        if not self.founds_another or self.corrected_at is None:
            return [first]
        closed = CaseRegisteredTwice(continues_in=ProsecutionRegistry.GPS, closed_at=self.corrected_at)
        numbers = self.clerk.numbers
        both = CaseIds(bvh=numbers.bvh, other_bvh=self.as_typed.bvh, parketnummer=numbers.parketnummer)
        return [first, _about(self._gps(self.corrected_at, closed, self.clerk.record("gps", "closed")), both)]

    def _gps(self, at: datetime, data: JusticeDataReported | CaseRegisteredTwice, record: str) -> Fact:
        return self.clerk.write("gps", at, data, actor=Role.ADMINISTRATIE_OM, record=record)

    def through(self, fact: Fact) -> Iterator[Fact]:
        """A message of this case as its registry sends it: once, or refused and sent again."""
        if self.link is Link.LINKED or fact.case != self.clerk.key:
            yield fact
        elif fact.registry == "gps":
            entered = fact.at >= self.entered_at
            yield from self._typed(fact if entered else replace(fact, at=self.entered_at + _MOMENT))
        else:
            yield self._without_parketnummer(fact)

    def _without_parketnummer(self, fact: Fact) -> Fact:
        data = fact.observation.data
        settled = isinstance(data, CaseStatusChanged) and data.status is CaseStatus.AFGEDAAN
        if fact.registry == "bosz" and settled and self.told_to_bosz and fact.at >= self._usable_at(fact):
            return fact
        return _about(fact, CaseIds(bvh=self.clerk.numbers.bvh))

    def _usable_at(self, fact: Fact) -> datetime:
        """When the OM has a parketnummer to tell; not while GPS's messages are all refused."""
        refused = self._garbled(fact) is not None and not self.founds_another
        since = self.corrected_at if refused and self.corrected_at is not None else self.entered_at
        return since + _SETTLING

    def _typed(self, fact: Fact) -> Iterator[Fact]:
        right = self.corrected_at is not None and fact.at >= self.corrected_at + _SETTLING
        says_so = isinstance(fact.observation.data, CaseRegisteredTwice)
        if self.slip is Slip.NONE or right or says_so:
            yield fact
            return
        if self.founds_another:
            apart = _about(fact, self.as_typed.ids("gps"))
            yield replace(apart, case=self.other, fault=f"typing:{self.slip}")
            return
        garbled = self._garbled(fact)
        if garbled is not None and self.corrected_at is not None:
            # Without BSN and SKN the suspect is found by the case, which then is not found.
            stage = Stage.IDENTITY if self.slip is Slip.PV_SWAPPED else Stage.MAP
            yield replace(fact, fault=f"typing:{self.slip}", refused=stage, garbled=garbled)
            yield replace(fact, at=self.corrected_at + _SETTLING)
            return
        person = _mistyped(fact.observation.person, self.slip)
        if person == fact.observation.person:  # GPS does not have that field of this person
            yield fact
            return
        observation = fact.observation.model_copy(update={"person": person})
        yield replace(fact, observation=observation, fault=f"typing:{self.slip}")

    def _garbled(self, fact: Fact) -> Garbled | None:
        """What is typed so wrong that it is no number any more, or nobody's."""
        bsn, bvh = fact.observation.person.bsn, self.clerk.numbers.bvh
        if self.slip is Slip.BSN and bsn is not None:
            # Its digits weigh less than eleven, so a single wrong one never passes the elfproef.
            return Garbled(bsn, bsn[:4] + str((int(bsn[4]) + 1) % 10) + bsn[5:])
        if self.slip is Slip.PV_LETTER:
            return Garbled(bvh, bvh.replace("-20", "-2O"))
        if self.slip is Slip.PV_SWAPPED:
            return Garbled(bvh, _swapped(bvh))
        return None

    def as_taken(self, fact: Fact) -> Fact:
        """A message as the hub must take it; one that shows numbers of two cases, and says no more, not."""
        says_so = isinstance(fact.observation.data, CaseRegisteredTwice)
        if says_so or self._tied or not self._apart or not self._shows_both(fact):
            return fact
        return replace(fact, fault=f"typing:{self.slip}", refused=Stage.IDENTITY)

    def arrives(self, fact: Fact) -> tuple[str, bool, bool]:
        """A message reaches the hub: in which case it belongs, whether it opens that, and whether it joins.

        The parketnummer decides, whatever came first: once a message shows it with the right PV number, all
        that GPS says is about the one case.
        """
        if fact.case == self.other and not self._tied:
            opens, self._apart = not self._apart, True
            return self.other, opens, False
        shows_both = self._shows_both(fact)
        joins = shows_both and self._apart and not self._tied
        self._tied |= shows_both
        return self.clerk.key, False, joins

    def _shows_both(self, fact: Fact) -> bool:
        numbers, own = fact.observation.case, self.clerk.numbers
        return numbers is not None and (numbers.bvh, numbers.parketnummer) == (own.bvh, own.parketnummer)


def open_desk(clerk: Clerk, link: Link, recorded_at: datetime) -> Desk:
    """When and how GPS gets a case that BVH recorded at a moment."""
    rng = clerk.world.randomness.of("link", clerk.key)
    if link is Link.LINKED:
        return Desk(clerk, link, recorded_at + between(rng, 0.1, 0.9))
    entered_at = ZSM_HOURS.next(recorded_at + _delay(rng))
    slip = rng.choices(tuple(_SLIPS), tuple(_SLIPS.values()))[0]
    desk = Desk(clerk, link, entered_at, slip, told_to_bosz=chance(rng, _TOLD_TO_BOSZ))
    if desk.founds_another:
        wait = between(rng, _DAY, 10 * _DAY)
        desk.corrected_at = ZSM_HOURS.next(entered_at + wait) if chance(rng, _NOTICED) else None
    else:
        desk.corrected_at = ZSM_HOURS.next(entered_at + between(rng, _HOUR, 2 * _DAY))
    return desk


def _delay(rng: random.Random) -> timedelta:
    spans = ((10, 90), (2 * _HOUR, 8 * _HOUR), (_DAY, 3 * _DAY))
    return between(rng, *rng.choices(spans, (60, 30, 10))[0])


def _about(fact: Fact, numbers: CaseIds) -> Fact:
    return replace(fact, observation=fact.observation.model_copy(update={"case": numbers}))


def _swapped(bvh: str) -> str:
    """The first of the six digits swapped with the next that differs."""
    head, serial = bvh[:-6], bvh[-6:]
    place = next(place for place, digit in enumerate(serial) if digit != serial[0])
    return head + serial[place] + serial[1:place] + serial[0] + serial[place + 1 :]


def _mistyped(person: PersonIds, slip: Slip) -> PersonIds:
    if slip is Slip.NAME and len(person.surname) > 2:
        name = person.surname
        return person.model_copy(update={"surname": name[:1] + name[2] + name[1] + name[3:]})
    if slip is Slip.BIRTH and person.born is not None and person.born.day <= 12:
        return person.model_copy(update={"born": date(person.born.year, person.born.day, person.born.month)})
    return person
