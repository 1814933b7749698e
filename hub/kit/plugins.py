"""Adapters that live outside this repository: entry points of the group ``ketenhub.adapters``.

Found when the parts are wired (`hub.app`) or a command asks, never by an import. A plug-in that cannot be
used stops the hub: one that was passed over would make dead letters of a registry that somebody relies on.
"""

import importlib
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from hub.adapters.mapped import MappedAdapter
from hub.errors import ConfigurationError

GROUP = "ketenhub.adapters"
BUILT_IN = "built in"
"""What stands in the place of a distribution for adapters of this repository."""
NAME = re.compile(r"[a-z][a-z0-9]{1,15}")
"""Names of registries: they stand in topics, files and the schemes of persons' numbers."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """An adapter from outside, and the distribution that it came with."""

    adapter: MappedAdapter
    distribution: str


def plugins(built_in: Mapping[str, MappedAdapter]) -> dict[str, Plugin]:
    """The adapters of all installed distributions, by the name of their registry.

    Raises:
        ConfigurationError: one cannot be loaded, has a name or source that is taken, or is no adapter; the
            text names its distribution.
    """
    found: dict[str, Plugin] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        owner = f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown distribution"
        if point.name in built_in:
            raise _refused(point, owner, "that name is built in, and a plug-in cannot take its place")
        if point.name in found:
            other = found[point.name].distribution
            if other == owner:
                continue  # the same distribution, on the path twice
            raise _refused(point, owner, f"{other} has it too; uninstall one of them")
        adapter = load(point, owner)
        taken = {**built_in, **{name: plugin.adapter for name, plugin in found.items()}}
        for name, known in taken.items():
            if known.source == adapter.source:
                raise _refused(point, owner, f"its source is that of {name}: their event ids would collide")
        found[point.name] = Plugin(adapter, owner)
    return found


def load(point: EntryPoint, owner: str) -> MappedAdapter:
    """The adapter that an entry point names.

    Raises:
        ConfigurationError: it cannot be loaded, or is no adapter.
    """
    try:
        loaded: Any = point.load()
        adapter = loaded() if isinstance(loaded, type) else loaded
    except Exception as error:  # noqa: BLE001 - whatever somebody else's module does when it is loaded
        raise _refused(point, owner, f"{point.value} fails with {type(error).__name__} when loaded") from None
    if not isinstance(adapter, MappedAdapter):
        kinds = "XmlAdapter, JsonAdapter, CsvAdapter or FixedAdapter"
        raise _refused(point, owner, f"{point.value} is no adapter: derive from {kinds}")
    if not NAME.fullmatch(point.name) or getattr(adapter, "registry", "") != point.name:
        raise _refused(
            point, owner, "the entry point and the adapter's registry must have one name, as in bvh"
        )
    missing = [
        name
        for name in ("version", "content_type", "source", "carries", "head", "bodies")
        if not getattr(adapter, name, None)
    ]
    if missing:
        raise _refused(point, owner, f"it has no {', '.join(missing)}")
    return adapter


def from_folder(folder: Path) -> Plugin:
    """The adapter of a package that is not installed, by what its pyproject.toml says.

    Its folder is put on the module path of this process: this runs the code that lies there.

    Raises:
        ConfigurationError: no pyproject.toml, not exactly one adapter in it, or it cannot be loaded.
    """
    project = folder / "pyproject.toml"
    try:
        content = tomllib.loads(project.read_text(encoding="utf-8"))
    except FileNotFoundError:
        msg = (
            f"{project} does not exist; give the name of an adapter (`ketenhub adapter list`), or its folder"
        )
        raise ConfigurationError(msg) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        msg = f"{project} is not TOML"
        raise ConfigurationError(msg) from None
    points = content.get("project", {}).get("entry-points", {}).get(GROUP, {})
    if len(points) != 1:
        msg = (
            f'{project} must name one adapter under [project.entry-points."{GROUP}"]; it names {len(points)}'
        )
        raise ConfigurationError(msg)
    ((name, value),) = points.items()
    place = str(folder.resolve())
    if place not in sys.path:
        sys.path.insert(0, place)
        importlib.invalidate_caches()
    return Plugin(load(EntryPoint(name, value, GROUP), str(folder)), str(folder))


def _refused(point: EntryPoint, owner: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"the adapter {point.name} of {owner} cannot be used: {why}")
