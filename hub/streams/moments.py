"""Telling when the OvJ means to decide (reading 55; R060, R062, R101 to R103).

VH19 (Rotterdam) keeps the hours of ZSM, VH22 office hours; both marked the person where a row says "marked".

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    11:00 offered to 3RO, 11:30 moment 14:00        11:30 ZSM and 3RO moment 14:00
2    as 1, marked                                    as 1, to ZSM with VH19 and VH22 reachable
3    as 2, but moment 20:00                          as 1, to ZSM with VH19 reachable, VH22's advice only
     wrong: VH22 not named                           OM would not know that its advice stands
4    10:30 moment 14:00, 11:00 offered               10:30 ZSM, 11:00 3RO
5    10:30 moment 14:00, 14:30 offered               10:30 ZSM: for 3RO it has passed
6    as 1, 12:00 moment 15:00                        as 1; 12:00 all moment 15:00
7    as 1, 12:00 moment 14:00 again                  as 1
8    as 1, 12:00 moment 13:00, planned at 11:00      as 1: the message that came last is not the last plan
9    as 6, 12:30 moment 14:00                        as 6; 12:30 all moment 14:00: it changed
10   13:00 final decision, 13:30 moment 14:00        nothing
11   14:30 moment 14:00, planned at 11:30            14:30 ZSM: OM sees what it planned
===  ==============================================  ===================================================

The houses that sit in are asked to by `hub.streams.contact`.
"""

from collections.abc import Iterator

from hub.rules.purpose import Relation
from hub.schemas.events import DecisionMomentAnnounced, DecisionMomentPlanned
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Effect, Send
from hub.streams.fact import latest
from hub.streams.facts_process import Announced, Moment
from hub.streams.hits import houses_with_hit
from hub.streams.turn import ZSM, Told, Turn, advising, to_zsm, with_case


def announce(turn: Turn, dossier: Dossier) -> Told:
    """Announce the moment of decision of open cases to those who were not told of it."""
    effects: list[Effect] = []
    # An arrest can bring the birth date by which a partner is offered another case, so all are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        moment = current_moment(case)
        if moment is None or case.final is not None or not is_news(turn, identifier, moment):
            continue
        before = case.announced
        told = before.told if before is not None and before.moment == moment.at else ()
        new = [one for one in (*ZSM, *advising(case)) if one not in told]
        if new:
            effects += _announcements(turn, identifier, case, moment, new)
            announced = Announced(
                moment=moment.at, planned_at=moment.planned_at, told=tuple(sorted((*told, *new)))
            )
            dossier = with_case(dossier, identifier, case, announced=announced)
    return dossier, effects


def current_moment(case: Case) -> Moment | None:
    """When the OvJ means to decide, by the latest plan."""
    return latest(case.moments, lambda one: (one.planned_at, one.record))


def is_news(turn: Turn, identifier: str, moment: Moment) -> bool:
    """Whether a moment is worth telling of: it is still to come, or somebody reports it now."""
    reported = isinstance(turn.envelope.data, DecisionMomentPlanned) and turn.envelope.case == identifier
    return reported or moment.at > turn.now


def _announcements(turn: Turn, identifier: str, case: Case, moment: Moment, new: list[str]) -> Iterator[Send]:
    if new[: len(ZSM)] == list(ZSM):
        houses = houses_with_hit(case, turn.now)
        reachable = tuple(house for house in houses if turn.rules.hours.is_open(house, moment.at))
        data = DecisionMomentAnnounced(
            moment=moment.at,
            reachable=reachable,
            stored_advice_only=tuple(house for house in houses if house not in reachable),
        )
        yield from to_zsm(identifier, data, "R101")
    relation = Relation(on_monitor=bool(case.appearances), offered=True)
    for partner in new:
        if partner not in ZSM:
            yield Send(partner, identifier, DecisionMomentAnnounced(moment=moment.at), "R060", relation)
