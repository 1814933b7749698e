"""Plays scenario files: the messages of a story, or of several at once, each with what it makes due."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hub.errors import Stage
from simulators.delivery import Delivery
from simulators.output import Sent
from simulators.scenario import Scenario


def told(story: Scenario) -> Iterator[Sent]:
    """The messages of a story in order of arrival, with what the file says that each makes due."""
    entered: dict[str, set[tuple[str, str]]] = {}
    introduced: set[str] = set()
    by_clock = deque(story.expected_by_clock())
    for fact, observation in story.observations():
        opens = False
        if fact.case is not None and observation.case is not None:
            known, numbers = entered.setdefault(fact.case, set()), observation.case.keys()
            opens = known.isdisjoint(numbers)  # the first of the case, or of an entry that nothing ties to it
            known.update(numbers)
        person = fact.person or story.cases[fact.case or ""].person
        due = []
        while by_clock and by_clock[0].at <= fact.at:  # a timer goes before the message of its moment
            due.append(by_clock.popleft())
        yield Sent(
            fact.at,
            fact.registry,
            observation,
            fact.case,
            opens,
            (*due, *story.expected_of(fact)),
            fault="refused" if fact.refused else "",
            joins=fact.joins,
            refused=Stage.STEP if fact.refused else None,
            introduces="" if person in introduced else person,
            code=fact.refused,
            withheld=fact.withheld,
        )
        introduced.add(person)


def together(stories: Iterable[Scenario]) -> Iterator[Sent]:
    """The messages of several stories by moment of arrival, as if all reached one hub.

    Cases and persons are called after their story. Time runs on until the last message of all: a story that
    leaves something for the clock to bring after its own last message is not complete, and is found wrong.
    """
    sent = [_of(story.name, one) for story in stories for one in told(story)]
    yield from sorted(sent, key=lambda one: one.at)


def _of(story: str, one: Sent) -> Sent:
    return replace(
        one,
        case=one.case and _called(story, one.case),
        introduces=_called(story, one.introduces),
        due=tuple(_due(story, delivery) for delivery in one.due),
    )


def _due(story: str, delivery: Delivery) -> Delivery:
    case, person = _called(story, delivery.case), _called(story, delivery.person)
    return replace(delivery, case=case, person=person)


def _called(story: str, name: str) -> str:
    return f"{story}/{name}" if name else ""
