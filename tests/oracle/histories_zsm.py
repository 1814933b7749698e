"""What ZSM and its partners do in a random history beside deciding: ask, signal, score, share."""

from collections.abc import Sequence

from tests.oracle.draft import HOUSES, Draft, draw_pick

KINDS = ("STRAF", "CIVIEL", "BESTUUR", "ZORG", "SCHOOLVERZUIM", "HUISELIJK_GEWELD")
SENDERS = ("OM", "POLITIE", "3RO", "RVDK", "SHN")
GROUPS = ("VEELPLEGER", "VERWARDE_PERSOON", "VERWARDE_PERSOON", "GEVOLGDE_VERDACHTE")


def draw_inquiries(draft: Draft, case: str, start: int, near: Sequence[str]) -> None:
    """OM asks the house of residence, or houses that it picks, once or more, by register or by phone."""
    for _ in range(draft.rng.choice((1, 1, 2))):
        at = start + draft.time(60, 1200)
        houses = () if draft.chance(40) else tuple(dict.fromkeys(draft.rng.choices((*near, *HOUSES), k=2)))
        channel = draft.rng.choice(("REGISTER", "REGISTER", "TELEFOON"))
        draft.hear("inquiry", case, at, channel=channel, houses=houses, requested_at=at)


def draw_signals(draft: Draft, case: str, start: int, near: Sequence[str]) -> None:
    """A partner signals the person or asks for advice; now and then one that is no partner at ZSM."""
    for number in range(draft.rng.choice((1, 1, 2))):
        at = start + draft.time(60, 1500)
        sender = draft.rng.choice(SENDERS) if draft.chance(92) else "GEMEENTE"
        draft.hear(
            "signal",
            case,
            at,
            signal=f"signaal-{case}-{number}",
            sender=sender,
            wants=draft.rng.choice(("SIGNAAL", "ADVIESVERZOEK")),
            house=draw_pick(draft, near),
            raised_at=at,
        )


def draw_kib(draft: Draft, case: str, start: int) -> None:
    """The selectie-instrument, applied once or again, and what the KIB applies it with."""
    for _ in range(draft.rng.choice((0, 1, 1, 1, 2))):
        at = draft.once(start + draft.time(30, 700), "instrument", case)
        draft.hear(
            "instrument",
            case,
            at,
            instrument_version=draft.rng.choice(("1.0", "1.1")),
            score=draft.rng.randrange(1, 4),
            colour=draft.rng.choice(("GROEN", "ORANJE", "ROOD")),
            applied_at=at,
        )
    draw_groups_and_contexts(draft, case, start, most=1)


def draw_sharing(draft: Draft, case: str, start: int) -> None:
    """Context facts, target groups, the Preselect, objections, and how a Halt referral ended."""
    draw_groups_and_contexts(draft, case, start, most=2)
    for _ in range(draft.rng.choice((0, 1, 1, 2))):
        at = draft.once(start + draft.time(30, 900), "preselect", case)
        draft.hear("preselect", case, at, score=draft.rng.choice(("LAAG", "MIDDEN", "HOOG")), made_at=at)
    for _ in range(draft.rng.choice((0, 0, 1, 2))):
        at = start + draft.time(200, 1800)
        organisation, role = draft.rng.choice((("3RO", "RECLASSERINGSWERKER"), ("RVDK", "ADVIESTEAM_RAAD")))
        draft.hear(
            "objection",
            case,
            at,
            organisation=organisation,
            role=role,
            reason=f"te zwaar {at}",
            objected_at=at,
        )
    if draft.chance(20):
        at = start + draft.time(900, 1800)
        draft.hear("halt_ended", case, at, outcome=draft.rng.choice(("GESLAAGD", "MISLUKT")), ended_at=at)


def draw_groups_and_contexts(draft: Draft, case: str, start: int, *, most: int) -> None:
    """Links with target groups, and reports that there is something about the suspect or somebody else."""
    for _ in range(draft.rng.randrange(most + 1)):
        at = start + draft.time(0, 900)
        draft.hear("target_group", case, at, group=draft.rng.choice(GROUPS), linked_at=at)
    for _ in range(draft.rng.randrange(most + 2)):
        at = start + draft.time(0, 1200)
        draft.hear(
            "context",
            case,
            at,
            organisation=draft.rng.choice(("POLITIE", "3RO", "RVDK", "OM", "GEMEENTE")),
            about=draft.rng.choice(("VERDACHTE", "VERDACHTE", "ANDER")),
            context=draft.rng.choice(KINDS),
            reported_at=at,
        )
