"""Random histories through the real steps, held against the oracle of table A and of table B.

``KETENHUB_HISTORIES`` sets how many, ``KETENHUB_HISTORY_SEED`` the first seed. The default, 900, are more
than 20,000 combinations (see `Figures`); `make test-reliability` runs a million, by `tests.oracle.run`.
"""

import os
from collections import Counter

import pytest

from tests.oracle.histories import make_history
from tests.oracle.run import Figures, figures, story_of
from tests.oracle.table_a import judge
from tests.oracle.test_oracle_notices import OF_THE_WHOLE_PROCESS

HISTORIES = int(os.environ.get("KETENHUB_HISTORIES", "900"))
FIRST = int(os.environ.get("KETENHUB_HISTORY_SEED", "0"))
PARTS = 8
"""So that two workers of pytest-xdist share the work."""


@pytest.mark.parametrize("part", range(PARTS))
def test_steps_tell_exactly_what_table_a_says(part: int) -> None:
    """Nobody is told anything that the table does not say, and everybody everything that it says."""
    found = figures(range(FIRST + part * HISTORIES // PARTS, FIRST + (part + 1) * HISTORIES // PARTS))
    assert found == Figures(found.histories, found.combinations, found.deliveries), "\n".join(
        [found.line(), *map(story_of, found.differing[:1])]
    )


def test_histories_reach_every_row() -> None:
    """Each kind of message, each reason and each refusal occurs often enough to be tested."""
    judged = [(history, judge(history)) for history in map(make_history, range(800))]
    kinds: Counter[object] = Counter()
    for history, verdict in judged:
        kinds.update(told.what for told in verdict.told)
        kinds.update(("refused", history.facts[index].what) for index in verdict.refused)
        kinds.update(verdict.ledger.values())
        kinds.update(("to", told.recipient, told.what) for told in verdict.told)
        for told in verdict.told:
            said = dict(told.content)
            kinds.update((told.what, name, said.get(name)) for name in TELLING)
            kinds.update([(told.what, "conflict")] if said.get("conflict") else [])
    for needed in NEEDED:
        assert kinds[needed] >= 5, needed


TELLING = (
    "late", "ended", "reason", "consulted", "followed", "destination", "registry", "term", "unmarked",
    "no_house", "in_time", "complete", "group", "score", "colour", "known_at_a_house",
)  # fmt: skip
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
    *(("refused", what) for what in ("instrument", "preselect", "signal")),
    ("zaak-uit-zsm", "destination", "BACKOFFICE"),
    ("zaak-uit-zsm", "destination", "HALT"),
    ("zaak-uit-zsm", "destination", "PGA"),
    *(("advies-gevraagd", "registry", registry) for registry in ("iris", "kbps", "vir")),
    *(
        ("termijn-verstreken", "term", term)
        for term in ("OPHOUDEN", "INVERZEKERINGSTELLING", "VOORGELEIDING")
    ),
    *(("overzicht-aangehoudenen", "unmarked", unmarked) for unmarked in (True, False)),
    *(("signaal-ontvangen", "no_house", none) for none in (True, False)),
    *(("bevraging-uitslag", "complete", complete) for complete in (True, False)),
    *(("kib-informatie", "known_at_a_house", known) for known in (True, False)),
    *(("instrument-doorgegeven", "colour", colour) for colour in ("GROEN", "ORANJE", "ROOD")),
    *(("to", who, "zaak-aangeboden") for who in ("3RO", "RVDK", "SHN", "GEMEENTE", "VEILIG_THUIS", "GI")),
    *(("to", who, "zaak-doorgezonden") for who in ("BACKOFFICE", "HALT", "PGA")),
    *(("to", who, "vroeghulp-gemeld") for who in ("3RO", "RVDK")),
    *OF_THE_WHOLE_PROCESS,
    "VERSTUURD",
    "AFGELEVERD",
    "GEVRAAGD_AFWACHTEN",
    "GEAGENDEERD",
    "AFGEROND",
    "VERVALLEN",
)
