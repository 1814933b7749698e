"""The oracle of rows 6, 9 and 10, and of part C: who hears of the decision, and what."""

from collections.abc import Iterator

from tests.oracle.facts import PARTNERS, PULL_HOUSES, Instant, Known, Told, Value, World, told
from tests.oracle.knowledge import accepted, advice, answered_known, at_cvom, bekend, casus_of, final
from tests.oracle.purpose import watched

AFTER_SENDING = frozenset({"VERSTUURD", "AFGELEVERD", "GEAGENDEERD", "AFGEROND"})


def row_9_houses(now: Instant) -> Iterator[Told]:
    """Row 9: "final decision, Bekend(h) at that time: Terugkoppeling to each such h; pull: on request".

    Row 6: what the hub hears later but was true at the decision still counts, marked as late.
    """
    for case in now.after.cases:
        decision = final(now.after, case)
        if decision is None or at_cvom(now.after, case):
            continue
        for house in sorted(bekend(now.after, case, decision["decided_at"])):
            if now.was_told("terugkoppeling", case, house):
                continue
            if house in PULL_HOUSES and not asked_for_it(now.after, case, house):
                continue
            yield told(
                now.after.now,
                house,
                "terugkoppeling",
                case,
                **part_c(now.after, case, house, decision),
                late=not was_bekend_on_arrival(now, case, house, decision),
            )


def asked_for_it(world: World, case: str, house: str) -> bool:
    """Whether a house in a pull region asked for the feedback of this case."""
    return any(r["house"] == house for r in world.all("requested", case))


def was_bekend_on_arrival(now: Instant, case: str, house: str, decision: Known) -> bool:
    """Whether, with what the hub knew when the final decision came in, h was Bekend (reading 21)."""
    known_then = now.worlds[decision.index]
    return not at_cvom(known_then, case) and house in bekend(known_then, case, decision["decided_at"])


def part_c(world: World, case: str, house: str, decision: Known) -> dict[str, Value]:
    """Part C: "case · casus id · decision kind and final time · advice versions · consulted · followed"."""
    at = decision["decided_at"]
    current = advice(world, house)
    reads = sorted(
        (c for c in world.all("consulted", case) if c["giver"] == house),
        key=lambda c: (c["consulted_at"], c["role"]),
    )
    in_time = [c for c in reads if c["consulted_at"] <= at]
    if current is None:
        consulted = "NVT"
    else:
        consulted = "VOOR_BESLISSING" if in_time else "NA_BESLISSING" if reads else "NIET"
    weighed = max(
        (w for w in world.all("weighed", case) if w["giver"] == house),
        key=lambda w: w["weighed_at"],
        default=None,
    )
    followed = "NVT" if current is None else weighed["weighing"] if weighed else "NIET_GEMELD"
    return {
        "casus": casus_of(world, case, house, at),
        "decision": decision["decision"],
        "decided_at": at,
        "advice_version": current["version"] if current else None,
        "consulted_version": next((c["version"] for c in in_time[-1:] or reads[:1]), None),
        "consulted": consulted,
        "consultations": tuple((c["consulted_at"], c["role"], c["version"]) for c in reads),
        "followed": followed,
        "deviation_reason": weighed["reason"] if weighed and followed == "AFGEWEKEN" else "",
    }


def row_9_10_partners(now: Instant) -> Iterator[Told]:
    """Rows 9, 10: "beslissing-meegedeeld to partners offered or consulted"; provisional shown as such."""
    for case in now.after.cases:
        decision = final(now.after, case)
        provisional = [d for d in now.after.all("decision", case) if d["status"] == "VOORLOPIG"]
        due = [decision] if decision is not None else provisional
        for partner in (*PARTNERS, "SHN"):  # table B: SHN, decision S (reading 46)
            gave = any(a["organisation"] == partner for a in now.after.all("partner_advice", case))
            # Row 17: "Raad watches until the hearing" (reading 49).
            watches = partner == "RVDK" and watched(now, case)
            if not (gave or watches or now.was_told("zaak-aangeboden", case, partner)):
                continue
            earlier = now.was_told("beslissing-meegedeeld", case, partner)
            heard = {(t.says("decided_at"), t.says("status")) for t in earlier}
            for one in due:
                if (one["decided_at"], one["status"]) not in heard:
                    yield told(
                        now.after.now,
                        partner,
                        "beslissing-meegedeeld",
                        case,
                        status=one["status"],
                        decision=one["decision"],
                        decided_at=one["decided_at"],
                        actions_due=tuple(one["conditions"]),
                    )


def ledger_lines(now: Instant, ledger: dict[tuple[str, str], str]) -> Iterator[tuple[tuple[str, str], str]]:
    """What becomes of the ledger at this instant, after what was told in it (readings 18 and 20)."""
    for case in now.after.cases:
        decision = final(now.after, case)
        if decision is None:
            for heard in now.was_told("veiligheidshuis-hit", case, "OM"):
                ended = heard.at == now.after.now and heard.says("ended") in {"LOSGELATEN", "VERLOPEN"}
                if ended and not known_otherwise(now.after, case, heard.says("house")):
                    yield (case, heard.says("house")), "VERVALLEN"
            continue
        if at_cvom(now.after, case):
            continue
        known = bekend(now.after, case, decision["decided_at"])
        for house in sorted(known):
            waiting = house in PULL_HOUSES and not asked_for_it(now.after, case, house)
            if waiting and not now.was_told("terugkoppeling", case, house):
                yield (case, house), "GEVRAAGD_AFWACHTEN"
        for (of, house), status in ledger.items():
            if of == case and status == "GEVRAAGD_AFWACHTEN" and house not in known:
                yield (case, house), "VERVALLEN"
        for sent in now.was_told("terugkoppeling", case):
            if ledger.get((case, sent.recipient)) not in AFTER_SENDING:
                yield (case, sent.recipient), "VERSTUURD"
    yield from receipts(now, ledger)


def known_otherwise(world: World, case: str, house: str) -> bool:
    """Whether a house without a marking is Bekend all the same."""
    return answered_known(world, case, house, world.now) or bool(accepted(world, case, house, world.now))


def receipts(now: Instant, ledger: dict[tuple[str, str], str]) -> Iterator[tuple[tuple[str, str], str]]:
    """What an endpoint and a house said of what they were sent; the ledger never goes back (reading 20)."""
    receipt = now.fact
    if receipt is not None and receipt.fact.what == "acknowledged":
        line = (str(receipt.fact.case), receipt["house"])
        if ledger.get(line) in {"VERSTUURD", "AFGELEVERD", "GEAGENDEERD"}:
            yield line, "GEAGENDEERD" if receipt["receipt"] == "GEAGENDEERD" else "AFGEROND"
    if receipt is not None and receipt.fact.what == "delivered":
        line = (str(receipt.fact.case), receipt["recipient"])
        if receipt["delivered_type"].endswith(".terugkoppeling") and ledger.get(line) == "VERSTUURD":
            yield line, "AFGELEVERD"
