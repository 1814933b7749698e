"""Who was told what, and when last: for a correction, and for erasure, which must reach all of them.

One day for each recipient and category, and nothing of what was said. That a recipient was told anything at
all, without a category, is kept too: it knows of the case.

The day is that of the event which led to it, in Europe/Amsterdam. The tempting alternative, to search the
outbox when a correction comes, would make the steps depend on more than dossier and event.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from hub.rules.purpose import Relation
from hub.schemas.envelope import Envelope
from hub.streams.dossier import NO_CASE, Case, Disclosed, Dossier

BARE = ""
"""In the place of a category: told that there is something, and nothing more."""

AS_TOLD = Relation(
    on_monitor=True,
    offered=True,
    addressed=True,
    left_zsm=True,
    ivs=True,
    red=True,
    top_1000=True,
    own_area=True,
)
"""As a partner that was told who the person is stood to it at the time, whichever of these it was.

For what has no content but of whom it is. The present relation is the tempting alternative, and wrong:
whoever has left the case would never hear that what it holds is not so.
"""


def note(dossier: Dossier, sent: Iterable[Envelope], day: date) -> Dossier:
    """The dossier that remembers these outbound events, each in its case; those about none in itself."""
    by_case: dict[str | None, list[Envelope]] = {}
    for envelope in sent:
        by_case.setdefault(envelope.case, []).append(envelope)
    changes: dict[str, object] = {}
    if about_none := by_case.pop(None, None):
        changes["disclosed"] = _with(dossier.disclosed, about_none, day)
    cases: dict[str, Case] = {}
    for identifier, told in by_case.items():
        case = dossier.cases.get(identifier or "")
        disclosed = _with(case.disclosed if case is not None else {}, told, day)
        if case is None or disclosed != case.disclosed:
            cases[identifier or ""] = (case or NO_CASE).model_copy(update={"disclosed": disclosed})
    if cases:
        changes["cases"] = {**dossier.cases, **cases}
    return dossier.model_copy(update=changes) if changes else dossier


def told(disclosed: Disclosed, since: date, categories: Collection[str] | None = None) -> tuple[str, ...]:
    """Who was told something on or after a day, of these categories or (none given) of any; in order."""
    return tuple(
        recipient
        for recipient, days in sorted(disclosed.items())
        if any(
            day >= since and (categories is None or category in categories) for category, day in days.items()
        )
    )


def _with(disclosed: Disclosed, sent: Iterable[Envelope], day: date) -> Disclosed:
    found = dict(disclosed)
    for envelope in sent:
        if envelope.routing is None:
            continue
        of_what = [category.value for category in envelope.routing.categories] or [BARE]
        recipient = envelope.routing.recipient
        found[recipient] = later(found.get(recipient, {}), dict.fromkeys(of_what, day))
    return found


def later(own: Mapping[str, date], other: Mapping[str, date]) -> dict[str, date]:
    """Of each category the later day."""
    return {**own, **{name: max(day, own.get(name, day)) for name, day in other.items()}}
