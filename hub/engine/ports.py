"""What the engine is given by the composition root: callables, so that it imports no adapter and no rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from hub.engine.pseudonyms import Pseudonyms
from hub.schemas.envelope import Envelope
from hub.schemas.observation import Observation
from hub.streams.step import Step


class Registry(Protocol):
    """What the engine needs of an adapter."""

    @property
    def source(self) -> str:
        """CloudEvents source of its events."""

    @property
    def version(self) -> str:
        """Version of the mapping, for dead letters."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """Read one native message."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the engine calls.

    ``egress`` is asked once more before an event enters a recipient's outbox, and raises `PolicyError` on
    what that recipient may never see.
    """

    registries: Mapping[str, Registry]
    pseudonyms: Pseudonyms
    step: Step
    egress: Callable[[Envelope], None]
    synthetic: bool
