"""GPS: the numbers of a case, and entries that stand in COMPAS too. The laws stand in test_adapter_laws."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.adapters.gps import Gps
from hub.errors import MappingError
from hub.schemas.events import CaseRegisteredTwice
from hub.schemas.identifiers import CaseIds
from hub.schemas.vocabulary import ProsecutionRegistry

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
ORDER = (EXAMPLES / "gps-strafbeschikking.xml").read_bytes()
TWICE = (EXAMPLES / "gps-dubbel-ingeboekt.xml").read_bytes()
GPS = Gps()


def test_a_strafbeschikking_has_the_number_of_the_cjib() -> None:
    """It is one of the numbers of the case, beside those of police and OM."""
    (observed,) = GPS.parse(ORDER)

    assert observed.case == CaseIds(
        bvh="PL2000-2016051234", parketnummer="02/123456-16", cjib="1062542255788610"
    )


def test_an_entry_of_gps_is_closed_because_compas_has_the_case() -> None:
    """The same fact as COMPAS reports, the other way round, with both numbers."""
    (observed,) = GPS.parse(TWICE)

    assert observed.case is not None
    assert observed.case.keys()[1:] == (("parketnummer", "02/123456-16"), ("parketnummer", "02/654321-16"))
    assert observed.data == CaseRegisteredTwice(
        continues_in=ProsecutionRegistry.COMPAS, closed_at=datetime(2016, 3, 4, 9, 0, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        (b"1062542255788610", b"1062542255788620", "not-a-cjib-number", "Strafzaak.cjibnummer"),
        (b"1062542255788610", b"106254225578861", "not-a-cjib-number", "Strafzaak.cjibnummer"),
        (b"02/123456-16", b"99/123456-16", "no-such-parket", "Strafzaak.parketnummer"),
        (b"02/123456-16", b"12/123456-16", "no-such-parket", "Strafzaak.parketnummer"),
        (b"02/123456-16", b"02/12345-16", "not-a-parketnummer", "Strafzaak.parketnummer"),
        (b"999990019", b"999990018", "not-a-bsn", "Verdachte.bsn"),
    ],
)
def test_a_wrong_number_is_refused_by_its_rule(old: bytes, new: bytes, code: str, field: str) -> None:
    """Check digits and parketten: a number that cannot exist is no case and no person."""
    with pytest.raises(MappingError) as refused:
        GPS.parse(ORDER.replace(old, new))
    assert (refused.value.code, refused.value.field.replace("@", "")) == (code, field)
    assert refused.value.hint
