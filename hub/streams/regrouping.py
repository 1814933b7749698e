"""Dossiers move when two subjects prove to be one person, or one proves to be two.

B is merged into A, at 12:00. VH22 marked B; A has an open case on the monitor.

===  ==========================================  ======================================================
row  facts                                       told
===  ==========================================  ======================================================
1    as said                                     12:00 ZSM hit in A's case; VH22 asked
     wrong: nothing                              joins only what comes after the merge
2    B's case has that hit already               nothing: it was told in that case
     wrong: hit again                            takes a case that moved for a new one
3    B's case was decided, VH22 has the          nothing: the feedback that went out counts
     feedback
     wrong: feedback again                       forgets what the retired dossier had told
4    B's case was decided at 11:00, VH24 marks   12:00 late feedback to VH24: it knew the person
     A since yesterday
5    12:30 a message with B's number             goes into A, as B's part
6    12:30 B's timer, or a receipt to B          forwarded to A
7    as 1, 13:00 split                           13:00 ZSM hit ended FOUTIEF, and correction
     wrong: nothing, or ended VERLOPEN           the hit was wrong from the start
8    as 5, 13:00 split                           B has that fact, too
     wrong: A keeps it                           only what was there at the merge goes back
9    C is merged into B, then B into A           C's and B's parts are in A
10   A's case has VH22's hit, B's too, and the   one case with one hit; one feedback at its decision
     cases prove to be one
11   both were decided, both sent feedback       one line stands, the other says SAMENGEVOEGD
===  ==========================================  ======================================================

While a dossier is on its way to a subject, on a cluster for a moment, that subject's other events are held.

A fact that reaches a subject which has moved is forwarded, with an id of its own that a repeat yields again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson

from hub.schemas.envelope import Envelope
from hub.schemas.events import CasesJoined, DossierMoved, Event, PersonsMerged, PersonsSplit
from hub.schemas.vocabulary import TimerKind
from hub.streams.dossier import Dossier
from hub.streams.effects import CancelTimer, Effect, FeedbackStatus, Forward, Ledger
from hub.streams.recording import timer_key
from hub.streams.turn import Told, Turn
from hub.streams.uniting import absorb, join, part_of, pieces, whole, with_part

JOINED = "zaken-samengevoegd"
"""Why a line of the ledger stands as it does."""


def destination(dossier: Dossier, envelope: Envelope) -> str | None:
    """The subject that an event must be forwarded to, if it is not for this one any more."""
    subject, data = dossier.subject, envelope.data
    if isinstance(data, PersonsMerged) and subject in (data.retired, data.survivor):
        return None
    if isinstance(data, PersonsSplit) and subject in (data.restored, data.survivor):
        return None
    if dossier.merged_into is not None:
        return dossier.merged_into
    origin = envelope.origin
    return origin if origin not in (None, subject) and origin not in dossier.parts else None


def regroup(turn: Turn, dossier: Dossier) -> Told:
    """Make room, move out, give back, take in or join; on the dossier as it is stored, not as a whole."""
    data = turn.envelope.data
    return REGROUPINGS[type(data)](dossier, data)


def _merged(dossier: Dossier, data: PersonsMerged) -> Told:
    if data.survivor == dossier.subject:
        room = {one: Dossier(subject=one) for one in data.members if one not in dossier.parts}
        changes = {"merged_into": None, "parts": {**dossier.parts, **room}}
        awaited = (*dossier.awaited, data.retired)
        return dossier.model_copy(update=changes | {"awaited": awaited}), []
    # Its own part goes last: that it has come says that all has.
    parts = [*(dossier.parts[name] for name in sorted(dossier.parts)), dossier]
    left = Dossier(subject=dossier.subject, merged_into=data.survivor, as_of=dossier.as_of)
    held = [_again(dossier, text, data.survivor) for text in dossier.held]
    return left, [*_cancelled(whole(dossier)), *_moved(parts, data.survivor), *held]


def _split(dossier: Dossier, data: PersonsSplit) -> Told:
    if data.restored == dossier.subject:
        return dossier.model_copy(update={"merged_into": None, "awaited": (data.restored,)}), []
    part = dossier.parts.get(data.restored) or Dossier(subject=data.restored)
    others = {name: one for name, one in dossier.parts.items() if name != data.restored}
    return dossier.model_copy(update={"parts": others}), [*_cancelled(part), *_moved([part], part.subject)]


def _joined(dossier: Dossier, data: CasesJoined) -> Told:
    """The retired case's lines say where to look; what they said stands under the surviving case."""
    retired = whole(dossier).cases.get(data.retired)
    dossier = join(dossier, data.retired, data.survivor)
    lines: list[Effect] = []
    case = whole(dossier).cases.get(data.survivor)
    if retired is not None and retired.final is not None and case is not None and case.final is not None:
        for house in sorted(retired.feedback):
            lines += [
                Ledger(data.retired, house, FeedbackStatus.SAMENGEVOEGD, retired.final.at, JOINED),
                Ledger(data.survivor, house, case.feedback[house].status, case.final.at, JOINED),
            ]
    return dossier, lines


def _taken_in(dossier: Dossier, data: DossierMoved) -> Told:
    piece = Dossier.model_validate_json(data.state)
    dossier = with_part(dossier, absorb(part_of(dossier, data.part), piece))
    if not data.last:
        return dossier, []
    return dossier.model_copy(update={"awaited": tuple(o for o in dossier.awaited if o != data.part)}), []


REGROUPINGS: Mapping[type[Event], Callable[[Dossier, Any], Told]] = {
    PersonsMerged: _merged,
    PersonsSplit: _split,
    CasesJoined: _joined,
    DossierMoved: _taken_in,
}
"""Events after which a dossier consists of other parts than before."""


def _moved(parts: Iterable[Dossier], to: str) -> list[Forward]:
    found = [(part.subject, piece) for part in parts for piece in pieces(part)]
    moved = []
    for number, (name, piece) in enumerate(found, 1):
        data = DossierMoved(
            part=name,
            cases=tuple(sorted(piece.cases)),
            last=number == len(found),
            state=piece.model_dump_json(exclude_defaults=True),
        )
        moved.append(Forward(to, None, data, None if name == to else name))
    return moved


def hold(dossier: Dossier, envelope: Envelope) -> Dossier:
    """The dossier with an event that waits until all that is awaited has come.

    Stepped at once, a final decision would be told of without what the other dossier knows of the case.
    """
    text = orjson.dumps(envelope.structured()).decode()
    return dossier.model_copy(update={"held": (*dossier.held, text)})


def release(dossier: Dossier) -> tuple[Dossier, list[Envelope]]:
    """The dossier without its held events, and these, in order; none while something is awaited."""
    if dossier.awaited or not dossier.held:
        return dossier, []
    held = [Envelope.from_structured(orjson.loads(text)) for text in dossier.held]
    return dossier.model_copy(update={"held": ()}), held


def _again(dossier: Dossier, text: str, to: str) -> Forward:
    held = Envelope.from_structured(orjson.loads(text))
    origin = held.origin or dossier.subject
    return Forward(to, held.case, held.data, None if origin == to else origin)


def _cancelled(part: Dossier) -> Iterator[CancelTimer]:
    for key in sorted(part.markings):
        yield CancelTimer(TimerKind.MARKING_STARTS, key)
        yield CancelTimer(TimerKind.MARKING_EXPIRES, key)
        yield CancelTimer(TimerKind.RECONFIRM_MARKING, key)
    for identifier in sorted(part.cases):
        for kind in (TimerKind.TERM_NEARS, TimerKind.TERM_ENDS, TimerKind.OVERVIEW):
            yield CancelTimer(kind, identifier)
        for partner in sorted(part.cases[identifier].recording):
            yield CancelTimer(TimerKind.RECORDING_DUE, timer_key(identifier, partner))
