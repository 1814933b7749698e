"""The guard at the way out trusts nobody."""

from dataclasses import replace
from datetime import datetime

import pytest

from hub.delivery.egress import build_egress
from hub.errors import PolicyError
from hub.rules import load_rules
from hub.schemas.events import CaseOffered, HouseHit, MarkingEndsSoon, Outbound, Terugkoppeling
from tests.support.addressed import addressed
from tests.support.events import sample

egress = build_egress(load_rules().purpose.may_ever_see)


@pytest.mark.parametrize(
    ("recipient", "data"),
    [("OM", sample(HouseHit)), ("VH22", sample(Terugkoppeling)), ("3RO", HouseHit(house="VH22"))],
)
def test_what_a_recipient_may_see_passes(recipient: str, data: Outbound) -> None:
    """Data that table B can grant this recipient leaves."""
    egress(addressed(recipient, data))


@pytest.mark.parametrize(
    ("recipient", "data", "field"),
    [
        ("SHN", HouseHit(house="VH22"), "house"),
        ("CVOM", HouseHit(house="VH22"), "house"),
        ("NOBODY", CaseOffered(offences=sample(CaseOffered).offences), "offences"),
    ],
)
def test_what_a_recipient_may_never_see_is_refused(recipient: str, data: Outbound, field: str) -> None:
    """One field that table B always denies refuses the whole event, and is named."""
    with pytest.raises(PolicyError) as refused:
        egress(addressed(recipient, data))
    assert refused.value.field == field


def test_no_disclosure_without_a_legal_basis() -> None:
    """An event that names no basis does not leave, whatever it holds (R094)."""
    with pytest.raises(PolicyError, match="no-legal-basis"):
        egress(addressed("OM", HouseHit(), legal_basis=""))


@pytest.mark.parametrize(("at", "granted"), [("2015-12-31T22:59:59Z", False), ("2015-12-31T23:00:00Z", True)])
def test_rules_begin_at_midnight_in_amsterdam(at: str, granted: bool) -> None:
    """The guard dates its rules as the steps do: those of 2016 begin an hour before its day in UTC."""
    event = replace(addressed("VH22", sample(MarkingEndsSoon)), recorded_at=datetime.fromisoformat(at))
    if granted:
        egress(event)
    else:
        with pytest.raises(PolicyError, match="never-for-recipient"):
            egress(event)
