"""Judges by the known truth who the hub took for whom. Computes nothing the way the hub does."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hub.app import build_ports
from hub.engine import tables as t
from hub.engine.embedded import EmbeddedEngine, in_batches
from hub.engine.store import open_store
from hub.schemas.envelope import Envelope
from hub.settings import Settings
from hub.streams.dossier import Dossier
from hub.streams.step import StepEffect
from tests.support.population import HARMLESS, MASKED, WRONG_NUMBER, Population, Sighting, Slip

Number = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the hub made of the sightings: subjects as they are in the end.

    Attributes:
        subjects: by event id; an event that was refused is absent.
        numbers: to whom each number belongs.
        merges: how many subjects became part of another.
        pairs: of the worklist, that wait.
        letters: codes of dead letters by event id, or by the message's letter where there was no event.
    """

    subjects: Mapping[str, str]
    numbers: Mapping[Number, str]
    merges: int
    pairs: frozenset[frozenset[str]]
    letters: Mapping[str, str]


def run_hub(sightings: Sequence[Sighting], folder: Path, *, batch: int = 500) -> Outcome:
    """Send the messages through the embedded engine, with steps that only note whom an event is about."""
    seen: dict[str, str] = {}

    def note(dossier: Dossier, event: Envelope, now: datetime) -> tuple[Dossier, tuple[StepEffect, ...]]:  # noqa: ARG001
        seen[event.id] = event.subject
        return dossier, ()

    store = open_store(folder / "who.db", migrate=True)
    engine = EmbeddedEngine(build_ports(Settings(), step=note), store, fingerprint="population")
    for messages in in_batches((one.message(at) for at, one in enumerate(sightings, start=1)), batch):
        engine.process(messages)
    with store.transaction() as connection:
        now = {row.retired: row.survivor for row in connection.execute(select(t.merged))}
        numbers = {
            (row.scheme, row.value): now.get(row.subject, row.subject)
            for row in connection.execute(select(t.identity))
            if row.owner == row.subject
        }
        waiting = connection.execute(select(t.worklist).where(t.worklist.c.judgement.is_(None)))
        pairs = frozenset(
            frozenset({now.get(r.first, r.first), now.get(r.second, r.second)}) for r in waiting
        )
        letters = {row.event_id or row.id: row.code for row in connection.execute(select(t.deadletters))}
    store.close()
    subjects = {event: now.get(subject, subject) for event, subject in seen.items()}
    return Outcome(subjects, numbers, len(now), pairs, letters)


@dataclass(frozen=True, slots=True)
class Mixed:
    """Subjects that hold sightings of two persons. ``deceived``: those where a message posed as another's."""

    false_merges: list[list[Sighting]]
    deceived: list[list[Sighting]]


def mixed(sightings: Iterable[Sighting], outcome: Outcome) -> Mixed:
    """Who was taken for one person and is two."""
    found: dict[str, list[Sighting]] = defaultdict(list)
    for one in sightings:
        if one.event in outcome.subjects:
            found[outcome.subjects[one.event]].append(one)
    two = [ones for ones in found.values() if len({one.human for one in ones}) > 1]
    posed = [any(one.slips & MASKED for one in ones) for ones in two]
    return Mixed(
        [ones for ones, deceived in zip(two, posed, strict=True) if not deceived],
        [ones for ones, deceived in zip(two, posed, strict=True) if deceived],
    )


class Said(Enum):
    """What was said of the person whose numbers these are."""

    NOTHING = "neither name nor birth date, or not in full"
    RIGHT = "the right names and birth date, by one message at least"
    OTHER = "other names or another birth date, and never the right ones"


@dataclass(slots=True)
class Side:
    """Numbers that are one person's, and what was said of that person with them."""

    numbers: set[Number]
    said: Said


def provable(sightings: Iterable[Sighting]) -> list[set[Number]]:
    """Sets of at least two numbers that messages prove to be one person's.

    A message proves it that has all its numbers, names and birth date right, where nothing said before
    contradicts it: if one of its numbers was known, nothing else was said with that one only; if several were
    and apart, the right names and birth date had been said with each.
    """
    sides: dict[Number, Side] = {}
    for one in sightings:
        keys = set(one.ids.keys())
        if Slip.TRANSPOSED in one.slips:
            continue  # never read: the elfproef
        if one.slips & WRONG_NUMBER:
            # What nobody had spoken of until then is somebody else's from now on, for all that can be known.
            sides |= {key: Side({key}, Said.OTHER) for key in keys if key not in sides}
            continue
        said = Said.RIGHT if one.is_named else Said.NOTHING if one.slips <= HARMLESS else Said.OTHER
        before = list({id(sides[key]): sides[key] for key in keys if key in sides}.values())
        if not before:
            sides |= dict.fromkeys(keys, Side(keys, said))
        elif len(before) == 1:
            (side,) = before
            new = keys - side.numbers
            if not new and said is Said.RIGHT:
                side.said = said
            elif side.said is not Said.OTHER and said is not Said.OTHER:
                side.numbers |= new
                side.said = said if said is Said.RIGHT else side.said
                sides |= dict.fromkeys(new, side)
            elif side.said is Said.NOTHING:
                side.said = said
        elif said is not Said.OTHER and all(side.said is Said.RIGHT for side in before):
            side = Side(keys.union(*(side.numbers for side in before)), Said.RIGHT)
            sides |= dict.fromkeys(side.numbers, side)
    found_sides = {id(side): side for side in sides.values()}.values()
    return [side.numbers for side in found_sides if len(side.numbers) > 1]


def tied(sightings: Iterable[Sighting]) -> list[set[Number]]:
    """As `provable`, where it does not matter whether anybody said who the two sides are."""
    sets: dict[Number, set[Number]] = {}
    for one in sightings:
        keys = one.ids.keys()
        if one.slips <= HARMLESS and len(keys) > 1:
            joined = {*keys}.union(*(sets.get(key, set()) for key in keys))
            sets |= dict.fromkeys(joined, joined)
    return [set(one) for one in {frozenset(numbers) for numbers in sets.values()}]


def is_joined(numbers: Iterable[Number], outcome: Outcome) -> bool:
    """Whether all numbers belong to one subject."""
    return len({outcome.numbers.get(number, f"nobody has {number[0]}") for number in numbers}) == 1


def joined_share(identities: Sequence[set[Number]], outcome: Outcome) -> float:
    """How many of these identities are one subject each."""
    return round(sum(is_joined(one, outcome) for one in identities) / len(identities), 5)


def figures(population: Population, sightings: Sequence[Sighting], outcome: Outcome) -> dict[str, Any]:
    """The measure of a run, for `tests.support.figures`."""
    identities, wider, two = provable(sightings), tied(sightings), mixed(sightings, outcome)
    of_human: dict[int, set[str]] = defaultdict(set)
    humans: dict[str, set[int]] = defaultdict(set)
    for one in sightings:
        if one.event in outcome.subjects and not one.slips & MASKED:
            of_human[one.human].add(outcome.subjects[one.event])
            humans[outcome.subjects[one.event]].add(one.human)
    apart = {frozenset(two) for subjects in of_human.values() for two in combinations(sorted(subjects), 2)}
    right = sum(len(set.union(set(), *(humans[s] for s in pair))) == 1 for pair in outcome.pairs)
    good = [one for one in sightings if one.slips <= HARMLESS]
    refused = Counter(outcome.letters[one.event] for one in good if one.event in outcome.letters)
    return {
        "persons": len(population.humans),
        "messages": len(sightings),
        "merges": outcome.merges,
        "false_merges": len(two.false_merges),
        "deceived": len(two.deceived),
        "provable": len(identities),
        "joined_share": joined_share(identities, outcome),
        "tied": len(wider),
        "joined_share_of_tied": joined_share(wider, outcome),
        "waiting_pairs": len(outcome.pairs),
        "of_one_person": right,
        "one_person_apart": len(apart),
        "of_these_waiting": len(apart & outcome.pairs),
        "good_messages_refused": dict(refused),
        "wrong_messages_taken": sum(
            1 for one in sightings if not one.slips <= HARMLESS and one.event in outcome.subjects
        ),
    }
