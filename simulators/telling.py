"""What one message, or the clock, makes due: a list that fills up while the chain is reviewed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from hub.rules.reference import Reference
from hub.schemas.envelope import rfc3339
from hub.schemas.events import Outbound
from simulators.delivery import Delivery
from simulators.known import KnownCase, KnownPerson

ZSM = ("OM", "POLITIE")


@dataclass(slots=True)
class Telling:
    """One moment, and what must be told at it.

    Attributes:
        name: what the truth calls the person.
        pull: houses that fetch their Terugkoppeling.
        by_clock: no message brought the moment.
    """

    name: str
    person: KnownPerson
    reference: Reference
    pull: frozenset[str]
    now: datetime
    by_clock: bool
    due: list[Delivery] = field(default_factory=list)

    def tell(self, case: KnownCase, to: Iterable[str], what: type[Outbound], /, **checked: object) -> None:
        """Each of them must hear it now. Two underscores in a field's name go into an object."""
        for recipient in sorted(to):
            self._add(case.key, recipient, what, checked)

    def once(
        self, case: KnownCase, mark: object, to: Iterable[str], what: type[Outbound], /, **checked: object
    ) -> None:
        """The same for those who did not hear it yet; ``mark`` tells it from others of its kind."""
        new = [one for one in to if (what.kind, mark, one) not in case.told]
        case.told |= {(what.kind, mark, one) for one in new}
        self.tell(case, new, what, **checked)

    def tell_of_person(self, recipient: str, what: type[Outbound], /, **checked: object) -> None:
        """Somebody must hear something that is about no case."""
        self._add("", recipient, what, checked)

    def _add(self, case: str, recipient: str, what: type[Outbound], checked: dict[str, object]) -> None:
        fields = {name.replace("__", "."): _written(value) for name, value in checked.items()}
        person = "" if case else self.name
        self.due.append(Delivery(self.now, case, recipient, what, fields, person, self.by_clock))


def _written(value: object) -> object:
    return rfc3339(value) if isinstance(value, datetime) else value
