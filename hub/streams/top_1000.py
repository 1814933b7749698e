"""Amsterdam's Top-1000: who goes to its PGA team (routing row 18; reading 48)."""

from hub.schemas.vocabulary import TargetList
from hub.streams.bekend import standing
from hub.streams.dossier import Case, Dossier
from hub.streams.person import region_of, suspicion_of
from hub.streams.turn import Turn

_LISTS = frozenset({TargetList.TOP_600, TargetList.TOP_400})
"""Not Criminele Families: the report has PGA work with adults and minors of the Top-1000 only (1499)."""


def for_pga(turn: Turn, dossier: Dossier, case: Case) -> bool:
    """Whether a case is one for PGA: a person on a list, in a region that works with them, not a light one.

    The lists are those of valid markings now. The region is that of the case, whatever house marked.
    """
    suspicion = suspicion_of(case)
    if suspicion is None or not case.appearances:
        return False
    if not turn.rules.profiles.top_1000(region_of(case), turn.today):
        return False
    listed = any(
        span.marking.target_list in _LISTS for spans in standing(dossier, turn.now).values() for span in spans
    )
    articles = {offence.article for offence in suspicion.offences}
    return listed and not turn.rules.routing.light_only(articles, turn.today)
