"""One case in two registries, or of two units: one case in the end, one feedback for each house (R016)."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.app import replay
from hub.engine.read import case_timeline
from hub.schemas.events import CasesJoined, DecisionTaken, Terugkoppeling
from hub.settings import Settings
from simulators.retyping import Link
from simulators.run import Options, generate
from simulators.verify import verify
from tests.scenarios.conftest import Embedded, Replay


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def fed_back(folder: Path) -> list[str]:
    """The houses that got a Terugkoppeling, as often as they got one."""
    found = lines(folder / "deliveries.ndjson")
    return sorted(one["recipient"] for one in found if one["type"] == Terugkoppeling.wire_type())


@pytest.mark.parametrize(
    ("scenario", "joined", "houses"),
    [
        pytest.param("migration", 0, ["VH27"], id="moved from COMPAS to GPS"),
        pytest.param("two-registries", 1, ["VH22", "VH27"], id="entered in both"),
        pytest.param("two-units", 1, ["VH27"], id="registered by two units"),
    ],
)
def test_it_is_one_case_in_the_end(
    replayed: Replay, tmp_path: Path, scenario: str, joined: int, houses: list[str]
) -> None:
    """All that is due is told, each house hears of the end once; entries are joined that prove to be one."""
    generate(scenario, tmp_path)
    replayed(tmp_path / "messages.ndjson", tmp_path)

    report = verify(tmp_path, tmp_path)
    assert report.ok, report.as_dict()
    assert report.joined == joined
    assert fed_back(tmp_path) == houses


def test_a_case_that_moved_tells_its_whole_story(tmp_path: Path) -> None:
    """`case show` has what was said in COMPAS and in GPS, in order, and what the house was told of it."""
    generate("migration", tmp_path)
    embedded = Embedded()
    embedded(tmp_path / "messages.ndjson", tmp_path)
    (case,) = {one["case"] for one in lines(tmp_path / "deliveries.ndjson")}
    with embedded.store(tmp_path) as store:
        story = case_timeline(store, case)

    came_in = [
        (line["source"].rpartition(":")[2], line["type"].rpartition(".")[2])
        for line in story
        if line["direction"] == "event"
    ]
    assert came_in == [
        ("gcos", "persoon-gemarkeerd"),
        ("gcos", "advies-klaargezet"),
        ("bvh", "verdachte-aangehouden"),
        ("bosz", "zaak-op-monitor"),
        ("monitor", "selectiebeslissing-genomen"),
        ("monitor", "advies-geraadpleegd"),
        ("compas", "beslissing-genomen"),
        ("bvh", "vrijheidsbeneming-gewijzigd"),
        ("compas", "zaak-dubbel-ingeboekt"),
        ("gps", "justitiegegevens-gemeld"),
        ("ketenhub", "tijdstip-bereikt"),  # the morning after: is there an overview to send?
        ("gps", "beslissing-genomen"),
        ("iris", "beslissing-verwerkt"),
        ("compas", "beslissing-genomen"),
        ("gcos", "terugkoppeling-bevestigd"),
    ]
    told = [(line["recipient"], line["type"]) for line in story if line["direction"] != "event"]
    assert told.count(("VH27", Terugkoppeling.wire_type())) == 1


def test_cases_retyped_by_hand(tmp_path: Path) -> None:
    """Late, refused and doubled as they come, all are told as the messages allow, and no guess joins two."""
    generate("zsm-day", tmp_path, Options(seed=2, days=6, link=Link.RETYPED))
    replay(Settings(), tmp_path / "messages.ndjson", tmp_path)

    report = verify(tmp_path, tmp_path)
    assert report.ok, report.as_dict()
    assert report.joined
    assert report.apart
    assert report.dead_found
    said = [one for one in lines(tmp_path / "events.ndjson") if one["type"] == CasesJoined.wire_type()]
    assert len(said) == report.joined


def test_a_slip_of_the_pen_costs_no_decision(tmp_path: Path) -> None:
    """Each case that was retyped has its decision in the hub, whatever was refused on the way."""
    summary = generate("zsm-day", tmp_path, Options(seed=2, days=2, link=Link.RETYPED))
    replay(Settings(), tmp_path / "messages.ndjson", tmp_path)
    final = {
        one["caseid"]
        for one in lines(tmp_path / "events.ndjson")
        if one["type"] == DecisionTaken.wire_type() and one["data"]["status"] == "DEFINITIEF"
    }

    assert len(final) == summary.cases
