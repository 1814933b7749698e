"""How houses mark persons: before a case, during it, too late, backdated, for a time, in error.

Registers deliver earlier markings with their nightly export, just after midnight; others at once.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.schemas.calendar import amsterdam_day
from hub.schemas.events import MarkingEnded, PersonMarked
from hub.schemas.vocabulary import MarkingEndReason, MarkingOrigin, TargetList
from simulators.items import Fact, Item
from simulators.known import years_between
from simulators.randomness import between, chance
from simulators.register import SYNC, HouseRegister

_ORIGINS = (MarkingOrigin.CASUS_OP_MAAT, MarkingOrigin.TOP_X, MarkingOrigin.DOELGROEP)
_REASONS = (MarkingEndReason.LOSGELATEN, MarkingEndReason.FOUTIEF, MarkingEndReason.VERLOPEN)


@dataclass(frozen=True, slots=True)
class Moments:
    """The moments of a case that markings are placed around."""

    night: datetime
    """When the nightly export of the day of arrival starts."""
    on_monitor_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A marking to be: when the register noted it, from when until when it holds, when the hub gets it."""

    registered_at: datetime
    valid_from: datetime
    valid_to: datetime | None
    at: datetime


class Markings:
    """The houses' markings of one suspect, around one case."""

    def __init__(self, register: HouseRegister) -> None:
        self._register = register
        self._too_late: list[tuple[str, bool]] = []

    def around(self, moments: Moments) -> list[Item]:
        """Markings around one case: made before, late, expired, future, ending, or too late."""
        person = self._register.clerk.person
        rng = self._register.rng("marked")
        if person.nameless or not chance(rng, self._register.world.behaviour.marked):
            return []
        found: list[Item] = []
        for house in self._interested(rng, moments):
            free_from = self._register.memory.free_from.get(
                house, datetime.min.replace(tzinfo=moments.night.tzinfo)
            )
            if free_from is None or free_from > moments.night - timedelta(days=2):
                continue
            situations = tuple(_SITUATIONS)
            weights = [share for share, _ in _SITUATIONS.values()]
            name = rng.choices(situations, weights)[0]
            found += _SITUATIONS[name][1](
                self, house, moments, self._register.rng("marking", house), free_from
            )
        return found

    def _interested(self, rng: random.Random, moments: Moments) -> list[str]:
        """The house of residence most often, a second one of any region now and then."""
        reference = self._register.world.reference
        at_home = self._register.clerk.house_at_home(moments.night)
        own = sorted(
            self._register.world.speaking & set(reference.regions[self._register.world.region].houses)
        )
        first = at_home if at_home in self._register.world.speaking and chance(rng, 0.85) else rng.choice(own)
        if not chance(rng, self._register.world.behaviour.second_house):
            return [first]
        others = (
            sorted(self._register.world.speaking - {first})
            if chance(rng, 0.3)
            else [h for h in own if h != first]
        )
        return [first, rng.choice(others)] if others else [first]

    def _known_before(
        self, house: str, moments: Moments, rng: random.Random, free_from: datetime
    ) -> list[Item]:
        return self._mark(house, _span_before(moments, rng, free_from), rng)

    def _extended(self, house: str, moments: Moments, rng: random.Random, free_from: datetime) -> list[Item]:
        """Known before, and the end is moved before it comes: a second version of the marking."""
        span = _span_before(moments, rng, free_from)
        end = moments.on_monitor_at + timedelta(days=rng.randint(3, 60))
        first = Span(span.registered_at, span.valid_from, end, span.at)
        later = Span(
            span.registered_at,
            span.valid_from,
            end + timedelta(days=90),
            moments.on_monitor_at + between(rng, 20, 300),
        )
        items = self._mark(house, first, rng)
        return [*items, self._marking(house, later, version=2)]

    def _late(self, house: str, moments: Moments, rng: random.Random, _free: datetime) -> list[Item]:
        registered_at = moments.on_monitor_at + between(rng, 8, 240)
        valid_from = registered_at - timedelta(days=rng.choice((0, 0, 1, 30)))
        return self._mark(house, Span(registered_at, valid_from, None, registered_at + SYNC), rng)

    def _expired(self, house: str, moments: Moments, rng: random.Random, free_from: datetime) -> list[Item]:
        span = _span_before(moments, rng, free_from)
        end = moments.night - between(rng, 10, 1000)
        return self._mark(house, Span(span.registered_at, min(span.valid_from, end), end, span.at), rng)

    def _future(self, house: str, moments: Moments, rng: random.Random, free_from: datetime) -> list[Item]:
        span = _span_before(moments, rng, free_from)
        start = moments.on_monitor_at + between(rng, 30, 30 * 60)
        return self._mark(house, Span(span.registered_at, start, None, span.at), rng)

    def _ends(self, house: str, moments: Moments, rng: random.Random, free_from: datetime) -> list[Item]:
        items = self._known_before(house, moments, rng, free_from)
        ended_at = moments.on_monitor_at + between(rng, 15, 400)
        marking = self._register.memory.markings[house]
        data = MarkingEnded(house=house, marking=marking, reason=rng.choice(_REASONS), ended_at=ended_at)
        self._register.memory.free_from[house] = ended_at
        return [*items, self._register.write(ended_at + SYNC, ended_at, data, about_case=False)]

    def _runs_out(self, house: str, moments: Moments, rng: random.Random, free_from: datetime) -> list[Item]:
        span = _span_before(moments, rng, free_from)
        end = moments.on_monitor_at + between(rng, 20, 500)
        return self._mark(house, Span(span.registered_at, span.valid_from, end, span.at), rng)

    def _after_decision(
        self, house: str, _moments: Moments, _rng: random.Random, _free: datetime
    ) -> list[Item]:
        self._too_late.append((house, False))
        return []

    def _outage(self, house: str, _moments: Moments, _rng: random.Random, _free: datetime) -> list[Item]:
        self._too_late.append((house, True))
        return []

    def after_decision(self, decided_at: datetime) -> list[Item]:
        """Markings that reach the hub after the decision: noted too late, or held up on the way."""
        found: list[Item] = []
        for house, held_up in self._too_late:
            rng = self._register.rng("too-late", house)
            at = decided_at + between(rng, 20, 60 * 60)
            registered_at = decided_at - between(rng, 30, 600) if held_up else at - SYNC
            free_from = self._register.memory.free_from.get(house, registered_at)
            if free_from is None or free_from > registered_at:
                continue
            # Backdating does not make it earlier knowledge (row 6).
            valid_from = registered_at - timedelta(days=rng.choice((0, 20)))
            found += self._mark(house, Span(registered_at, valid_from, None, at), rng)
        self._too_late.clear()
        return found

    def _mark(self, house: str, span: Span, rng: random.Random) -> list[Item]:
        token = self._register.world.randomness.token("marking", self._register.clerk.key, house)
        name = self._register.number(house, "M", token)
        self._register.memory.markings[house] = name
        self._register.memory.free_from[house] = span.valid_to
        items: list[Item] = [self._marking(house, span, version=1)]
        if chance(self._register.rng("advice-ready", house), self._register.world.behaviour.advice_ready):
            items.append(self._register.advice(house, span.at + between(rng, 2, 4), rng))
        return items

    def _known_for(self, house: str, span: Span) -> tuple[MarkingOrigin, TargetList | None]:
        """Why the house knows the person: in VeHaa by a list, elsewhere without naming one (report fn48)."""
        rng = self._register.rng("origin", house)
        if self._register.name(house) != "vehaa":
            return rng.choice(_ORIGINS), None
        age = years_between(self._register.clerk.person.birth_date, amsterdam_day(span.registered_at))
        top = TargetList.TOP_600 if age >= 18 else TargetList.TOP_400  # fn58
        return rng.choice(
            (
                (MarkingOrigin.TOP_X, top),
                (MarkingOrigin.DOELGROEP, TargetList.CRIMINELE_FAMILIES),
                (MarkingOrigin.CASUS_OP_MAAT, None),
            )
        )

    def _marking(self, house: str, span: Span, *, version: int) -> Fact:
        name = self._register.memory.markings[house]
        origin, target_list = self._known_for(house, span)
        data = PersonMarked(
            house=house,
            marking=name,
            casus=self._register.number(house, "C", name.rpartition("-")[2]),
            origin=origin,
            target_list=target_list,
            valid_from=span.valid_from,
            valid_to=span.valid_to,
            registered_at=span.registered_at,
        )
        if version > 1:
            self._register.memory.free_from[house] = span.valid_to
        record = self._register.clerk.record(self._register.name(house), house, name)
        return self._register.write(
            span.at, span.registered_at, data, about_case=False, record=record, version=version
        )


def _span_before(moments: Moments, rng: random.Random, free_from: datetime) -> Span:
    """Registered before the night of the arrest and after the house's former marking."""
    at = moments.night + between(rng, 1, 8)
    room = min((moments.night - free_from).days, 300) if free_from.year > 1 else 300
    registered_at = moments.night - timedelta(
        days=rng.randint(1, max(room - 1, 1)), seconds=rng.randint(60, 40000)
    )
    valid_to = None if chance(rng, 0.5) else moments.on_monitor_at + timedelta(days=rng.randint(40, 400))
    return Span(registered_at, registered_at, valid_to, at)


_Situation = Callable[[Markings, str, Moments, random.Random, datetime], list[Item]]

_SITUATIONS: dict[str, tuple[int, _Situation]] = {
    "known before": (40, Markings._known_before),
    "extended": (5, Markings._extended),
    "late": (15, Markings._late),
    "expired": (7, Markings._expired),
    "not yet valid": (7, Markings._future),
    "ended while the case is open": (11, Markings._ends),
    "runs out while the case is open": (6, Markings._runs_out),
    "noted after the decision": (5, Markings._after_decision),
    "held up until after the decision": (4, Markings._outage),
}
"""What a marking can be in relation to a case, with its weight."""
