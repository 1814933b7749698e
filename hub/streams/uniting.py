"""One person in several parts: the dossier as a whole, and back into its parts.

What was founded under another subject stays a part of its own, so that a wrong merge is undone by taking the
part out again. Steps see the whole. The tempting alternative, to pour everything together and note where each
fact came from, needs a note at every fact, also at what was told, and a split that forgets none of them.

Two dossiers that prove to be one person were each right about what they told: a case keeps its hits and its
feedback, wherever it stands.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from hub.schemas.events import HouseAdvice
from hub.streams.disclosure import later
from hub.streams.dossier import Case, Dossier, Hit, Marking
from hub.streams.facts_asking import AnswerHit, Inquiry, Waiting
from hub.streams.facts_process import Announced
from hub.streams.uniting_decisions import counted_alike, further, longer_chased, one_decision

One = TypeVar("One")

PIECE_BYTES = 40_000
"""A piece of a dossier that moves; an event holds 64 KiB, and not all characters are one byte."""


def whole(dossier: Dossier) -> Dossier:
    """The person as the steps see it; the dossier itself where it has no parts."""
    if not dossier.parts:
        return dossier
    found = dossier.model_copy(update={"parts": {}})
    for name in sorted(dossier.parts):
        found = absorb(found, dossier.parts[name])
    return found.model_copy(update={"parts": dossier.parts})


def part_of(dossier: Dossier, origin: str | None) -> Dossier:
    """The part that facts of this origin go into; the dossier itself where they are its own."""
    return dossier if origin is None or origin == dossier.subject else dossier.parts[origin]


def with_part(dossier: Dossier, part: Dossier) -> Dossier:
    """The dossier with a part changed."""
    if part.subject == dossier.subject:
        return part
    latest = [moment for moment in (dossier.as_of, part.as_of) if moment is not None]
    changes = {"parts": {**dossier.parts, part.subject: part}, "as_of": max(latest, default=None)}
    return dossier.model_copy(update=changes)


def put_back(dossier: Dossier, told: Dossier, origin: str | None) -> Dossier:
    """The dossier with what the steps changed in its `whole`: cases, each in the part that it stands in.

    A case that stands in none, for the event left no fact, goes where its facts will: to those of ``origin``.
    """
    if not dossier.parts:
        return told
    founded = dossier.parts.get(origin or "", dossier)
    for identifier, case in told.cases.items():
        part = next((one for one in _all(dossier) if identifier in one.cases), founded)
        if part.cases.get(identifier) is not case:
            cases = {**part.cases, identifier: case}
            dossier = with_part(dossier, part.model_copy(update={"cases": cases}))
    return _told_about_none(dossier, told)


def _told_about_none(dossier: Dossier, told: Dossier) -> Dossier:
    """What was told about no case goes where the house's markings stand, so that a split takes it along."""
    before = whole(dossier)
    for key, end in told.reconfirmed.items():
        if before.reconfirmed.get(key) != end:
            home = next((one for one in _all(dossier) if key in one.markings), dossier)
            asked = {**home.reconfirmed, key: end}
            dossier = with_part(dossier, home.model_copy(update={"reconfirmed": asked}))
    for recipient, days in told.disclosed.items():
        if before.disclosed.get(recipient) == days:
            continue
        marked = (
            one.subject
            for one in _all(dossier)
            if any(marking.house == recipient for marking in one.markings.values())
        )
        for name in tuple(marked) or (dossier.subject,):
            home = part_of(dossier, name)
            known = later(home.disclosed.get(recipient, {}), days)
            noted = {**home.disclosed, recipient: known}
            dossier = with_part(dossier, home.model_copy(update={"disclosed": noted}))
    return dossier


def absorb(own: Dossier, other: Dossier) -> Dossier:
    """Everything of two dossiers in the first. Where both know something, the newer counts."""
    latest = [moment for moment in (own.as_of, other.as_of) if moment is not None]
    return own.model_copy(
        update={
            "as_of": max(latest, default=None),
            "joined": {**other.joined, **own.joined},
            "versions": _each(own.versions, other.versions, max),
            "markings": _each(own.markings, other.markings, _newer_marking),
            "ends": _each(own.ends, other.ends, _united),
            "advices": _each(own.advices, other.advices, _later_advice),
            "confirmations": _each(own.confirmations, other.confirmations, _united),
            "releases": _each(own.releases, other.releases, _united),
            "errata": _united(own.errata, other.errata),
            "reconfirmed": _each(own.reconfirmed, other.reconfirmed, max),
            "disclosed": _each(own.disclosed, other.disclosed, later),
            "groups": _united(own.groups, other.groups),
            "clients": _united(own.clients, other.clients),
            "cases": _each(own.cases, other.cases, one_case),
        }
    )


def pieces(part: Dossier) -> Iterator[Dossier]:
    """A part in pieces that fit in an event: what is of the person, then cases. One case is never cut."""
    without_cases = part.model_copy(update={"cases": {}, "parts": {}, "merged_into": None})
    yield from _cut(without_cases, part.cases)


def _cut(rest: Dossier, cases: Mapping[str, Case]) -> Iterator[Dossier]:
    piece = rest.model_copy(update={"cases": dict(cases)})
    if len(cases) < 2 or len(piece.model_dump_json(exclude_defaults=True)) <= PIECE_BYTES:
        yield piece
        return
    names, half = sorted(cases), len(cases) // 2
    yield from _cut(rest, {name: cases[name] for name in names[:half]})
    empty = Dossier(subject=rest.subject, as_of=rest.as_of)
    yield from _cut(empty, {name: cases[name] for name in names[half:]})


def join(dossier: Dossier, retired: str, survivor: str) -> Dossier:
    """The dossier with one case in the place of two; facts that come under the retired name go there too."""
    joined = {old: survivor if new == retired else new for old, new in dossier.joined.items()}
    dossier = dossier.model_copy(update={"joined": {**joined, retired: survivor}})
    gone = next((one for one in _all(dossier) if retired in one.cases), None)
    if gone is None:
        return dossier
    case = gone.cases[retired]
    left = {name: one for name, one in gone.cases.items() if name != retired}
    dossier = with_part(dossier, gone.model_copy(update={"cases": left}))
    home = next((one for one in _all(dossier) if survivor in one.cases), part_of(dossier, gone.subject))
    kept = one_case(home.cases[survivor], case) if survivor in home.cases else case
    return with_part(dossier, home.model_copy(update={"cases": {**home.cases, survivor: kept}}))


def one_case(own: Case, other: Case) -> Case:
    """Two cases that are one: all facts of both, and what was told in either was told."""
    own, other = counted_alike(own, other)
    return Case(
        suspicions=_united(own.suspicions, other.suspicions),
        appearances=_united(own.appearances, other.appearances),
        custody=_united(own.custody, other.custody),
        selections=_united(own.selections, other.selections),
        moves=_united(own.moves, other.moves),
        instruments=_united(own.instruments, other.instruments),
        answers=_united(own.answers, other.answers),
        triages=_united(own.triages, other.triages),
        readings=_united(own.readings, other.readings),
        weighed=_united(own.weighed, other.weighed),
        provisional=_united(own.provisional, other.provisional),
        final=one_decision(own.final, other.final),
        corrections=max(own.corrections, other.corrections),
        recorded=_united(own.recorded, other.recorded),
        advisers=_names(own.advisers, other.advisers),
        requests=_names(own.requests, other.requests),
        moments=_united(own.moments, other.moments),
        alignments=_united(own.alignments, other.alignments),
        holds=_united(own.holds, other.holds),
        plans_made=_united(own.plans_made, other.plans_made),
        services=_united(own.services, other.services),
        hits=_each(own.hits, other.hits, _one_hit),
        offered=_names(own.offered, other.offered),
        age_alarm=own.age_alarm or other.age_alarm,
        early_help=own.early_help or other.early_help,
        index_asked=own.index_asked or other.index_asked,
        instrument_missed=own.instrument_missed or other.instrument_missed,
        instruments_shown=_names(own.instruments_shown, other.instruments_shown),
        kib=own.kib or other.kib,
        directed=_each(own.directed, other.directed, max),
        left=_each(own.left, other.left, _names),
        transfers=_each(own.transfers, other.transfers, max),
        plans=_names(own.plans, other.plans),
        feedback=_each(own.feedback, other.feedback, further),
        warned=_united(own.warned, other.warned),
        alarmed=_united(own.alarmed, other.alarmed),
        listed=max((one for one in (own.listed, other.listed) if one is not None), default=None),
        announced=_last_announced(own.announced, other.announced),
        missed=_united(own.missed, other.missed),
        overridden=own.overridden or other.overridden,
        crossed=_names(own.crossed, other.crossed),
        actions_asked=_names(own.actions_asked, other.actions_asked),
        actions_done=_each(own.actions_done, other.actions_done, max),
        service_asked=own.service_asked or other.service_asked,
        recording=_each(own.recording, other.recording, longer_chased),
        disclosed=_each(own.disclosed, other.disclosed, later),
        signals=_united(own.signals, other.signals),
        partner_advices=_united(own.partner_advices, other.partner_advices),
        objections=_united(own.objections, other.objections),
        preselects=_united(own.preselects, other.preselects),
        contexts=_united(own.contexts, other.contexts),
        replies=_united(own.replies, other.replies),
        inquiries=_each(own.inquiries, other.inquiries, _last_inquiry),
        answer_hits=_each(own.answer_hits, other.answer_hits, _newer_answer_hit),
        signalled=_united(own.signalled, other.signalled),
        questions=_united(own.questions, other.questions),
        shared=_names(own.shared, other.shared),
        awaiting=_each(own.awaiting, other.awaiting, _later_line),
    )


def _all(dossier: Dossier) -> tuple[Dossier, ...]:
    return dossier, *(dossier.parts[name] for name in sorted(dossier.parts))


def _united(own: tuple[One, ...], other: tuple[One, ...]) -> tuple[One, ...]:
    return own + tuple(one for one in other if one not in own)


def _names(own: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*own, *other}))


def _each(
    own: Mapping[str, One], other: Mapping[str, One], of_both: Callable[[One, One], One]
) -> dict[str, One]:
    """Everything of both, by name; ``of_both`` says what counts where both have something."""
    return {**own, **{name: of_both(own[name], one) if name in own else one for name, one in other.items()}}


def _newer_marking(own: Marking, other: Marking) -> Marking:
    return max(own, other, key=lambda one: one.registered_at)


def _later_advice(own: HouseAdvice, other: HouseAdvice) -> HouseAdvice:
    return max(own, other, key=lambda one: one.version)


def _one_hit(own: Hit, other: Hit) -> Hit:
    # One that still stands was told last; the ground of both bore it.
    stands, ended = (own, other) if own.ended is None else (other, own)
    return stands.model_copy(
        update={
            "ground": _names(stands.ground, ended.ground),
            "partners": _names(stands.partners, ended.partners),
        }
    )


def _last_inquiry(own: Inquiry, other: Inquiry) -> Inquiry:
    return max(own, other, key=lambda one: one.answers)


def _newer_answer_hit(own: AnswerHit, other: AnswerHit) -> AnswerHit:
    # A confirmation is of one version, so the higher version was told last, and of one version the confirmed.
    return max(own, other, key=lambda one: (one.advice_version or 0, str(one.confirmed_at or "")))


def _later_line(own: Waiting, other: Waiting) -> Waiting:
    # One that began later was put anew; of one that began once, it is known how it ended or it is not.
    return max(own, other, key=lambda one: (one.since, one.outcome))


def _last_announced(own: Announced | None, other: Announced | None) -> Announced | None:
    found = [one for one in (own, other) if one is not None]
    last = max(found, key=lambda one: one.planned_at, default=None)
    if last is None:
        return None
    told = {who for one in found if one.moment == last.moment for who in one.told}
    return last.model_copy(update={"told": tuple(sorted(told))})
