"""Days of regions whose houses do not have GCOS, as the hub would run them (R021 to R024).

In 2016 there was no link with the houses of Noord-Nederland and Amsterdam (report §4.3.1). Here each is told
in its own register's message and answers in it, on both engines.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.adapters import ADAPTERS
from hub.adapters.vpga import Vpga
from hub.app import partner_adapters, replay
from hub.delivery.native import Identifier, NativeMessage, render
from hub.engine.export import outbound
from hub.engine.read import feedback_status
from hub.engine.store import Store
from hub.rules import load_rules
from hub.rules.reference import load_reference
from hub.schemas.envelope import Envelope
from hub.schemas.events import CaseOffered, FeedbackAcknowledged, PersonMarked, Terugkoppeling
from hub.schemas.identifiers import PersonIds
from hub.settings import Settings
from simulators.behaviour import Behaviour
from simulators.run import Options, generate
from simulators.truth import message_line
from simulators.verify import verify
from tests.scenarios.conftest import Embedded, Replay

NOORD_NEDERLAND = {"VH05": "gcos", "VH06": "vis2", "VH07": "vis2"}
OTHERS = [
    pytest.param("AMSTERDAM", {"VH04": "vehaa"}, id="amsterdam"),
    pytest.param("ROTTERDAM", {"VH19": "vpga", "VH20": "vpga"}, id="rotterdam"),
]
REGIONS = [pytest.param("NOORD-NEDERLAND", NOORD_NEDERLAND, id="noord-nederland"), *OTHERS]
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
EVERY_RECEIPT = Behaviour(acknowledged=1.0)
"""Houses that always say what they did with a feedback."""


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file."""
    yield from map(orjson.loads, path.read_bytes().splitlines())


def register_of(house: str) -> str:
    """The register that a house has, by the map of houses."""
    return load_reference().houses[house].register_name.lower()


def feedback(folder: Path) -> set[tuple[str, str]]:
    """Which house got a Terugkoppeling about which case."""
    sent = [one for one in lines(folder / "deliveries.ndjson") if one["type"] == Terugkoppeling.wire_type()]
    return {(one["recipient"], one["case"]) for one in sent}


def receipts(folder: Path) -> dict[tuple[str, str], set[str]]:
    """What each house answered about which case, each time by a message of its own register."""
    found: dict[tuple[str, str], set[str]] = {}
    for event in lines(folder / "events.ndjson"):
        if event["type"] == FeedbackAcknowledged.wire_type():
            house = event["data"]["house"]
            assert event["source"] == ADAPTERS[register_of(house)].source
            found.setdefault((house, event["caseid"]), set()).add(event["data"]["receipt"])
    return found


def as_the_ledger_has_it(receipts: set[str]) -> str:
    """How far a feedback is after these receipts: only on the agenda, or through the meeting."""
    return "GEAGENDEERD" if receipts == {"GEAGENDEERD"} else "AFGEROND"


def told_natively(store: Store) -> Iterator[tuple[Envelope, NativeMessage]]:
    """Each delivery to a house as its register gets it, with the numbers that the house may have."""
    speakers = partner_adapters(load_rules("hub"))
    for envelope, of_person, of_case in outbound(store):
        if envelope.routing is None or not envelope.routing.recipient.startswith("VH"):
            continue
        person = [Identifier(scheme, value) for scheme, value in of_person]
        case = [Identifier(scheme, value) for scheme, value in of_case]
        yield envelope, render(envelope, person, case, speakers)


def told_and_answered(replayed: Replay, tmp_path: Path, region: str, houses: dict[str, str]) -> None:
    """Play a day: deliveries are those due, in each house's own words, and the receipts come back."""
    assert {house: register_of(house) for house in houses} == houses
    generate("zsm-day", tmp_path, Options(region=region, seed=7, behaviour=EVERY_RECEIPT))
    replayed(tmp_path / "messages.ndjson", tmp_path)

    report = verify(tmp_path, tmp_path)
    assert report.ok, report.as_dict()
    fed_back, answered = feedback(tmp_path), receipts(tmp_path)
    assert {house for house, _ in fed_back} >= houses.keys()
    assert answered.keys() == fed_back
    with replayed.store(tmp_path) as store:
        ledger = {(line["house"], line["case"]): line["status"] for line in feedback_status(store)}
        told = list(told_natively(store))
    assert {key: ledger[key] for key in answered} == {
        key: as_the_ledger_has_it(found) for key, found in answered.items()
    }
    for envelope, message in told:
        adapter = ADAPTERS[register_of(envelope.routing.recipient if envelope.routing else "")]
        assert (message.registry, message.content_type) == (adapter.registry, adapter.content_type)
        (read,) = adapter.parse(message.body)
        assert read.data == envelope.data
    delivered = [
        one["id"] for one in lines(tmp_path / "deliveries.ndjson") if one["recipient"].startswith("VH")
    ]
    assert sorted(envelope.id for envelope, _ in told) == sorted(delivered)


def test_a_day_of_noord_nederland(replayed: Replay, tmp_path: Path) -> None:
    """Each house is told what is due in its own register's words; each receipt comes into the ledger."""
    told_and_answered(replayed, tmp_path, "NOORD-NEDERLAND", NOORD_NEDERLAND)


@pytest.mark.parametrize(("region", "houses"), OTHERS)
def test_a_day_of_another_region(tmp_path: Path, region: str, houses: dict[str, str]) -> None:
    """The same in the regions of VeHaa and vPGA."""
    told_and_answered(Embedded(), tmp_path, region, houses)


@pytest.mark.long
@pytest.mark.parametrize(("region", "houses"), OTHERS)
def test_a_day_of_another_region_on_both_engines(
    replayed: Replay, tmp_path: Path, region: str, houses: dict[str, str]
) -> None:
    """The same on either engine."""
    told_and_answered(replayed, tmp_path, region, houses)


def test_a_day_with_the_kib(tmp_path: Path) -> None:
    """While KIB is on, adults in Rotterdam are offered by colour, not to 3RO and Raad alone (row 16)."""
    generate("zsm-day", tmp_path, Options(region="ROTTERDAM", seed=7, start=date(2016, 6, 6)))
    replay(Settings(), tmp_path / "messages.ndjson", tmp_path)

    report = verify(tmp_path, tmp_path)
    assert report.ok, report.as_dict()
    told = {(one["recipient"], one["type"]) for one in lines(tmp_path / "deliveries.ndjson")}
    offered = {recipient for recipient, kind in told if kind == CaseOffered.wire_type()}
    assert offered == {"SHN", "3RO", "RVDK", "GEMEENTE", "VEILIG_THUIS", "GI"}
    assert {recipient for recipient, _ in told} >= {"KIB", "VH19", "VH20"}


def test_amsterdam_names_its_lists(tmp_path: Path) -> None:
    """Of a marking in VeHaa the hub keeps on which list the person is: minors are on the Top-400."""
    generate("zsm-day", tmp_path, Options(region="AMSTERDAM", seed=7))
    replay(Settings(), tmp_path / "messages.ndjson", tmp_path)
    marked = [
        one["data"] for one in lines(tmp_path / "events.ndjson") if one["type"] == PersonMarked.wire_type()
    ]
    lists = {(one["origin"], one.get("target_list")) for one in marked if one["house"] == "VH04"}

    assert {("TOP_X", "TOP_600"), ("DOELGROEP", "CRIMINELE_FAMILIES"), ("CASUS_OP_MAAT", None)} <= lists
    assert lists <= {
        ("TOP_X", "TOP_600"),
        ("TOP_X", "TOP_400"),
        ("DOELGROEP", "CRIMINELE_FAMILIES"),
        ("CASUS_OP_MAAT", None),
    }


@pytest.mark.parametrize(("region", "houses"), REGIONS)
def test_damaged_messages_of_other_registers_are_named(
    tmp_path: Path, region: str, houses: dict[str, str]
) -> None:
    """Poison in these regions is refused at the stage that it belongs to, and the day is as without."""
    generate("zsm-day", tmp_path, Options(region=region, seed=7, poisoned=200))
    replay(Settings(), tmp_path / "messages.ndjson", tmp_path)
    report = verify(tmp_path, tmp_path)

    assert report.ok, report.as_dict()
    letters = list(lines(tmp_path / "deadletters.ndjson"))
    for register in set(houses.values()):
        assert {one["stage"] for one in letters if one["registry"] == register} >= {"decode", "map"}


def test_an_export_file_with_several_messages_is_taken_apart(tmp_path: Path) -> None:
    """Two markings in one file of vPGA are two events; the file again, with one more row, adds one."""
    vpga = ADAPTERS["vpga"]
    assert isinstance(vpga, Vpga)
    (one,) = vpga.parse((EXAMPLES / "vpga-export.csv").read_bytes())
    persons = [PersonIds(bsn=bsn) for bsn in ("999990019", "999993653", "999994669")]
    three = [
        vpga.native(one.model_copy(update={"record": f"export-{number}", "person": person}))
        for number, person in enumerate(persons)
    ]
    bodies = [vpga.write_all(three[:2]), vpga.write_all([three[2], *three[:2]])]
    with (tmp_path / "messages.ndjson").open("wb") as out:
        for day, body in enumerate(bodies, start=11):
            out.write(message_line("vpga", datetime(2016, 2, day, 12, tzinfo=UTC), vpga.content_type, body))
    result = replay(Settings(), tmp_path / "messages.ndjson", tmp_path)

    assert (result.messages, result.events, result.duplicates, result.dead) == (2, 3, 2, 0)
