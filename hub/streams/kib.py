"""The Keteninformatiebureau of Rotterdam: what it is told, and what its instrument said (routing row 16).

Readings 44 to 46. The test day falls in the pilot; the case is of Rotterdam, with the houses VH19 and VH20.

===  ================================================  =================================================
row  facts                                             told
===  ================================================  =================================================
1    09:00 arrest, 10:00 on monitor                    10:00 KIB: nothing is known
2    VH19 marked, then as 1                            10:00 KIB: known at a house
     wrong: KIB hears VH19                             that a house knows the person, never which
3    VH22 marked, then as 1                            10:00 KIB: nothing is known
     wrong: known at a house                           that is no house of the region
4    as 1, 10:30 VH20 marked, 10:40 the same again     as 1; 10:30 KIB: known at a house
5    as 2, 10:30 let go                                as 2; 10:30 KIB: nothing is known
6    a target group, civil and care context about      10:00 KIB: in a group, CIVIEL, ZORG
     the suspect, STRAF about another, then as 1
7    as 1 in Zeeland-West-Brabant                      nothing
8    as 7, 10:30 OM moves the case to Rotterdam        10:30 KIB: nothing is known
9    as 1, on the day before the pilot, decided that   nothing
     day; another case after the pilot
10   09:00 arrest, 10:00 at CVOM                       nothing
11   final decision, then as 1                         nothing
12   09:00 arrest, 10:30 instrument says ORANJE 12,    10:30 ZSM ORANJE 12, 10:50 ZSM ROOD 20
     10:40 the same in another record, 10:50 ROOD 20
13   as 12, without birth date                         nothing: a minor has no such score
14   as 12, 11:00 version 2 with the birth date        11:00 ZSM ORANJE 12, ZSM ROOD 20
===  ================================================  =================================================

No house is asked anything for it. The report has the KIB look whether the houses know the person (783); to
ask a house about everybody who is arrested would disclose each of them to it.
"""

from collections.abc import Iterator

from hub.rules.ages import ADULT
from hub.rules.purpose import Relation
from hub.schemas.events import InstrumentShown, KibInformation
from hub.schemas.vocabulary import ContextAbout
from hub.streams.bekend import known_houses
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Effect, Send
from hub.streams.fact import latest
from hub.streams.facts_selection import Instrument
from hub.streams.person import age_at_offence, at_cvom, region_of
from hub.streams.turn import Told, Turn, to_zsm, with_case

_KIB = "KIB"
_ROW = "A16"


def kib_on(turn: Turn, case: Case) -> bool:
    """Whether the KIB works for a case now (reading 44)."""
    return not at_cvom(case) and turn.rules.profiles.kib(region_of(case), turn.today)


def last_instrument(case: Case) -> Instrument | None:
    """What the instrument said last, by the time of its application."""
    return latest(case.instruments, _by_time)


def inform(turn: Turn, dossier: Dossier) -> Told:
    """Tell the KIB what changed of what it may know, and OM and police what its instrument said."""
    effects: list[Effect] = []
    # A birth date may arrive with another case, so all open cases are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        if case.final is not None or not kib_on(turn, case):
            continue
        told: dict[str, object] = {}
        if case.appearances and (data := _information(turn, dossier, case)) != case.kib:
            effects.append(Send(_KIB, identifier, data, _ROW, Relation(on_monitor=True)))
            told["kib"] = data
        age = age_at_offence(dossier, case)
        if age is not None and age >= ADULT and (news := dict(_unseen(case))):
            for shown in news.values():
                effects += to_zsm(identifier, shown, _ROW)
            told["instruments_shown"] = tuple(sorted({*case.instruments_shown, *news}))
        if told:
            dossier = with_case(dossier, identifier, case, **told)
    return dossier, effects


def _information(turn: Turn, dossier: Dossier, case: Case) -> KibInformation:
    region, houses = region_of(case), turn.rules.reference.houses
    known = known_houses(dossier, case, turn.now)
    return KibInformation(
        known_at_a_house=any(house in houses and houses[house].region == region for house in known),
        in_a_target_group=bool(dossier.groups),
        contexts=tuple(sorted({one.context for one in case.contexts if one.about is ContextAbout.VERDACHTE})),
    )


def _unseen(case: Case) -> Iterator[tuple[str, InstrumentShown]]:
    """What the instrument said and was not told, in its order, each by what makes it one thing to tell."""
    for one in sorted(case.instruments, key=_by_time):
        key = f"{one.colour}/{one.score}/{one.instrument_version}"
        if key not in case.instruments_shown:
            yield (
                key,
                InstrumentShown(
                    colour=one.colour, score=one.score, instrument_version=one.instrument_version
                ),
            )


def _by_time(one: Instrument) -> tuple[object, str]:
    return one.at, one.record
