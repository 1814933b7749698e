"""Feedback to each house that is Bekend at the final decision, and its ledger (rows 6, 9; readings 18-23).

The decision is taken and reported at 16:00, final. VH22 pushes in all rows but 10 to 13, 26 and 34.

===  ==============================================  ===================================================
row  facts                                           Terugkoppeling to VH22, and the ledger
===  ==============================================  ===================================================
1    marked                                          16:00; VERSTUURD
2    12:00 answered BEKEND                           16:00; VERSTUURD
3    13:00 transferred, 14:00 accepted               16:00; VERSTUURD
4    13:00 transferred, 14:00 refused                none
     wrong: 16:00                                    it was sent the casus, but took it not
5    resident of VH22's area, arrested there         none: residence and place are no knowledge
6    marked, 15:00 let go                            none; VERVALLEN
7    marked, 16:10 let go (at 15:00), after it went  16:00, once
8    16:30 marked, registered at 15:00               16:30, late; VERSTUURD
9    16:30 marked, valid from 15:00                  none
     wrong: 16:30, late                              a backdated marking earns no feedback
10   marked; pull                                    none; GEVRAAGD_AFWACHTEN
11   marked; pull; 17:00 requested                   17:00; VERSTUURD
12   marked; pull; 15:00 requested                   16:00; VERSTUURD
13   marked; pull; 16:10 FOUTIEF; 17:00 requested    none; VERVALLEN
     wrong: 17:00                                    tells a house of a person that it never knew
14   marked, 15:40 provisional only                  none
15   marked, 15:40 provisional, 16:00 final          16:00, once
16   marked, 16:00 final, 16:20 final again          16:00, once
17   12:00 BEKEND, 13:00 ONBEREIKBAAR                16:00: who cannot be reached takes nothing back
18   12:00 BEKEND, 13:00 NIET_BEKEND                 none
19   17:00 answered BEKEND at 12:00                  17:00, late; VERSTUURD
20   marked; 18:00 on agenda, 19:00 plan changed     16:00; VERSTUURD, GEAGENDEERD, AFGEROND
21   marked; 18:00 plan changed, 19:00 on agenda     16:00; VERSTUURD, AFGEROND: a ledger does not go back
22   18:00 on agenda, without anything sent          none
23   marked, 16:10 decided at 14:00, 15:00 let go    16:10: it was known when the decision was taken
     wrong: none                                     looks at what holds now
24   13:00 transferred, 17:00 accepted               none: it took the casus after the decision
25   17:00 answered BEKEND                           none: likewise
26   marked; pull; 16:10 version 2: until 15:00;     17:00, not late: it was due at the decision
     16:20 version 3: no end; 17:00 requested
27   marked; 10:00 at CVOM                           none
28   as 27, 17:00 on the region's monitor after all  17:00, late; VERSTUURD
29   marked; 16:30 at CVOM; 18:00 on agenda          16:00; VERSTUURD, GEAGENDEERD
30   marked; 18:00 on agenda; 18:30 version 2 of     16:00; 18:30, which corrects it;
     the decision, another one                       VERSTUURD, GEAGENDEERD, VERSTUURD
     wrong: nothing                                  the house acts on a decision that does not stand
31   marked from 15:00 (registered then); 16:30      16:00; none after that (see `hub.streams.correcting`)
     version 2: decided at 14:00
32   16:20 marked; 16:30 version 2: decided at       16:30, not late and correcting nothing; VERSTUURD
     16:25
33   marked; 16:30 version 2, provisional; 17:00     16:00; 17:00, which corrects it; VERSTUURD
     version 3, final
34   marked; pull; 16:30 version 2; 17:00 requested  17:00, once, of version 2
35   as 30, 18:40 a second final decision            as 30: another record changes nothing
===  ==============================================  ===================================================
"""

from collections.abc import Iterator

from hub.rules.purpose import Relation
from hub.schemas.events import DecisionTaken, FeedbackAcknowledged
from hub.schemas.vocabulary import CorrectedFact, FeedbackReceipt
from hub.streams.bekend import Knowing, accepted_casus, known_houses, standing
from hub.streams.dossier import Case, Decision, Dossier, Feedback
from hub.streams.effects import Effect, FeedbackStatus, Ledger, Send
from hub.streams.feedback_content import compose
from hub.streams.person import at_cvom
from hub.streams.turn import Told, Turn, with_case

_SETTLED = frozenset(
    {
        FeedbackStatus.VERSTUURD,
        FeedbackStatus.AFGELEVERD,
        FeedbackStatus.GEAGENDEERD,
        FeedbackStatus.AFGEROND,
    }
)


def went(state: Feedback) -> bool:
    """Whether a Terugkoppeling was sent."""
    return state.status in _SETTLED


def feed_back(turn: Turn, dossier: Dossier) -> Told:
    """Send what is due to houses about closed cases, and keep the ledger."""
    effects: list[Effect] = []
    for identifier, case in turn.cases(dossier, cvom=True):
        if case.final is None:
            continue
        one = _CaseFeedback(turn, dossier, identifier, case, case.final)
        # At CVOM no house is told; what a house was told before that, it still acknowledges.
        effects += one.acknowledged() if at_cvom(case) else one.due()
        if one.feedback != case.feedback:
            dossier = with_case(dossier, identifier, case, feedback=one.feedback)
    return dossier, effects


class _CaseFeedback:
    """The feedback of one closed case, house by house."""

    def __init__(self, turn: Turn, dossier: Dossier, identifier: str, case: Case, final: Decision) -> None:
        self.turn = turn
        self.dossier = dossier
        self.identifier = identifier
        self.case = case
        self.final = final
        self.feedback = dict(case.feedback)

    def due(self) -> Iterator[Effect]:
        """What is to be sent and noted; `feedback` follows."""
        known = known_houses(self.dossier, self.case, self.final.at)
        before = self.turn.before.cases.get(self.identifier)
        # A case that came from another dossier was not here before, and may have been closed there.
        decided_now = isinstance(self.turn.envelope.data, DecisionTaken)
        # A house that the corrected decision makes Bekend is not late: it is that decision's first feedback.
        corrections = before.corrections if before is not None else 0
        closed = not decided_now or (
            before is not None and before.final is not None and corrections == self.case.corrections
        )
        for house in sorted(known.keys() | self.feedback.keys()):
            state = self.feedback.get(house)
            if state is not None and went(state):
                if house in known and self._stale(state):
                    yield from self._send(house, state, known[house])
                continue
            if house in known:
                if state is None or state.status is FeedbackStatus.VERVALLEN:
                    late = closed if state is None else state.late
                    due = Feedback(
                        status=FeedbackStatus.GEVRAAGD_AFWACHTEN,
                        late=late,
                        correction=self.case.corrections,
                    )
                    yield from self._fall_due(house, due, known[house])
                elif house in self.case.requests:
                    yield from self._send(house, state, known[house])
                elif self._stale(state):
                    self.feedback[house] = state.model_copy(update={"correction": self.case.corrections})
                    yield self._line(house, state.status, known[house])
            elif state is not None and state.status is not FeedbackStatus.VERVALLEN:
                # Not asked for yet, and now it proves that the house did not know the person then.
                self._note(house, state, FeedbackStatus.VERVALLEN)
                yield self._line(house, FeedbackStatus.VERVALLEN, "not-bekend")
        yield from self.acknowledged()

    def _fall_due(self, house: str, state: Feedback, knowing: Knowing) -> Iterator[Effect]:
        pull = self.turn.rules.profiles.feedback(house, self.turn.today) == "pull"
        if pull and house not in self.case.requests:
            self.feedback[house] = state
            yield self._line(house, state.status, knowing)
        else:
            yield from self._send(house, state, knowing)

    def _send(self, house: str, state: Feedback, knowing: Knowing) -> Iterator[Effect]:
        data = compose(self.dossier, self.case, self.final, house, late=state.late, corrects=went(state))
        relation = Relation(
            on_monitor=bool(self.case.appearances),
            bekend=True,
            accepted=accepted_casus(self.case, house, self.final.at) is not None,
            final=True,
        )
        yield Send(house, self.identifier, data, "A6" if state.late else "A9", relation)
        ground = standing(self.dossier, self.final.at).get(house, ())
        self.feedback[house] = Feedback(
            status=FeedbackStatus.VERSTUURD,
            late=state.late,
            ground=tuple(span.key for span in ground),
            correction=self.case.corrections,
        )
        yield self._line(house, FeedbackStatus.VERSTUURD, knowing)

    def _stale(self, state: Feedback) -> bool:
        """Whether a house was told of a decision that was corrected since, or told that its decision fell."""
        return state.correction < self.case.corrections or state.withdrawn is CorrectedFact.BESLISSING

    def acknowledged(self) -> Iterator[Effect]:
        """A receipt moves the ledger on, never back; one for nothing that was sent says nothing."""
        data = self.turn.envelope.data
        if not isinstance(data, FeedbackAcknowledged):
            return
        state = self.feedback.get(data.house)
        if state is None or not went(state):
            return
        agenda = data.receipt is FeedbackReceipt.GEAGENDEERD
        status = FeedbackStatus.GEAGENDEERD if agenda else FeedbackStatus.AFGEROND
        if status is state.status or state.status is FeedbackStatus.AFGEROND:
            return
        self._note(data.house, state, status)
        yield self._line(data.house, status, data.receipt.value)

    def _note(self, house: str, state: Feedback, status: FeedbackStatus) -> None:
        self.feedback[house] = state.model_copy(update={"status": status})

    def _line(self, house: str, status: FeedbackStatus, reason: str) -> Ledger:
        return Ledger(self.identifier, house, status, self.final.at, str(reason))
