"""BVH: two units that registered one fact. The laws stand in test_adapter_laws."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.adapters.bvh import Bvh
from hub.errors import MappingError
from hub.schemas.events import CaseRegisteredTwice
from hub.schemas.identifiers import CaseIds
from hub.schemas.vocabulary import ProsecutionRegistry

TWICE = (Path(__file__).parents[3] / "docs" / "examples" / "bvh-dubbele-registratie.xml").read_bytes()
BVH = Bvh()


def test_a_registration_is_closed_because_another_unit_has_the_case() -> None:
    """Both PV numbers are numbers of the one case, and the police say that it goes on."""
    (observed,) = BVH.parse(TWICE)

    assert observed.case == CaseIds(bvh="PL2100-2016077310", other_bvh="PL2000-2016051234")
    assert observed.data == CaseRegisteredTwice(
        continues_in=ProsecutionRegistry.BVH, closed_at=datetime(2016, 3, 2, 8, 30, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        (b"<GaatVerderIn>BVH", b"<GaatVerderIn>GPS", "unknown-code", "DubbeleRegistratie.GaatVerderIn"),
        (b"PL2000-2016051234", b"PL2000-2016O51234", "not-a-bvh-number", "ProcesVerbaal.AnderPvNummer"),
    ],
)
def test_what_the_police_cannot_mean_is_refused(old: bytes, new: bytes, code: str, field: str) -> None:
    """A case of BVH goes on in no registry of the OM's, and a number with a letter in it is none."""
    with pytest.raises(MappingError) as refused:
        BVH.parse(TWICE.replace(old, new))
    assert (refused.value.code, refused.value.field) == (code, field)
