"""The only module of the rules that reads files: the tables and rules that ship in ``hub/rules/data/``.

CSV for tables, TOML for rules. Lines of a CSV that start with ``#`` name its source and licence. A cell left
empty is absent, so that the model's default applies. What does not fit its model stops the program at start:
a rule that is half understood must not decide about a person.
"""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from hub.errors import ConfigurationError

Model = TypeVar("Model", bound=BaseModel)


def read_table(name: str, model: type[Model]) -> tuple[Model, ...]:
    """The rows of ``data/<name>``, a CSV in UTF-8 with a header line, in the file's order.

    Raises:
        ConfigurationError: no such file, or a row does not fit the model.
    """
    lines = (line for line in _text(name).splitlines() if line and not line.startswith("#"))
    rows = ({key: cell for key, cell in row.items() if cell != ""} for row in csv.DictReader(lines))
    return fit(name, model, rows)


def read_rules(name: str) -> dict[str, Any]:
    """The document of ``data/<name>``, a TOML file.

    Raises:
        ConfigurationError: no such file, or it is not TOML.
    """
    try:
        return tomllib.loads(_text(name))
    except tomllib.TOMLDecodeError as error:
        msg = f"hub/rules/data/{name} is not TOML: {error}"
        raise ConfigurationError(msg) from None


def fit(name: str, model: type[Model], rows: Iterable[Mapping[str, Any]]) -> tuple[Model, ...]:
    """Rows as models; the file's ``name`` and the row's number stand in the error.

    Raises:
        ConfigurationError: a row does not fit.
    """
    fitted = []
    for number, row in enumerate(rows, start=1):
        try:
            fitted.append(model.model_validate(row, strict=False))
        except ValidationError as error:
            where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in error.errors())
            msg = f"hub/rules/data/{name}, entry {number}: {where}"
            raise ConfigurationError(msg) from None
    return tuple(fitted)


def _text(name: str) -> str:
    try:
        return files("hub.rules").joinpath("data", name).read_text("utf-8")
    except FileNotFoundError:
        msg = f"hub/rules/data/{name} is missing from the package"
        raise ConfigurationError(msg) from None
