"""One try of a rule: an adapter, messages made up for it, and what counts as a breach."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hub.adapters.mapped import MappedAdapter
from hub.errors import InputError
from hub.kit.fields import Path
from hub.kit.natives import ANY, Drawn, Wish, messages
from hub.kit.tampering import Form
from hub.schemas.observation import Observation


class Breach(Exception):  # noqa: N818 - a finding about an adapter, not an error of ours
    """An adapter breaks a rule.

    Attributes:
        place: kind of message and native path, or byte; no content.
        what: what happened there, in words of ours.
    """

    def __init__(self, kind: str, what: str, *, at: str = "") -> None:
        self.place = f"{kind}: {at}" if at else kind
        super().__init__(f"{self.place}: {what}")
        self.what = what


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule's check works with.

    Attributes:
        speaker: the adapter's class; `fresh` makes one, so that what one message leaves behind in an adapter
            shows in the rule about that and in no other.
        form: what can be done to its messages.
        draw: a value of a strategy, chosen by whoever runs the trial.
        kind: the kind of message, for rules that are tried on each; else any.
        met: the places that were tried so far, for rules that must try all of some sort.
    """

    speaker: type[MappedAdapter]
    form: Form
    draw: Callable[[SearchStrategy[Any]], Any]
    kind: str = ""
    met: set[Path] = field(default_factory=set)

    def fresh(self) -> MappedAdapter:
        """An adapter that has read nothing yet."""
        return self.speaker()

    def message(self, wish: Wish = ANY) -> Drawn:
        """A made-up message."""
        kind = self.kind or self.draw(st.sampled_from(sorted(self.speaker.bodies)))
        found: Drawn = self.draw(messages(self.speaker, kind, wish))
        return found

    def read(self, body: bytes, place: str, adapter: MappedAdapter | None = None) -> tuple[Observation, ...]:
        """What the adapter reads in a message that is in order.

        Raises:
            Breach: it refuses it.
        """
        try:
            return (adapter or self.fresh()).parse(body)
        except InputError as error:
            what = f"a message in order is refused: {error.code} at {error.field or 'no place'}"
        raise Breach(place, what)

    def written(self, observation: Observation, place: str, adapter: MappedAdapter | None = None) -> bytes:
        """What the adapter writes for an observation that it carries.

        Raises:
            Breach: it refuses it.
        """
        try:
            return (adapter or self.fresh()).render(observation)
        except InputError as error:
            what = f"an event that it carries is not written: {error.code} at {error.field or 'no place'}"
        raise Breach(place, what)

    def refusal(self, body: bytes) -> InputError | None:
        """How the adapter refuses a message, if it does."""
        try:
            self.fresh().parse(body)
        except InputError as error:
            return error
        return None
