"""A case leaves ZSM at its selection, or goes to PGA for who the suspect is (rows 17, 18; readings 47, 48).

The destination gets the case itself; 3RO, or of a minor the Raad, and the houses that know the person hear
where it went. The suspect is an adult whom VH22 marks, unless said otherwise.

===  ================================================  =================================================
row  facts                                             told
===  ================================================  =================================================
1    09:00 arrest, 11:00 selected BACKOFFICE           11:00 BACKOFFICE the case; 3RO, VH22 where it went
2    11:00 selected BACKOFFICE, 11:30 arrest           11:30 the same
3    as 1, a minor                                     11:00 BACKOFFICE; RVDK, VH22
4    as 1, 11:30 BACKOFFICE again, 12:00 VH24 marks    as 1: a house that comes later is not told
5    as 1, without birth date                          11:00 BACKOFFICE; VH22 where it went
     wrong: 3RO as well                                nobody is guessed to be an adult
6    as 5, 11:30 version 2 with the birth date         as 5; 11:30 3RO where it went
7    as 1, 12:00 selected PGA                          as 1; 12:00 PGA withheld; 3RO, VH22 where it went
     wrong: PGA gets it                                the person is on no list
8    a boy of 15, selected HALT                        11:00 HALT the case; RVDK, VH22 where it went
9    as 8, without birth date                          nothing, it waits
10   as 9, 11:30 version 2: 15 years                   11:30 HALT; RVDK, VH22
11   as 9, 11:30 version 2: 30 years                   11:30 HALT withheld, and nobody is told
12   as 11, 12:00 version 3: 15 years                  as 11; 12:00 HALT; RVDK, VH22
13   10:00 at CVOM, then as 1                          nothing
14   as 13, 12:00 on the region's monitor              12:00 as 1
15   final decision, then as 1                         nothing
16   selected ZSM, or a house                          nothing
17   Amsterdam; VH04 marks TOP_600; 09:00 arrest for   10:00 PGA the case
     robbery, 10:00 on monitor
18   as 17, for theft                                  nothing: light
19   as 17, for theft and robbery                      10:00 PGA
20   as 17, CRIMINELE_FAMILIES                         nothing
21   as 17, in Zeeland-West-Brabant                    nothing
     wrong: PGA                                        the list is Amsterdam's, and so is PGA
22   as 21, 10:30 OM moves the case to Amsterdam       10:30 PGA
23   as 17, but the marking starts at 10:30            10:30 PGA
24   as 17, 11:00 selected PGA                         as 17; 11:00 3RO, VH04 where it went
25   as 18, 11:00 selected PGA                         11:00 PGA withheld; 3RO, VH04 where it went
26   as 17, 10:00 at CVOM instead                      nothing
===  ================================================  =================================================
"""

from collections.abc import Iterator

from hub.rules.ages import ADULT, HALT
from hub.rules.purpose import Relation
from hub.schemas.events import CaseDirected, CaseLeftZsm
from hub.schemas.vocabulary import SelectionOutcome
from hub.streams.bekend import known_houses
from hub.streams.dossier import Case, Dossier, Suspicion
from hub.streams.effects import Effect, Send
from hub.streams.facts_selection import LEAVES_ZSM
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
from hub.streams.top_1000 import for_pga
from hub.streams.turn import Told, Turn, has_case, with_case

_PGA, _HALT = SelectionOutcome.PGA.value, SelectionOutcome.HALT.value


def leave(turn: Turn, dossier: Dossier) -> Told:
    """Send open cases to where they go, and tell those concerned."""
    effects: list[Effect] = []
    # A birth date may arrive with another case, so all open cases are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        suspicion = suspicion_of(case)
        if suspicion is None or case.final is not None or at_cvom(case) or not _can_leave(turn, case):
            continue
        one = _CaseLeaving(turn, dossier, identifier, case, suspicion)
        effects += one.due()
        if (one.directed, one.left) != (case.directed, case.left):
            dossier = with_case(dossier, identifier, case, directed=one.directed, left=one.left)
    return dossier, effects


def _can_leave(turn: Turn, case: Case) -> bool:
    """Whether either row can concern a case: it was selected to leave, or its region works with PGA."""
    last = last_selection(case)
    if last is not None and last.outcome in LEAVES_ZSM:
        return True
    return turn.rules.profiles.top_1000(region_of(case), turn.today)


class _CaseLeaving:
    """One case: what was sent and told of its leaving, and what is due now."""

    def __init__(
        self, turn: Turn, dossier: Dossier, identifier: str, case: Case, suspicion: Suspicion
    ) -> None:
        self.turn = turn
        self.dossier = dossier
        self.identifier = identifier
        self.case = case
        self.suspicion = suspicion
        self.age = age_at_offence(dossier, case)
        self.directed = dict(case.directed)
        self.left = dict(case.left)

    def due(self) -> Iterator[Send]:
        """What was not sent or told yet; `directed` and `left` follow."""
        on_list = for_pga(self.turn, self.dossier, self.case)
        if on_list and not self.directed.get(_PGA):
            yield self._direct(_PGA, "A18", Relation(on_monitor=True, top_1000=True))
        last = last_selection(self.case)
        if last is None or last.outcome not in LEAVES_ZSM:
            return
        destination = last.outcome.value
        if destination == _HALT and self.age is None:
            return
        allowed = self._allowed(destination)
        if not self.directed.get(destination) and (allowed or destination not in self.directed):
            # What may not go there is addressed all the same: policy withholds it, where people can see it.
            relation = Relation(on_monitor=bool(self.case.appearances), addressed=allowed)
            yield self._direct(destination, "A17", relation, last.reason, went=allowed)
        if allowed or destination == _PGA:
            yield from self._notices(destination)

    def _allowed(self, destination: str) -> bool:
        if destination == _HALT:
            return self.age in HALT
        return destination != _PGA  # who may go there went by row 18

    def _direct(
        self,
        destination: str,
        row: str,
        relation: Relation,
        reason: str = "",
        *,
        went: bool = True,
    ) -> Send:
        self.directed[destination] = went
        data = CaseDirected(
            offences=self.suspicion.offences,
            birth_date=birth_date(self.dossier),
            residence=residence(self.dossier),
            reason=reason,
            term_end=term_end(self.case, self.turn.rules.terms),
        )
        return Send(destination, self.identifier, data, row, relation)

    def _notices(self, destination: str) -> Iterator[Send]:
        told = self.left.get(destination)
        partners = () if self.age is None else ("RVDK" if self.age < ADULT else "3RO",)
        # The houses that know the person as it leaves; to a later one it is no news, for it was never in ZSM.
        houses = tuple(known_houses(self.dossier, self.case, self.turn.now)) if told is None else ()
        new = [one for one in (*partners, *houses) if one not in (told or ())]
        self.left[destination] = tuple(sorted({*(told or ()), *new}))
        for recipient in new:
            data = CaseLeftZsm(
                destination=SelectionOutcome(destination),
                offences=self.suspicion.offences,
                birth_date=birth_date(self.dossier),
                raad_region=raad_region(self.turn, self.dossier, self.case) if recipient == "RVDK" else None,
            )
            relation = Relation(
                on_monitor=bool(self.case.appearances),
                offered=has_case(self.case, recipient),
                bekend=recipient in houses,
                left_zsm=True,
                ivs=recipient == self.case.early_help,
            )
            yield Send(recipient, self.identifier, data, "A17", relation)
