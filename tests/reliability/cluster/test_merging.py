"""Persons who prove to be one while workers die: no dossier is lost on its way, nothing is told twice."""

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.adapters import ADAPTERS
from hub.engine import tables as t
from hub.engine.judgement import merged_persons, worklist
from hub.schemas import codec
from hub.schemas.events import (
    CaseOnMonitor,
    CustodyChanged,
    DecisionTaken,
    Event,
    FeedbackAcknowledged,
    PersonMarked,
    SuspectArrested,
)
from hub.schemas.events.intake import Offence
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import (
    CustodyKind,
    DecisionKind,
    DecisionStatus,
    FeedbackReceipt,
    MarkingOrigin,
    Role,
)
from hub.streams.dossier import Dossier
from simulators.people import bsns_for_tests
from simulators.truth import message_line
from tests.support.figures import report
from tests.support.fleet import Fleet
from tests.support.judgement import judge
from tests.support.strikes import Strikes

NAMES = ("ingest-1", "ingest-2", "steps-1", "steps-2", "deliver-1", "relay-1")
START = datetime(2016, 10, 17, 8, 0, tzinfo=UTC)
PERSONS, KILLS = 144, 12
_LOOK_S = 0.02
_LETTERS = "bdfgklmnprst"


def story(number: int) -> list[tuple[str, Event, PersonIds, CaseIds | None]]:
    """One person: a house marks him by his SKN, the police arrests him by his BSN; the fourth has both."""
    first, second = _LETTERS[number % 12], _LETTERS[number // 12]
    named = {
        "surname": f"{first}a{second}oma",
        "given_names": f"{second}i{first}us",
        "born": date(1960, 1, 1) + timedelta(days=97 * number),
    }
    bsn, skn = bsns_for_tests()[number], f"{70_000_000 + number}"
    by_bsn, by_skn = PersonIds(bsn=bsn, **named), PersonIds(skn=skn, **named)
    case = CaseIds(bvh=f"PL2000-2016{number:06d}", parketnummer=f"02/{number:06d}-16")
    before = START - timedelta(days=9)
    marked = PersonMarked(
        house="VH22",
        marking=f"M-{number}",
        origin=MarkingOrigin.TOP_X,
        valid_from=before,
        registered_at=before,
    )
    arrested = SuspectArrested(
        region="ZEELAND-WEST-BRABANT",
        birth_date=named["born"],
        offences=(Offence(article="Sr 310"),),
        arrested_at=START,
    )
    decided = DecisionTaken(
        decision=DecisionKind.DAGVAARDING, status=DecisionStatus.DEFINITIEF, decided_at=START
    )
    agreed = FeedbackAcknowledged(
        house="VH22", receipt=FeedbackReceipt.GEAGENDEERD, acknowledged_at=START + timedelta(hours=6)
    )
    return [
        ("gcos", marked, by_skn, None),
        ("bvh", arrested, by_bsn, case),
        ("bosz", CaseOnMonitor(on_monitor_at=START, region="ZEELAND-WEST-BRABANT"), by_bsn, case),
        (
            "bvh",
            CustodyChanged(custody=CustodyKind.OPHOUDEN, since=START),
            PersonIds(bsn=bsn, skn=skn, **named),
            case,
        ),
        ("gps", decided, by_bsn, case),
        ("gcos", agreed, by_skn, case),
    ]


def write(file: Path) -> None:
    """All stories, a chapter of everybody at a time."""
    stories = [story(number) for number in range(PERSONS)]
    with file.open("wb") as out:
        for chapter, said in enumerate(zip(*stories, strict=True)):
            for number, (registry, data, person, case) in enumerate(said):
                adapter = ADAPTERS[registry]
                at = START + timedelta(hours=chapter, seconds=number)
                observation = Observation(
                    record=f"{number}-{chapter}",
                    occurred_at=at,
                    actor=Role.SYSTEEM,
                    person=person,
                    case=case,
                    data=data,
                )
                out.write(message_line(registry, at, adapter.content_type, adapter.render(observation)))


@pytest.mark.long
def test_persons_are_merged_while_workers_die(kafka: str, database: str, tmp_path: Path) -> None:
    """Each is told of once, by what two dossiers knew together, and no retired dossier holds anything."""
    write(tmp_path / "messages.ndjson")
    with Fleet(kafka, database, tmp_path / "hub", NAMES, batch=10) as fleet:
        strikes = Strikes(fleet, ("ingest", "steps"), seed=7, kills=KILLS, reach=8)
        strikes.start()
        playing = fleet.play(tmp_path / "messages.ndjson")
        while not playing.is_over:
            strikes.tend()
            time.sleep(_LOOK_S)
        playing.join()
        found = judge(fleet, tmp_path, tmp_path / "out", simulated=False)

        told = Counter((line["recipient"], line["type"].rpartition(".")[2]) for line in found.deliveries)
        once = ("OM", "veiligheidshuis-hit"), ("POLITIE", "veiligheidshuis-hit"), ("VH22", "terugkoppeling")
        assert {told[one] for one in once} == {PERSONS}
        assert not any(line["data"].get("late") for line in found.deliveries)
        assert {status for _, _, _, status, *_ in found.tables["ledger"]} == {"GEAGENDEERD"}
        assert found.letters == []
        merged = {line["retired"]: line["survivor"] for line in merged_persons(fleet.store)}
        assert (len(merged), list(worklist(fleet.store))) == (PERSONS, [])
        with fleet.store.transaction() as connection:
            rows = connection.execute(select(t.dossiers.c.subject, t.dossiers.c.state)).all()
        dossiers = {subject: codec.decode_state(Dossier, state) for subject, state in rows}
        for retired, survivor in merged.items():
            left = dossiers[retired]
            assert (left.merged_into, left.markings, left.cases) == (survivor, {}, {})
            assert retired in dossiers[survivor].parts
        report("merging", persons=PERSONS, events=len(found.events), kills=strikes.total)
