"""What somebody still has to do in a case, kept so that people can look it up and count it (R023, R050).

A processor that asks something of somebody opens a line, and settles it when the answer comes. What nobody
reports an end of (a conversation, a bevraging that the decision overtook) ends with the final decision.

===  ==========================================  ========================================================
row  facts                                       the line
===  ==========================================  ========================================================
1    a house asked, 10:40 it answers BEKEND      open, then BEKEND
2    a house asked, 16:00 final decision         open, then case-closed
3    a question, 16:00 final, 17:00 answer       open, then answered: a decision does not answer it
     wrong: case-closed                          nobody would count it any more
4    a house asked, and the case proves to be    zaken-samengevoegd; open under the case that stays
     another one
===  ==========================================  ========================================================
"""

from datetime import datetime

from hub.schemas.events import CasesJoined
from hub.streams.dossier import NO_CASE, Case, Dossier
from hub.streams.effects import Awaited, AwaitedKind, Effect
from hub.streams.facts_asking import Waiting
from hub.streams.turn import Told, Turn, with_case

CLOSED = "case-closed"
JOINED = "zaken-samengevoegd"
_ENDS_WITH_THE_CASE = frozenset({AwaitedKind.BEVRAGING, AwaitedKind.CONTACT})


def opened(
    identifier: str,
    case: Case,
    kind: AwaitedKind,
    key: str,
    of: str,
    *,
    since: datetime,
    due_at: datetime | None,
) -> tuple[Case, Awaited]:
    """The case with a line that begins now, or anew, and the line for the lookup."""
    line = Waiting(kind=kind, key=key, of=of, since=since, due_at=due_at)
    return _put(case, line), _shown(identifier, line)


def settled(
    identifier: str, case: Case, kind: AwaitedKind, key: str, outcome: str
) -> tuple[Case, list[Effect]]:
    """The case with a line ended, and what to show of it; nothing if it is not open."""
    line = case.awaiting.get(_name(kind, key))
    if line is None or line.outcome:
        return case, []
    ended = line.model_copy(update={"outcome": outcome})
    return _put(case, ended), [_shown(identifier, ended)]


def end_with_the_case(turn: Turn, dossier: Dossier) -> Told:
    """End what the final decision ends, and show the lines of a case that was joined under the other one."""
    effects: list[Effect] = []
    data = turn.envelope.data
    if isinstance(data, CasesJoined):
        retired = turn.before.cases.get(data.retired) or NO_CASE
        kept = dossier.cases.get(data.survivor) or NO_CASE
        for name in sorted(retired.awaiting):
            line = retired.awaiting[name]
            effects.append(_shown(data.retired, line.model_copy(update={"outcome": JOINED})))
            effects.append(_shown(data.survivor, kept.awaiting.get(name, line)))
    for identifier, case in turn.cases(dossier, cvom=True):
        if case.final is None:
            continue
        changed = case
        for line in (case.awaiting[name] for name in sorted(case.awaiting)):
            if line.kind in _ENDS_WITH_THE_CASE:
                changed, shown = settled(identifier, changed, line.kind, line.key, CLOSED)
                effects += shown
        if changed is not case:
            dossier = with_case(dossier, identifier, changed)
    return dossier, effects


def _name(kind: AwaitedKind, key: str) -> str:
    return f"{kind}/{key}"


def _put(case: Case, line: Waiting) -> Case:
    return case.model_copy(update={"awaiting": {**case.awaiting, _name(line.kind, line.key): line}})


def _shown(identifier: str, line: Waiting) -> Awaited:
    return Awaited(identifier, line.kind, line.key, line.of, line.since, line.due_at, line.outcome)
