"""A message that breaks a rule is a dead letter that names the rule, and nothing else comes of it."""

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from hub.adapters import ADAPTERS
from hub.app import replay
from hub.settings import Settings
from simulators.truth import message_line

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
START = datetime(2016, 3, 2, 12, 0, tzinfo=UTC)

BREACHES = [
    ("gps-beslissing.xml", b"999990019", b"999990018", "map", "not-a-bsn"),
    ("gps-beslissing.xml", b"02/123456-16", b"77/123456-16", "map", "no-such-parket"),
    ("gps-strafbeschikking.xml", b"1062542255788610", b"1062542255788620", "map", "not-a-cjib-number"),
    ("gps-beslissing.xml", b"<Sepotgrond>20<", b"<Sepotgrond>02<", "step", "sepot-ground-of-other-kind"),
    ("gps-beslissing.xml", b"<Sepotgrond>20<", b"<Sepotgrond>57<", "step", "unknown-sepot-ground"),
    ("gps-beslissing.xml", b"<Sepotgrond>20<", b"<Sepotgrond>99<", "step", "administrative-sepot"),
    ("gps-beslissing.xml", b"<Soort>BSV<", b"<Soort>BSO<", "step", "only-policy-sepot-is-conditional"),
    ("compas-beslissing.txt", b"5420 ", b"5499 ", "map", "administrative-sepot"),
    ("compas-beslissing.txt", b"5420 ", b"5402 ", "step", "technical-sepot-excludes-policy"),
    ("compas-beslissing.txt", b"9900004", b"9900005", "decode", "wrong-count"),
    ("amazone-veelpleger.json", b'"ooit": 27', b'"ooit": 10', "map", "counts-contradict"),
    ("vir-signalen.xml", b"</signaal>", b"<reden>x</reden></signaal>", "map", "signal-content"),
    ("kib-instrument.json", b'"minderjarig": false', b'"minderjarig": true', "map", "instrument-for-minor"),
]


def replayed(folder: Path, name: str, body: bytes) -> tuple[int, list[dict[str, str]]]:
    """How many events came of a message, and its dead letters."""
    registry = name.split("-", maxsplit=1)[0]
    message = message_line(registry, START, ADAPTERS[registry].content_type, body)
    (folder / "messages.ndjson").write_bytes(message)
    result = replay(Settings(), folder / "messages.ndjson", folder)
    letters = [orjson.loads(line) for line in (folder / "deadletters.ndjson").read_bytes().splitlines()]
    return result.sent, letters


@pytest.mark.parametrize(("name", "old", "new", "stage", "code"), BREACHES)
def test_a_breach_is_a_dead_letter_with_its_rule(
    tmp_path: Path, name: str, old: bytes, new: bytes, stage: str, code: str
) -> None:
    """The whole hub refuses it, where it says, with a remedy, and tells nobody anything."""
    right = (EXAMPLES / name).read_bytes()
    assert old in right

    sent, letters = replayed(tmp_path, name, right.replace(old, new))

    assert sent == 0
    assert [(letter["registry"], letter["stage"], letter["code"]) for letter in letters] == [
        (name.split("-", maxsplit=1)[0], stage, code)
    ]
    assert letters[0]["hint"]


@pytest.mark.parametrize("name", sorted({breach[0] for breach in BREACHES}))
def test_without_the_breach_it_is_none(tmp_path: Path, name: str) -> None:
    """The same message as it stands in the documentation is taken; else the test above would prove little."""
    assert replayed(tmp_path, name, (EXAMPLES / name).read_bytes())[1] == []
