"""The oracle of what partners tell each other (readings 59 to 63): who hears of whose facts, each once."""

from collections.abc import Iterator

from tests.oracle.facts import PARTNERS, WATCHERS, Instant, Known, Told, Value, World, told
from tests.oracle.knowledge import ADULT, accepted, age, at_cvom, holding, is_open, monitored, selected
from tests.oracle.table_a_hits import offered

AMSTERDAM_HOUSE = "VH04"


def untold(now: Instant, recipient: str, what: str, case: str, **content: Value) -> Iterator[Told]:
    """A message, unless this recipient had just this before."""
    new = told(now.after.now, recipient, what, case, **content)
    if all(t.content != new.content for t in now.was_told(what, case, recipient)):
        yield new


def advices(now: Instant) -> Iterator[Told]:
    """Reading 59: each version of the advice of 3RO or Raad to OM, politie and the other of the two."""
    for case in now.after.cases:
        if not selected(now.after, case) or not is_open(now.after, case):
            continue
        there = offered(now, case)
        for given in now.after.all("partner_advice", case):
            by, version = given["organisation"], given["version"]
            if by not in PARTNERS:
                continue
            latest = max(a["version"] for a in given_by(now, case, by))
            # Of versions in the wrong order, or from before the offer, the other partner gets the higher.
            others = [p for p in there if p != by] if version == latest else []
            for recipient in (*WATCHERS, *others):
                content = {"organisation": by, "version": version, "further_research": False}
                yield from untold(now, recipient, "advies-doorgegeven", case, **content)


def given_by(now: Instant, case: str, by: str) -> list[Known]:
    """The advices of one organisation in a case."""
    return [a for a in now.after.all("partner_advice", case) if a["organisation"] == by]


def objections(now: Instant) -> Iterator[Told]:
    """Reading 60: each objection to OM, open or closed, once selected for ZSM."""
    for case in now.after.cases:
        if not selected(now.after, case):
            continue
        told_before = len(now.was_told("bezwaar-doorgegeven", case))
        for one in now.after.all("objection", case)[told_before:]:
            yield told(
                now.after.now,
                "OM",
                "bezwaar-doorgegeven",
                case,
                organisation=one["organisation"],
                reason=one["reason"],
            )


def target_groups(now: Instant) -> Iterator[Told]:
    """Reading 61: to OM and politie, once offered to 3RO and Raad, and to houses that may know why."""
    world = now.after
    groups = {g["group"] for g in world.all("target_group")}
    for case in world.cases:
        if not groups or monitored(world, case) is None or not is_open(world, case):
            continue
        named = {k["house"] for k in (*world.all("marked"), *world.all("triaged", case))}
        marked = {h: holding(world, h, world.now) for h in named}
        known = {h for h in named if marked[h] or accepted(world, case, h, world.now)}
        if at_cvom(world, case):
            known = set()
        listed = {h for h in known if any(m["target_list"] for m in marked[h])} & {AMSTERDAM_HOUSE}
        for group in sorted(groups):
            houses = known if group == "VERWARDE_PERSOON" else listed
            for recipient in (*WATCHERS, *offered(now, case), *sorted(houses)):
                yield from untold(now, recipient, "doelgroep-gemeld", case, group=group)


def latest_score(world: World, case: str) -> Known | None:
    """The Preselect that was made last."""
    return max(world.all("preselect", case), key=lambda k: k["made_at"], default=None)


def preselects(now: Instant) -> Iterator[Told]:
    """Reading 62: the latest score to the Raad once offered, to OM once selected for ZSM."""
    world = now.after
    for case in world.cases:
        score = latest_score(world, case)
        years = age(world, case)
        if score is None or not is_open(world, case) or (years is not None and years >= ADULT):
            continue
        to = [p for p in offered(now, case) if p == "RVDK"] + (["OM"] if selected(world, case) else [])
        for recipient in to:
            # Once per score, also when it says the same as the one before: which one it was, the world tells.
            heard = now.was_told("preselect-doorgegeven", case, recipient)
            if not heard or latest_score(now.worlds[heard[-1].cause], case) is not score:
                yield told(world.now, recipient, "preselect-doorgegeven", case, score=score["score"])


def contexts(now: Instant) -> Iterator[Told]:
    """Reading 63: that there is something about the suspect, or another; not to who alone said so."""
    for case in now.after.cases:
        if not is_open(now.after, case):
            continue
        sources: dict[tuple[str, str], set[str]] = {}
        for one in now.after.all("context", case):
            sources.setdefault((one["about"], one["context"]), set()).add(one["organisation"])
        for (about, kind), by in sources.items():
            for recipient in (*WATCHERS, *offered(now, case)):
                if by == {recipient}:
                    continue
                if about == "VERDACHTE":
                    content = {"about": about, "context": kind}
                    yield from untold(now, recipient, "contextgegeven-doorgegeven", case, **content)
                else:
                    yield from untold(now, recipient, "ander-persoon-gemeld", case, context=kind)


SHARING = (advices, objections, target_groups, preselects, contexts)
