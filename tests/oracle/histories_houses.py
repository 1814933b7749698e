"""What houses do in a random history: markings, advices, answers, triage, plans, requests, receipts."""

from collections.abc import Sequence

from tests.oracle.draft import Draft

TEXTS = ("", "gevangenisstraf", "Gevangenisstraf ", "leerstraf")
MESSAGE_LOST = (0, 0, 0, 0, 2000)
"""Now and then a house reports again what got lost, and the hub hears it after the decision (row 6)."""
LISTS = ("TOP_600", "TOP_400", "CRIMINELE_FAMILIES", None)
REASONS = ("LOSGELATEN", "VERLOPEN", "FOUTIEF")


def draw_house_facts(draft: Draft, case: str, start: int, near: Sequence[str]) -> None:
    """Answers, triage, plans, requests for feedback and receipts of the houses near the case."""
    for house in near:
        for _ in range(draft.rng.choice((0, 1, 1, 2)) if draft.about("asked", 80) else 0):
            at = draft.once(start + draft.time(60, 1500), "answered", case, house)
            answer = draft.rng.choice(("BEKEND", "BEKEND", "NIET_BEKEND", "ONBEREIKBAAR"))
            draft.hear(
                "answered",
                case,
                at + draft.rng.choice(MESSAGE_LOST),
                house=house,
                answer=answer,
                answered_at=at,
            )
        went = draft.about("transferred") or draft.about("signalled")
        if went and draft.chance(70):
            draw_triage(draft, case, start, house)
        if draft.chance(30 if went else 5):
            at = start + draft.time(200, 2500)
            lead = draft.rng.choice(("3RO", "RVDK", "GEMEENTE", house))
            reference = f"plan-{house}-{case}-{draft.rng.randrange(2)}"
            for _ in range(draft.rng.choice((1, 1, 2))):
                draft.hear(
                    "plan",
                    case,
                    at,
                    house=house,
                    plan_reference=reference,
                    casusregie=lead,
                    casus="c",
                    made_at=at,
                )
        for _ in range(draft.rng.choice((0, 0, 0, 1, 2))):
            at = start + draft.time(200, 3000)
            draft.hear("requested", case, at, house=house, requested_at=at)
        if draft.about("read", 40):
            at = start + draft.time(900, 3500)
            for receipt in ("GEAGENDEERD", draft.rng.choice(("PLAN_GEWIJZIGD", "PLAN_ONGEWIJZIGD"))):
                if draft.chance(70):
                    draft.hear("acknowledged", case, at, house=house, receipt=receipt, acknowledged_at=at)
                at += 100
        if draft.about("read", 40):
            draw_delivery(draft, case, start, house)


def draw_delivery(draft: Draft, case: str, start: int, house: str) -> None:
    """The house's endpoint took something: the feedback, or anything else; mostly soon, now and then late."""
    at = start + draft.time(900, 3500)
    kind = draft.rng.choice(("terugkoppeling", "terugkoppeling", "advies-bevestiging-gevraagd"))
    draft.hear(
        "delivered",
        case,
        at,
        recipient=house,
        delivered=draft.record("event"),
        delivered_type=f"nl.strafrechtketen.{kind}",
        accepted_at=at,
    )


def draw_triage(draft: Draft, case: str, start: int, house: str) -> None:
    """Refused, refused and then accepted, or accepted; a house does not answer again after it accepted."""
    outcomes = draft.rng.choice(
        (("AANGENOMEN",), ("AANGENOMEN",), ("AFGEWEZEN",), ("AFGEWEZEN", "AANGENOMEN"), ("AFGEWEZEN",) * 2)
    )
    at = start + draft.time(200, 1500)
    for outcome in outcomes:
        at = draft.once(at, "triaged", case, house)
        casus = draft.rng.choice((f"casus-t-{house}", None)) if outcome == "AANGENOMEN" else None
        record = draft.record("triaged")
        draft.hear(
            "triaged", case, at, record=record, house=house, outcome=outcome, casus=casus, triaged_at=at
        )
        if draft.chance(8):
            other = "AFGEWEZEN" if outcome == "AANGENOMEN" else "AANGENOMEN"
            draft.hear(
                "triaged", case, at + 30, record=record, edition=2, house=house, outcome=other, triaged_at=at
            )
        at += draft.time(5, 600)


def draw_marking(draft: Draft, marking: str, house: str) -> None:
    """A marking: before, during or after the case; registered when it began or later; changed; ended."""
    record = draft.record("marked")
    valid_from = draft.time(-2000, -100) if draft.chance(60) else draft.time(-100, 1500)
    registered = valid_from if draft.chance(50) else draft.time(-2000, 1500)
    casus = f"casus-{house}-{marking}" if draft.chance(80) else None
    origin = draft.rng.choice(("CASUS_OP_MAAT", "TOP_X", "DOELGROEP"))
    on_list = draft.rng.choice(LISTS) if draft.chance(90 if house == "VH04" else 8) else None
    for version in range(1, draft.rng.choice((2, 2, 2, 2, 3, 4))):
        valid_to = draft.once(valid_from + draft.time(50, 3000), "end", house) if draft.chance(35) else None
        draft.hear(
            "marked",
            None,
            registered + (version - 1) * draft.time(5, 900) + draft.rng.choice(MESSAGE_LOST),
            record=record,
            edition=version,
            house=house,
            marking=marking,
            casus=casus,
            origin=origin,
            valid_from=valid_from,
            valid_to=valid_to,
            registered_at=registered,
            target_list=on_list,
        )
        if draft.chance(50):
            valid_from = max(valid_from + draft.time(-300, 600), -2000)
    for _ in range(draft.rng.choice((0, 0, 0, 1, 1, 1, 2))):
        ended_at = draft.once(draft.time(-200, 1600), "end", house)
        announced = ended_at - (draft.time(0, 300) if draft.chance(10) else 0)
        draft.hear(
            "ended",
            None,
            announced,
            house=house,
            marking=marking,
            reason=draft.rng.choice(REASONS),
            ended_at=ended_at,
        )


def draw_advices(draft: Draft, house: str) -> None:
    """Versions of the house's advice and confirmations, of the current version or an old one."""
    versions = draft.rng.choice((0, 0, 1, 1, 2, 3))
    at = draft.time(-1000, 1200)
    for version in range(1, versions + 1):
        draft.hear(
            "advice",
            None,
            at,
            house=house,
            version=version,
            indicated=draft.rng.choice(TEXTS),
            contra_indicated=draft.rng.choice(TEXTS),
            advised_at=at,
        )
        for _ in range(draft.rng.choice((0, 0, 1, 2))):
            confirmed = draft.once(at + draft.time(5, 900), "confirmed", house)
            draft.hear("confirmed", None, confirmed, house=house, version=version, confirmed_at=confirmed)
        at += draft.time(5, 900)
