"""The contract of this hub, made once."""

import json
from typing import Any

import pytest
import yaml

from hub.app_contract import contract_files
from hub.contracts.places import DOCUMENT


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    """All files of the contract, by their paths."""
    return contract_files()


@pytest.fixture(scope="session")
def document(files: dict[str, str]) -> dict[str, Any]:
    """The AsyncAPI document, read by a stock reader of YAML."""
    found: dict[str, Any] = yaml.safe_load(files[DOCUMENT])
    return found


@pytest.fixture(scope="session")
def json_schemas(files: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The JSON Schema of each event, by its CloudEvents type."""
    found = (json.loads(text) for name, text in files.items() if name.startswith("jsonschema/"))
    return {schema["properties"]["type"]["const"]: schema for schema in found}
