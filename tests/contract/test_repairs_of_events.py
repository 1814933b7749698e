"""Dead letters of events, of persons in quarantine and of the policy: what a replay can and cannot."""

import pytest
from sqlalchemy import delete, select

from hub.engine import tables as t
from hub.engine.letters.taking import Outcome
from hub.errors import PolicyError, QuarantineError, RuleBreachError
from hub.schemas.envelope import Envelope
from tests.support.engine import Embedded, MakeHub, message
from tests.support.mending import ORDER, Site

PV = "PL2000-2016123456"


@pytest.fixture
def site(make: MakeHub) -> Site:
    """An engine to repair."""
    return Site(make)


def test_an_event_that_a_rule_refused_is_stepped_again(site: Site) -> None:
    """Once the rule is mended, the event is stepped as the person's latest; the journal has it once."""
    site.process(message(1, "refuse", minute=0), message(2, "tell VH22", minute=5))
    (letter,) = site.letters()
    assert letter["stage"] == "step"
    still = site.replay(letter["id"])
    site.step.mended = True

    result = site.replay(letter["id"])

    assert (still.outcome, result.outcome) == (Outcome.FAILED, Outcome.REPLAYED)
    events = [(e["data"]["reason"], e["recordedat"]) for e in site.hub.lines("events")]
    assert events == [("tell VH22", "2016-10-17T08:05:00Z"), ("refuse", "2016-10-17T08:05:00Z")]
    assert site.step.order == ["tell VH22", "tell OM"]
    assert sorted(site.told()) == ["OM", "VH22"]
    assert site.letters() == []


def test_a_refused_timer_is_stepped_again(make: MakeHub) -> None:
    """A timer's event that a rule refused is replayed as any other event."""
    site = Site(make)
    site.step.broken = {"timer"}
    site.process(message(1, "wake 2", minute=0), message(2, "none", minute=5))
    (letter,) = site.letters()
    site.step.broken.clear()

    assert site.replay(letter["id"]).outcome is Outcome.REPLAYED
    assert site.told() == ["OM"]


def test_a_person_in_quarantine_gets_it_at_the_repair(site: Site) -> None:
    """A replayed letter of a person in quarantine waits behind what waits already."""
    site.process(
        message(1, "garbage", minute=0), message(2, "fail", minute=1), message(3, "tell VH22", minute=2)
    )
    ((subject, count),) = site.parked()
    site.registry.mend()

    site.replay("messages/1")
    assert site.parked() == [(subject, count + 1)]
    assert site.told() == []
    site.step.broken.clear()
    with site.repairs() as repairs:
        assert repairs.lift(subject) == 3
        assert site.parked() == [(subject, 3)]
        assert repairs.lift(subject, ORDER) == 3

    assert site.step.order[-3:] == ["fail", "tell VH22", "tell OM"]
    assert sorted(site.told()) == ["OM", "VH22"]
    assert [line["what"] for line in site.log()] == ["replay", "lift"]


def test_nobody_is_lifted_who_is_not_in_quarantine(site: Site) -> None:
    """To lift a quarantine that is none is refused, and not written down."""
    site.process(message(1, "none", minute=0))
    with site.repairs() as repairs, pytest.raises(QuarantineError):
        repairs.lift("s-unknown", ORDER)

    assert site.log() == []


def test_what_the_policy_withheld_can_only_be_discarded(site: Site) -> None:
    """A command never discloses what the rules did not: the letter says so, and can be discarded."""
    site.process(message(1, "hush", minute=0))
    (letter,) = site.letters()
    assert letter["stage"] == "policy"

    result = site.replay(letter["id"])
    with site.repairs() as repairs:
        discarded = repairs.discard(letter["id"], ORDER)

    assert (result.outcome, result.reason and result.reason.code) == (Outcome.UNABLE, "withheld")
    assert discarded.outcome is Outcome.DISCARDED
    assert site.told() == []
    assert [line["outcome"] for line in site.log()] == ["unable", "discarded"]


def test_a_letter_that_failed_in_the_hub_itself_can_still_be_replayed(site: Site) -> None:
    """After a failure that nobody foresaw, the letter is what it was, and a later replay makes it good."""
    site.process(message(1, "tell OM", minute=0, bsn=None, bvh=PV), message(2, "none", minute=1, bvh=PV))
    site.step.broken = {"tell"}
    if isinstance(site.hub, Embedded):
        assert site.replay("messages/1").outcome is Outcome.FAILED
    site.step.broken = set()

    assert site.replay("messages/1").outcome is Outcome.REPLAYED
    assert site.told() == ["OM"]


def test_a_refused_recipient_is_withheld_once(make: MakeHub) -> None:
    """A replay passes the same guard as everything else: what may not go out becomes a letter."""

    def egress(_: Envelope) -> None:
        raise PolicyError("never-for-recipient", field="house")

    site = Site(make, egress=egress)
    site.process(message(1, "garbage", minute=0))
    site.registry.mend()

    assert site.replay("messages/1").outcome is Outcome.REPLAYED
    assert site.told() == []
    assert [letter["code"] for letter in site.letters()] == ["never-for-recipient"]


def test_a_rule_of_another_kind_refuses_as_the_first_time(site: Site) -> None:
    """A message that a step refuses at its replay is, as at ingest, an event in the journal and a letter."""
    site.process(message(1, "refuse", minute=0, bsn=None, bvh=PV), message(2, "none", minute=1, bvh=PV))

    site.replay("messages/1")

    (letter,) = site.letters()
    assert (letter["stage"], letter["code"]) == ("step", RuleBreachError("refused").code)
    site.step.mended = True
    assert site.replay(letter["id"]).outcome is Outcome.REPLAYED
    assert site.told() == ["OM"]


def test_an_event_that_never_got_to_its_step_comes_from_the_outbox(site: Site) -> None:
    """A letter of the log that names its event is taken from the outbox, once; embedded there is no log."""
    site.process(message(1, "none", minute=0), message(2, "refuse", minute=1))
    lost = site.letters()[0]
    store = site.hub.open()
    with store.transaction() as connection:  # as if the engine had failed before it wrote anything
        (row,) = store.rows_by(connection, t.deadletters, "id", [lost["id"]])
        event = row["event_id"]
        rows = connection.execute(select(t.events)).mappings().all()
        position = next(one["position"] for one in rows if event in one["attributes"])
        connection.execute(delete(t.events).where(t.events.c.position == position))
        connection.execute(delete(t.inbox).where(t.inbox.c.event_id == event))
        connection.execute(delete(t.deadletters))
        names = [f"events/0/{number}" for number in (98, 99)]
        failed = {**row, "registry": "hub", "code": "unforeseen-failure"}
        store.put(connection, t.deadletters, [failed | {"id": name} for name in names])
    store.close()
    site.step.mended = True

    outcomes = [site.replay(name).outcome for name in names]

    if isinstance(site.hub, Embedded):
        assert outcomes == [Outcome.UNABLE] * 2
    else:
        assert outcomes == [Outcome.REPLAYED, Outcome.KNOWN]
        assert site.told() == ["OM"]


def test_a_letter_that_names_no_event_cannot_be_replayed(site: Site) -> None:
    """A record of the log without an id is nobody's: it says so, stays, and can be discarded."""
    site.process(message(1, "garbage", minute=0))
    store = site.hub.open()
    with store.transaction() as connection:
        (row,) = store.rows_by(connection, t.deadletters, "id", ["messages/1"])
        store.put(connection, t.deadletters, [{**row, "id": "events/0/7", "registry": "hub"}])
    store.close()

    result = site.replay("events/0/7")

    assert (result.outcome, result.reason and result.reason.code) == (Outcome.UNABLE, "event-not-kept")
    assert len(site.letters()) == 2
