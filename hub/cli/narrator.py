"""Tells a day as it happens: for the cases in which a house has a part, what came in and who was told what.

Of other cases only the counts are told: a day has dozens, and they go the ordinary way.
"""

from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from hub.cli.output import local
from hub.cli.story import headline
from hub.engine.batch import Happening
from hub.rules.routing import RoutingRules
from hub.schemas.envelope import Envelope
from hub.schemas.events import (
    AdviceConsulted,
    AdviceGiven,
    AdviceRequested,
    AdviceWeighed,
    CaseOffered,
    CaseReferred,
    CasusAnswered,
    CasusTransferred,
    CasusTriaged,
    CorrectionForwarded,
    DecisionTaken,
    Event,
    FeedbackAcknowledged,
    HouseHit,
    MarkingEnded,
    NoHouse,
    PlanMade,
    SelectionDecided,
    Terugkoppeling,
)

_FACTS: tuple[type[Event], ...] = (
    SelectionDecided,
    AdviceGiven,
    AdviceConsulted,
    AdviceWeighed,
    CasusTransferred,
    CasusTriaged,
    PlanMade,
    MarkingEnded,
    DecisionTaken,
    FeedbackAcknowledged,
)
"""Incoming facts that are part of a house's story."""

_STYLES: dict[type[Event], str] = {
    HouseHit: "bold yellow",
    Terugkoppeling: "bold green",
    CorrectionForwarded: "bold red",
    NoHouse: "red",
    CaseReferred: "cyan",
    CasusAnswered: "cyan",
    CaseOffered: "blue",
    AdviceRequested: "blue",
}


class Narrator:
    """Remembers which cases a house has a part in. ``example``: a case worth following."""

    def __init__(self) -> None:
        self.example: str | None = None
        self._stories: set[str] = set()
        self._told: Counter[str] = Counter()
        self._cases: set[str] = set()
        self._rows: set[str] = set()

    def tell(self, happening: Happening) -> Iterator[Text]:
        """The lines about one event and what it led to; none if no house has a part in it."""
        event = happening.event
        sent = [effect for effect in happening.effects if isinstance(effect, Envelope)]
        self._count(event, sent)
        case = event.case or next((one.case for one in sent), None)
        if case is None or case not in self._stories:
            return
        if isinstance(event.data, _FACTS) or sent:
            who = event.source.rsplit(":", 1)[-1]
            yield Text.assemble(_when(event, case), f"{who:>9} ", _words(event))
        for words, rule, recipients in _grouped(sent):
            told = Text.assemble(" " * 26, "→ ", (", ".join(recipients), "bold"), ": ", words)
            told.append(f"  ({rule})", style="dim")
            yield told

    def summary(self, rules: RoutingRules) -> Iterator[str]:
        """What the day was, in a few lines, and what the rows mean that sent it."""
        yield ""
        yield f"{len(self._cases)} cases, {len(self._stories)} of them with a Veiligheidshuis in it. Told:"
        for kind, count in sorted(self._told.items()):
            yield f"  {count:5}  {kind}"
        yield "Why, by the rows of the routing rules:"
        for row in sorted(self._rows, key=lambda name: int(name[1:])):
            yield f"  {row:>5}  {rules.rows[row][0].summary}"

    def _count(self, event: Envelope, sent: list[Envelope]) -> None:
        if event.case is not None:
            self._cases.add(event.case)
        for one in sent:
            self._told[one.data.kind] += 1
            if one.routing is not None:
                self._rows.add(one.routing.rule)
            if one.case is not None and isinstance(
                one.data, HouseHit | CaseReferred | Terugkoppeling | NoHouse
            ):
                self._stories.add(one.case)
                if isinstance(one.data, Terugkoppeling) and self.example is None:
                    self.example = one.case


def _when(event: Envelope, case: str) -> Text:
    return Text(f"{local(event.recorded_at)} {case[:7]} ", style="dim")


def _words(event: Envelope) -> Text:
    return Text(
        headline(event.type, event.data.model_dump(mode="json")), style=_STYLES.get(type(event.data), "")
    )


def _grouped(sent: list[Envelope]) -> Iterator[tuple[Text, str, list[str]]]:
    """What was told, each once, with all who heard the same."""
    groups: dict[tuple[str, str], tuple[Text, list[str]]] = {}
    for one in sent:
        words = _words(one)
        rule = f"row {one.routing.rule}" if one.routing else ""
        group = groups.setdefault((words.plain, rule), (words, []))
        group[1].append(one.routing.recipient if one.routing else "?")
    for (_, rule), (words, recipients) in groups.items():
        yield words, rule, recipients
