"""Random histories through the real steps, held against the oracle of table A.

``KETENHUB_HISTORIES`` sets how many (default 2,000; `make test-reliability` runs 100,000 with
``python -m tests.oracle.run``), ``KETENHUB_HISTORY_SEED`` the first seed.
"""

import os
from collections import Counter

import pytest

from tests.oracle.histories import make_history
from tests.oracle.run import Figures, figures, story_of
from tests.oracle.table_a import judge

HISTORIES = int(os.environ.get("KETENHUB_HISTORIES", "2000"))
FIRST = int(os.environ.get("KETENHUB_HISTORY_SEED", "0"))
PARTS = 8
"""So that two workers of pytest-xdist share the work."""


@pytest.mark.parametrize("part", range(PARTS))
def test_steps_tell_exactly_what_table_a_says(part: int) -> None:
    """Nobody is told anything that the table does not say, and everybody everything that it says."""
    found = figures(range(FIRST + part * HISTORIES // PARTS, FIRST + (part + 1) * HISTORIES // PARTS))
    assert found == Figures(found.histories, found.deliveries), "\n".join(
        [found.line(), *map(story_of, found.differing[:1])]
    )


def test_histories_reach_every_row() -> None:
    """Each kind of message, each reason and each refusal occurs often enough to be tested."""
    judged = [(history, judge(history)) for history in map(make_history, range(600))]
    kinds: Counter[object] = Counter()
    for history, verdict in judged:
        kinds.update(told.what for told in verdict.told)
        kinds.update(("refused", history.facts[index].what) for index in verdict.refused)
        kinds.update(verdict.ledger.values())
        for told in verdict.told:
            said = dict(told.content)
            kinds.update((told.what, name, said.get(name)) for name in TELLING)
            kinds.update([(told.what, "conflict")] if said.get("conflict") else [])
    for needed in NEEDED:
        assert kinds[needed] >= 5, needed


TELLING = ("late", "ended", "reason", "consulted", "followed")
REASONS = ("MEERDERE_HUIZEN", "GEEN_WOONPLAATS", "GEEN_HUIS_VOOR_GEMEENTE", "KEUZE_NIET_TOEGESTAAN")
WEIGHED = ("OVERGENOMEN", "KENNISGEVING", "AFGEWEKEN", "NIET_GEMELD", "NVT")
NEEDED: tuple[object, ...] = (
    "veiligheidshuis-hit",
    "advies-bevestiging-gevraagd",
    "correctie-doorgegeven",
    "zaak-aangeboden",
    "advies-gevraagd",
    "leeftijd-onbekend",
    "zaak-verwezen",
    "geen-huis",
    "casusantwoord-doorgegeven",
    "plan-doorgegeven",
    "beslissing-meegedeeld",
    "terugkoppeling",
    ("veiligheidshuis-hit", "late", True),
    ("veiligheidshuis-hit", "conflict"),
    *(("veiligheidshuis-hit", "ended", reason) for reason in ("LOSGELATEN", "VERLOPEN", "FOUTIEF")),
    *(("geen-huis", "reason", reason) for reason in REASONS),
    *(("terugkoppeling", "consulted", how) for how in ("VOOR_BESLISSING", "NA_BESLISSING", "NIET", "NVT")),
    *(("terugkoppeling", "followed", how) for how in WEIGHED),
    ("terugkoppeling", "late", True),
    *(("refused", what) for what in ("selection", "decision", "triaged", "plan")),
    "VERSTUURD",
    "AFGELEVERD",
    "GEVRAAGD_AFWACHTEN",
    "GEAGENDEERD",
    "AFGEROND",
    "VERVALLEN",
)
