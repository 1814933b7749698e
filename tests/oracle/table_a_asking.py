"""The oracle of row 8: OM asks houses whether they know the person, and hears where that stands."""

from collections.abc import Iterator

from tests.oracle.facts import WATCHERS, Instant, Known, Told, Value, World, told
from tests.oracle.knowledge import at_cvom, birth_date, holding, is_open, residence
from tests.oracle.table_a_casus import in_time
from tests.oracle.table_a_hits import offered
from tests.oracle.terms import opens_at, term_end


def row_8(now: Instant) -> Iterator[Told]:
    """Row 8: "no M, no KIB, OM asks: R, or the house that OM picks; identity only" (readings 37 and 38)."""
    fact = now.fact
    if fact is None or fact.fact.what not in {"inquiry", "answered"} or fact.fact.case is None:
        return
    case = fact.fact.case
    if not is_open(now.after, case) or at_cvom(now.after, case):
        return
    if fact.fact.what == "answered":
        yield from where_it_stands(now, case)
        return
    if not picked(now.after, fact):
        reason = "GEEN_WOONPLAATS" if residence(now.after)[0] is None else "GEEN_HUIS_VOOR_GEMEENTE"
        yield told(now.after.now, "OM", "geen-huis", case, reason=reason, candidates=())
        return
    newly = [house for house, asked in requests(now, case).items() if asked.index == fact.index]
    if fact["channel"] == "REGISTER":
        for house in newly:
            yield told(
                now.after.now,
                house,
                "bevraging-doorgegeven",
                case,
                birth_date=birth_date(now.after),
                answer_before=term_end(now.after, case),
            )
    if any(opens_at(house, now.after.now) is not None for house in newly):
        yield from where_it_stands(now, case)


def picked(world: World, request: Known) -> tuple[str, ...]:
    """The houses that OM picked; none picked: the house of residence."""
    home = residence(world)[1]
    return tuple(request["houses"]) or ((home,) if home is not None else ())


def requests(now: Instant, case: str) -> dict[str, Known]:
    """Of each house, the request that asked it last (reading 37).

    Not who has a valid marking, and not who has yet to answer, unless it was only to be called until now.
    """
    last: dict[str, Known] = {}
    for fact in sorted(now.after.all("inquiry", case), key=lambda k: k.index):
        then = now.worlds[fact.index]
        if not is_open(then, case) or at_cvom(then, case):
            continue
        for house in picked(then, fact):
            silent = house in last and not answers(then, case, house, last[house].index)
            called = silent and last[house]["channel"] == "TELEFOON" and fact["channel"] == "REGISTER"
            if not holding(then, house, then.now) and (called or not silent):
                last[house] = fact
    return last


def answers(world: World, case: str, house: str, since: int) -> list[Known]:
    """What the hub heard of a house after it was asked."""
    return [a for a in world.all("answered", case) if a["house"] == house and a.index > since]


def where_it_stands(now: Instant, case: str) -> Iterator[Told]:
    """Reading 38: one message with all houses of all requests, and those that answered unasked."""
    world = now.after
    asked = {house: request.index for house, request in requests(now, case).items()}
    houses = asked | {a["house"]: asked.get(a["house"], -1) for a in world.all("answered", case)}
    lines = tuple(line(world, case, house, houses[house]) for house in sorted(houses))
    for recipient in (*WATCHERS, *offered(now, case)):
        yield told(
            world.now,
            recipient,
            "bevraging-uitslag",
            case,
            houses=lines,
            complete=all(one[1] is not None for one in lines),
        )


def line(world: World, case: str, house: str, since: int) -> tuple[Value, ...]:
    """One house: its latest answer; while it has not said, when it opens and whether that is in time."""
    latest = max(answers(world, case, house, -1), key=lambda a: a["answered_at"], default=None)
    said = latest["answer"] if latest is not None and answers(world, case, house, since) else None
    opens = opens_at(house, world.now) if said in {None, "ONBEREIKBAAR"} else None
    return (house, said, opens, in_time(opens, term_end(world, case)))
