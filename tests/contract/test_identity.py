"""Who is who, as messages come in."""

from tests.support.engine import ALICE, BOB, Hub, message

PV = "PL2000-2016123456"


def test_identifiers_seen_together_name_one_person(engine: Hub) -> None:
    """BSN and SKN in one message make later messages with either the same subject."""
    engine.process(
        [
            message(1, "none", minute=0, bsn=ALICE, skn="1234567"),
            message(2, "none", minute=1, bsn=None, skn="1234567"),
            message(3, "none", minute=2, bsn=ALICE),
        ]
    )

    assert len({e["subject"] for e in engine.lines("events")}) == 1


def test_two_dossiers_that_prove_one_wait_for_a_person(engine: Hub) -> None:
    """A message whose identifiers belong to two dossiers is a dead letter: nothing merges by itself."""
    engine.process(
        [
            message(1, "none", minute=0, bsn=ALICE),
            message(2, "none", minute=1, bsn=None, skn="1234567"),
            message(3, "tell OM", minute=2, bsn=ALICE, skn="1234567"),
        ]
    )

    assert [(d["stage"], d["code"]) for d in engine.lines("deadletters")] == [("identity", "two-persons")]
    assert engine.lines("deliveries") == []


def test_co_suspects_on_one_proces_verbaal_have_a_case_each(engine: Hub) -> None:
    """The same BVH number for two persons is two cases; the parketnummer joins its person's case."""
    engine.process(
        [
            message(1, "none", minute=0, bsn=ALICE, bvh=PV),
            message(2, "none", minute=1, bsn=BOB, bvh=PV),
            message(3, "none", minute=2, bsn=BOB, bvh=PV, parket="02/123456-16"),
            message(4, "none", minute=3, bsn=BOB, parket="02.123456.16"),
        ]
    )

    cases = [e["caseid"] for e in engine.lines("events")]
    assert cases[0] != cases[1]
    assert cases[1] == cases[2] == cases[3]


def test_a_case_alone_finds_its_only_suspect(engine: Hub) -> None:
    """A message that names just the case belongs to the one person in it."""
    engine.process([message(1, "none", minute=0, bvh=PV), message(2, "none", minute=1, bsn=None, bvh=PV)])

    assert len({(e["subject"], e["caseid"]) for e in engine.lines("events")}) == 1


def test_a_case_with_two_suspects_does_not_guess(engine: Hub) -> None:
    """A message that names only a case with two suspects, or nobody at all, is a dead letter."""
    engine.process(
        [
            message(1, "none", minute=0, bsn=ALICE, bvh=PV),
            message(2, "none", minute=1, bsn=BOB, bvh=PV),
            message(3, "none", minute=2, bsn=None, bvh=PV),
            message(4, "none", minute=3, bsn=None),
        ]
    )

    assert [d["code"] for d in engine.lines("deadletters")] == ["which-suspect", "no-person"]


def test_no_identifier_stands_outside_a_payload(engine: Hub) -> None:
    """Attributes of events hold pseudonyms only."""
    engine.process([message(1, "tell OM", minute=0, skn="1234567", bvh=PV)])

    for line in engine.lines("events") + engine.lines("deliveries"):
        outside = {key: value for key, value in line.items() if key != "data"}
        assert not any(secret in str(outside) for secret in (ALICE, "1234567", PV))
