"""What follows from the facts about the person and the suspicion: age, residence, end of the term.

Nothing of this is stored. Where several arrests disagree, the one that happened last says what is so now.
"""

from dataclasses import dataclass
from datetime import date, datetime

from hub.rules.ages import age_on
from hub.rules.terms import StartMoment, TermRules
from hub.schemas.calendar import amsterdam_day
from hub.schemas.vocabulary import CustodyKind, TermKind
from hub.streams.dossier import Case, Custody, Dossier, Selection, Suspicion
from hub.streams.fact import latest


@dataclass(frozen=True, slots=True)
class Term:
    """A term that runs, from ``since`` until ``ends_at``, in UTC."""

    kind: TermKind
    since: datetime
    ends_at: datetime


def suspicion_of(case: Case) -> Suspicion | None:
    """The last arrest of a case, else its last summons: a summons for next week stops no running clock."""
    return latest(case.suspicions, lambda one: (not one.summoned, one.at, one.record))


def at_cvom(case: Case) -> bool:
    """Whether a case is handled at CVOM: it is on that monitor last, by the monitor's own time (row 1).

    Then no house hears of it and nobody is offered it. `Turn.cases` leaves such cases out; what looks at
    cases in another way must ask. CVOM is a location: a traffic offence elsewhere is a case like any other.
    """
    last = latest(case.appearances, lambda one: (one.at, one.record))
    return last is not None and last.cvom


def region_of(case: Case) -> str | None:
    """The ZSM region of a case: where OM moved it last, else that of its arrest or summons (reading 43).

    None: no arrest or summons is known yet. The monitor's region is the tempting alternative: it says who
    looks at the case, and is CVOM for one that is in no region.
    """
    moved = latest(case.moves, lambda one: (one.at, one.record))
    if moved is not None:
        return moved.region
    suspicion = suspicion_of(case)
    return suspicion.region if suspicion is not None else None


def last_selection(case: Case) -> Selection | None:
    """The latest selection decision, by its own time."""
    return latest(case.selections, lambda one: (one.at, one.record))


def birth_date(dossier: Dossier) -> date | None:
    """The birth date that the last arrest or summons stated; one that states none takes nothing back."""
    stated = [
        (one.at, one.record, one.birth_date)
        for case in dossier.cases.values()
        for one in case.suspicions
        if one.birth_date is not None
    ]
    return max(stated)[2] if stated else None


def residence(dossier: Dossier) -> str | None:
    """Where the person lives by the last arrest or summons; absent there (no or foreign address) is absent.

    An older address would send the casus to a house of a municipality that the person left.
    """
    last = max(
        (one for case in dossier.cases.values() for one in case.suspicions),
        key=lambda one: (one.at, one.record),
        default=None,
    )
    return last.residence if last is not None else None


def age_at_offence(dossier: Dossier, case: Case) -> int | None:
    """Age in full years on the day of the (earliest) offence, else on the day of arrest or interrogation.

    None: no birth date, or no arrest or summons in this case.
    """
    suspicion = suspicion_of(case)
    born = birth_date(dossier) if suspicion is not None else None
    if suspicion is None or born is None:
        return None
    days = [offence.committed_on for offence in suspicion.offences if offence.committed_on is not None]
    return age_on(born, min(days) if days else amsterdam_day(suspicion.at))


def term_end(case: Case, terms: TermRules) -> datetime | None:
    """Until when the suspect can be held, in UTC: the end of `custody_term`."""
    term = custody_term(case, terms)
    return term.ends_at if term is not None else None


def custody_term(case: Case, terms: TermRules) -> Term | None:
    """The term of what happened last to the suspect's freedom (reading 52).

    A hold counts from the bringing in (a setting of the rules), an inverzekeringstelling from its own start,
    and its extension from the end of that, whenever it was ordered.
    None: released, brought before the court, summoned, or not known.
    """
    suspicion = suspicion_of(case)
    since = [one for one in case.custody if suspicion is None or one.since >= suspicion.at]
    custody = max(since, key=_last_of_custody, default=None)
    if custody is not None and custody.kind in _IN_IVS:
        return _ivs_term(custody, since, terms)
    if custody is not None and custody.kind in _FREE:
        return None
    if suspicion is None or suspicion.summoned:
        return None
    start = suspicion.at
    if terms.start_moment is StartMoment.BROUGHT_IN and suspicion.brought_in_at is not None:
        start = suspicion.brought_in_at
    ends = terms.hold_end(
        start,
        pretrial_detention_allowed=suspicion.pretrial_detention_allowed,
        identity_extension=any(one.kind is CustodyKind.OPHOUDEN_IDENTIFICATIE for one in since),
    )
    return Term(TermKind.OPHOUDEN, start, ends)


def court_term(case: Case, custody: Term | None, terms: TermRules) -> Term | None:
    """Until when a suspect in inverzekeringstelling must be brought before the court, from the arrest on.

    ``custody``: the case's `custody_term`.
    """
    if custody is None or custody.kind is not TermKind.INVERZEKERINGSTELLING:
        return None
    suspicion = suspicion_of(case)
    if suspicion is None or suspicion.summoned:
        return None
    return Term(TermKind.VOORGELEIDING, suspicion.at, terms.court_end(suspicion.at))


def _ivs_term(custody: Custody, since: list[Custody], terms: TermRules) -> Term:
    if custody.kind is CustodyKind.INVERZEKERINGSTELLING:
        return Term(TermKind.INVERZEKERINGSTELLING, custody.since, terms.ivs_end(custody.since))
    first = max(
        (
            one.since
            for one in since
            if one.kind is CustodyKind.INVERZEKERINGSTELLING and one.since <= custody.since
        ),
        default=None,
    )
    if first is None:
        return Term(TermKind.INVERZEKERINGSTELLING, custody.since, terms.ivs_extension_end(custody.since))
    return Term(TermKind.INVERZEKERINGSTELLING, first, terms.ivs_end(first, extended=True))


_RANK = {
    CustodyKind.ONBEKEND: 0,
    CustodyKind.OPHOUDEN: 1,
    CustodyKind.OPHOUDEN_IDENTIFICATIE: 2,
    CustodyKind.INVERZEKERINGSTELLING: 3,
    CustodyKind.INVERZEKERINGSTELLING_VERLENGD: 4,
    CustodyKind.VOORGELEID: 5,
    CustodyKind.HEENGEZONDEN: 6,
}
"""At one moment, being sent home wins from being brought before the court, and so on down to holding."""

_IN_IVS = frozenset({CustodyKind.INVERZEKERINGSTELLING, CustodyKind.INVERZEKERINGSTELLING_VERLENGD})
_FREE = frozenset({CustodyKind.HEENGEZONDEN, CustodyKind.VOORGELEID})
"""After these no term of the police runs."""


def _last_of_custody(one: Custody) -> tuple[datetime, int, str]:
    return one.since, _RANK[one.kind], one.record
