"""A ZSM region over days: who arrives when, what follows, which messages go astray on the way. Streaming.

Messages wait in a heap and leave it in order of arrival at the hub; only what is to come is in memory. Every
case begun is followed to its end, also past the last day of arrivals.
"""

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from typing import TypeVar

from hub.errors import ConfigurationError
from hub.rules.reference import Reference
from hub.schemas.calendar import AMSTERDAM
from simulators.behaviour import Behaviour
from simulators.delivery import Delivery
from simulators.hours import local_midnight
from simulators.houses import HouseDesk
from simulators.items import Clerk, Cue, Fact, Item, World
from simulators.people import CaseNumbers, Person, Population
from simulators.randomness import Randomness, between, chance
from simulators.register import HouseRegister
from simulators.retyping import Desk, Link, open_desk
from simulators.story import Story

_HOURS = (2, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 9, 9, 8, 8, 8, 7, 6, 4)
"""Arrests by local hour of the day (own estimate: shops by day, going out by night)."""

_REPEAT_AFTER = timedelta(hours=6)
_FULL_REPEAT = 400
"""Persons known before the share of recidivists is at its full height."""

Told = TypeVar("Told", Fact, Delivery)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate.

    Attributes:
        start: first day of arrivals, Amsterdam time.
        per_day: least and most arrivals on a day.
        link: how cases come from BVH into GPS.
    """

    region: str
    seed: int
    start: date
    days: int
    per_day: tuple[int, int]
    behaviour: Behaviour = field(default_factory=Behaviour)
    link: Link = Link.LINKED


@dataclass(frozen=True, slots=True)
class Happening:
    """One message leaves for the hub, and who must hear what because of it.

    ``opens``: it is the first message of its case, or of a second entry of it. ``introduces``: the person of
    whom it is the first. ``joins``: by it two entries prove to be one. ``fact.fault``: ``duplicate``,
    ``reorder``, ``typing:...`` or nothing.
    """

    fact: Fact
    opens: bool
    due: tuple[Delivery, ...]
    joins: bool = False
    introduces: str = ""


class RegionRun:
    """Plays a plan.

    Args:
        speaking: registers that have an adapter, by lower-case name; other houses are silent.

    Raises:
        ConfigurationError: the region does not exist, or none of its houses can speak.
    """

    def __init__(self, plan: Plan, reference: Reference, speaking: frozenset[str]) -> None:
        if plan.region not in reference.regions:
            msg = f"region {plan.region} does not exist; known: {', '.join(sorted(reference.regions))}"
            raise ConfigurationError(msg)
        houses = {h.id for h in reference.houses.values() if h.register_name.lower() in speaking}
        silent = [h for h in reference.regions[plan.region].houses if h not in houses]
        if silent:
            registers = sorted({reference.houses[h].register_name for h in silent})
            msg = f"region {plan.region}: no adapter yet for {', '.join(registers)} of {', '.join(silent)}"
            raise ConfigurationError(msg)
        self.plan = plan
        self._reference = reference
        self._randomness = Randomness(plan.seed)
        places = sorted(m.code for m in reference.municipalities.values() if m.region == plan.region)
        self._world = World(
            region=plan.region,
            reference=reference,
            randomness=self._randomness,
            behaviour=plan.behaviour,
            speaking=frozenset(houses),
            places=tuple(places),
        )
        self._population = Population(self._randomness, reference, plan.region, plan.start)
        self._heap: list[tuple[datetime, int, Item]] = []
        self._order = count()
        self._stories: dict[str, Story | HouseDesk] = {}
        self._desks: dict[str, Desk] = {}
        self._unopened: set[str] = set()
        self._unseen: list[Delivery] = []
        """Came due without a message; goes out with the next one."""
        self._met: set[int] = set()
        self._alarms: dict[int, datetime] = {}
        self._last_arrival: dict[int, datetime] = {}
        self._cases = 0
        self._former: tuple[CaseNumbers, Person] | None = None

    def play(self) -> Iterator[Happening]:
        """All messages, in order of arrival at the hub."""
        for number in range(self.plan.days):
            day = self.plan.start + timedelta(days=number)
            self._arrivals(day)
            yield from self._until(local_midnight(day + timedelta(days=1)))
        yield from self._until(None)

    def _until(self, moment: datetime | None) -> Iterator[Happening]:
        while self._heap and (moment is None or self._heap[0][0] < moment):
            at, _, item = heapq.heappop(self._heap)
            if isinstance(item, Cue):
                self._push(item.act(at))
            else:
                yield self._happen(item)

    def _happen(self, fact: Fact) -> Happening:
        desk = None if fact.case is None else self._desks[fact.case]
        fact = fact if desk is None else desk.as_taken(fact)
        if fact.fault == "duplicate" or fact.refused:
            return Happening(_of_one_case(fact), opens=False, due=())
        chain = self._world.chain(fact.person)
        case, opens, joins = (None, False, False) if desk is None else desk.arrives(fact)
        due: list[Delivery] = []
        if joins and desk is not None:
            due += chain.wake(fact.at)
            chain.join(desk.clerk.key, desk.other)
        due += chain.receive(fact.at, case, fact.observation)
        self._told(due)
        self._set_alarm(fact.person)
        due, self._unseen = self._unseen + due, []
        opens |= fact.observation.record in self._unopened
        self._unopened.discard(fact.observation.record)
        introduces = "" if fact.person.number in self._met else fact.person.name
        self._met.add(fact.person.number)
        return Happening(_of_one_case(fact), opens, tuple(map(_of_one_case, due)), joins, introduces)

    def _told(self, due: Sequence[Delivery]) -> None:
        for delivery in due:
            if delivery.case:
                self._push(self._stories[delivery.case].react(delivery))

    def _set_alarm(self, person: Person) -> None:
        """Somebody may have to act when a term ends or a marking starts, though no message says so."""
        moment = self._world.chain(person).next_turn()
        if moment is not None and moment != self._alarms.get(person.number):
            self._alarms[person.number] = moment
            self._push([Cue(moment, partial(self._wake, person))])

    def _wake(self, person: Person, now: datetime) -> Sequence[Item]:
        due = self._world.chain(person).wake(now)
        self._told(due)
        self._unseen += due
        self._set_alarm(person)
        return ()

    def _push(self, items: Sequence[Item]) -> None:
        for item in items:
            for one in self._sent(item) if isinstance(item, Fact) else (item,):
                heapq.heappush(self._heap, (one.at, next(self._order), one))

    def _sent(self, fact: Fact) -> Iterator[Fact]:
        """What becomes of a message on its way: through the OM's administration, and over the line."""
        if fact.case is None:
            yield from self._disturb(fact)
            return
        for one in self._desks[fact.case].through(fact):
            # What was typed wrong has its fault; a second one beside it would hide it.
            yield from (one,) if one.fault else self._disturb(one)

    def _disturb(self, fact: Fact) -> tuple[Fact, ...]:
        """A message may overtake another registry's, and may be sent twice."""
        name = (fact.observation.record, fact.observation.version)
        behaviour = self.plan.behaviour
        late = self._randomness.of("reorder", *name)
        # A nameless person's case must be known from BVH before another registry can speak of it.
        if not fact.person.nameless and chance(late, behaviour.reordered):
            fact = replace(fact, at=fact.at + between(late, 0.1, 1.5), fault="reorder")
        twice = self._randomness.of("duplicate", *name)
        if not chance(twice, behaviour.duplicates):
            return (fact,)
        return fact, replace(fact, at=fact.at + between(twice, 0.05, 1440), fault="duplicate")

    # --- arrivals ----------------------------------------------------------------------------------------

    def _arrivals(self, day: date) -> None:
        rng = self._randomness.of("arrivals", day)
        night = local_midnight(day)
        for moment in sorted(_moments(rng, day, rng.randint(*self.plan.per_day))):
            self._begin(moment, night)

    def _begin(self, moment: datetime, night: datetime) -> None:
        self._cases += 1
        key = f"case-{self._cases:05d}"
        person = self._suspect(moment)
        numbers = self._numbers(moment, person)
        clerk = Clerk(self._world, person, key, numbers)
        story = Story(clerk, night)
        first, items = story.begin(moment)
        self._stories[key] = story
        desk = self._desks[key] = open_desk(clerk, self.plan.link, first.at)
        items += desk.entry()
        if desk.founds_another:
            apart = Clerk(self._world, person, desk.other, desk.as_typed)
            self._desks[desk.other], self._stories[desk.other] = desk, HouseDesk(HouseRegister(apart))
        self._unopened.add(first.observation.record)
        self._former = (numbers, person)
        self._push(items)

    def _suspect(self, moment: datetime) -> Person:
        rng = self._randomness.of("suspect", self._cases)
        known = self._population.people
        share = self.plan.behaviour.repeat * min(1.0, len(known) / _FULL_REPEAT)
        person = rng.choice(known) if known and chance(rng, share) else self._population.newcomer()
        last = self._last_arrival.get(person.number)
        if last is not None and moment - last < _REPEAT_AFTER:
            person = self._population.newcomer()
        self._last_arrival[person.number] = moment
        return person

    def _numbers(self, moment: datetime, person: Person) -> CaseNumbers:
        """The case's numbers; co-suspects share the police's, never the OM's."""
        region, year = self._reference.regions[self.plan.region], moment.astimezone(AMSTERDAM).year
        rng = self._randomness.of("numbers", self._cases)
        serial = 100_000 + self._cases
        bvh = f"{region.bvh_prefix}-{year}{serial}"
        former = self._former
        if former is not None and chance(rng, self.plan.behaviour.co_suspect):
            numbers, other = former
            if other.number != person.number and not (other.nameless or person.nameless):
                bvh = numbers.bvh
        return CaseNumbers(bvh, f"{rng.choice(region.parket_codes)}/{serial}-{year % 100:02d}")


def _of_one_case(told: Told) -> Told:
    """Two entries of one case are the case, in the truth."""
    return replace(told, case=told.case and told.case.partition("@")[0])


def _moments(rng: random.Random, day: date, number: int) -> list[datetime]:
    """Arrests on a local day, not in its first quarter: that is when the registers export."""
    found = []
    for hour in rng.choices(range(24), _HOURS, k=number):
        local = datetime.combine(day, time(hour, rng.randint(15, 59), rng.randint(0, 59)), AMSTERDAM)
        found.append(local.astimezone(UTC))
    return found
