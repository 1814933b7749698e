"""What every processor is given, and the few words that they share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.rules import Rules
from hub.rules.purpose import Relation
from hub.schemas.envelope import Envelope
from hub.schemas.events import Outbound
from hub.streams.dossier import NO_CASE, Case, Dossier
from hub.streams.effects import Effect, Send
from hub.streams.fold import OF_A_CASE
from hub.streams.person import at_cvom

OM = "OM"
POLITIE = "POLITIE"
ZSM = (OM, POLITIE)
"""Who sees a case from the monitor on."""

ADVISING = frozenset({"3RO", "RVDK"})
"""The partners that are told of hits, plans and decisions of the cases that they were offered.

KIB's instrument has cases offered to more (row 16); those hear no more of them than that, for table B shows
them neither hits nor advice, and a message without content would still say that there is one.
"""

Told = tuple[Dossier, list[Effect]]
"""What a processor gives back: the dossier with what was told now, and what to do."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One event's turn. ``before``: the dossier without its facts. ``today``: the day in Europe/Amsterdam."""

    rules: Rules
    envelope: Envelope
    now: datetime
    today: date
    before: Dossier

    def concerned(self, dossier: Dossier) -> Sequence[str]:
        """The names of the cases that this event can matter to, also of those that it took away."""
        return self._own_case or sorted(dossier.cases.keys() | self.before.cases.keys())

    def cases(self, dossier: Dossier, *, cvom: bool = False) -> Iterator[tuple[str, Case]]:
        """The cases that this event can matter to: its own, or all where it is about the person.

        Those that are handled at CVOM (row 1) only where ``cvom`` asks for them: what forgets to ask must not
        tell a house of one.
        """
        for identifier in self._own_case or sorted(dossier.cases):
            case = dossier.cases.get(identifier) or NO_CASE
            if cvom or not at_cvom(case):
                yield identifier, case

    @property
    def _own_case(self) -> tuple[str, ...]:
        """The name of the case that the event is of; none where it is about the person."""
        return (self.envelope.case or "",) if type(self.envelope.data) in OF_A_CASE else ()


def advising(case: Case) -> tuple[str, ...]:
    """3RO and Raad, each if it was offered the case, in order: who hears of hits and advice beside ZSM.

    Others who are offered a case under KIB (victim support, say) may see nothing of houses (table B).
    """
    return tuple(partner for partner in case.offered if partner in ADVISING)


def has_case(case: Case, partner: str) -> bool:
    """Whether a partner counts as offered the case: it was, or it gave an advice in it (reading 24).

    Who gave an advice has the case, also where the message of the selection never reached the hub.
    """
    return partner in case.offered or partner in case.advisers


def with_case(dossier: Dossier, identifier: str, case: Case, **told: object) -> Dossier:
    """The dossier with what was told in a case."""
    cases = {**dossier.cases, identifier: case.model_copy(update=told)}
    return dossier.model_copy(update={"cases": cases})


AT_ZSM = Relation(on_monitor=True)
"""How OM and police stand to a case that table A tells them of.

Every row that addresses them is about a case that they work on. Whether the message that it came on the
monitor has arrived is another question (registries keep no order), which only the rows on hits ask.
"""


def to_zsm(identifier: str, data: Outbound, row: str) -> Iterator[Send]:
    """Tell OM and police."""
    for recipient in ZSM:
        yield Send(recipient, identifier, data, row, AT_ZSM)
