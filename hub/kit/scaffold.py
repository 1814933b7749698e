"""Begins an adapter: a package outside this repository that works and passes the suite as it is.

It speaks of one fact, a house's marking, for something must be there to look at; its author replaces it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from string import Template

from hub.errors import ConfigurationError
from hub.kit.golden import CANONICAL, FOLDER
from hub.kit.plugins import NAME


class Wire(StrEnum):
    """What a new adapter speaks."""

    XML = "xml"
    JSON = "json"
    CSV = "csv"


def scaffold(name: str, wire: Wire, out: Path, taken: frozenset[str]) -> Path:
    """Write the package ``ketenhub-<name>`` into a folder; where it is.

    Args:
        name: of the registry, 2 to 16 lower-case letters and digits, a letter first.
        wire: what it speaks.
        out: the folder that gets a folder with the package in it; it is made if need be.
        taken: names that registries have already.

    Raises:
        ConfigurationError: the name cannot be used, or there is something already; nothing is overwritten.
    """
    if not NAME.fullmatch(name):
        msg = f"{name!r} cannot be a registry's name: 2 to 16 lower-case letters and digits, a letter first"
        raise ConfigurationError(msg)
    if name in taken:
        msg = f"there is a registry {name} already (`ketenhub adapter list`); choose another name"
        raise ConfigurationError(msg)
    target = out / f"ketenhub-{name}"
    if target.exists():
        msg = f"{target} exists, and is left as it is; remove it, or give another --out"
        raise ConfigurationError(msg)
    try:
        out.mkdir(parents=True, exist_ok=True)
        # Written beside and renamed, so that a killed command leaves no half a package under its name.
        draft = Path(tempfile.mkdtemp(prefix=f".ketenhub-{name}-", dir=out))
    except OSError as error:
        msg = f"nothing can be written in {out}: {type(error).__name__}; give another --out"
        raise ConfigurationError(msg) from None
    try:
        for place, content in _files(name, wire):
            (draft / place).parent.mkdir(parents=True, exist_ok=True)
            (draft / place).write_text(content, encoding="utf-8")
        draft.chmod(0o755)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def _files(name: str, wire: Wire) -> Iterator[tuple[str, str]]:
    """Each file of the package: its place and its content."""
    digits = str(int(sha256(name.encode()).hexdigest(), 16))[:11]
    words = {
        "name": name,
        "title": name.capitalize(),
        "adapter": name.capitalize(),
        "source": f"urn:nld:oin:000000999{digits}:systeem:{name}",
    }
    package = f"ketenhub_{name}"
    golden = f"{package}/{FOLDER}/{name}/markering"
    places = {
        "shared/pyproject.toml": "pyproject.toml",
        "shared/README.md": "README.md",
        "shared/test_adapter.py": "tests/test_adapter.py",
        f"shared/markering{CANONICAL}": golden + CANONICAL,
        f"{wire}/adapter.py": f"{package}/adapter.py",
        f"{wire}/markering.{wire}": f"{golden}.{wire}",
    }
    templates = files("hub.kit") / "templates"
    for template, place in places.items():
        text = templates.joinpath(f"{template}.tmpl").read_text(encoding="utf-8")
        yield place, Template(text).substitute(words)
    yield f"{package}/__init__.py", f'"""Adapter of Ketenhub for the registry {name}."""\n'
