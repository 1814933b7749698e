"""Whether two dossiers can be one person: what they have in common, and what speaks against it.

Names and birth dates are compared as keyed hashes of their normal form (`hub.engine.likeness`): equal or not,
no more. A registry's own number speaks neither for nor against: one may have registered a person twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from hub.engine.likeness import first_given, sounds
from hub.engine.pseudonyms import Pseudonyms
from hub.schemas.identifiers import PersonIds

ALIKE = ("surname-and-birth-date", "given-name-and-birth-date", "names-and-birth-year")
"""What two persons must share to be put before somebody. Each is also the reason that is given."""

_ONE_EACH = ("bsn", "skn")
"""A person has one, all his life: two of a kind are two persons."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What one message says of name and birth date: hashes, by kind.

    Attributes:
        plain: ``born``, ``surname``, ``given``; those that the message has.
        alike: those of `ALIKE` that it has the parts of.
    """

    plain: Mapping[str, str]
    alike: Mapping[str, str]

    @classmethod
    def of(cls, person: PersonIds, pseudonyms: Pseudonyms) -> Self:
        """The traits of a message; none where it names nobody."""
        surname, given, born = sounds(person.surname), first_given(person.given_names), person.born
        trait, alike = pseudonyms.trait, dict[str, str]()
        plain = {"surname": trait("surname", surname)} if surname else {}
        if given:
            plain["given"] = trait("given", given)
        if born is not None:
            day = born.isoformat()
            plain["born"] = trait("born", day)
            if surname:
                alike[ALIKE[0]] = trait(ALIKE[0], surname, day)
            if given:
                alike[ALIKE[1]] = trait(ALIKE[1], given, day)
            if surname and given:
                alike[ALIKE[2]] = trait(ALIKE[2], surname, given, day[:4])
        return cls(plain, alike)


@dataclass(slots=True)
class Known:
    """What is known of one person: numbers and traits, by kind."""

    numbers: dict[str, set[str]] = field(default_factory=dict)
    traits: dict[str, set[str]] = field(default_factory=dict)

    def add_number(self, scheme: str, value: str) -> None:
        """One more number."""
        self.numbers.setdefault(scheme, set()).add(value)

    def add_traits(self, found: Iterable[tuple[str, str]]) -> None:
        """More traits: kind and hash."""
        for kind, digest in found:
            self.traits.setdefault(kind, set()).add(digest)


def two_of_a_kind(one: Known, other: Known) -> tuple[str, ...]:
    """Of which number that a person has one of, two are known."""
    return tuple(f"two-{scheme}s" for scheme in _ONE_EACH if _disjoint(one.numbers, other.numbers, scheme))


def has_another(known: Known, scheme: str, value: str) -> bool:
    """Whether a person has another number of a kind that everybody has one of."""
    return scheme in _ONE_EACH and bool(known.numbers.get(scheme, set()) - {value})


def contradictions(one: Known, other: Known) -> tuple[str, ...]:
    """What cannot be if both are one person: two BSNs, two SKNs, two birth dates."""
    born = ("two-birth-dates",) if _disjoint(one.traits, other.traits, "born") else ()
    return (*two_of_a_kind(one, other), *born)


def is_proven(one: Known, other: Known) -> bool:
    """Whether two dossiers that a message ties together are one person.

    Nothing may speak against it, and birth date, given name and surname must each have been said of both.
    Without that the wrong number in a form would unite strangers; a common birth date and surname alone
    would unite twins.
    """
    agreed = all(
        one.traits.get(kind, set()) & other.traits.get(kind, set()) for kind in ("born", "given", "surname")
    )
    return agreed and not contradictions(one, other)


def differing(known: Known, said: Traits) -> set[str]:
    """Of ``born``, ``surname``, ``given``: what a message says otherwise than was ever said of a person."""
    return {
        kind
        for kind, digest in said.plain.items()
        if known.traits.get(kind) and digest not in known.traits[kind]
    }


def reasons(shared: Iterable[str]) -> tuple[str, ...]:
    """Why a pair is put before somebody, in a fixed order."""
    shared = set(shared)
    return tuple(kind for kind in ALIKE if kind in shared)


def _disjoint(one: Mapping[str, set[str]], other: Mapping[str, set[str]], kind: str) -> bool:
    mine, theirs = one.get(kind), other.get(kind)
    return mine is not None and theirs is not None and mine.isdisjoint(theirs)
