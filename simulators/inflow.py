"""What police and KIB report of a suspect soon after the arrest, beside the case itself (R017, R026, R036).

Amazone and the basic teams link target groups, the police score minors with the Preselect, and in Rotterdam,
while it is on, KIB applies its instrument to adults and says *that* there is something, never what.
"""

import random
from datetime import datetime

from hub.schemas.calendar import amsterdam_day
from hub.schemas.events import (
    ContextFactReported,
    InstrumentAnswer,
    InstrumentApplied,
    OffenceCounts,
    PreselectReported,
    TargetGroupLinked,
)
from hub.schemas.vocabulary import (
    ContextAbout,
    ContextKind,
    InstrumentColour,
    PreselectScore,
    Role,
    TargetGroup,
)
from simulators.arrival import Arrival
from simulators.items import Clerk, Item
from simulators.known import years_between
from simulators.randomness import between, chance
from simulators.regional import kib_is_on

_VERSION = "2016-05"
_QUESTIONS = ("geweld", "middelen", "jeugd in gezin", "eerder bij huis")
_COLOURS = (
    (50, InstrumentColour.GROEN, (0, 9)),
    (33, InstrumentColour.ORANJE, (10, 19)),
    (17, InstrumentColour.ROOD, (20, 40)),
)
"""Weight, colour and the scores that come with it; assumed, for the report has no table (routing D)."""
_GROUPS = (
    (45, TargetGroup.VEELPLEGER),
    (15, TargetGroup.ZEER_ACTIEVE_VEELPLEGER),
    (20, TargetGroup.GEVOLGDE_VERDACHTE),
    (20, TargetGroup.VERWARDE_PERSOON),
)
_OF_MINORS = frozenset({TargetGroup.GEVOLGDE_VERDACHTE, TargetGroup.VERWARDE_PERSOON})
_KINDS = (ContextKind.STRAF, ContextKind.ZORG, ContextKind.HUISELIJK_GEWELD, ContextKind.SCHOOLVERZUIM)


class Inflow:
    """Police and KIB, as far as one case concerns them."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self._world = clerk.world

    def about(self, arrival: Arrival) -> list[Item]:
        """What is reported about the suspect of a case that just came in."""
        if self._clerk.person.nameless:  # none of these registries could say who it is
            return []
        age = years_between(self._clerk.person.birth_date, arrival.offence_day)
        found = self._group(arrival.on_monitor_at, age)
        if age < 18:
            found += self._preselect(arrival.on_monitor_at)
        elif kib_is_on(self._world.region, arrival.on_monitor_at):
            found += self._instrument(arrival.on_monitor_at)
        return found

    def _group(self, moment: datetime, age: int) -> list[Item]:
        rng = self._rng("group")
        if not chance(rng, self._world.behaviour.target_group):
            return []
        fit = [(weight, group) for weight, group in _GROUPS if age >= 18 or group in _OF_MINORS]
        group = rng.choices([one for _, one in fit], [weight for weight, _ in fit])[0]
        at = moment + between(rng, 4, 90)
        data = TargetGroupLinked(group=group, counts=self._counts(group, moment, rng), linked_at=at)
        registry = "bvh" if group is TargetGroup.VERWARDE_PERSOON else "amazone"
        return [self._clerk.write(registry, at, data, actor=Role.ADMINISTRATIE_POLITIE)]

    def _counts(self, group: TargetGroup, moment: datetime, rng: random.Random) -> OffenceCounts | None:
        if group in _OF_MINORS:
            return None
        lately = rng.randint(1, 6)
        five_years = lately + (rng.randint(11, 20) if group is TargetGroup.ZEER_ACTIEVE_VEELPLEGER else 3)
        day = amsterdam_day(moment)
        return OffenceCounts(
            ever=five_years + rng.randint(11, 30),
            last_five_years=five_years,
            last_twelve_months=lately,
            age=years_between(self._clerk.person.birth_date, day),
            counted_on=day,
        )

    def _preselect(self, moment: datetime) -> list[Item]:
        rng = self._rng("preselect")
        if not chance(rng, self._world.behaviour.preselect):
            return []
        at = moment + between(rng, 5, 200)
        score = rng.choices((PreselectScore.LAAG, PreselectScore.MIDDEN, PreselectScore.HOOG), (60, 28, 12))[
            0
        ]
        data = PreselectReported(score=score, made_at=at)
        return [self._clerk.write("bvh", at, data, actor=Role.VERBALISANT)]

    def _instrument(self, moment: datetime) -> list[Item]:
        """The instrument, once or twice or never, and what there is of the suspect."""
        rng = self._rng("instrument")
        at = moment + between(rng, 5, 150)
        found: list[Item] = []
        for kind in rng.sample(_KINDS, rng.choice((0, 0, 1, 1, 2))):
            other = chance(rng, 0.15)
            about = ContextAbout.ANDER if other else ContextAbout.VERDACHTE
            data = ContextFactReported(organisation="KIB", about=about, context=kind, reported_at=at)
            found.append(self._clerk.write("kib", at, data, actor=Role.SYSTEEM))
        times = rng.choices((0, 1, 2), (8, 84, 8))[0]
        for _ in range(times):
            found.append(self._applied(at, rng))
            at += between(rng, 20, 240)
        return found

    def _applied(self, at: datetime, rng: random.Random) -> Item:
        _, colour, (low, high) = rng.choices(_COLOURS, [weight for weight, _, _ in _COLOURS])[0]
        data = InstrumentApplied(
            instrument_version=_VERSION,
            score=rng.randint(low, high),
            colour=colour,
            answers=tuple(InstrumentAnswer(question=q, answer=chance(rng, 0.3)) for q in _QUESTIONS),
            applied_at=at,
        )
        return self._clerk.write("kib", at, data, actor=Role.SYSTEEM)

    def _rng(self, aspect: str) -> random.Random:
        return self._world.randomness.of("inflow", self._clerk.key, aspect)
