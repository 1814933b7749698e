"""Golden pairs: somebody has looked at them, and they hold in both directions."""

from pathlib import Path

import pytest

from hub.adapters import ADAPTERS
from hub.kit import golden as pairs
from hub.kit.golden import Pair, canonical_json, golden, observations_from, pairs_of

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
PAIR = pairs_of(ADAPTERS["bvh"])[0]


@pytest.mark.parametrize("registry", sorted(ADAPTERS))
def test_the_golden_pairs_of_a_registry_hold(registry: str) -> None:
    """Each is read as what stands beside it, and what stands there is written as it."""
    assert [(one.rule, one.place, one.what) for one in golden(ADAPTERS[registry]) if not one.passed] == []


def test_every_documented_example_is_golden() -> None:
    """What the documentation shows is what the adapters are held to, and there is nothing else."""
    shown = {path.name: path.read_bytes() for path in EXAMPLES.iterdir()}
    held = {f"{name}-{pair.name}": pair.native for name in ADAPTERS for pair in pairs_of(ADAPTERS[name])}

    assert held == shown


@pytest.mark.parametrize(
    ("pair", "place", "why"),
    [
        (Pair("a.xml", PAIR.native, None), "a.xml", "has no .canonical.json"),
        (Pair("a.xml", b"<a/>", PAIR.canonical), "a.xml", "is refused: wrong-root at byte:0"),
        (Pair("a.xml", PAIR.native, b"{"), "a.xml", "not a list of objects"),
        (Pair("a.xml", PAIR.native, b'[{"type": "nothing"}]'), "a.xml", "not a list of objects"),
        (Pair("a.xml", PAIR.native, b"[]"), "a.xml", "is read otherwise: number of them"),
    ],
)
def test_a_pair_that_does_not_hold_is_named(
    monkeypatch: pytest.MonkeyPatch, pair: Pair, place: str, why: str
) -> None:
    """The file is told, and what is wrong with it; nothing of what stands in it."""
    monkeypatch.setattr(pairs, "pairs_of", lambda _: (pair,))

    read, _ = golden(ADAPTERS["bvh"])

    assert not read.passed
    assert read.place == place
    assert why in read.what
    assert "999990019" not in read.what


def test_a_pair_that_means_something_else_is_named_by_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mapping that takes one field for another is seen, which no law of round trips can."""
    meant = (PAIR.canonical or b"").replace(b"GM0716", b"GM0717")
    monkeypatch.setattr(pairs, "pairs_of", lambda _: (Pair("a.xml", PAIR.native, meant),))

    read, written = golden(ADAPTERS["bvh"])

    assert read.what == "is read otherwise: 0.data.residence"
    assert not written.passed


def test_canonical_json_comes_back() -> None:
    """What a golden file says is the observation, whole."""
    observations = ADAPTERS["bvh"].parse(PAIR.native)

    assert observations_from(canonical_json(observations)) == observations


def test_a_value_that_is_refused_is_not_quoted() -> None:
    """A golden file may be of a person: what is wrong in it is told by its path."""
    wrong = (PAIR.canonical or b"").replace(b"999990019", b"999990018")

    with pytest.raises(ValueError, match=r"person\.bsn") as refused:
        observations_from(wrong)

    assert "999990018" not in str(refused.value)
