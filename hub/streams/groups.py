"""The target groups of the police, shown where they matter (R044, R108; report 1189; reading 61).

VH22 and VH04 (Amsterdam) marked the person; VH04's marking names the Top-600 in rows 5 and 6 only. The case
is on the monitor at 10:00.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    09:00 veelpleger                                10:00 ZSM veelpleger
     wrong: at 09:00, or to the houses               a house hears of its own list, or of disturbed persons
2    10:30 veelpleger, 10:40 again                   10:30 ZSM veelpleger, once
3    as 1, 11:00 selected                            as 1; 11:00 3RO veelpleger
4    10:30 disturbed person                          10:30 ZSM, VH04 and VH22 disturbed person
5    VH04 has a list, 10:30 veelpleger               10:30 ZSM and VH04 veelpleger
6    as 5, 09:00 VH04 let go                         10:30 ZSM veelpleger
7    nobody marked, VH22 answered BEKEND,            10:30 ZSM disturbed person: an answer is no casus
     10:30 disturbed person
8    nobody marked, 10:30 disturbed person, 13:00    as 7; 14:00 VH22 disturbed person
     transferred, 14:00 VH22 accepts
9    16:00 final, 16:30 disturbed person             nothing
===  ==============================================  ===================================================
"""

from collections.abc import Iterator

from hub.rules.purpose import Relation
from hub.schemas.events import TargetGroupShown
from hub.schemas.vocabulary import TargetGroup
from hub.streams.bekend import Span, accepted_casus, standing
from hub.streams.dossier import Case, Dossier
from hub.streams.effects import Effect
from hub.streams.person import at_cvom
from hub.streams.sharing import Once
from hub.streams.turn import AT_ZSM, ZSM, Told, Turn, advising, with_case

_ROW = "R044"
_AMSTERDAM = "VH04"
"""The house of the Actiecentrum, whose persons on a list are shown with their target groups (1189)."""


def show_groups(turn: Turn, dossier: Dossier) -> Told:
    """Tell of each target group of the person, in each open case on the monitor, to whom it matters."""
    effects: list[Effect] = []
    groups = sorted({one.group for one in dossier.groups})
    if not groups:
        return dossier, []
    marked = standing(dossier, turn.now)
    # An arrest can bring the birth date by which a partner is offered another case, so all are looked at.
    for identifier in sorted(dossier.cases):
        case = dossier.cases[identifier]
        if case.final is not None or not case.appearances:
            continue
        once = Once(identifier, case)
        for group in groups:
            data = TargetGroupShown(group=group)
            for recipient in ZSM:
                effects += once.tell(recipient, group, data, _ROW, AT_ZSM)
            for partner in advising(case):
                offered = Relation(on_monitor=True, offered=True)
                effects += once.tell(partner, group, data, _ROW, offered)
            for house in _houses(turn, case, marked, group):
                effects += once.tell(house, group, data, _ROW, Relation(on_monitor=True, bekend=True))
        if (told := once.case()) is not case:
            dossier = with_case(dossier, identifier, told)
    return dossier, effects


def _houses(turn: Turn, case: Case, marked: dict[str, list[Span]], group: TargetGroup) -> Iterator[str]:
    """The houses that have the person, by marking or casus, and to which this group says something."""
    if at_cvom(case):
        return
    accepted = {one.house for one in case.triages if accepted_casus(case, one.house, turn.now) is not None}
    for house in sorted(marked.keys() | accepted):
        spans = marked.get(house, ())
        on_list = house == _AMSTERDAM and any(span.marking.target_list is not None for span in spans)
        if group is TargetGroup.VERWARDE_PERSOON or on_list:
            yield house
