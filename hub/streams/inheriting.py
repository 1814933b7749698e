"""A house that merges leaves what it knows to its successor: markings, advice, answers, casus, feedback.

VH33 marked the person in 2016 with a casus; on 2017-01-01 it merged into VH34.

===  ==========================================  ==========================================================
row  facts                                       told
===  ==========================================  ==========================================================
1    2017-01-10 arrested, on the monitor         ZSM hit VH34; VH34 asked, by the casus that VH33 gave it
     wrong: hit VH33                             tells ZSM to call a house that is not there
     wrong: nothing                              what the house knew is lost with its name
2    as 1, decided                               Terugkoppeling to VH34
3    on the monitor and hit on 2016-12-31,       no second hit; Terugkoppeling to VH34
     decided on 2017-01-02
4    as 1, VH34 lets the marking go              hit ended LOSGELATEN
5    VH31, merged into VH34 too, marked as well  one hit, one Terugkoppeling
6    2016-12-31 arrested                         ZSM hit VH33: it is there until midnight
===  ==========================================  ==========================================================

It happens at the first event of the person on or after the day, and is kept: from then on the knowledge is
the successor's. Renaming when something is told is the tempting alternative; then each place that asks which
house knows somebody has to think of it, and one that forgets loses what a house knew.

A marking keeps its key, for registers number their own: ``VH31/M1`` and ``VH33/M1`` are two.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

import orjson

from hub.streams.dossier import Dossier
from hub.streams.uniting import absorb


def inherit(dossier: Dossier, heirs: Mapping[str, str]) -> Dossier:
    """The dossier with the houses that are gone replaced by their successors, in its parts too.

    ``heirs``: houses that no longer exist, with who has their work now.
    """
    if not heirs:
        return dossier
    parts = {name: _renamed(part, heirs) for name, part in dossier.parts.items()}
    renamed = _renamed(dossier, heirs)
    if renamed is dossier and all(part is dossier.parts[name] for name, part in parts.items()):
        return dossier
    return renamed.model_copy(update={"parts": parts})


def _renamed(dossier: Dossier, heirs: Mapping[str, str]) -> Dossier:
    gone = set(_houses(dossier)) & heirs.keys()
    if not gone:
        return dossier
    family = gone | {heirs[house] for house in gone}
    state = orjson.loads(dossier.model_copy(update={"parts": {}}).model_dump_json(exclude_defaults=True))
    # One dossier for each house, with what is kept by that house's name; absorbing one in the other then
    # says what counts where several had something.
    pieces = [
        Dossier.model_validate(_walk(state, heirs, without=family - {house})) for house in sorted(family)
    ]
    return reduce(absorb, pieces)


def _houses(dossier: Dossier) -> Iterator[str]:
    yield from (marking.house for marking in dossier.markings.values())
    yield from dossier.advices
    for case in dossier.cases.values():
        yield from (*case.hits, *case.transfers, *case.feedback, *case.requests, *case.inquiries)
        yield from (answer.house for answer in case.answers)
        yield from (triage.house for triage in case.triages)


def _walk(value: Any, heirs: Mapping[str, str], *, without: set[str]) -> Any:  # noqa: ANN401 - any JSON
    """A value with the houses renamed, and of what is kept by name without those of these houses."""
    if isinstance(value, str):
        return heirs.get(value, value)
    if isinstance(value, list):
        return [_walk(one, heirs, without=without) for one in value]
    if isinstance(value, dict):
        return {
            heirs.get(name, name): _walk(one, heirs, without=without)
            for name, one in value.items()
            if name not in without
        }
    return value
