"""A case that sits in COMPAS, through the whole hub: decided there, entered in GPS too, told once."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from hub.adapters import ADAPTERS
from hub.app import replay
from hub.schemas.events import CaseOnMonitor, CaseRegisteredTwice, DecisionTaken, Event, PersonMarked
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import DecisionKind, DecisionStatus, MarkingOrigin, ProsecutionRegistry, Role
from hub.settings import Settings
from simulators.run import generate
from simulators.truth import message_line
from simulators.verify import verify

START = datetime(2016, 9, 6, 9, 0, tzinfo=UTC)
BVH, IN_COMPAS, IN_GPS = "PL2100-2016151617", "01/055016-16", "01/820016-16"

MARKED = PersonMarked(
    house="VH27",
    marking="GCOS-M-1",
    origin=MarkingOrigin.TOP_X,
    valid_from=START - timedelta(days=90),
    registered_at=START - timedelta(days=90),
)
ON_MONITOR = CaseOnMonitor(on_monitor_at=START, region="OOST-BRABANT")
TWICE = CaseRegisteredTwice(continues_in=ProsecutionRegistry.GPS, closed_at=START)
DECIDED = DecisionTaken(
    decision=DecisionKind.TECHNISCH_SEPOT,
    status=DecisionStatus.DEFINITIEF,
    sepot_grounds=("02",),
    decided_at=START,
)

Said = tuple[str, Event, CaseIds | None]


def delivered(folder: Path, said: Iterable[Said]) -> list[tuple[str, str]]:
    """Who got what, when these registries spoke in this order, a minute after each other."""
    with (folder / "messages.ndjson").open("wb") as out:
        for number, (registry, data, case) in enumerate(said):
            adapter, at = ADAPTERS[registry], START + timedelta(minutes=number)
            body = adapter.render(
                Observation(
                    record=f"bericht-{number}",
                    occurred_at=at,
                    actor=Role.SYSTEEM,
                    person=PersonIds(bsn="999993653"),
                    case=case,
                    data=data,
                )
            )
            out.write(message_line(registry, at, adapter.content_type, body))
    result = replay(Settings(), folder / "messages.ndjson", folder)
    assert result.dead == 0
    lines = (folder / "deliveries.ndjson").read_bytes().splitlines()
    return [(line["recipient"], line["type"].rpartition(".")[2]) for line in map(orjson.loads, lines)]


def test_a_decision_of_compas_is_told_as_one_of_gps(tmp_path: Path) -> None:
    """Hit, offer, decision, Terugkoppeling: all due ones, once, also when GPS repeats what COMPAS decided."""
    generate("compas", tmp_path)
    replay(Settings(), tmp_path / "messages.ndjson", tmp_path)

    report = verify(tmp_path, tmp_path)

    assert report.ok, report.as_dict()
    assert report.delivered == 8


def test_an_entry_that_is_closed_closes_no_case(tmp_path: Path) -> None:
    """Sepot ground 99 before the decision: nobody hears an end, and the decision in GPS is told later."""
    both = CaseIds(parketnummer=IN_COMPAS, other_parketnummer=IN_GPS)
    said: list[Said] = [
        ("gcos", MARKED, None),
        ("bosz", ON_MONITOR, CaseIds(bvh=BVH, parketnummer=IN_COMPAS)),
        ("compas", TWICE, both),
    ]
    (tmp_path / "before").mkdir()

    before = delivered(tmp_path / "before", said)
    after = delivered(tmp_path, [*said, ("gps", DECIDED, CaseIds(parketnummer=IN_GPS))])

    assert sorted(before) == [
        ("OM", "veiligheidshuis-hit"),
        ("POLITIE", "veiligheidshuis-hit"),
        ("VH27", "advies-bevestiging-gevraagd"),
    ]
    assert after == [*before, ("VH27", "terugkoppeling")]


def test_both_numbers_find_the_one_case(tmp_path: Path) -> None:
    """After ground 99 tied them, COMPAS and GPS may each decide under their own number: told once."""
    said: list[Said] = [
        ("gcos", MARKED, None),
        ("bosz", ON_MONITOR, CaseIds(bvh=BVH, parketnummer=IN_COMPAS)),
        ("compas", TWICE, CaseIds(parketnummer=IN_COMPAS, other_parketnummer=IN_GPS)),
        ("gps", DECIDED, CaseIds(parketnummer=IN_GPS)),
        ("compas", DECIDED, CaseIds(parketnummer=IN_COMPAS)),
    ]

    assert delivered(tmp_path, said).count(("VH27", "terugkoppeling")) == 1
