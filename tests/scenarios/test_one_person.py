"""Two dossiers that prove to be one person, on both engines, and what a person judges."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from hub.adapters import ADAPTERS
from hub.app import build_ports
from hub.engine.judgement import Judge, merged_persons, worklist
from hub.engine.letters.taking import Order
from hub.engine.store import Store
from hub.errors import JudgementError
from hub.schemas.events import (
    CaseOnMonitor,
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
    DecisionKind,
    DecisionStatus,
    FeedbackReceipt,
    MarkingOrigin,
    Role,
)
from hub.settings import Settings
from simulators.truth import message_line
from tests.scenarios.conftest import Replay

START = datetime(2016, 10, 17, 8, 0, tzinfo=UTC)
BORN = date(1990, 5, 1)
CASE = CaseIds(bvh="PL2000-2016123456", parketnummer="02/123456-16")
BY = Order("FB-ZWB", "looked both up")
HIT_OM, HIT_POLICE = ("OM", "veiligheidshuis-hit"), ("POLITIE", "veiligheidshuis-hit")

NAMED = {"surname": "Jansen", "given_names": "Remco", "born": BORN}
WITH_BSN = PersonIds(bsn="999990019", **NAMED)
WITH_SKN = PersonIds(skn="70000365", surname="Janssen", given_names="Remco", born=BORN)
WITH_BOTH = PersonIds(bsn="999990019", skn="70000365", **NAMED)
TWIN = PersonIds(skn="70000365", surname="Jansen", given_names="Dennis", born=BORN)

MARKED = PersonMarked(
    house="VH22",
    marking="GCOS-M-1",
    origin=MarkingOrigin.TOP_X,
    valid_from=START - timedelta(days=90),
    registered_at=START - timedelta(days=90),
)
ARRESTED = SuspectArrested(
    region="ZEELAND-WEST-BRABANT",
    birth_date=BORN,
    offences=(Offence(article="Sr 310"),),
    arrested_at=START,
)
ON_MONITOR = CaseOnMonitor(on_monitor_at=START, region="ZEELAND-WEST-BRABANT")
DECIDED = DecisionTaken(
    decision=DecisionKind.DAGVAARDING, status=DecisionStatus.DEFINITIEF, decided_at=START + timedelta(hours=5)
)
AGREED = FeedbackAcknowledged(
    house="VH22", receipt=FeedbackReceipt.GEAGENDEERD, acknowledged_at=START + timedelta(hours=6)
)

Said = tuple[str, Event, PersonIds, CaseIds | None]


def write(folder: Path, said: Iterable[Said]) -> Path:
    """A file in which these registries speak in this order, a minute after each other."""
    file = folder / "messages.ndjson"
    with file.open("wb") as out:
        for number, (registry, data, person, case) in enumerate(said):
            adapter, at = ADAPTERS[registry], START + timedelta(minutes=number)
            observation = Observation(
                record=f"bericht-{number}",
                occurred_at=at,
                actor=Role.SYSTEEM,
                person=person,
                case=case,
                data=data,
            )
            out.write(message_line(registry, at, adapter.content_type, adapter.render(observation)))
    return file


def told(folder: Path, *kinds: str) -> list[tuple[str, str]]:
    """Who got what, sorted; only of some kinds if any are named."""
    lines = map(orjson.loads, (folder / "deliveries.ndjson").read_bytes().splitlines())
    found = ((line["recipient"], line["type"].removeprefix("nl.strafrechtketen.")) for line in lines)
    return sorted(one for one in found if not kinds or one[1] in kinds)


def told_in(store: Store) -> list[tuple[str, str]]:
    """Who was told what, in the order in which it was."""
    with store.transaction() as connection:
        rows = connection.exec_driver_sql(
            "SELECT recipient, attributes FROM outbox WHERE recipient <> '' ORDER BY seq"
        ).all()
    return [(who, orjson.loads(words)["type"].removeprefix("nl.strafrechtketen.")) for who, words in rows]


def refused(folder: Path) -> list[str]:
    """Why dead letters are."""
    lines = (folder / "deadletters.ndjson").read_bytes().splitlines()
    return [orjson.loads(line)["code"] for line in lines]


BEFORE: list[Said] = [
    ("gcos", MARKED, WITH_SKN, None),
    ("bvh", ARRESTED, WITH_BSN, CASE),
    ("bosz", ON_MONITOR, WITH_BSN, CASE),
]


def test_a_message_with_both_numbers_unites_what_is_known_of_one_person(
    replayed: Replay, tmp_path: Path
) -> None:
    """The house has a man's SKN, the police his BSN, the decision both: hit, feedback, receipt follow."""
    said: list[Said] = [
        *BEFORE,
        ("gps", DECIDED, WITH_BOTH, CASE),
        ("gcos", AGREED, WITH_SKN, CASE),
    ]
    replayed(write(tmp_path, said), tmp_path)

    assert refused(tmp_path) == []
    assert told(tmp_path, "veiligheidshuis-hit", "terugkoppeling") == [
        HIT_OM,
        HIT_POLICE,
        ("VH22", "terugkoppeling"),
    ]
    with replayed.store(tmp_path) as store:
        assert [line["kind"] for line in merged_persons(store)] == ["person"]
        assert list(worklist(store)) == []
        with store.transaction() as connection:
            lines = connection.exec_driver_sql("SELECT house, status FROM ledger").all()
    assert lines == [("VH22", "GEAGENDEERD")]


def test_a_twins_number_in_the_wrong_form_unites_nobody(replayed: Replay, tmp_path: Path) -> None:
    """Same surname and birth date, another given name: the pair waits for a person, nobody is told."""
    said: list[Said] = [("gcos", MARKED, TWIN, None), *BEFORE[1:], ("gps", DECIDED, WITH_BOTH, CASE)]
    replayed(write(tmp_path, said), tmp_path)

    assert refused(tmp_path) == ["two-persons"]
    assert told(tmp_path, "veiligheidshuis-hit", "terugkoppeling") == []
    with replayed.store(tmp_path) as store:
        (pair,) = worklist(store)
        assert pair["reasons"] == ["surname-and-birth-date"]


def test_a_judgement_merges_and_a_split_takes_it_back(tmp_path: Path, replayed: Replay) -> None:
    """Judged one: OM hears of the hit. Judged wrong: it hears that there was none, and is corrected."""
    said: list[Said] = [("gcos", MARKED, TWIN, None), *BEFORE[1:]]
    replayed(write(tmp_path, said), tmp_path)
    with replayed.store(tmp_path) as store, replayed.going_on(store) as settled:
        now = START + timedelta(hours=1)
        judge = Judge(build_ports(Settings()), store, now=now, relayed=replayed.relayed)
        (pair,) = worklist(store)
        survivor = judge.one(pair["first"], pair["second"], BY)
        with pytest.raises(JudgementError, match="one already"):
            judge.one(pair["first"], pair["second"], BY)
        settled()
        assert told_in(store) == [HIT_OM, HIT_POLICE, ("VH22", "advies-bevestiging-gevraagd")]

        assert judge.split(pair["second"], BY) == survivor
        settled()

        assert told_in(store)[3:] == [
            HIT_OM,
            HIT_POLICE,
            ("OM", "correctie-doorgegeven"),
            ("POLITIE", "correctie-doorgegeven"),
        ]
        assert (list(worklist(store)), list(merged_persons(store))) == ([], [])
        assert [line["judgement"] for line in worklist(store, judged=True)] == ["two"]
