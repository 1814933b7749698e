"""Who should be there when the OvJ decides: the Raad for a minor, by region 3RO for an adult (reading 56).

A minor of 15 was arrested at 09:00; the term ends at 15:00. The Raad is there from 08:00 to 20:00.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    12:00 moment 14:00                              nothing: the Raad can be reached then
2    19:00 arrested, 20:00 moment 21:00              20:00 ZSM misses the Raad, defer to 08:00
3    15:00 inverzekeringstelling, 19:00 moment       19:00 ZSM misses the Raad, defer to 08:00
     21:00
4    12:00 moment 21:00                              12:00 ZSM misses the Raad
     wrong: defer to 08:00                           the term does not allow it
5    12:00 sent home, 12:30 moment 21:00             12:30 ZSM misses the Raad, defer to 08:00
6    as 4, 13:00 the same moment again               as 4
7    as 4, 13:00 moment 22:00                        as 4; 13:00 ZSM misses the Raad
8    11:00 aligned with the Raad, by phone,          nothing
     12:00 moment 21:00
9    as 4, 16:00 decision                            as 4; 16:00 ZSM misses the Raad, overridden
10   12:00 decision                                  12:00 ZSM misses the Raad, overridden
11   as 10, 12:30 another decision                   as 10
12   11:00 aligned with the Raad, 12:00 decision     nothing
13   12:00 decision, 13:00 aligned with the Raad     12:00 ZSM misses the Raad, overridden
     wrong: nothing                                  aligned afterwards is not aligned
14   13:00 aligned with the Raad, 13:30 the           13:30 ZSM misses the Raad, overridden
     decision of 12:00 arrives
15   11:00 aligned with 3RO only, 12:00 decision     12:00 ZSM misses the Raad, overridden
16   birth date unknown, 12:00 decision              nothing: nobody knows whom to miss
17   as 16, 12:30 the birth date                     12:30 ZSM misses the Raad, overridden
18   an adult, 12:00 moment 21:00, 16:00 decision    nothing
19   as 18, in a region with a gate for adults       12:00 ZSM misses 3RO; 16:00 the same, overridden
===  ==============================================  ===================================================

It never blocks: the OvJ decides, and what was missed is on record.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from hub.rules.ages import ADULT
from hub.schemas.events import PresenceMissing
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Effect
from hub.streams.moments import current_moment, is_news
from hub.streams.person import age_at_offence, region_of, term_end
from hub.streams.turn import ZSM, Told, Turn, to_zsm, with_case

_RAAD, _RECLASSERING = "RVDK", "3RO"


def watch_presence(turn: Turn, dossier: Dossier) -> Told:
    """Tell OM and police that a partner cannot be there at the planned moment, or was not at a decision."""
    effects: list[Effect] = []
    # An arrest can bring the birth date that says who must be there in another case, so all are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        if not (case.moments or case.provisional or case.final):
            continue
        age = age_at_offence(dossier, case)
        if age is None:
            continue
        if age < ADULT:
            partner = _RAAD
        elif turn.rules.profiles.adult_gate(region_of(case), turn.today):
            partner = _RECLASSERING
        else:
            continue
        one = _Gate(turn, identifier, case, partner, minor=age < ADULT)
        effects += one.news()
        dossier = with_case(dossier, identifier, case, missed=one.missed, overridden=one.overridden)
    return dossier, effects


def aligned_with(case: Case, until: datetime) -> tuple[str, ...]:
    """The partners beside OM and police that met about the case by then, or by phone (reading 57).

    Houses are left out: that one was there would tell who reads it that the house knows the person.
    """
    there = {partner for one in case.alignments if one.at <= until for partner in one.there}
    return tuple(sorted(one for one in there.difference(ZSM) if not _HOUSE.match(one)))


_HOUSE = re.compile(r"VH\d\d")


class _Gate:
    """One case, and the partner that must be there."""

    def __init__(self, turn: Turn, identifier: str, case: Case, partner: str, *, minor: bool) -> None:
        self.turn = turn
        self.identifier = identifier
        self.case = case
        self.partner = partner
        self.minor = minor
        self.missed = case.missed
        self.overridden = case.overridden

    def news(self) -> Iterator[Effect]:
        """What was not told yet; `missed` and `overridden` follow."""
        case = self.case
        if case.final is None and self._cannot_come():
            yield from self._tell(defer_to=self._later())
        decisions = (*case.provisional, *((case.final,) if case.final is not None else ()))
        if not self.overridden and any(self.partner not in aligned_with(case, one.at) for one in decisions):
            self.overridden = True
            yield from self._tell(overridden=True)

    def _cannot_come(self) -> bool:
        moment = current_moment(self.case)
        if moment is None or moment.at in self.missed or not is_news(self.turn, self.identifier, moment):
            return False
        aligned = any(self.partner in one.there for one in self.case.alignments)
        if aligned or self.turn.rules.hours.is_open(self.partner, moment.at):
            return False
        self.moment = moment.at
        self.missed = (*self.missed, moment.at)
        return True

    def _later(self) -> datetime | None:
        """When the partner can be reached next, if the suspect can be held until then, or is not held."""
        opens = self.turn.rules.hours.next_open(self.partner, self.moment)
        ends = term_end(self.case, self.turn.rules.terms)
        return opens if opens is not None and (ends is None or opens < ends) else None

    def _tell(self, *, defer_to: datetime | None = None, overridden: bool = False) -> Iterator[Effect]:
        data = PresenceMissing(
            partner=self.partner, minor=self.minor, defer_to=defer_to, overridden=overridden
        )
        yield from to_zsm(self.identifier, data, "R058")
