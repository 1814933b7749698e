"""Erasure: whoever was told must destroy it too, and of the person nothing stays here (reading 72).

VH22 marked the person, who has case z1; today is 2017-10-17. ZSM is OM and police. An order is carried out
once; what comes after it founds the dossier anew.

===  ==========================================  ===========================================================
row  facts                                       told
===  ==========================================  ===========================================================
1    ZSM and VH22 were told in z1 yesterday      ZSM and VH22: destroy z1; the dossier is empty
2    VH22 was told on 2016-10-17, ZSM later      as 1
3    VH22 was told on 2016-10-16, ZSM later      ZSM: destroy z1
4    VH22 was told of the person, in no case     VH22: destroy, in no case
5    SHN was told by case reference only         SHN: destroy z1, by case reference only
     wrong: with the person's numbers            who must forget a person would learn who it was
6    VH22 is to get a Terugkoppeling if it asks  the ledger says VERVALLEN: there is nothing to tell any more
7    another person was merged into this one     as 1, of both; who was merged is known still
     wrong: the parts go                         a number of theirs would find no place to go to
8    as 1, then the person is arrested           a case like any first one
9    as 1, then the order again (version 2)      nothing: nobody was told anything since
===  ==========================================  ===========================================================

The versions of records stay: what a registry sends again in an old version must not bring back what is gone.
"""

from collections.abc import Iterator
from datetime import date

from hub.rules.purpose import Relation
from hub.schemas.base import Category
from hub.schemas.envelope import Envelope
from hub.schemas.events import ErasureForwarded, PersonDataErased
from hub.streams.disclosure import AS_TOLD, told
from hub.streams.dossier import Disclosed, Dossier
from hub.streams.effects import Effect, Erase, FeedbackStatus, Ledger, Send
from hub.streams.turn import Told, Turn
from hub.streams.uniting import whole

ROW = "W28"
ERASED = "gegevens-vernietigd"
"""Why a line of the ledger stands as it does."""

_HOUSE = Relation(on_monitor=True, bekend=True)


def erase(turn: Turn, dossier: Dossier) -> Told:
    """Tell all that were told, and keep nothing; on the dossier as it is stored, not as a whole."""
    data = turn.envelope.data
    if not isinstance(data, PersonDataErased):
        return dossier, []
    person = whole(dossier)
    effects: list[Effect] = [*_forwarded(turn, person, data), *_nothing_due(person)]
    effects.append(Erase((dossier.subject, *sorted(dossier.parts)), data.ground, data.reference))
    return _emptied(dossier, turn.envelope), effects


def _forwarded(turn: Turn, person: Dossier, data: PersonDataErased) -> Iterator[Send]:
    since = a_year_before(turn.today)
    of: list[tuple[str | None, Disclosed]] = [
        (one, person.cases[one].disclosed) for one in sorted(person.cases)
    ]
    for case, disclosed in (*of, (None, person.disclosed)):
        for recipient in told(disclosed, since):
            named = recipient in told(disclosed, since, {Category.IDENTITY.value})
            relation = AS_TOLD if named else Relation()
            if recipient in turn.rules.reference.houses:
                relation = _HOUSE
            yield Send(recipient, case, ErasureForwarded(ground=data.ground), ROW, relation)


def _nothing_due(person: Dossier) -> Iterator[Ledger]:
    """What a house could still have asked for (a pull region) is due no more."""
    for identifier in sorted(person.cases):
        case = person.cases[identifier]
        for house in sorted(case.feedback):
            if case.final is not None and case.feedback[house].status is FeedbackStatus.GEVRAAGD_AFWACHTEN:
                yield Ledger(identifier, house, FeedbackStatus.VERVALLEN, case.final.at, ERASED)


def _emptied(dossier: Dossier, order: Envelope) -> Dossier:
    """Who is whom and which versions were seen: what is needed to read what comes, and says nothing."""
    parts = {
        name: Dossier(subject=name, joined=part.joined, versions=part.versions, as_of=part.as_of)
        for name, part in dossier.parts.items()
    }
    return Dossier(
        subject=dossier.subject,
        parts=parts,
        joined=dossier.joined,
        versions={**dossier.versions, order.record: order.version},
        as_of=order.recorded_at,
    )


def a_year_before(day: date) -> date:
    """The same day of the year before; of 29 February the day before it."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)
