"""Plug-ins: what cannot be used stops the hub, and says whose it is."""

from pathlib import Path

import pytest

from hub.adapters import ADAPTERS
from hub.app import build_ports, registries
from hub.errors import ConfigurationError
from hub.kit.plugins import from_folder, plugins
from hub.settings import Settings
from tests.unit.kit.outside import THIRTEENTH, bring, on_path

GOOD = "zorgreg = zorgregister:Zorgregister"
OF_BOSZ = THIRTEENTH.replace("urn:nld:oin:00000099000000888000:systeem:zorgreg", ADAPTERS["bosz"].source)

FAULTS = [
    pytest.param("raise RuntimeError('KANARIE')", GOOD, "fails with RuntimeError", id="fails when loaded"),
    pytest.param(
        "import nowhere_at_all", GOOD, "fails with ModuleNotFoundError", id="needs what is not there"
    ),
    pytest.param("Zorgregister = (", GOOD, "fails with SyntaxError", id="is no Python"),
    pytest.param(
        THIRTEENTH, "zorgreg = zorgregister:Andere", "fails with AttributeError", id="has no such name"
    ),
    pytest.param(THIRTEENTH, "bosz = zorgregister:Zorgregister", "built in", id="takes a built-in name"),
    pytest.param(THIRTEENTH, "ander = zorgregister:Zorgregister", "one name", id="has two names"),
    pytest.param("Zorgregister = dict", GOOD, "is no adapter", id="is no adapter"),
    pytest.param(OF_BOSZ, GOOD, "its source is that of bosz", id="takes a source"),
    pytest.param(
        THIRTEENTH.replace("carries = events(bodies)", "carries = ()"), GOOD, "no carries", id="carries none"
    ),
]


@pytest.mark.parametrize(("text", "points", "why"), FAULTS)
def test_a_plug_in_that_cannot_be_used_is_named(tmp_path: Path, text: str, points: str, why: str) -> None:
    """The hub does not start, says which distribution it is and why, and quotes nothing of what it raised."""
    bring(tmp_path, "zorgregister", text, points)

    with on_path(tmp_path, "zorgregister"), pytest.raises(ConfigurationError) as refused:
        build_ports(Settings())

    assert "zorgregister 2.0" in str(refused.value)
    assert why in str(refused.value)
    assert "KANARIE" not in str(refused.value)


def test_two_plug_ins_cannot_have_one_name(tmp_path: Path) -> None:
    """Neither wins by the order of the path: both are named."""
    for distribution in ("een", "twee"):
        bring(
            tmp_path / distribution,
            distribution,
            THIRTEENTH,
            f"zorgreg = {distribution}:Zorgregister",
            distribution,
        )

    with (
        on_path(tmp_path / "een", "een"),
        on_path(tmp_path / "twee", "twee"),
        pytest.raises(ConfigurationError) as refused,
    ):
        plugins(ADAPTERS)

    assert "een 2.0" in str(refused.value)
    assert "twee 2.0" in str(refused.value)


def test_without_plug_ins_there_is_what_is_built_in() -> None:
    """Nothing is found that nobody installed."""
    assert registries() == ADAPTERS


@pytest.mark.parametrize(
    ("project", "why"),
    [
        (None, "does not exist"),
        ("[project", "is not TOML"),
        ("[project]\nname = 'x'\n", "must name one adapter"),
        ("[project.entry-points.'ketenhub.adapters']\na1 = 'nowhere:A'\n", "fails with ModuleNotFoundError"),
    ],
)
def test_a_folder_that_holds_no_adapter_is_refused(tmp_path: Path, project: str | None, why: str) -> None:
    """What is wrong with the folder is said, with the file that it is about."""
    if project is not None:
        (tmp_path / "pyproject.toml").write_text(project)

    with on_path(tmp_path), pytest.raises(ConfigurationError, match=why) as refused:
        from_folder(tmp_path)

    assert str(tmp_path) in str(refused.value)
