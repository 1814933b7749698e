"""Chasing partners until the decision stands in their own registry (R072, R076; reading 68).

3RO was offered the case, and hears of the final decision at 16:00. The line: what is awaited of 3RO.

===  ==================================================  ===============================================
row  facts                                               3RO is reminded; the line
===  ==================================================  ===============================================
1    nothing                                             each day at 16:00, ten times; open
     wrong: for ever                                     what ten reminders do not do, a person must
2    17:30 recorded                                      never; recorded
3    the second day 12:00 recorded                       on the first day; recorded
4    15:00 provisional, 15:30 recorded, 16:00 final      each day: what it recorded was not the decision
5    16:00 final, reported at 16:30; 16:10 recorded      never: it knew before the hub did
6    as 2, 18:00 version 2 of the decision               each day from 18:00; open again
     wrong: never                                        what stands in its registry is wrong
7    as 6, 19:00 recorded                                never; recorded
8    18:00 version 2, provisional                        never; reopened
9    17:00 recorded by the Raad                          3RO each day
10   as 1, 12:00 the next day, merged with another       each day at 16:00, ten times
11   as 1, the case proves to be another one             each day at 16:00, ten times, under that case
12   as 1, but the hub is down for three days            on the fourth day once, then each day at 16:00
     wrong: four times on the fourth day                 a day that has gone by needs no reminder any more
===  ==================================================  ===============================================

OM and police record the decision by taking it, and are not asked. A timer is never trusted: it only makes us
look at what is still awaited.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hub.rules.follow_up import RecordingRule
from hub.schemas.events import RecordingReminded, TimerDue
from hub.schemas.vocabulary import TimerKind
from hub.streams.awaiting import opened, settled
from hub.streams.decision import relation_to
from hub.streams.dossier import Case, Decision, Dossier
from hub.streams.effects import AwaitedKind, CancelTimer, Effect, Send, SetTimer
from hub.streams.facts_after import Recording
from hub.streams.turn import ADVISING, Told, Turn

RECORDED = "recorded"
REOPENED = "reopened"
_KIND = TimerKind.RECORDING_DUE
_LINE = AwaitedKind.VERWERKING


def chase(turn: Turn, dossier: Dossier) -> Told:
    """Await the record of whoever was told a final decision, remind whom it is time for, and settle."""
    data = turn.envelope.data
    rule = turn.rules.follow_up.recording(turn.today)
    if rule is None or (isinstance(data, TimerDue) and data.timer is not _KIND):
        return dossier, []
    effects: list[Effect] = []
    cases = dict(dossier.cases)
    for identifier in sorted(cases):
        if cases[identifier].final is None and not cases[identifier].recording:
            continue
        one = _CaseRecording(turn, rule, identifier, cases[identifier])
        effects += one.news()
        cases[identifier] = one.case
    if any(cases[identifier] is not case for identifier, case in dossier.cases.items()):
        dossier = dossier.model_copy(update={"cases": cases})
    return dossier, [*effects, *_timers(rule, turn.before, dossier)]


class _CaseRecording:
    """What is awaited in one case; `case` follows."""

    def __init__(self, turn: Turn, rule: RecordingRule, identifier: str, case: Case) -> None:
        self.turn = turn
        self.rule = rule
        self.identifier = identifier
        self.case = case

    def news(self) -> Iterator[Effect]:
        """Lines that begin or end, and reminders."""
        final = self.case.final
        if final is None:
            for partner in sorted(self.case.recording):
                yield from self._settle(partner, REOPENED)
            if self.case.recording:
                self.case = self.case.model_copy(update={"recording": {}})
            return
        for partner in sorted(ADVISING & set(final.told)):  # the others have no registry to record it in
            state = self.case.recording.get(partner)
            if state is None or state.correction < self.case.corrections:
                state = Recording(since=self.turn.now, correction=self.case.corrections)
                self._keep(partner, state)
                yield self._open(partner)
            if is_recorded(self.case, final, partner, state):
                yield from self._settle(partner, RECORDED)
            elif isinstance(self.turn.envelope.data, TimerDue):
                yield from self._remind(final, partner, state)

    def _remind(self, final: Decision, partner: str, state: Recording) -> Iterator[Effect]:
        days = int((self.turn.now - state.since) / timedelta(hours=self.rule.hours))
        if days <= state.reminders or state.reminders >= self.rule.reminders:
            return
        self._keep(partner, state.model_copy(update={"reminders": min(days, self.rule.reminders)}))
        data = RecordingReminded(decided_at=final.at, actions_due=final.conditions)
        yield Send(partner, self.identifier, data, "R072", relation_to(self.case, partner, final=True))

    def _open(self, partner: str) -> Effect:
        due = self.turn.now + timedelta(hours=self.rule.hours)
        self.case, line = opened(
            self.identifier, self.case, _LINE, partner, partner, since=self.turn.now, due_at=due
        )
        return line

    def _settle(self, partner: str, outcome: str) -> list[Effect]:
        self.case, shown = settled(self.identifier, self.case, _LINE, partner, outcome)
        return shown

    def _keep(self, partner: str, state: Recording) -> None:
        recording = {**self.case.recording, partner: state}
        self.case = self.case.model_copy(update={"recording": recording})


def is_recorded(case: Case, final: Decision, partner: str, state: Recording) -> bool:
    """Whether a partner confirmed the decision as it is now.

    It may have had the first decision from the OvJ before the hub told it; a corrected one it has from us.
    """
    since = state.since if state.correction else final.at
    return any(one.organisation == partner and one.at >= since for one in case.recorded)


def _timers(rule: RecordingRule, before: Dossier, dossier: Dossier) -> Iterator[Effect]:
    were, are = _due(rule, before), _due(rule, dossier)
    for key in sorted(were.keys() | are.keys()):
        if key not in are:
            yield CancelTimer(_KIND, key)
        elif are[key] != were.get(key):
            yield SetTimer(_KIND, key, are[key])


def _due(rule: RecordingRule, dossier: Dossier) -> dict[str, datetime]:
    """When each partner that has not confirmed is to be reminded next, by the timer's key."""
    return {
        timer_key(identifier, partner): state.since + timedelta(hours=rule.hours * (state.reminders + 1))
        for identifier, case in dossier.cases.items()
        if case.final is not None
        for partner, state in case.recording.items()
        if state.reminders < rule.reminders and not is_recorded(case, case.final, partner, state)
    }


def timer_key(identifier: str, partner: str) -> str:
    """What the timer of one partner in one case is called."""
    return f"{identifier}/{partner}"
