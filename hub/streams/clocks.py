"""Warnings before a term ends, and alarms at its end (readings 52 to 54; R090, R115).

Arrested at 09:00 for an offence that allows no voorlopige hechtenis: the hold ends at 15:00. IVS is
inverzekeringstelling. "nears" and "passed" go to OM and police. VH22 keeps office hours, from 08:30 to 17:00.

===  ==========================================  ======================================================
row  facts                                       told
===  ==========================================  ======================================================
1    as said                                     14:00 OPHOUDEN nears, 15:00 OPHOUDEN passed
     wrong: nothing                              waits for the monitor; the clock does not
2    12:00 sent home                             nothing
3    16:00 final decision                        as 1
4    13:00 final decision                        nothing
5    13:00 provisional decision                  as 1: the suspect is still held
6    the arrest arrives at 14:30                 14:30 OPHOUDEN nears, 15:00 OPHOUDEN passed
7    the arrest arrives at 15:30                 15:30 OPHOUDEN passed
     wrong: nears and passed                     a warning of what has happened
8    14:30 version 2: brought in at 09:20        14:00 nears (15:00), 14:30 nears (15:20), 15:20 passed
     wrong: 15:00 passed                         trusts the timer of a term that moved
9    as 8, 14:40 version 3: brought in at 09:00  14:00 nears (15:00), 14:30 nears (15:20), 15:00 passed
     wrong: 14:40 nears (15:00)                  each end is warned of once
10   14:30 held for identity                     14:00 OPHOUDEN nears; 20:00 nears (21:00), 21:00 passed
11   as 10, voorlopige hechtenis is allowed      as 1: the law knows no extension there
12   12:00 IVS                                   +3 11:00 INVERZEKERINGSTELLING nears, 12:00 passed;
                                                 +3 23:00 VOORGELEIDING nears, +4 00:00 passed
     wrong: 14:00 OPHOUDEN nears                 that term was replaced
13   as 12, +3 10:00 IVS extended                +3 23:00 VOORGELEIDING nears, +4 00:00 passed;
                                                 +6 11:00 INVERZEKERINGSTELLING nears, 12:00 passed
     wrong: ends +6 10:00                        counts from the order, not from the end of the first
14   as 12, +3 10:00 brought before the court    nothing
15   IVS extended at 12:00, and nothing before   +3 11:00 INVERZEKERINGSTELLING nears, 12:00 passed, and
                                                 VOORGELEIDING as 12
16   summoned                                    nothing
17   sent home at 10:00; 11:00 held until the    +1 07:00 VOLGENDE_OCHTEND nears, 08:00 passed
     next morning
18   as 17, +1 07:30 provisional decision        +1 07:00 VOLGENDE_OCHTEND nears
19   as 17, the provisional decision of 10:30    as 17: it was known when the decision was held
     arrives at 12:00
20   sent home; marked by VH22; 11:00 held for   13:00 WACHT_OP_HUIS nears, 14:00 passed
     a house
21   as 20, but held at 18:00                    +1 07:30 WACHT_OP_HUIS nears, 08:30 passed
22   as 20, no house knows the person            +1 10:00 WACHT_OP_HUIS nears, 11:00 passed
23   as 22, 11:30 the casus goes to VH22         as 20
24   sent home; 11:00 held for the Werkplaats    +14 10:00 WERKPLAATS nears, 11:00 passed
25   as 17, 12:00 held for the Werkplaats        +14 11:00 WERKPLAATS nears, 12:00 passed
26   at CVOM                                     as 1: terms run there too
===  ==========================================  ======================================================

One timer of each kind for a case: the next warning, and the next end. `TimerDue` only makes us look at what
holds now; who wakes twice, or late, tells once.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from hub.rules import Rules
from hub.schemas.events import TermNears, TermPassed, TimerDue
from hub.schemas.vocabulary import TermKind, TimerKind
from hub.streams.awaiting import JOINED
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Awaited, AwaitedKind, CancelTimer, Effect, SetTimer
from hub.streams.facts_process import TermTold
from hub.streams.person import Term, court_term, custody_term
from hub.streams.turn import OM, Told, Turn, to_zsm, with_case
from hub.streams.waiting import TERMS, waiting_term

DECIDED, LAPSED = "decided", "lapsed"
"""How waiting for a term ended: by a decision, or by what happened to the suspect."""

Running = Mapping[TermKind, Term]


def watch_terms(turn: Turn, dossier: Dossier) -> Told:
    """Tell of terms that near their end or have ended, and set the timers for the next."""
    effects: list[Effect] = []
    for identifier in turn.concerned(dossier):
        case, before = dossier.cases.get(identifier), turn.before.cases.get(identifier)
        runs = running(turn.rules, dossier, case)
        ran = runs if _same(before, case) else running(turn.rules, turn.before, before)
        if not runs and not ran:
            continue
        if case is not None and runs:
            one = _CaseTerms(turn, identifier, case)
            effects += one.news(runs.values())
            if (one.warned, one.alarmed) != (case.warned, case.alarmed):
                dossier = with_case(dossier, identifier, case, warned=one.warned, alarmed=one.alarmed)
        effects += _timers(turn, identifier, runs, ran)
        effects += _awaited(dossier, identifier, runs, ran)
    return dossier, effects


def running(rules: Rules, dossier: Dossier, case: Case | None) -> Running:
    """The terms that run in an open case, by kind."""
    if case is None or case.final is not None:
        return {}
    custody = custody_term(case, rules.terms)
    found = (
        custody,
        court_term(case, custody, rules.terms),
        waiting_term(rules, dossier, case),
    )
    return {term.kind: term for term in found if term is not None}


def _same(before: Case | None, case: Case | None) -> bool:
    """Whether the terms of a case are surely those that ran before: no fact changed that they hang on.

    One that waits hangs on more (the houses that know the person), so it is always looked at.
    """
    if before is None or case is None or before.holds or case.holds:
        return False
    return (
        before.suspicions is case.suspicions
        and before.custody is case.custody
        and (before.final is None) == (case.final is None)
    )


class _CaseTerms:
    """What was told of the terms of one case."""

    def __init__(self, turn: Turn, identifier: str, case: Case) -> None:
        self.now = turn.now
        self.lead = _lead(turn)
        self.identifier = identifier
        self.warned = case.warned
        self.alarmed = case.alarmed

    def news(self, terms: Iterable[Term]) -> Iterator[Effect]:
        """Warnings and alarms that are due and were not given; `warned` and `alarmed` follow."""
        for term in sorted(terms, key=lambda one: (one.ends_at, one.kind)):
            if term.ends_at <= self.now:
                if not _is_among(self.alarmed, term):
                    self.alarmed = (*self.alarmed, _told(term))
                    passed = TermPassed(term=term.kind, ended_at=term.ends_at)
                    yield from to_zsm(self.identifier, passed, "R115")
            elif term.ends_at - self.lead <= self.now and not _is_among(self.warned, term):
                self.warned = (*self.warned, _told(term))
                nears = TermNears(term=term.kind, ends_at=term.ends_at)
                yield from to_zsm(self.identifier, nears, "R115")


def _is_among(told: Iterable[TermTold], term: Term) -> bool:
    return any(one.term is term.kind and one.ends_at == term.ends_at for one in told)


def _told(term: Term) -> TermTold:
    return TermTold(term=term.kind, ends_at=term.ends_at)


def _lead(turn: Turn) -> timedelta:
    return timedelta(minutes=turn.rules.terms.settings.warn_minutes)


def _timers(turn: Turn, identifier: str, runs: Running, ran: Running) -> Iterator[Effect]:
    data = turn.envelope.data
    for kind, lead in ((TimerKind.TERM_NEARS, _lead(turn)), (TimerKind.TERM_ENDS, timedelta(0))):
        due, was = _next(runs, lead, turn.now), _next(ran, lead, turn.now)
        if isinstance(data, TimerDue) and (data.timer, data.key) == (kind, identifier):
            was = None  # it has gone off
        if due is not None and due != was:
            yield SetTimer(kind, identifier, due)
        elif due is None and was is not None:
            yield CancelTimer(kind, identifier)


def _next(terms: Running, lead: timedelta, now: datetime) -> datetime | None:
    moments = (term.ends_at - lead for term in terms.values())
    return min((moment for moment in moments if moment > now), default=None)


def _awaited(dossier: Dossier, identifier: str, runs: Running, ran: Running) -> Iterator[Awaited]:
    """A line for each term, and what became of it; none of a case that moved to another dossier."""
    case = dossier.cases.get(identifier)
    if case is None and identifier not in dossier.joined:
        return
    for kind in sorted(runs.keys() | ran.keys()):
        term = runs.get(kind)
        if term is not None and term == ran.get(kind):
            continue
        outcome = ""
        if term is None:
            term = ran[kind]
            outcome = JOINED if case is None else _outcome(case, kind)
        yield Awaited(identifier, AwaitedKind.TERMIJN, kind, OM, term.since, term.ends_at, outcome)


def _outcome(case: Case, kind: TermKind) -> str:
    decided = case.final is not None or (kind in TERMS.values() and bool(case.provisional))
    return DECIDED if decided else LAPSED
