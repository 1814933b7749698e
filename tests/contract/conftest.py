"""The engines that the contract is run on. The cluster joins here when it exists."""

from pathlib import Path

import pytest

from tests.support.engine import Embedded


@pytest.fixture
def engine(tmp_path: Path) -> Embedded:
    """An engine with plain registry and steps."""
    return Embedded(tmp_path)
