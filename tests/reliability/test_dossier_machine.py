"""A machine that does to two persons whatever can be done, and looks after each step whether all still holds.

Every step runs twice on a dossier that has been to the store and back, as after a crash before the commit,
and must give the same; at the end the whole log is replayed on an empty hub, and must give the same again.
Who knows a person is kept beside it in a few plain sets, which know nothing of dossiers.

``KETENHUB_MACHINES`` sets how many runs of 50 steps (default 60; the long test does 2,000).
"""

import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hub.errors import InputError
from hub.schemas import events as ev
from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.schemas.vocabulary import (
    CorrectedFact,
    CustodyKind,
    DecisionKind,
    DecisionStatus,
    ErasureGround,
    FeedbackReceipt,
    HouseAnswer,
    MarkingEndReason,
    MergeGround,
    SelectionOutcome,
    TriageOutcome,
)
from hub.streams.driver import Driver
from tests.support import history as h
from tests.support.crashing_step import the_step

STEPS = 50
MACHINES = int(os.environ.get("KETENHUB_MACHINES", "60"))
A, B = "sa", "sb"
HOUSES = ("VH21", "VH22", "VH24")
"""Houses of one region, which pushes its feedback."""

houses = st.sampled_from(HOUSES)
persons = st.sampled_from((A, B))
numbers = st.integers(1, 2)


@dataclass
class Mark:
    """A marking, as the model keeps it: of which person's facts, by which house, and whether it stands."""

    person: str
    house: str
    number: int
    stands: bool = True


class DossierMachine(RuleBasedStateMachine):
    """Two persons, two cases each at a time, three houses, and a clock that only goes on."""

    @initialize()
    def begin(self) -> None:
        """An empty hub, at nine in the morning."""
        self.driver = Driver(the_step())
        self.now = h.at_time("09:00")
        self.log: list[tuple[datetime, Envelope | None]] = []
        self.marks: list[Mark] = []
        self.made = 0
        self.merged = False
        self.told_before = 0
        self.lives = Counter[str]()
        """How often each person's data was erased: after that, its cases are others."""
        self.answers: dict[tuple[str, str], bool] = {}
        self.taken: set[tuple[str, str]] = set()
        self.final: dict[str, int] = {}
        """Closed cases, with the version of the decision."""

    # --- what the rules are made of ----------------------------------------------------------------------

    def case(self, person: str, number: int) -> str:
        """The name of a case in this life of the person."""
        return f"z-{person}{number}-{self.lives[person]}"

    def group(self, person: str) -> set[str]:
        """Who is one person with this one."""
        return {A, B} if self.merged else {person}

    def known(self, person: str, case: str) -> set[str]:
        """The houses that know the person now, by the plain sets."""
        found = {one.house for one in self.marks if one.stands and one.person in self.group(person)}
        found |= {house for (of, house), yes in self.answers.items() if of == case and yes}
        return found | {house for of, house in self.taken if of == case}

    def feed(self, *facts: Envelope) -> list[Envelope] | None:
        """Give facts to the hub, as ingest would; what was sent, None where one was refused."""
        found: list[Envelope] = []
        for one in facts:
            self.log.append((one.recorded_at, one))
            try:
                found += self.driver.feed(one)
            except InputError:
                return None
        return found

    def about(self, person: str, fact: Envelope) -> Envelope:
        """A fact by this person's own number: where the two were merged, it goes to the survivor."""
        fact = replace(fact, subject=person)
        return replace(fact, subject=A, origin=B) if self.merged and person == B else fact

    def later(self) -> datetime:
        """A minute on: no two facts at one moment."""
        self.now += timedelta(minutes=1)
        return self.now

    # --- the rules ----------------------------------------------------------------------------------------

    @rule(minutes=st.integers(1, 900))
    def wait(self, minutes: int) -> None:
        """Time passes, and timers come due."""
        self.now += timedelta(minutes=minutes)
        self.log.append((self.now, None))
        self.driver.advance(self.now)

    @rule(person=persons, house=houses)
    def mark(self, person: str, house: str) -> None:
        """A house marks a person."""
        self.made += 1
        mark = Mark(person, house, self.made)
        fact = h.marked(house, self.later(), marking=f"m{mark.number}")
        if self.feed(self.about(person, fact)) is not None:
            self.marks.append(mark)

    @precondition(lambda self: self.marks)
    @rule(data=st.data(), reason=st.sampled_from(list(MarkingEndReason)[1:]))
    def unmark(self, data: st.DataObject, reason: MarkingEndReason) -> None:
        """A house ends a marking, perhaps once more."""
        mark = data.draw(st.sampled_from(self.marks))
        fact = h.unmarked(mark.house, self.later(), reason, marking=f"m{mark.number}")
        if self.feed(self.about(mark.person, fact)) is not None:
            mark.stands = False

    @rule(person=persons, house=houses, version=st.integers(1, 3))
    def advise(self, person: str, house: str, version: int) -> None:
        """A house prepares an advice, perhaps for somebody whom it has not marked."""
        fact = replace(h.advised(house, self.later(), version=version), record=f"{person}/{house}/{version}")
        self.feed(self.about(person, fact))

    @rule(person=persons, number=numbers, minor=st.booleans(), held=st.booleans())
    def arrest(self, person: str, number: int, minor: bool, held: bool) -> None:
        """The person is arrested, and the case comes on the monitor."""
        case, at = self.case(person, number), self.later()
        facts = [h.arrested(at, case=case, minor_involved=minor, record=f"arrest/{case}")]
        if held:
            facts.append(h.custody(CustodyKind.INVERZEKERINGSTELLING, self.later(), case=case))
        facts.append(h.on_monitor(self.later(), case=case))
        self.feed(*(self.about(person, one) for one in facts))

    @rule(person=persons, number=numbers)
    def release(self, person: str, number: int) -> None:
        """The person goes home."""
        fact = h.custody(CustodyKind.HEENGEZONDEN, self.later(), case=self.case(person, number))
        self.feed(self.about(person, fact))

    @rule(person=persons, number=numbers, outcome=st.sampled_from(list(SelectionOutcome)[1:]))
    def select(self, person: str, number: int, outcome: SelectionOutcome) -> None:
        """OM and police select."""
        fact = h.selected(outcome, self.later(), case=self.case(person, number))
        self.feed(self.about(person, fact))

    @rule(person=persons, number=numbers, house=houses, answer=st.sampled_from(list(HouseAnswer)[1:]))
    def answer(self, person: str, number: int, house: str, answer: HouseAnswer) -> None:
        """A house answers whether it knows the person."""
        case = self.case(person, number)
        fact = h.answered(house, answer, self.later(), case=case)
        if self.feed(self.about(person, fact)) is not None and answer is not HouseAnswer.ONBEREIKBAAR:
            self.answers[case, house] = answer is HouseAnswer.BEKEND

    @rule(
        person=persons,
        number=numbers,
        pick=st.none() | houses,
        outcome=st.sampled_from(list(TriageOutcome)[1:]),
    )
    def transfer(self, person: str, number: int, pick: str | None, outcome: TriageOutcome) -> None:
        """The casus goes to a house, which answers."""
        case = self.case(person, number)
        sent = self.feed(self.about(person, h.transferred(self.later(), case=case, house=pick))) or []
        for one in sent:
            if isinstance(one.data, ev.CaseReferred) and one.routing and one.routing.recipient in HOUSES:
                house = one.routing.recipient
                answer = h.triaged(house, outcome, self.later(), case=case)
                if self.feed(self.about(person, answer)) is not None and outcome is TriageOutcome.AANGENOMEN:
                    self.taken.add((case, house))

    @rule(person=persons, number=numbers)
    def decide_provisionally(self, person: str, number: int) -> None:
        """A decision with open ends: no house hears of it."""
        case = self.case(person, number)
        fact = h.decided(DecisionStatus.VOORLOPIG, self.later(), case=case)
        sent = self.feed(self.about(person, fact)) or []
        assert not [one for one in sent if isinstance(one.data, ev.Terugkoppeling)]

    @rule(person=persons, number=numbers)
    def decide(self, person: str, number: int) -> None:
        """The OvJ decides: exactly the houses that know the person hear of it, once."""
        case = self.case(person, number)
        wanted = self.known(person, case) if case not in self.final else set()
        fact = h.decided(at=self.later(), case=case, record=f"decision/{case}")
        sent = self.feed(self.about(person, fact)) or []
        told = [
            one.routing.recipient for one in sent if isinstance(one.data, ev.Terugkoppeling) and one.routing
        ]
        assert sorted(told) == sorted(wanted)
        self.final.setdefault(case, 1)

    @precondition(lambda self: self.final)
    @rule(data=st.data(), kind=st.sampled_from((DecisionKind.TRANSACTIE, DecisionKind.TECHNISCH_SEPOT)))
    def correct_decision(self, data: st.DataObject, kind: DecisionKind) -> None:
        """The registry sends the decision in a new version: who was told is told anew, and nobody twice."""
        case = data.draw(st.sampled_from(sorted(self.final)))
        person = case[2:4]
        self.final[case] += 1
        fact = h.decided(
            at=self.later(), decision=kind, case=case, record=f"decision/{case}", version=self.final[case]
        )
        self.feed(self.about(person, fact))

    @rule(person=persons, number=numbers, house=houses, receipt=st.sampled_from(list(FeedbackReceipt)[1:]))
    def acknowledge(self, person: str, number: int, house: str, receipt: FeedbackReceipt) -> None:
        """A house sends a receipt, perhaps for what it never got."""
        fact = h.acknowledged(house, receipt, self.later(), case=self.case(person, number))
        self.feed(self.about(person, fact))

    @rule(person=persons, what=st.sampled_from(list(CorrectedFact)[1:]))
    def correct(self, person: str, what: CorrectedFact) -> None:
        """A fact proves wrong: nobody hears of it who was told nothing."""
        told = {one.routing.recipient for one in self.driver.sent if one.routing}
        sent = self.feed(self.about(person, h.erratum(what, self.later(), case=None))) or []
        assert {one.routing.recipient for one in sent if one.routing} <= told

    @precondition(lambda self: not self.merged)
    @rule()
    def merge(self) -> None:
        """The second person proves to be the first."""
        data = ev.PersonsMerged(retired=B, survivor=A, members=(B,), ground=MergeGround.BEWEZEN)
        self.feed(*self.by_the_hub(data, A, B))
        self.merged = True
        assert not self.driver.dossier(B).cases

    @precondition(lambda self: self.merged)
    @rule()
    def split(self) -> None:
        """They prove to be two after all."""
        self.feed(*self.by_the_hub(ev.PersonsSplit(restored=B, survivor=A), B, A))
        self.merged = False

    @rule(person=persons)
    def erase(self, person: str) -> None:
        """A person's data is destroyed: nothing of it is left, and what comes then is another life."""
        order = ev.PersonDataErased(ground=ErasureGround.VERZOEK, reference="AVG-1", ordered_at=self.later())
        fact = h.fact(order, self.now, case=None, record=f"erasure/{self.now.isoformat()}")
        assert self.feed(self.about(person, fact)) is not None
        gone = self.group(person)
        self.marks = [one for one in self.marks if one.person not in gone]
        for case in [one for one in self.final if one[2:4] in gone]:
            del self.final[case]
        for one in gone:
            self.lives[one] += 1
        dossier = self.driver.dossier(A if self.merged else person)
        nameless = {name: part.model_copy(update={"versions": {}}) for name, part in dossier.parts.items()}
        dossier = dossier.model_copy(update={"versions": {}, "parts": nameless})  # records are words here
        left = dossier.model_dump_json(exclude_defaults=True)
        assert not [word for word in ("Sr 310", "1990", "VH2", "GM0716", "advies") if word in left]
        assert not [key for key in self.driver.timers if key[0] in gone]

    @precondition(lambda self: self.log)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """Any event comes once more: nothing happens."""
        facts = [one for _, one in self.log if one is not None]
        if facts:
            fact = data.draw(st.sampled_from(facts))
            before = len(self.driver.sent)
            self.driver.feed(replace(fact, recorded_at=self.later()))
            assert not [one for one in self.driver.sent[before:] if one.caused_by == fact.id], (
                "a repeated event was acted on"
            )

    def by_the_hub(self, data: ev.Event, *subjects: str) -> list[Envelope]:
        """What ingest tells of who is who, to each in turn."""
        at = self.later()
        return [
            replace(
                h.fact(data, at, case=None, subject=one, record=f"{data.kind}/{one}/{at}"), source=HUB_SOURCE
            )
            for one in subjects
        ]

    # --- what always holds ----------------------------------------------------------------------------------

    @invariant()
    def nothing_goes_twice(self) -> None:
        """No recipient gets an id twice, and no house two first feedbacks about one case."""
        sent = self.driver.sent
        ids = Counter((one.routing.recipient, one.id) for one in sent if one.routing)
        assert not [one for one, count in ids.items() if count > 1]
        feedback = Counter(
            (one.case, one.routing.recipient)
            for one in sent
            if isinstance(one.data, ev.Terugkoppeling) and not one.data.corrects and one.routing
        )
        assert not [one for one, count in feedback.items() if count > 1]

    @invariant()
    def each_alarm_sounds_once(self) -> None:
        """A term is warned of once, and alarmed once."""
        alarms = Counter(
            (one.case, one.data.kind, str(one.data), one.routing.recipient)
            for one in self.driver.sent
            if isinstance(one.data, ev.TermNears | ev.TermPassed) and one.routing
        )
        assert not [one for one, count in alarms.items() if count > 1]

    @invariant()
    def every_disclosure_has_its_ground(self) -> None:
        """What is sent names a rule, a purpose and a legal basis, and no stranger is told anything."""
        for one in self.driver.sent[self.told_before :]:
            assert one.routing is not None
            assert all((one.routing.rule, one.routing.purpose, one.routing.legal_basis))
            assert not one.routing.recipient.startswith("VH") or one.routing.recipient[:4] in HOUSES
        self.told_before = len(self.driver.sent)

    def teardown(self) -> None:
        """The same log gives the same output."""
        if not hasattr(self, "driver"):
            return
        again = Driver(the_step())
        for at, fact in self.log:
            try:
                again.advance(at) if fact is None else again.feed(fact)
            except InputError:
                continue
        ours = [one for one in self.driver.sent if one.recorded_at <= self.now]
        assert [one.id for one in again.sent] == [one.id for one in ours]
        for person in (A, B):
            assert again.dossier(person) == self.driver.dossier(person)


def run(machines: int) -> None:
    """So many machines of `STEPS` steps."""
    run_state_machine_as_test(
        DossierMachine,
        settings=settings(
            max_examples=machines,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_is_done_to_a_person_all_still_holds() -> None:
    """Marked, arrested, decided, merged, split, corrected, erased, crashed and replayed in any order."""
    run(MACHINES)


@pytest.mark.long
def test_two_thousand_machines() -> None:
    """The same, 2,000 times 50 steps."""
    run(2000)
