"""Hits: a house knows the suspect of an open case (routing rows 2 to 5 and 7; readings 7 to 18)."""

from collections.abc import Iterator
from datetime import datetime

from hub.rules.purpose import Relation
from hub.schemas.events import (
    AdviceConfirmationRequested,
    CorrectionForwarded,
    HouseAdvice,
    HouseHit,
    PersonMarked,
)
from hub.schemas.vocabulary import MarkingEndReason
from hub.streams.bekend import Span, by_registration, known_otherwise, standing
from hub.streams.dossier import Case, Dossier, Hit
from hub.streams.effects import Effect, FeedbackStatus, Ledger, Send
from hub.streams.hits import advices_conflict, current_advice, how_ended, is_late, on_monitor_at
from hub.streams.person import term_end
from hub.streams.turn import Told, Turn, to_zsm, with_case

_WRONG = MarkingEndReason.FOUTIEF


def match(turn: Turn, dossier: Dossier) -> Told:
    """Tell what is new about the hits of the cases that this event can matter to."""
    effects: list[Effect] = []
    found: dict[str, list[Span]] | None = None
    for identifier, case in turn.cases(dossier):
        if case.final is not None or not case.appearances:
            continue
        if found is None:
            found = standing(dossier, turn.now)
        one = _CaseHits(turn, dossier, identifier, case, found)
        effects += one.news()
        if one.hits != case.hits:
            dossier = with_case(dossier, identifier, case, hits=one.hits)
    return dossier, effects


class _CaseHits:
    """The hits of one case: what was told, and what holds now."""

    def __init__(
        self, turn: Turn, dossier: Dossier, identifier: str, case: Case, found: dict[str, list[Span]]
    ) -> None:
        self.turn = turn
        self.dossier = dossier
        self.identifier = identifier
        self.case = case
        self.found = found
        self.hits = dict(case.hits)

    def news(self) -> Iterator[Effect]:
        """What was not told yet, house by house in their order; `hits` follows."""
        for house in sorted(self.found.keys() | self.hits.keys()):
            hit = self.hits.get(house)
            spans = self.found.get(house)
            if spans is not None:
                yield from self._stands(house, hit, sorted(spans, key=by_registration))
            elif hit is not None:
                yield from self._is_over(house, hit)

    def _stands(self, house: str, hit: Hit | None, spans: list[Span]) -> Iterator[Effect]:
        first = spans[0]  # the marking registered first speaks for the hit
        advice = current_advice(self.dossier, house)
        version = advice.version if advice else None
        confirmed_at = advice.confirmed_at if advice else None
        ground = {span.key for span in spans}
        if hit is None or hit.ended is not None:
            monitor = on_monitor_at(self.case)
            late = monitor is not None and is_late(first, monitor)
        else:
            ground.update(hit.ground)
            late = hit.late
            if (hit.advice_version, hit.confirmed_at) == (version, confirmed_at):
                if len(ground) > len(hit.ground):
                    self.hits[house] = hit.model_copy(update={"ground": tuple(sorted(ground))})
                return
        told = Hit(
            origin=first.marking.origin,
            ground=tuple(sorted(ground)),
            late=late,
            advice_version=version,
            confirmed_at=confirmed_at,
            partners=self.case.offered,
        )
        self.hits[house] = told
        yield from self._tell(house, told, advice)
        if hit is None:
            yield self._ask(house, first, version)

    def _is_over(self, house: str, hit: Hit) -> Iterator[Effect]:
        moved = isinstance(self.turn.envelope.data, PersonMarked)
        reason, at = how_ended(self.dossier, hit.ground, self.turn.now, moved=moved)
        if hit.ended is None:
            told = hit.model_copy(update={"ended": reason, "partners": self.case.offered})
            yield from self._tell(house, told, None)  # an advice without a valid marking is told to nobody
            if reason is not _WRONG and not known_otherwise(self.case, house, self.turn.now):
                yield Ledger(self.identifier, house, FeedbackStatus.VERVALLEN, at, reason.value)
        elif reason is _WRONG and hit.ended is not _WRONG:
            # Told to have ended, and now it proves never to have been right: those who got it must know.
            told = hit.model_copy(update={"ended": reason})
        else:
            return
        self.hits[house] = told
        if reason is _WRONG:
            yield from self._to_all(CorrectionForwarded(house=house, reason=reason), "A7", told.partners)

    def _tell(self, house: str, hit: Hit, advice: HouseAdvice | None) -> Iterator[Send]:
        data = HouseHit(
            house=house,
            origin=hit.origin,
            late=hit.late,
            ended=hit.ended,
            advice=advice,
            advices_conflict=advices_conflict(self.dossier, self.found.keys()),
            provisional_decision=bool(self.case.provisional),
            term_end=self._term_end(),
        )
        if hit.ended is not None:
            row = "A7"
        elif hit.late:
            row = "A5"
        else:
            row = "A2" if len(self.found) == 1 else "A3"
        yield from self._to_all(data, row, self.case.offered)

    def _to_all(
        self, data: HouseHit | CorrectionForwarded, row: str, partners: tuple[str, ...]
    ) -> Iterator[Send]:
        yield from to_zsm(self.identifier, data, row)
        for partner in partners:
            yield Send(partner, self.identifier, data, row, Relation(on_monitor=True, offered=True))

    def _ask(self, house: str, span: Span, version: int | None) -> Send:
        data = AdviceConfirmationRequested(
            casus=span.marking.casus, advice_version=version, answer_before=self._term_end()
        )
        relation = Relation(on_monitor=True, bekend=True)
        return Send(house, self.identifier, data, "A2", relation)

    def _term_end(self) -> datetime | None:
        return term_end(self.case, self.turn.rules.terms)
