"""The first half of the hub, without a database: messages to events, or to what is refused of them."""

from collections.abc import Sequence
from typing import Any

import orjson

from hub.engine.intake import Intake, Parsed, Refusal, parse
from hub.engine.messages import Message
from hub.engine.ports import Ports
from hub.engine.pseudonyms import Pseudonyms
from hub.errors import IdentityError, MappingError
from hub.schemas.envelope import Envelope
from hub.schemas.observation import Observation
from tests.support.engine import ALICE, BOB, START, PlainRegistry, PlainStep, message, plain_ports


class SeveralRegistry:
    """Several messages of the plain registry in one."""

    source = PlainRegistry.source
    version = "1"

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """Read them."""
        plain = PlainRegistry()
        return tuple(found for one in orjson.loads(body) for found in plain.parse(orjson.dumps(one)))


def several(ports: Ports, *bodies: dict[str, Any]) -> Parsed:
    """A message with several observations, read."""
    return parse(ports, Message(1, "several", START, orjson.dumps(bodies), None, "messages/1"))


def said(record: str, bsn: str | None) -> dict[str, Any]:
    """One of them."""
    return {"record": record, "at": START.isoformat(), "bsn": bsn, "do": "none"}


def many_ports() -> Ports:
    """Ports with that registry."""
    return Ports(
        registries={"several": SeveralRegistry()},
        pseudonyms=Pseudonyms("test"),
        step=PlainStep(),
        egress=lambda _: None,
        synthetic=True,
    )


def outcomes(intake: Intake, parsed: Parsed) -> list[tuple[str, Envelope | Refusal]]:
    """What comes of a message."""
    return list(intake.events(parsed, START))


def codes(found: Sequence[tuple[str, Envelope | Refusal]]) -> list[tuple[str, str]]:
    """The dead letter's id of each, with the code of the refusal or nothing."""
    return [(letter, one.error.code if isinstance(one, Refusal) else "") for letter, one in found]


def test_a_message_is_an_event_under_pseudonyms() -> None:
    """The event has the registry's source, the moment of receipt, and no identifier."""
    ports = plain_ports()
    ((letter, event),) = outcomes(Intake(ports), parse(ports, message(1, "none", minute=0)))

    assert letter == "messages/1"
    assert isinstance(event, Envelope)
    assert (event.source, event.recorded_at, event.version) == (PlainRegistry.source, START, 1)
    assert ALICE not in str(event.attributes())
    assert event.record == ports.pseudonyms.record(PlainRegistry.source, "r1")


def test_the_same_fact_is_the_same_event_in_every_run() -> None:
    """An event's id comes from source, record, version and place in the message alone."""
    first, second = (parse(ports, message(1, "none", minute=0)) for ports in (plain_ports(), plain_ports()))
    later = parse(plain_ports(), message(1, "none", minute=9, version=2))

    intake = Intake(plain_ports())
    assert intake.ids([first]) == intake.ids([second])
    assert intake.ids([first]) != intake.ids([later])


def test_what_was_seen_is_dropped_and_counted() -> None:
    """An event that exists already, before or within this transaction, is not made again."""
    ports = plain_ports()
    intake = Intake(ports)
    known, new = (parse(ports, message(n, "none", minute=n)) for n in (1, 2))
    intake.seen = set(intake.ids([known]))

    found = [outcome for item in (known, new, new) for outcome in outcomes(intake, item)]

    assert len(found) == 1
    assert intake.duplicates == 2


def test_each_refused_part_of_a_message_has_a_letter_of_its_own() -> None:
    """The first observation's letter is the message's; later ones have their number behind it."""
    ports = many_ports()
    parsed = several(ports, said("a", None), said("b", ALICE), said("c", None))

    assert codes(outcomes(Intake(ports), parsed)) == [
        ("messages/1", "no-person"),
        ("messages/1/1", ""),
        ("messages/1/2", "no-person"),
    ]


def test_a_refusal_names_the_event_that_it_would_have_been() -> None:
    """Who repairs a dead letter finds the event's id there, and the event may then still be made."""
    ports = many_ports()
    intake = Intake(ports)
    parsed = several(ports, said("a", None))

    ((_, refusal),) = outcomes(intake, parsed)

    assert isinstance(refusal, Refusal)
    assert isinstance(refusal.error, IdentityError)
    assert [refusal.event] == intake.ids([parsed])
    assert intake.seen == set()


def test_what_an_adapter_refuses_is_one_refusal() -> None:
    """A message that cannot be read, an unknown registry, and a broken adapter are each one dead letter."""
    ports = plain_ports()
    given = [
        message(1, "garbage", minute=0),
        message(2, "crash", minute=0),
        Message(3, "nobody", START, b"", None, "messages/3"),
        Message(4, "plain", None, b"", MappingError("not-json"), "messages/4"),
    ]

    found = [outcome for one in given for outcome in outcomes(Intake(ports), parse(ports, one))]

    assert codes(found) == [
        ("messages/1", "unknown-code"),
        ("messages/2", "adapter-failure"),
        ("messages/3", "unknown-registry"),
        ("messages/4", "not-json"),
    ]


def test_all_hashes_of_a_transaction_are_known_beforehand() -> None:
    """What must be read and locked for a batch is known before the first of its messages is resolved."""
    ports = plain_ports()
    intake = Intake(ports)
    parsed = [
        parse(ports, message(1, "none", minute=0, bsn=ALICE, skn="1234567")),
        parse(ports, message(2, "none", minute=0, bsn=BOB, parket="02/123456-16")),
        parse(ports, message(3, "garbage", minute=0)),
    ]
    wanted = intake.hashes(parsed)

    for item in parsed:
        outcomes(intake, item)

    assert {row.hash for row in intake.resolver.fresh.identity} == wanted
    assert len(wanted) == 4


def test_what_else_stands_in_a_file_makes_no_other_event() -> None:
    """A record that comes again in a longer file, in another place, is the event that came before."""
    ports = many_ports()
    intake = Intake(ports)
    first = outcomes(intake, several(ports, said("r1", ALICE)))
    again = outcomes(intake, several(ports, said("r2", BOB), said("r1", ALICE)))

    assert [len(first), len(again), intake.duplicates] == [1, 1, 1]


def test_two_facts_of_one_record_and_version_are_two_events() -> None:
    """Within one version of a record their order tells them apart."""
    ports = many_ports()
    found = outcomes(Intake(ports), several(ports, said("r1", ALICE), said("r1", ALICE)))

    assert len({one.id for _, one in found if isinstance(one, Envelope)}) == 2
