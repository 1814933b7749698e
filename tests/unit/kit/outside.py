"""Adapters as outsiders bring them: a distribution in a folder of its own, put on the module path."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

THIRTEENTH = '''"""Zorgregister, a register of houses from outside: which persons it has marked. JSON."""

from typing import Annotated, ClassVar

from hub.adapters.mapped import JsonAdapter, events
from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, JsonNumber, LocalSeconds, OwnNumber
from hub.schemas.base import HouseId, Ref
from hub.schemas.events import PersonMarked
from hub.schemas.identifiers import Bsn, BvhNumber, RegistryNumber
from hub.schemas.vocabulary import MarkingOrigin, Role
from pydantic import Field

ROL = {"huis": Role.ADMINISTRATIE_HUIS, "automaat": Role.SYSTEEM}
HERKOMST = {"maatwerk": MarkingOrigin.CASUS_OP_MAAT, "doelgroep": MarkingOrigin.DOELGROEP}


class Client(Native):
    bsn: Bsn | None = None
    registry: Annotated[RegistryNumber | None, OwnNumber("zorgreg")] = Field(None, alias="nummer")


class Zaak(Native):
    bvh: BvhNumber | None = Field(None, alias="pv")


class Kop(Head):
    record: Ref = Field(alias="id")
    version: JsonNumber = Field(alias="versie")
    occurred_at: LocalSeconds = Field(alias="moment")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="door")
    person: Client = Field(Client(), alias="client")
    case: Zaak | None = Field(None, alias="zaak")


class Aanmelding(Body):
    event: ClassVar = PersonMarked
    house: HouseId = Field(alias="huis")
    marking: Ref = Field(alias="aanmelding")
    origin: Annotated[MarkingOrigin, Coded(HERKOMST)] = Field(alias="reden")
    valid_from: LocalSeconds = Field(alias="sinds")
    registered_at: LocalSeconds = Field(alias="genoteerd")


class Zorgregister(JsonAdapter):
    registry, version, source = "zorgreg", "1", "urn:nld:oin:00000099000000888000:systeem:zorgreg"
    format_key, format, kind_key, body_key = "versieformaat", "zorgreg/1", "wat", "inhoud"
    head, bodies = Kop, {"aanmelding": Aanmelding}
    carries = events(bodies)
'''
"""A thirteenth registry, whole; the report has twelve."""


def bring(folder: Path, module: str, text: str, points: str, distribution: str = "zorgregister") -> None:
    """Lay a distribution down as an installer would: a module, and beside it what it announces."""
    folder.mkdir(exist_ok=True)
    (folder / f"{module}.py").write_text(text, encoding="utf-8")
    info = folder / f"{distribution}-2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 2.0\n")
    (info / "entry_points.txt").write_text(f"[ketenhub.adapters]\n{points}\n")


@contextmanager
def on_path(folder: Path, *modules: str) -> Iterator[None]:
    """The folder on the module path; afterwards neither it nor what was loaded from it is left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        importlib.invalidate_caches()
        try:
            yield
        finally:
            for name in modules:
                sys.modules.pop(name, None)
