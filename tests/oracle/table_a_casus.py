"""The oracle of rows 11, 12 and 15: the casus goes to a house, the house answers, the case is offered."""

from collections.abc import Iterator

from tests.oracle.facts import PARTNERS, WATCHERS, Instant, Known, Told, told
from tests.oracle.knowledge import (
    accepted,
    advice,
    bekend,
    birth_date,
    confirmed_at,
    final,
    hits,
    holding,
    partners_by_age,
    residence,
    suspicion,
    term_end,
)
from tests.oracle.table_a_hits import offered

REGISTRY = {"3RO": "iris", "RVDK": "kbps"}


def has_the_casus(now: Instant, case: str, house: str) -> bool:
    """Reading 29: the casus is pending at this house, or its last answer was that it took it."""
    sent = now.was_told("zaak-verwezen", case, house)
    if not sent:
        return False
    answers = [a for a in now.after.all("triaged", case) if a["house"] == house]
    pending = all(a.index < sent[-1].cause for a in answers)
    return pending or max(answers, key=lambda a: a["triaged_at"])["outcome"] == "AANGENOMEN"


def choose(now: Instant, case: str, pick: str | None) -> tuple[str | None, str | None, set[str]]:
    """Row 11: "the one Bekend h; several: the OvJ picks; none: R; no R: geen-huis, the OvJ picks" (27).

    Returns the house, or else the reason why there is none and the candidates.
    """
    known = bekend(now.after, case, now.after.now)
    municipality, home = residence(now.after)
    if len(known) > 1:
        return (pick, None, set()) if pick in known else (None, "MEERDERE_HUIZEN", known)
    named = next(iter(known)) if known else home
    if named is not None:
        refused = pick is not None and pick != named
        return (None, "KEUZE_NIET_TOEGESTAAN", {named}) if refused else (named, None, set())
    reason = "GEEN_WOONPLAATS" if municipality is None else "GEEN_HUIS_VOOR_GEMEENTE"
    return (pick, None, set()) if pick else (None, reason, set())


def row_11(now: Instant) -> Iterator[Told]:
    """Row 11: a transfer, at selection or at afstemmen; acted on at that moment, while the case is open."""
    asked = now.fact
    if asked is None or asked.fact.case is None or final(now.before, asked.fact.case) is not None:
        return
    at_selection = asked.fact.what == "selection" and asked["outcome"] == "VEILIGHEIDSHUIS"
    if asked.fact.what != "transferred" and not at_selection:
        return
    case, at = asked.fact.case, now.after.now
    house, reason, candidates = choose(now, case, asked["house"])
    if house is None:
        yield told(at, "OM", "geen-huis", case, reason=reason, candidates=tuple(sorted(candidates)))
        return
    if has_the_casus(now, case, house):
        return
    end = term_end(now.after, case)
    suspect = suspicion(now.after, case)
    yield told(
        at,
        house,
        "zaak-verwezen",
        case,
        house=house,
        term_end=end,
        birth_date=birth_date(now.after),
        residence=residence(now.after)[0],
        offences=len(suspect["committed_on"]) if suspect else 0,
    )
    there = offered(now, case)
    for partner in there or sorted(partners_by_age(now.after, case)):
        # Row B: what a house knows is for those who were offered the case; others hear only that it went.
        content = {"house": house, "term_end": end} if there else {"house": None, "term_end": None}
        yield told(at, partner, "zaak-verwezen", case, **content)


def row_12_answer(now: Instant) -> Iterator[Told]:
    """Row 12: "house answers: rejected: reason, the OvJ must decide; accepted: plan, casusregie"."""
    answer = now.fact
    if answer is None or answer.fact.what != "triaged" or answer.fact.case is None:
        return
    for watcher in WATCHERS:
        yield told(
            now.after.now,
            watcher,
            "casusantwoord-doorgegeven",
            answer.fact.case,
            house=answer["house"],
            outcome=answer["outcome"],
        )


def row_12_plan(now: Instant) -> Iterator[Told]:
    """Row 12: "the partner with casusregie gets the plan"; OM and politie too; once per reference (31)."""
    plan = now.fact
    if plan is None or plan.fact.what != "plan" or plan.fact.case is None:
        return
    case, lead = plan.fact.case, plan["casusregie"]
    for recipient in (*WATCHERS, *(p for p in PARTNERS if p == lead)):
        heard = now.was_told("plan-doorgegeven", case, *WATCHERS)
        if not any(t.says("plan_reference") == plan["plan_reference"] for t in heard):
            yield told(
                now.after.now,
                recipient,
                "plan-doorgegeven",
                case,
                house=plan["house"],
                plan_reference=plan["plan_reference"],
                casusregie=lead,
            )


def row_15(now: Instant) -> Iterator[Told]:
    """Row 15: by age to 3RO and Raad; "birth date unknown: nobody, alarm to OM and politie"."""
    world = now.after
    for case in world.cases:
        latest = max(world.all("selection", case), key=lambda s: s["decided_at"], default=None)
        due = latest is not None and latest["outcome"] == "ZSM" and suspicion(world, case) is not None
        if not due or final(world, case) is not None:
            continue
        if birth_date(world) is None:
            for watcher in WATCHERS:
                if not now.was_told("leeftijd-onbekend", case, watcher):
                    yield told(world.now, watcher, "leeftijd-onbekend", case)
        for partner in sorted(partners_by_age(world, case) - set(offered(now, case))):
            yield from offer(now, case, partner)


def offer(now: Instant, case: str, partner: str) -> Iterator[Told]:
    """The offer with the hits that there are (reading 8), and the question to the partner's own register."""
    world = now.after
    there = sorted(hits(world, case))
    advices = tuple((h, a["version"], confirmed_at(world, h)) for h in there if (a := advice(world, h)))
    end, suspect = term_end(world, case), suspicion(world, case)
    assert suspect is not None
    yield told(
        world.now,
        partner,
        "zaak-aangeboden",
        case,
        hits=tuple(there),
        advices=advices,
        birth_date=birth_date(world),
        residence=residence(world)[0],
        offences=len(suspect["committed_on"]),
        minor_involved=suspect["minor_involved"],
        term_end=end,
    )
    yield told(world.now, partner, "advies-gevraagd", case, registry=REGISTRY[partner], answer_before=end)


def may_answer(now: Instant, answer: Known) -> bool:
    """Reading 30: an answer of a house to which nothing was transferred in this case is refused."""
    return bool(now.was_told("zaak-verwezen", str(answer.fact.case), answer["house"]))


def may_plan(now: Instant, plan: Known) -> bool:
    """Reading 31: refused unless that house accepted the casus or has a marking now."""
    at = plan.fact.at
    return bool(
        accepted(now.before, str(plan.fact.case), plan["house"], at) or holding(now.before, plan["house"], at)
    )
