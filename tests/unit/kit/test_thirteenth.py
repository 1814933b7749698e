"""A registry that nobody here knows: written outside in an hour, and the hub speaks with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from hub.adapters import ADAPTERS
from hub.adapters.mapped import MappedAdapter
from hub.app import build_ports, declared, registries, replay
from hub.kit.configuration import check
from hub.kit.conformance import conformance
from hub.kit.rules import RULES
from hub.schemas.events import CaseOnMonitor, PersonMarked
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import MarkingOrigin, Role
from hub.settings import Settings
from simulators.truth import message_line
from tests.unit.kit.outside import THIRTEENTH, bring, on_path

START = datetime(2016, 3, 2, 9, 0, tzinfo=UTC)
PERSON = PersonIds(bsn="999990019")


@pytest.fixture
def thirteenth(tmp_path: Path) -> Iterator[MappedAdapter]:
    """The adapter from outside, installed."""
    bring(tmp_path / "outside", "zorgregister", THIRTEENTH, "zorgreg = zorgregister:Zorgregister")
    with on_path(tmp_path / "outside", "zorgregister"):
        yield registries()["zorgreg"]


def test_it_takes_less_than_fifty_lines() -> None:
    """A simple registry is declarations, and few."""
    assert len(THIRTEENTH.splitlines()) < 50


def test_it_holds_every_rule(thirteenth: MappedAdapter) -> None:
    """The suite that the built-in registries pass is the one that it passes."""
    report = conformance(thirteenth, examples=15)

    assert [(one.rule, one.place, one.what) for one in report.failed] == []
    assert len(report.outcomes) == len(RULES)


def test_its_configuration_is_in_order(thirteenth: MappedAdapter) -> None:
    """All checks pass but the one on golden pairs, of which it has none, and that says so."""
    assert [one.rule for one in check(thirteenth, ADAPTERS) if not one.passed] == ["golden-parse"]


def test_the_hub_knows_it_everywhere(thirteenth: MappedAdapter) -> None:
    """Ingest reads it, and a cluster has a topic for it, which that registry alone may write."""
    topics = {topic.name: topic for topic in declared(Settings()).topics}

    assert build_ports(Settings()).registries["zorgreg"].source == thirteenth.source
    assert topics["in.zorgreg"].writers == ("registry-zorgreg",)


def test_its_message_becomes_a_hit(thirteenth: MappedAdapter, tmp_path: Path) -> None:
    """A person whom it marked comes on the monitor, and OM and police are told that the house knows him."""
    marked = Observation(
        record="m-1",
        occurred_at=START,
        actor=Role.ADMINISTRATIE_HUIS,
        person=PERSON,
        data=PersonMarked(
            house="VH22",
            marking="a-7",
            origin=MarkingOrigin.DOELGROEP,
            valid_from=START,
            registered_at=START,
        ),
    )
    shown = Observation(
        record="b-1",
        occurred_at=START + timedelta(hours=1),
        actor=Role.ADMINISTRATIE_POLITIE,
        person=PERSON,
        case=CaseIds(bvh="PL2000-2016123456"),
        data=CaseOnMonitor(on_monitor_at=START + timedelta(hours=1), region="ZEELAND-WEST-BRABANT"),
    )
    lines = [
        message_line(adapter.registry, one.occurred_at, adapter.content_type, adapter.render(one))
        for adapter, one in ((thirteenth, marked), (ADAPTERS["bosz"], shown))
    ]
    (tmp_path / "messages.ndjson").write_bytes(b"".join(lines))

    result = replay(Settings(), tmp_path / "messages.ndjson", tmp_path)

    told = [orjson.loads(line) for line in (tmp_path / "deliveries.ndjson").read_bytes().splitlines()]
    hits = {one["recipient"] for one in told if one["type"].endswith(".veiligheidshuis-hit")}
    assert result.dead == 0
    assert hits == {"OM", "POLITIE"}
    assert {one["data"]["house"] for one in told if one["recipient"] in hits} == {"VH22"}
