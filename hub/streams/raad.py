"""The Raad: which suspects are minors, and which of its regions advises about them (routing row 20).

The Raad of the region where a minor lives advises, wherever the arrest was. Houses are chosen as ever.
"""

from hub.rules.ages import ADULT
from hub.streams.dossier import Case, Dossier
from hub.streams.person import age_at_offence, region_of, residence
from hub.streams.turn import Turn


def is_minor(dossier: Dossier, case: Case) -> bool:
    """Whether the suspect is known to have been a minor at the offence."""
    age = age_at_offence(dossier, case)
    return age is not None and age < ADULT


def raad_region(turn: Turn, dossier: Dossier, case: Case) -> str | None:
    """The region whose office of the Raad advises about a minor; None for adults and an unknown age.

    Without a residence in the table of municipalities it is the region of the case.
    """
    if not is_minor(dossier, case):
        return None
    home = residence(dossier)
    region = turn.rules.reference.region_of(home, turn.today) if home is not None else None
    return region or region_of(case)
