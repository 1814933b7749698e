"""Signals and requests for advice to a house that need not know the person (routing row 13; reading 40).

The suspect lives in the area of VH22, and nobody marked him; VH22 is open until 17:00. 3RO signals; it was
not offered the case, except in row 9. "Status" goes to the sender.

===  ==========================================  ========================================================
row  facts                                       told
===  ==========================================  ========================================================
1    11:00 selected, 11:30 signal                11:30 VH22 signal, 3RO status
2    10:30 signal, 11:00 selected                11:00 VH22 signal, 3RO status
     wrong: 10:30                                before selection nobody may signal
     wrong: nothing                              only looks when the signal arrives
3    11:00 selected BACKOFFICE, 11:30 signal     as 1: any selection will do
4    as 1, 11:40 the same signal again           as 1
5    as 1, 11:40 another signal                  as 1; 11:40 VH22 signal, 3RO status
     wrong: nothing                              takes a second signal for a repeated transfer
6    VH24 marked, as 1                           11:30 VH24 signal, 3RO status
7    VH21 and VH24 marked, as 1                  11:30 3RO status: no house
8    no residence, as 1                          11:30 3RO status: no house
9    as 1, 14:00 VH22 takes the casus            as 1; 14:00 ZSM and 3RO its answer
10   11:00 selected, 18:00 signal                18:00 VH22 signal, 3RO status: closed until tomorrow
11   11:00 selected, 16:00 final, 16:30 signal   nothing
12   as 1, 13:00 OM transfers                    as 1: VH22 has the casus (reading 29)
13   as 2, but the police signal                 11:00 VH22 signal, POLITIE status
===  ==========================================  ========================================================

The house is Bekend only if it accepts (`hub.streams.casus`); until then it is told nothing more.
"""

from hub.rules.purpose import Relation
from hub.schemas.events import SignalForwarded, SignalStatus
from hub.streams.awaiting import opened
from hub.streams.bekend import known_houses
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import AwaitedKind, Effect, Send
from hub.streams.facts_asking import Signal, Signalled
from hub.streams.inquiry import reachable
from hub.streams.person import birth_date, residence, suspicion_of, term_end
from hub.streams.transfer import choose_house, has_casus, next_answer
from hub.streams.turn import AT_ZSM, ZSM, Told, Turn, has_case, with_case

_ROW = "A13"


def signal(turn: Turn, dossier: Dossier) -> Told:
    """Pass on the signals of cases that were selected, each once, and tell their senders where they went."""
    effects: list[Effect] = []
    for identifier, case in turn.cases(dossier):
        if not case.signals or not case.selections or case.final is not None:
            continue
        changed = case
        for one in case.signals:
            if not any((done.sender, done.signal) == (one.sender, one.signal) for done in changed.signalled):
                changed, sent = _pass_on(turn, dossier, identifier, changed, one)
                effects += sent
        dossier = with_case(dossier, identifier, changed, signals=())
    return dossier, effects


def _pass_on(
    turn: Turn, dossier: Dossier, identifier: str, case: Case, one: Signal
) -> tuple[Case, list[Effect]]:
    chosen = choose_house(turn, dossier, case, one.house)
    house = chosen if isinstance(chosen, str) else None
    done = Signalled(signal=one.signal, sender=one.sender, house=house)
    changes: dict[str, object] = {"signalled": (*case.signalled, done)}
    to_sender = AT_ZSM
    if one.sender not in ZSM:
        to_sender = Relation(on_monitor=bool(case.appearances), offered=has_case(case, one.sender))
    if house is None:
        status = SignalStatus(signal=one.signal, no_house=True)
        return case.model_copy(update=changes), [Send(one.sender, identifier, status, _ROW, to_sender)]
    ends = term_end(case, turn.rules.terms)
    sent: list[Effect] = [_to_house(turn, dossier, identifier, case, one, house)]
    closed_until, in_time = reachable(turn, house, ends)
    status = SignalStatus(signal=one.signal, closed_until=closed_until, in_time=in_time)
    sent.append(Send(one.sender, identifier, status, _ROW, to_sender))
    if not has_casus(case, house):
        changes["transfers"] = {**case.transfers, house: next_answer(case, house)}
    key = f"{one.sender}/{one.signal}"
    case, line = opened(
        identifier,
        case.model_copy(update=changes),
        AwaitedKind.SIGNAAL,
        key,
        house,
        since=turn.now,
        due_at=ends,
    )
    return case, [*sent, line]


def _to_house(turn: Turn, dossier: Dossier, identifier: str, case: Case, one: Signal, house: str) -> Send:
    suspicion = suspicion_of(case)
    data = SignalForwarded(
        signal=one.signal,
        wants=one.wants,
        offences=suspicion.offences if suspicion else (),
        birth_date=birth_date(dossier),
        residence=residence(dossier),
        text=one.text,
        term_end=term_end(case, turn.rules.terms),
    )
    bekend = house in known_houses(dossier, case, turn.now)
    relation = Relation(on_monitor=bool(case.appearances), bekend=bekend, addressed=True)
    return Send(house, identifier, data, _ROW, relation)
