"""The oracle of rows 11, 12 and 13: the casus goes to a house, the house answers; signals work alike."""

from collections.abc import Iterator

from tests.oracle.facts import PARTNERS, WATCHERS, Instant, Known, Told, told
from tests.oracle.knowledge import (
    accepted,
    at_cvom,
    bekend,
    birth_date,
    final,
    holding,
    partners_by_age,
    residence,
    selection,
    suspicion,
)
from tests.oracle.purpose import sees
from tests.oracle.table_a_hits import offered
from tests.oracle.terms import opens_at, term_end

NONE: frozenset[str] = frozenset()
ZSM = ("OM", "POLITIE", "3RO", "RVDK", "SHN")


def passed_on(now: Instant, case: str, house: str) -> list[Told]:
    """What put the casus before this house: a transfer, or a signal, which works as one (reading 40)."""
    return now.was_told("zaak-verwezen", case, house) + now.was_told("signaal-doorgegeven", case, house)


def has_the_casus(now: Instant, case: str, house: str) -> bool:
    """Reading 29: the casus is pending at this house, or its last answer was that it took it."""
    sent = passed_on(now, case, house)
    if not sent:
        return False
    answers = [a for a in now.after.all("triaged", case) if a["house"] == house]
    pending = all(a.index < max(one.cause for one in sent) for a in answers)
    return pending or max(answers, key=lambda a: a["triaged_at"])["outcome"] == "AANGENOMEN"


def choose(now: Instant, case: str, pick: str | None) -> tuple[str | None, str | None, frozenset[str]]:
    """Row 11: "the one Bekend h; several: the OvJ picks; none: R; no R: geen-huis, the OvJ picks" (27).

    Returns the house, or else the reason why there is none and the candidates.
    """
    known = bekend(now.after, case, now.after.now)
    municipality, home = residence(now.after)
    if len(known) > 1:
        return (pick, None, NONE) if pick in known else (None, "MEERDERE_HUIZEN", known)
    named = next(iter(known)) if known else home
    if named is not None:
        refused = pick is not None and pick != named
        return (None, "KEUZE_NIET_TOEGESTAAN", frozenset({named})) if refused else (named, None, NONE)
    reason = "GEEN_WOONPLAATS" if municipality is None else "GEEN_HUIS_VOOR_GEMEENTE"
    return (pick, None, NONE) if pick else (None, reason, NONE)


def row_11(now: Instant) -> Iterator[Told]:
    """Row 11: a transfer, at selection or at afstemmen; acted on at that moment, while the case is open."""
    asked = now.fact
    if asked is None or asked.fact.case is None or final(now.before, asked.fact.case) is not None:
        return
    if at_cvom(now.after, asked.fact.case):
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
    nobody = not now.was_told("zaak-aangeboden", case)
    for partner in sorted(partners_by_age(now.after, case)) if nobody else there:
        # Row B: what a house knows is for those who were offered the case; others hear only that it went.
        content = {"house": house, "term_end": end} if there else {"house": None, "term_end": None}
        yield told(at, partner, "zaak-verwezen", case, **content)


def row_12_answer(now: Instant) -> Iterator[Told]:
    """Row 12: "house answers: rejected: reason, the OvJ must decide; accepted: plan, casusregie".

    Row 13: "sender gets the answer".
    """
    answer = now.fact
    if answer is None or answer.fact.what != "triaged" or answer.fact.case is None:
        return
    case, house = answer.fact.case, answer["house"]
    signals = {t.says("signal") for t in now.was_told("signaal-doorgegeven", case, house)}
    senders = {s["sender"] for s in now.after.all("signal", case) if s["signal"] in signals}
    for recipient in (*WATCHERS, *sorted(senders - set(WATCHERS))):
        known = "house_hit" in sees(now, case, recipient)
        content = (
            {"house": house, "outcome": answer["outcome"]} if known else {"house": None, "outcome": None}
        )
        yield told(now.after.now, recipient, "casusantwoord-doorgegeven", case, **content)


def row_13(now: Instant) -> Iterator[Told]:
    """Row 13: "addressee as 11; sender gets the answer or 'closed until'; after selection" (reading 40)."""
    world = now.after
    for case in world.cases:
        if final(world, case) is not None or at_cvom(world, case) or selection(world, case) is None:
            continue
        done = {(t.recipient, t.says("signal")) for t in now.was_told("signaal-ontvangen", case)}
        for signal in world.all("signal", case):
            if (signal["sender"], signal["signal"]) not in done:
                done.add((signal["sender"], signal["signal"]))
                yield from pass_on(now, case, signal)


def pass_on(now: Instant, case: str, signal: Known) -> Iterator[Told]:
    """The signal to its house, and to its sender what became of it."""
    world = now.after
    house, _, _ = choose(now, case, signal["house"])
    end, suspect, opens = term_end(world, case), suspicion(world, case), None
    if house is not None:
        opens = opens_at(house, world.now)
        yield told(
            world.now,
            house,
            "signaal-doorgegeven",
            case,
            signal=signal["signal"],
            wants=signal["wants"],
            birth_date=birth_date(world),
            residence=residence(world)[0],
            offences=len(suspect["committed_on"]) if suspect else 0,
            term_end=end,
        )
    yield told(
        world.now,
        signal["sender"],
        "signaal-ontvangen",
        case,
        signal=signal["signal"],
        closed_until=opens,
        in_time=in_time(opens, end),
        no_house=house is None,
    )


def in_time(opens: int | None, end: int | None) -> bool:
    """Whether a house opens before the end of the term; no term: it does (reading 38)."""
    return opens is None or end is None or opens < end


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


def may_answer(now: Instant, answer: Known) -> bool:
    """Reading 30: an answer of a house to which nothing was transferred in this case is refused."""
    return bool(passed_on(now, str(answer.fact.case), answer["house"]))


def may_plan(now: Instant, plan: Known) -> bool:
    """Reading 31: refused unless that house accepted the casus or has a marking now."""
    at = plan.fact.at
    return bool(
        accepted(now.before, str(plan.fact.case), plan["house"], at) or holding(now.before, plan["house"], at)
    )
