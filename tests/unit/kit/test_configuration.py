"""What can be seen of an adapter without a message: each fault fails the check that is about it."""

from datetime import datetime
from typing import Annotated, ClassVar

import pytest
from pydantic import Field

from hub.adapters import ADAPTERS
from hub.adapters.mapped import MappedAdapter
from hub.adapters.native import Body
from hub.adapters.spelling import Coded, JsonNumber, LocalSeconds
from hub.kit.configuration import check
from hub.schemas.base import HouseId, Ref
from hub.schemas.events import PlanShared
from hub.schemas.identifiers import Parketnummer
from hub.schemas.vocabulary import MarkingOrigin
from tests.unit.kit.broken import Kop, Markering, Whole


class Nameless(Whole):
    """Has a name that no topic can have."""

    registry = "Heel!"


class Unversioned(Whole):
    """Dead letters cannot say which mapping it was."""

    version = ""


class Impostor(Whole):
    """Has the name of a registry that is built in."""

    registry = "bvh"


class ShortOin(Whole):
    """An OIN has twenty digits."""

    source = "urn:nld:oin:99:systeem:heel"


class OtherSource(Whole):
    """Its events would have the ids of another's."""

    source = ADAPTERS["bosz"].source


class NoType(Whole):
    """A content type that is none."""

    content_type = "json"


class OwnWire(MappedAdapter):
    """Reads and writes by itself."""

    registry, version, content_type = "heel", "1", "text/plain"
    source, head, bodies, carries = Whole.source, Whole.head, Whole.bodies, Whole.carries

    def read(self, body: bytes) -> None:  # type: ignore[override]
        """Nothing."""

    def write(self, message: object) -> None:  # type: ignore[override]
        """Nothing."""


class CarriesMore(Whole):
    """Says that it carries what it has no body for."""

    carries = (*Whole.carries, Whole.carries[0])


class Half(Body):
    """Lacks fields that the event needs."""

    event: ClassVar = Markering.event
    house: HouseId = Field(alias="huis")


class Stray(Markering):
    """Has a field that the event lacks."""

    colour: Ref = Field(alias="kleur")


class OtherDefault(Body):
    """What is absent means something."""

    event: ClassVar = PlanShared
    house: HouseId | None = Field("VH22", alias="huis")


class Twins(Markering):
    """Two fields of one name."""

    casus: Ref | None = Field(None, alias="nummer")


class Alike(Markering):
    """Two codes that differ by their case."""

    origin: Annotated[MarkingOrigin, Coded({"m": MarkingOrigin.CASUS_OP_MAAT, "M": MarkingOrigin.TOP_X})] = (
        Field(alias="herkomst")
    )


class Bare(Markering):
    """A time without a spelling."""

    valid_from: datetime = Field(alias="vanaf")


class NumberedKop(Kop):
    """The message's key is the number of a case."""

    record: Parketnummer = Field(alias="kenmerk")


class Poor(Kop):
    """Has no key of its own, only the version."""

    version: JsonNumber = Field(alias="kenmerk")
    occurred_at: LocalSeconds = Field(alias="tijdstip")


def with_body(body: type[Body]) -> type[Whole]:
    """The whole registry, with one kind of message in the place of all."""
    return type(body.__name__, (Whole,), {"bodies": {"soort": body}, "carries": (body.event,)})


def with_head(head: type[Kop]) -> type[Whole]:
    """The whole registry, with another head."""
    return type(head.__name__, (Whole,), {"head": head})


FAULTS = [
    (Nameless, "name"),
    (Unversioned, "name"),
    (Impostor, "name"),
    (ShortOin, "source"),
    (OtherSource, "source"),
    (NoType, "wire"),
    (OwnWire, "wire"),
    (CarriesMore, "carries"),
    (with_body(Half), "fields-mapped"),
    (with_body(Stray), "fields-mapped"),
    (with_body(OtherDefault), "fields-mapped"),
    (with_body(Twins), "names-unique"),
    (with_body(Alike), "codes-unambiguous"),
    (with_body(Bare), "times-spelled"),
    (with_head(Poor), "names-unique"),
    (with_head(NumberedKop), "record-no-number"),
]


@pytest.mark.parametrize(("adapter", "name"), FAULTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_fault_fails_its_check(adapter: type[MappedAdapter], name: str) -> None:
    """It fails that check, with its place, and beside it only that on golden pairs: there are none."""
    failed = {one.rule: one for one in check(adapter(), ADAPTERS) if not one.passed}

    assert failed.keys() == {name, "golden-parse"}
    assert failed[name].place


@pytest.mark.parametrize("registry", sorted(ADAPTERS))
def test_the_built_in_registries_are_in_order(registry: str) -> None:
    """No check finds anything in a registry of ours."""
    assert [
        (one.rule, one.place, one.what) for one in check(ADAPTERS[registry], ADAPTERS) if not one.passed
    ] == []
