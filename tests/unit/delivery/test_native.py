"""What leaves in a recipient's own language, and with which identifiers."""

import orjson
import pytest

from hub.adapters import ADAPTERS
from hub.app import partner_adapters
from hub.delivery.native import EDGE, Identifier, NativeMessage, render
from hub.rules import load_rules
from hub.schemas.base import Category
from hub.schemas.events import CaseReferred, HouseHit, NoHouse, Outbound, Terugkoppeling
from hub.schemas.identifiers import CaseIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Consulted, DecisionKind, Followed, NoHouseReason
from tests.support.addressed import addressed
from tests.support.engine import START

SPEAKERS = partner_adapters(load_rules())
PERSON = [
    Identifier("bsn", "999990019"),
    Identifier("gcos:VH05", "P0000005"),
    Identifier("gcos:VH22", "P0000022"),
]
CASE = [Identifier("bvh", "PL2000-2016123456")]
FEEDBACK = Terugkoppeling(
    casus="C1",
    decision=DecisionKind.TRANSACTIE,
    decided_at=START,
    consulted=Consulted.NIET,
    followed=Followed.NVT,
)


def sent(recipient: str, data: Outbound, *categories: Category) -> NativeMessage:
    """The native message of an event with these categories granted."""
    return render(addressed(recipient, data, *categories), PERSON, CASE, SPEAKERS)


def read(message: NativeMessage) -> Observation:
    """What the recipient's registry understands."""
    (observation,) = ADAPTERS[message.registry].parse(message.body)
    return observation


@pytest.mark.parametrize(
    ("recipient", "registry", "data"),
    [
        ("VH22", "gcos", FEEDBACK),
        ("OM", "gps", HouseHit(house="VH22")),
        ("POLITIE", "bosz", HouseHit(house="VH22")),
        ("3RO", "iris", CaseReferred(house="VH22")),
        ("RVDK", "kbps", CaseReferred(house="VH22")),
    ],
)
def test_each_recipient_is_spoken_to_in_its_own_language(
    recipient: str, registry: str, data: Outbound
) -> None:
    """The registry of each recipient reads back exactly what was sent, about the right case."""
    message = sent(recipient, data, Category.IDENTITY)

    assert message.registry == registry
    assert message.content_type == ADAPTERS[registry].content_type
    assert read(message).data == data
    assert read(message).case is not None


def test_a_house_gets_its_own_number_of_the_person_only() -> None:
    """Another house's number of the same person goes to nobody else."""
    message = sent("VH22", FEEDBACK, Category.IDENTITY)

    assert read(message).person.registry is not None
    assert b"P0000022" in message.body
    assert b"P0000005" not in message.body


def test_without_identity_nobody_is_named() -> None:
    """If identity was not granted, the message holds no identifier of the person, only the case."""
    message = sent("3RO", CaseReferred(house="VH22"))

    assert read(message).person.keys() == ()
    assert read(message).case is not None
    assert b"999990019" not in message.body


def test_what_a_registry_does_not_know_goes_by_the_edge() -> None:
    """A recipient without a registry, or whose registry has no such message, gets a CloudEvent."""
    for recipient, data in (("VH16", FEEDBACK), ("POLITIE", NoHouse(reason=NoHouseReason.GEEN_WOONPLAATS))):
        message = sent(recipient, data, Category.IDENTITY)

        assert (message.registry, message.content_type) == ("", EDGE)
        assert orjson.loads(message.body)["type"] == data.wire_type()


def test_all_houses_with_gcos_are_spoken_to() -> None:
    """The houses' registers, not a list of our own, decide who is spoken to in what."""
    reference = load_rules().reference
    gcos = {house.id for house in reference.houses.values() if house.register_name == "GCOS"}

    assert {recipient for recipient, adapter in SPEAKERS.items() if adapter.registry == "gcos"} == gcos


@pytest.mark.parametrize("backwards", [False, True])
def test_a_case_that_was_entered_twice_goes_out_with_all_its_numbers(*, backwards: bool) -> None:
    """GPS and COMPAS each have a number for it, so do two units; the order of rows does not matter."""
    case = [Identifier("parketnummer", "01/055016-16"), Identifier("parketnummer", "01/820016-16"), *CASE]
    case.append(Identifier("bvh", "PL2100-2016654321"))
    if backwards:
        case.reverse()
    event = addressed("OM", HouseHit(house="VH22"), Category.IDENTITY)

    observed = read(render(event, PERSON, case, SPEAKERS))

    assert observed.case == CaseIds(
        bvh="PL2000-2016123456",
        other_bvh="PL2100-2016654321",
        parketnummer="01/055016-16",
        other_parketnummer="01/820016-16",
    )
