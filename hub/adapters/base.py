"""What every adapter offers, and nothing else: four names, two functions and a projection."""

from typing import ClassVar, Protocol

from hub.schemas.events import Event
from hub.schemas.observation import Observation

MAX_NATIVE_BYTES = 1_048_576
"""A native message larger than 1 MiB is refused before it is read; real ones are a few kilobytes."""


class Adapter(Protocol):
    """Speaks one registry's language, in both directions. Stateless: one instance serves all threads.

    Laws, held by property tests (``canonical`` is the adapter's own rewriting of a native message in its
    one preferred spelling):

    - ``parse(render(o)) == (project(o),)`` for every observation ``o`` that the adapter carries;
    - ``render(parse(m)[0]) == canonical(m)`` for every native message ``m``.
    """

    registry: ClassVar[str]
    """Name in topics and files: ``bvh``, ``gcos``, …"""
    version: ClassVar[str]
    """Version of the mapping; stands in dead letters."""
    content_type: ClassVar[str]
    source: ClassVar[str]
    """CloudEvents source: ``urn:nld:oin:<OIN>:systeem:<name>``."""
    carries: ClassVar[tuple[type[Event], ...]]
    """The events that this registry can send or receive."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """Read one native message.

        Raises:
            NativeFormatError: not this format, or hostile; ``field`` is ``byte:<offset>`` where it breaks.
            OversizeError: larger than `MAX_NATIVE_BYTES`.
            MappingError: a field is missing, malformed or holds an unknown code; ``field``: its native path.
        """
        ...

    def render(self, observation: Observation) -> bytes:
        """Write one native message. The observation's person carries what the recipient may know.

        Raises:
            MappingError: the registry does not carry this event.
        """
        ...

    def project(self, observation: Observation) -> Observation:
        """What remains of an observation after a round trip through this format."""
        ...
