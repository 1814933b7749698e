"""Dead letters are repaired: once, audited, by whatever engine, and nothing else is changed by it."""

import pytest

from hub.engine.judgement import Judge, worklist
from hub.engine.letters.letter import Reason
from hub.engine.letters.taking import Outcome
from hub.errors import ConfigurationError
from tests.support.engine import ALICE, BOB, START, Embedded, MakeHub, PlainRegistry, message
from tests.support.mending import ORDER, Site, several

PV = "PL2000-2016123456"


@pytest.fixture
def site(make: MakeHub) -> Site:
    """An engine to repair."""
    return Site(make)


def test_a_mended_adapter_makes_the_letter_good(site: Site) -> None:
    """With a corrected adapter a letter becomes the event it would have been, taken in now, and is closed."""
    site.process(message(1, "garbage", minute=0), message(2, "none", minute=9))
    site.registry.mend()

    result = site.replay("messages/1")

    assert (result.was, result.outcome, result.reason) == ("unknown-code", Outcome.REPLAYED, None)
    (event,) = [e for e in site.hub.lines("events") if e["data"]["reason"] == "tell OM"]
    assert (event["source"], event["recordversion"]) == (PlainRegistry.source, "1")
    assert event["time"] == "2016-10-17T08:00:00Z"
    assert event["recordedat"] == "2016-10-17T08:09:00Z"
    assert site.told() == ["OM"]
    assert site.letters() == []
    assert site.hub.lines("deadletters") == []
    (kept,) = site.letters(every=True)
    assert (kept["state"], kept["replays"]) == ("replayed", 1)


def test_the_id_is_that_of_the_message_as_it_was_meant(make: MakeHub) -> None:
    """The event has the id that it would have had without the defect, so recipients know it."""
    sound, mended = Site(make), Site(make)
    sound.registry.mend()
    for one in (sound, mended):
        one.process(message(1, "garbage", minute=0))
    mended.registry.mend()

    mended.replay("messages/1")

    assert [d["id"] for d in sound.hub.lines("deliveries")] == [
        d["id"] for d in mended.hub.lines("deliveries")
    ]


def test_a_dry_run_says_it_and_changes_nothing(site: Site) -> None:
    """Without an order the hub tries, tells, and takes all back: no event, no mark, no line in the log."""
    site.process(message(1, "garbage", minute=0), message(2, "crash", minute=1))
    before = site.letters()
    dry = [site.replay(f"messages/{n}", None) for n in (1, 2)]
    site.registry.mend()
    mended = [site.replay(f"messages/{n}", None) for n in (1, 2)]

    assert [one.outcome for one in dry] == [Outcome.FAILED] * 2
    assert [one.reason.code for one in dry if one.reason] == ["unknown-code", "adapter-failure"]
    assert [one.outcome for one in mended] == [Outcome.REPLAYED] * 2
    assert site.letters() == before
    assert site.log() == []
    assert site.hub.lines("events") == []


def test_what_fails_again_stays_with_its_new_reason(site: Site) -> None:
    """A letter that fails again keeps its moment and content, has the new reason, and counts."""
    site.process(several(1, {"do": "garbage", "bsn": None}), message(2, "none", minute=5))
    first = site.replay("messages/1")
    site.registry.mend()
    second = site.replay("messages/1")

    assert [first.reason and first.reason.code, second.reason and second.reason.code] == [
        "unknown-code",
        "no-person",
    ]
    (letter,) = site.letters()
    assert (letter["stage"], letter["code"], letter["replays"]) == ("identity", "no-person", 2)
    assert (letter["at"], letter["adapter_version"]) == ("2016-10-17T08:01:00Z", "2")
    assert [(line["was"], line["code"], line["outcome"]) for line in site.log()] == [
        ("unknown-code", "unknown-code", "failed"),
        ("unknown-code", "no-person", "failed"),
    ]


def test_a_message_known_meanwhile_repairs_a_letter(site: Site) -> None:
    """A letter that named nobody is replayed once another message has said whose case it is."""
    site.process(message(1, "tell OM", minute=0, bsn=None, bvh=PV), message(2, "none", minute=1, bvh=PV))

    result = site.replay("messages/1")

    assert (result.was, result.outcome) == ("no-person", Outcome.REPLAYED)
    assert site.told() == ["OM"]


def test_a_judgement_makes_a_letter_good(site: Site) -> None:
    """Numbers of two persons wait for somebody who says that they are one; then the letter is replayed."""
    site.process(
        message(1, "none", minute=0),
        message(2, "none", minute=1, bsn=None, skn="1234567"),
        message(3, "tell OM", minute=2, skn="1234567"),
    )
    trial = site.replay("messages/3", None)
    store = site.hub.open()
    (pair,) = worklist(store)
    judge = Judge(site.hub.ports, store, now=START, relayed=not isinstance(site.hub, Embedded))
    judge.one(pair["first"], pair["second"], ORDER)
    store.close()

    result = site.replay("messages/3")

    assert trial.reason is not None
    assert (
        (result.was, result.outcome) == (trial.reason.code, Outcome.REPLAYED) == ("two-persons", "replayed")
    )
    assert site.told() == ["OM"]


def test_a_corrected_message_makes_a_letter_superfluous(site: Site) -> None:
    """If the registry has sent the record again in good order, the replay says so, and tells nobody twice."""
    broken = message(1, "garbage", minute=0)
    site.process(broken)
    site.process(broken, message(2, "tell OM", minute=1, record="r1"))
    site.registry.mend()

    result = site.replay("messages/1")

    assert result.outcome is Outcome.KNOWN
    assert site.told() == ["OM"]
    assert [letter["state"] for letter in site.letters(every=True)] == ["replayed"]


def test_a_letter_is_replayed_once(site: Site) -> None:
    """What is closed is not replayed again, nor discarded; it says so, and the log has one line."""
    site.process(message(1, "garbage", minute=0))
    site.registry.mend()

    outcomes = [site.replay("messages/1").outcome for _ in range(2)]
    with site.repairs() as repairs:
        outcomes.append(repairs.discard("messages/1", ORDER).outcome)

    assert outcomes == [Outcome.REPLAYED, Outcome.CLOSED, Outcome.CLOSED]
    assert site.told() == ["OM"]
    assert len(site.log()) == 1


def test_a_letter_of_one_fact_replays_that_fact(site: Site) -> None:
    """Of a message with several facts only the refused one is replayed; the others were processed then."""
    facts = ({"do": "tell VH22"}, {"do": "tell OM", "bsn": None, "bvh": PV}, {"do": "tell POLITIE"})
    site.process(several(1, *facts), message(2, "none", minute=5, bvh=PV))
    assert [letter["id"] for letter in site.letters()] == ["messages/1/1"]

    result = site.replay("messages/1/1")

    assert result.outcome is Outcome.REPLAYED
    assert sorted(site.told()) == ["OM", "POLITIE", "VH22"]


def test_a_message_that_was_refused_whole_may_succeed_in_part(site: Site) -> None:
    """What then fails of its facts is a letter of its own; what succeeds is processed."""
    site.process(
        several(1, {"do": "garbage"}, {"do": "tell VH22", "bsn": None}), message(2, "none", minute=5)
    )
    site.registry.mend()

    result = site.replay("messages/1")

    assert result.outcome is Outcome.REPLAYED
    assert site.told() == ["OM"]
    assert [(letter["id"], letter["code"]) for letter in site.letters()] == [("messages/1/1", "no-person")]


def test_an_adapter_that_reads_another_record_repairs_nothing(site: Site) -> None:
    """A replay keeps source and id: if the adapter now reads another record there, the letter stays."""
    site.process(message(1, "tell OM", minute=0, bsn=None))
    parse = site.registry.parse
    site.registry.parse = lambda body: parse(body.replace(b'"r1"', b'"r9"'))  # type: ignore[method-assign]

    result = site.replay("messages/1")

    assert result.reason == Reason(
        "map", "other-event", "record", result.reason.hint if result.reason else ""
    )
    assert [letter["code"] for letter in site.letters()] == ["other-event"]


def test_what_is_discarded_is_kept_and_marked(site: Site) -> None:
    """A discarded letter waits no more and is never replayed; it remains a dead letter of the run."""
    site.process(message(1, "garbage", minute=0), message(2, "garbage", minute=1))
    with site.repairs() as repairs:
        assert repairs.discard("messages/1").outcome is Outcome.DISCARDED
        assert len(site.letters()) == 2
        repairs.discard("messages/1", ORDER)
    site.registry.mend()

    assert site.replay("messages/1").outcome is Outcome.CLOSED
    assert [(one["id"], one["state"]) for one in site.letters(every=True)] == [
        ("messages/1", "discarded"),
        ("messages/2", "open"),
    ]
    assert [one["id"] for one in site.hub.lines("deadletters")] == ["messages/1", "messages/2"]
    assert [(line["what"], line["desk"], line["reason"]) for line in site.log()] == [
        ("discard", "FB-ZUID", "ticket 12")
    ]


def test_who_reads_the_content_is_written_down(site: Site) -> None:
    """The payload is handed over only after a line with desk and reason was committed."""
    site.process(message(1, "garbage", minute=0))
    with site.repairs() as repairs:
        letter = repairs.reveal("messages/1", ORDER)

    assert ALICE.encode() in letter.payload
    assert [(line["what"], line["desk"], line["outcome"]) for line in site.log()] == [
        ("reveal", "FB-ZUID", "revealed")
    ]
    assert len(site.letters()) == 1


def test_an_unknown_letter_is_refused(site: Site) -> None:
    """There is nothing to do about a letter that is not there."""
    site.process(message(1, "none", minute=0))
    with site.repairs() as repairs, pytest.raises(ConfigurationError, match="no dead letter"):
        repairs.replay("messages/9", ORDER)


class CrashError(BaseException):
    """Stands for a kill: nothing in the hub may catch it."""


@pytest.mark.parametrize("place", ["before-commit", "after-commit"])
def test_killed_between_any_two_letters_each_happens_once(site: Site, place: str) -> None:
    """Whatever the letter and the side of its commit at which it dies, the next run makes all good, once."""
    todo = [f"messages/{n}" for n in range(1, 7)]
    site.process(*(message(n, "garbage", minute=n, bsn=(ALICE, BOB)[n % 2]) for n in range(1, 7)))
    site.registry.mend()

    def crash(passed: str) -> None:
        if passed == place:
            raise CrashError

    deaths = 0
    for letter in todo:
        try:
            with site.repairs(crash) as repairs:
                repairs.replay(letter, ORDER)
        except CrashError:
            deaths += 1
        site.replay(letter)

    assert deaths == len(todo)
    site.hub.process([])
    assert site.told() == ["OM"] * 6
    assert len({d["id"] for d in site.hub.lines("deliveries")}) == 6
    assert [(line["outcome"], line["letter"]) for line in site.log()] == [("replayed", one) for one in todo]


def test_no_person_is_in_what_is_said(site: Site) -> None:
    """Results, list and log hold no identifier, also when a step fails with one in its text."""
    site.step.broken = {"tell"}
    site.process(message(1, "garbage", minute=0, skn="1234567", bvh=PV))
    site.registry.mend()
    said = [site.replay("messages/1")]

    text = f"{said} {site.letters(every=True)} {site.log()}"
    assert not any(secret in text for secret in (ALICE, "1234567", PV, "cannot"))
    # Embedded, the step runs here: the letter waits, its person does not. On a cluster the step comes later.
    embedded = isinstance(site.hub, Embedded)
    assert (said[0].outcome is Outcome.FAILED) == embedded
    assert len(site.parked()) == (not embedded)
    assert [letter["code"] for letter in site.letters()] == (["unforeseen-failure"] if embedded else [])
