"""How long a decision waits that people chose to hold (reading 54; R052, R058, R067, R070).

The suspect is sent home or held meanwhile: that is another term, and ends none of these.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hub.rules import Rules
from hub.rules.terms import at_clock
from hub.schemas.calendar import AMSTERDAM, amsterdam_day
from hub.schemas.vocabulary import HeldFor, TermKind
from hub.streams.bekend import known_houses
from hub.streams.dossier import Case, Dossier
from hub.streams.fact import latest
from hub.streams.facts_process import Hold
from hub.streams.person import Term

TERMS = {
    HeldFor.VEILIGHEIDSHUIS: TermKind.WACHT_OP_HUIS,
    HeldFor.VOLGENDE_OCHTEND: TermKind.VOLGENDE_OCHTEND,
    HeldFor.WERKPLAATS: TermKind.WERKPLAATS,
}
"""The term that each way of waiting sets."""


def waiting_term(rules: Rules, dossier: Dossier, case: Case) -> Term | None:
    """The term of the latest hold, by its own time; None if there is none, or a decision ended it."""
    hold = latest(case.holds, lambda one: (one.at, one.record))
    if hold is None or case.final is not None or any(one.at >= hold.at for one in case.provisional):
        return None
    return Term(TERMS[hold.held_for], hold.at, _until(rules, dossier, case, hold))


def _until(rules: Rules, dossier: Dossier, case: Case, hold: Hold) -> datetime:
    settings = rules.terms.settings
    match hold.held_for:
        case HeldFor.WERKPLAATS:
            local = hold.at.astimezone(AMSTERDAM)
            return at_clock(local.date() + timedelta(days=settings.werkplaats_days), local.time())
        case HeldFor.VOLGENDE_OCHTEND:
            return at_clock(amsterdam_day(hold.at) + timedelta(days=1), settings.morning_at)
        case _:
            opens = min(_openings(rules, dossier, case, hold.at), default=None)
            if opens is None:
                return hold.at + timedelta(hours=settings.no_house_hours)
            # A house that can be reached already needs some time to answer.
            return opens if opens > hold.at else hold.at + timedelta(hours=settings.house_wait_hours)


def _openings(rules: Rules, dossier: Dossier, case: Case, at: datetime) -> Iterator[datetime]:
    """When each house that can have something to say is first open, from ``at`` on.

    Who is Bekend is asked of that same moment: by the moment of the step, a house that marks the person later
    would move a term that has run for hours.
    """
    for house in sorted(case.transfers.keys() | known_houses(dossier, case, at).keys()):
        opens = rules.hours.next_open(house, at)
        if opens is not None:
            yield opens
