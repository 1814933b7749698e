"""Who should speak with whom about a case (R046, R100, R101; readings 55 and 65).

"Call", "visit" and "video" are `contact-gevraagd` by phone, in the room and on a screen. VH19 (Rotterdam)
has a physical link and keeps the hours of ZSM, VH20 (Drechtsteden) a video link and office hours; VH22 is
connected digitally. 3RO was offered the case at 11:00, where the row says that it was selected.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    11:00 selected, 11:30 IRIS: known, handler     11:30 3RO call
2    10:30 IRIS: known, handler, 11:00 selected      11:00 3RO call
     wrong: at 10:30                                 3RO does not have the case yet
3    as 1, 11:40 IRIS: another handler               11:30 3RO call, once
4    11:00 selected, IRIS: known, nobody named       nothing
5    10:30 as 2, 10:40 IRIS: not known, 11:00        nothing
     selected
6    VH22 marked, 12:00 VH22 wants to speak          12:00 OM call by VH22
7    as 6, 12:10 the same message again              as 6
8    VH19 marked, 10:00 on monitor, 10:30 moment     10:30 VH19 visit
     planned for 14:00
9    VH20 marked, as 8                               10:30 VH20 video
10   VH20 marked, as 8 for 20:00                     nothing: it is shut then, its stored advice stands
11   VH22 marked, as 8                               nothing: ZSM calls it when it wants to
12   as 8, 11:00 moment planned for 15:00            as 8; 11:00 VH19 visit
     wrong: 10:30 only                               waits at a table where nobody comes
13   10:30 moment planned for 14:00, 11:00 on        11:00 VH19 visit
     monitor, VH19 marked
14   as 13, but on monitor at 14:30                  nothing: the moment has passed
15   VH19 answered BEKEND, as 8                      10:30 VH19 visit
===  ==============================================  ===================================================
"""

from collections.abc import Iterable
from datetime import datetime

from hub.rules.purpose import Relation
from hub.schemas.events import ContactAsked, ContactRequested
from hub.schemas.vocabulary import ContactForm
from hub.streams.awaiting import opened
from hub.streams.dossier import NO_CASE, Case, Dossier
from hub.streams.effects import AwaitedKind, Effect
from hub.streams.facts_asking import Client
from hub.streams.feedback_content import casus_of
from hub.streams.hits import houses_with_hit
from hub.streams.moments import current_moment
from hub.streams.person import at_cvom, term_end
from hub.streams.sharing import Once
from hub.streams.turn import AT_ZSM, OM, Told, Turn, advising, with_case

_FORMS = {"physical": ContactForm.FYSIEK, "video": ContactForm.VIDEO}
"""What a link makes of a conversation; over any other a house does not sit in."""


def bring_together(turn: Turn, dossier: Dossier) -> Told:
    """Ask those to speak with each other who should, and were not asked."""
    effects: list[Effect] = []
    handlers = _handlers(dossier.clients)
    # An arrest can bring the birth date by which a partner is offered another case, so all are looked at. The
    # event's own may have no facts yet: who wants to speak of a case need not wait for its arrest.
    named = {turn.envelope.case} if turn.envelope.case is not None else set()
    for identifier in sorted(dossier.cases.keys() | named):
        before = dossier.cases.get(identifier) or NO_CASE
        if identifier != turn.envelope.case and not before.moments and not handlers:
            continue
        one = _Contacts(turn, dossier, identifier, before)
        if before.final is None:
            one.with_handlers(handlers)
            one.at_the_moment()
        if identifier == turn.envelope.case:
            one.with_the_ovj()
        effects += one.effects
        if one.case is not before:
            dossier = with_case(dossier, identifier, one.case)
    return dossier, effects


def _handlers(clients: Iterable[Client]) -> dict[str, str]:
    """By organisation, who handles the file, by what its register said last."""
    last: dict[str, Client] = {}
    for one in sorted(clients, key=lambda one: (one.at, one.record)):
        last[one.organisation] = one
    return {name: one.handler for name, one in sorted(last.items()) if one.handler}


class _Contacts:
    """Who is asked to speak about one case."""

    def __init__(self, turn: Turn, dossier: Dossier, identifier: str, case: Case) -> None:
        self.turn = turn
        self.dossier = dossier
        self.identifier = identifier
        self.case = case
        self.effects: list[Effect] = []

    def with_handlers(self, handlers: dict[str, str]) -> None:
        """The OM speaks with who handles the file of a client (R046)."""
        for partner in advising(self.case):
            if partner in handlers:
                data = ContactRequested(by=OM, form=ContactForm.TELEFOON, handler=handlers[partner])
                relation = Relation(on_monitor=bool(self.case.appearances), offered=True)
                due = term_end(self.case, self.turn.rules.terms)
                self._ask(partner, "", data, "R046", relation, due)

    def with_the_ovj(self) -> None:
        """A house or a partner wants to speak with the OvJ (R100)."""
        data = self.turn.envelope.data
        if isinstance(data, ContactAsked):
            asked = ContactRequested(
                by=data.by,
                form=data.form,
                casus=casus_of(self.dossier, self.case, data.by, self.turn.now),
            )
            due = term_end(self.case, self.turn.rules.terms)
            self._ask(OM, self.turn.envelope.record, asked, "R100", AT_ZSM, due)

    def at_the_moment(self) -> None:
        """Houses that sit in, or look in over a screen, are asked for the moment of decision (R101)."""
        last = current_moment(self.case)
        if last is None or last.at <= self.turn.now or at_cvom(self.case):
            return
        for house in houses_with_hit(self.case, self.turn.now):
            form = _FORMS.get(self.turn.rules.profiles.link(house, self.turn.today))
            if form is None or not self.turn.rules.hours.is_open(house, last.at):
                continue
            casus = casus_of(self.dossier, self.case, house, self.turn.now)
            data = ContactRequested(by=OM, form=form, casus=casus, moment=last.at)
            relation = Relation(on_monitor=True, bekend=True)
            self._ask(house, last.at.isoformat(), data, "R101", relation, last.at)

    def _ask(
        self,
        recipient: str,
        what: str,
        data: ContactRequested,
        row: str,
        relation: Relation,
        due: datetime | None,
    ) -> None:
        once = Once(self.identifier, self.case)
        sent = once.tell(recipient, what, data, row, relation)
        if not sent:
            return
        key = f"{row}/{data.by}/{recipient}"
        self.case, line = opened(
            self.identifier,
            once.case(),
            AwaitedKind.CONTACT,
            key,
            recipient,
            since=self.turn.now,
            due_at=due,
        )
        self.effects += [*sent, line]
