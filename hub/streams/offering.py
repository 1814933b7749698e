"""Offering a case after selection = ZSM, by age (row 15) or by KIB's instrument (row 16).

Readings 32 to 34 and 42 to 46. The suspect is an adult of 26, unless said otherwise.

===  ================================================  =================================================
row  facts                                             told
===  ================================================  =================================================
1    arrest of an adult, 11:00 selected ZSM            11:00 3RO offered and asked for advice
2    11:00 selected ZSM, 11:30 arrest                  11:30 the same
     wrong: nothing                                    acts on the selection only
3    as 1, 11:30 selected ZSM again                    as 1
4    as 1, 12:00 selected BACKOFFICE                   as 1: nobody is un-offered
5    11:00 selected BACKOFFICE at 11:00,               nothing
     11:30 selected ZSM, but decided at 10:45
     wrong: offered                                    the message that came last is not the last decision
6    arrest without birth date, selected ZSM           nobody; see `hub.streams.age_alarm`
7    as 6, 11:30 version 2 with the birth date         11:30 3RO offered
8    as 6, 11:30 arrest in another case with it        11:30 3RO offered the first case
9    final decision, then as 1                         nothing
10   as 1, 11:30 version 2: a minor is involved        as 1; 11:30 Raad offered
11   10:00 at CVOM, then as 1                          nothing
12   as 11, 12:00 on the region's monitor              12:00 3RO offered
13   arrest of a man of 20, 11:00 selected ZSM         11:00 3RO, Raad offered; the Raad asked VIR too
14   as 13, 11:30 selected ZSM again                   as 13: once
15   Rotterdam with KIB, an adult, 11:00 selected ZSM  11:00 ZSM: no score, and nobody offered
     wrong: 3RO offered                                row 16 replaces row 15
16   as 15, 11:30 instrument GROEN                     as 15; 11:30 SHN offered
17   10:30 GROEN, then as 15                           11:00 SHN offered
18   as 17, 11:30 ORANJE                               as 17; 11:30 3RO offered and asked for advice
19   10:30 ROOD, then as 15                            11:00 SHN, 3RO, Raad, municipality, Veilig Thuis, GI
20   as 19, 11:30 GROEN                                as 19: nobody is un-offered
21   11:00 ROOD, applied at 10:00, and ORANJE at       11:00 SHN, 3RO offered: the last application counts
     10:30, then as 15
22   as 18, a man of 20                                as 18; 11:30 3RO asks VIR
23   as 15, a minor                                    11:00 Raad offered, and asks VIR: row 15
24   as 15, when the pilot is over                     11:00 3RO offered
25   as 17, 11:30 OM moves the case to another region  as 17; 11:30 3RO offered
26   as 15, 10:00 at CVOM                              nothing
27   as 15, the pilot ends at midnight                 11:00 ZSM: no score; 00:00 3RO offered
     wrong: nothing at midnight                        no message arrives then: a timer must wake us
28   as 27, decided at 12:00                           11:00 ZSM: no score
===  ================================================  =================================================

Age bands, at the day of the offence: under 18 Raad; 18 to 22 both; 23 and over 3RO.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import cached_property

from hub.rules.ages import ADULT
from hub.rules.purpose import Relation
from hub.schemas.calendar import AMSTERDAM
from hub.schemas.events import AdviceRequested, CaseOffered, InstrumentMissing
from hub.schemas.vocabulary import InstrumentColour, SelectionOutcome, TimerKind
from hub.streams.dossier import Case, Dossier, Suspicion
from hub.streams.effects import Effect, Send, SetTimer
from hub.streams.hits import current_advice, houses_with_hit
from hub.streams.kib import kib_on, last_instrument
from hub.streams.person import (
    age_at_offence,
    at_cvom,
    birth_date,
    last_selection,
    region_of,
    residence,
    suspicion_of,
    term_end,
)
from hub.streams.raad import raad_region
from hub.streams.turn import ADVISING, Told, Turn, to_zsm, with_case


def offer(turn: Turn, dossier: Dossier) -> Told:
    """Offer open cases to those whom row 15 or 16 names and who were not offered them."""
    effects: list[Effect] = []
    # A birth date may arrive with another case, so all open cases are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        if case.final is not None or not selected_for_zsm(case) or at_cvom(case):
            continue
        suspicion, age = suspicion_of(case), age_at_offence(dossier, case)
        if suspicion is None or age is None:
            continue
        one = _CaseOffers(turn, dossier, identifier, case, suspicion, age)
        effects += one.due()
        if one.told:
            dossier = with_case(dossier, identifier, case, **one.told)
    return dossier, effects


def selected_for_zsm(case: Case) -> bool:
    """Whether the latest selection decision, by its own time, is ZSM."""
    last = last_selection(case)
    return last is not None and last.outcome is SelectionOutcome.ZSM


class _CaseOffers:
    """The offers of one case that is due to be offered. ``told``: what of the case is told by them."""

    def __init__(
        self, turn: Turn, dossier: Dossier, identifier: str, case: Case, suspicion: Suspicion, age: int
    ) -> None:
        self.turn = turn
        self.dossier = dossier
        self.identifier = identifier
        self.case = case
        self.suspicion = suspicion
        self.age = age
        self.told: dict[str, object] = {}

    @cached_property
    def term_end(self) -> datetime | None:
        """Until when the suspect can be held; asked for only where somebody is told."""
        return term_end(self.case, self.turn.rules.terms)

    def due(self) -> Iterator[Effect]:
        """The offers that are due, and the questions to the partners' registers."""
        if self.age < ADULT or not kib_on(self.turn, self.case):
            named = self.turn.rules.routing.partners_for(
                self.age, minor_involved=self.suspicion.minor_involved, on=self.turn.today
            )
            yield from self._offer(named, "A15", red=False)
            return
        yield from self._until_kib_ends()
        score = last_instrument(self.case)
        if score is not None:
            named = self.turn.rules.routing.partners_by_colour(score.colour, self.turn.today)
            yield from self._offer(named, "A16", red=score.colour is InstrumentColour.ROOD)
        elif not self.case.instrument_missed:
            self.told["instrument_missed"] = True
            yield from to_zsm(self.identifier, InstrumentMissing(), "A16")

    def _until_kib_ends(self) -> Iterator[SetTimer]:
        """Look again when row 15 takes over. Asked for at each look: the same timer takes its own place."""
        ends = self.turn.rules.profiles.kib_until(region_of(self.case), self.turn.today)
        if ends is not None:
            midnight = datetime.combine(ends, time(0), AMSTERDAM).astimezone(UTC)
            yield SetTimer(TimerKind.KIB_ENDS, self.identifier, midnight)

    def _offer(self, named: tuple[str, ...], row: str, *, red: bool) -> Iterator[Send]:
        new = [partner for partner in named if partner not in self.case.offered]
        offered = tuple(sorted({*self.case.offered, *new}))
        if new:
            self.told["offered"] = offered
        relation = Relation(on_monitor=bool(self.case.appearances), offered=True, red=red)
        for partner in new:
            yield Send(partner, self.identifier, self._case_for(partner), row, relation)
            if partner in ADVISING:
                yield self._request(partner, self.turn.rules.routing.registry_of(partner), row, relation)
        if self.case.index_asked:
            return
        index = self.turn.rules.routing.risk_index(self.age, offered, self.turn.today)
        if index is not None:
            self.told["index_asked"] = True
            registry, partner = index
            yield self._request(partner, registry, row, relation)

    def _request(self, partner: str, registry: str, row: str, relation: Relation) -> Send:
        data = AdviceRequested(registry=registry, answer_before=self.term_end)
        return Send(partner, self.identifier, data, row, relation)

    def _case_for(self, partner: str) -> CaseOffered:
        suspicion = self.suspicion
        houses = houses_with_hit(self.case, self.turn.now)
        advices = (current_advice(self.dossier, house) for house in houses)
        return CaseOffered(
            region=region_of(self.case),
            arrested_at=None if suspicion.summoned else suspicion.at,
            offences=suspicion.offences,
            birth_date=birth_date(self.dossier),
            residence=residence(self.dossier),
            minor_involved=suspicion.minor_involved,
            term_end=self.term_end,
            raad_region=raad_region(self.turn, self.dossier, self.case) if partner == "RVDK" else None,
            hits=houses,
            advices=tuple(advice for advice in advices if advice is not None),
        )
