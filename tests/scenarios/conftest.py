"""What the scenarios share: a way to play a file of messages on either engine."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from hub.app import replay
from hub.app_replay import remove_topics, replay_on_cluster
from hub.settings import Settings

Replay = Callable[[Path, Path], object]
"""Processes a file of messages into a folder."""


@pytest.fixture(params=["embedded", "cluster"])
def replayed(request: pytest.FixtureRequest) -> Iterator[Replay]:
    """Replays on the embedded engine, or on a real Kafka and PostgreSQL."""
    if request.param == "embedded":
        yield partial(replay, Settings())
        return
    settings = Settings(
        kafka=request.getfixturevalue("kafka"),
        database=request.getfixturevalue("database"),
        topic_prefix=f"s{uuid4().hex[:8]}.",
        replication=1,
    )
    yield partial(replay_on_cluster, settings)
    remove_topics(settings)
