"""A step that fails on one person: that person waits, everyone else goes on, and repair makes it good."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from hub.app import build_ports, open_existing
from hub.app import replay as run_replay
from hub.app_repairs import open_workshop, order
from hub.engine.read import quarantined
from hub.errors import RuleBreachError
from hub.schemas.envelope import Envelope
from hub.settings import Settings
from hub.streams.dossier import Dossier
from hub.streams.step import StepEffect
from simulators.run import Options, generate
from simulators.verify import verify


class FailsForOne:
    """Steps that fail for one subject, at its fifth event and ever after."""

    def __init__(self, subject: str) -> None:
        self._step = build_ports(Settings()).step
        self._subject = subject
        self._left = 4

    def __call__(
        self, dossier: Dossier, event: Envelope, now: datetime
    ) -> tuple[Dossier, tuple[StepEffect, ...]]:
        """Step, or fail."""
        if event.subject == self._subject:
            self._left -= 1
            if self._left < 0:
                raise LookupError
        try:
            return self._step(dossier, event, now)
        except RuleBreachError as error:  # none is in the simulated day; a defect must not pass as a refusal
            raise AssertionError from error


def deliveries(directory: Path) -> dict[str, list[dict[str, Any]]]:
    """What was delivered, by person, in order, without the moment of delivery."""
    found = defaultdict(list)
    for line in (directory / "deliveries.ndjson").read_bytes().splitlines():
        delivery = orjson.loads(line)
        del delivery["at"]
        found[delivery["subject"]].append(delivery)
    return found


def test_one_person_waits_and_is_repaired(tmp_path: Path) -> None:
    """Only the failing person's deliveries are held back; after repair all is as if it had never failed."""
    generate("zsm-day", tmp_path, Options(seed=5))
    messages, calm, failing = tmp_path / "messages.ndjson", tmp_path / "calm", tmp_path / "failing"
    run_replay(Settings(), messages, calm)
    expected = deliveries(calm)
    person = max(expected, key=lambda subject: len(expected[subject]))

    ports = replace(build_ports(Settings()), step=FailsForOne(person))
    total = run_replay(Settings(), messages, failing, ports=ports)

    assert total.quarantined == 1
    held = deliveries(failing)
    assert {s: d for s, d in held.items() if s != person} == {
        s: d for s, d in expected.items() if s != person
    }
    assert len(held.get(person, [])) < len(expected[person])
    store = open_existing(failing)
    assert [line["subject"] for line in quarantined(store)] == [person]
    store.close()

    with open_workshop(Settings(), failing, changing=True) as workshop:
        workshop.repairs.lift(person, order("FB-TEST", "the step is repaired"))

    assert deliveries(failing) == expected
    assert verify(tmp_path, failing).missing.count == 0
