"""The table of `hub.engine.identity`: what a message's numbers and names make of persons and cases."""

from datetime import UTC, date, datetime
from itertools import count

import pytest

from hub.engine.identity import Resolved, Resolver
from hub.engine.persons import Nobody
from hub.engine.pseudonyms import Pseudonyms
from hub.errors import IdentityError
from hub.schemas.events import CaseRegisteredTwice, CasesJoined, CustodyChanged, Event, PersonsMerged
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import CustodyKind, ProsecutionRegistry, Role

NOW = datetime(2016, 10, 17, 8, tzinfo=UTC)
BSN, OTHER_BSN, SKN, OTHER_SKN = "999990019", "999990020", "70000365", "70000366"
REMCO = {"surname": "Jansen", "given_names": "Remco", "born": date(1990, 5, 1)}
DENNIS = REMCO | {"given_names": "Dennis"}
PIET = {"surname": "Bakker", "given_names": "Piet", "born": date(1971, 2, 3)}
BVH, OTHER_BVH = "PL2000-2016123456", "PL1300-2016654321"
PARKET, OTHER_PARKET = "02/123456-16", "02/654321-16"
TWICE = CaseRegisteredTwice(continues_in=ProsecutionRegistry.GPS, closed_at=NOW)
HELD = CustodyChanged(custody=CustodyKind.OPHOUDEN, since=NOW)

_numbers = count()


def person(**said: object) -> PersonIds:
    """Who a message is about."""
    return PersonIds.model_validate(said)


def says(resolver: Resolver, who: PersonIds, case: CaseIds | None = None, data: Event = HELD) -> Resolved:
    """One message."""
    observation = Observation(
        record=f"r{next(_numbers)}", occurred_at=NOW, actor=Role.SYSTEEM, person=who, case=case, data=data
    )
    return resolver.resolve(observation, NOW)


def refuses(resolver: Resolver, who: PersonIds, case: CaseIds | None = None) -> str:
    """The code with which a message is refused."""
    with pytest.raises(IdentityError) as refusal:
        says(resolver, who, case)
    return refusal.value.code


@pytest.fixture
def resolver() -> Resolver:
    """Nobody is known yet."""
    return Resolver(Pseudonyms("test"))


def test_row_2_new_numbers_become_the_persons_own(resolver: Resolver) -> None:
    """A number that comes with a known one leads to the same subject from then on."""
    one = says(resolver, person(bsn=BSN, **REMCO))
    says(resolver, person(bsn=BSN, skn=SKN, **REMCO))

    assert says(resolver, person(skn=SKN)).subject == one.subject


@pytest.mark.parametrize(
    "said", [DENNIS, REMCO | {"born": date(1990, 1, 5)}], ids=["given name", "birth date"]
)
def test_row_3_a_slip_ties_no_number_to_somebody_else(resolver: Resolver, said: dict[str, object]) -> None:
    """A new number beside a known one, under another given name or birth date, stays nobody's."""
    says(resolver, person(bsn=BSN, **REMCO))

    assert refuses(resolver, person(bsn=BSN, skn=SKN, **said)) == "doubtful-person"
    assert says(resolver, person(skn=SKN, **said)).subject != says(resolver, person(bsn=BSN)).subject


def test_row_3_nobody_has_two_of_a_kind(resolver: Resolver) -> None:
    """A second BSN beside a known SKN is somebody else's, or a slip: it is tied to nobody."""
    one = says(resolver, person(bsn=BSN, skn=SKN, **REMCO))

    assert refuses(resolver, person(bsn=OTHER_BSN, skn=SKN, **REMCO)) == "second-number"
    assert says(resolver, person(bsn=OTHER_BSN, **PIET)).subject != one.subject


def test_row_3_a_lone_birth_date_speaks_against_a_tie(resolver: Resolver) -> None:
    """A message without names ties no number to somebody who was born on another day."""
    says(resolver, person(bsn=BSN, born=date(1990, 5, 1)))

    assert refuses(resolver, person(bsn=BSN, skn=SKN, born=date(1990, 5, 2))) == "doubtful-person"


def test_row_4_a_number_under_another_name_and_birth_date_was_mistaken(resolver: Resolver) -> None:
    """A number that leads to somebody of another name, born on another day, leads to nobody."""
    says(resolver, person(bsn=BSN, **REMCO))

    assert refuses(resolver, person(bsn=BSN, **PIET)) == "other-person"


@pytest.mark.parametrize(
    "said",
    [DENNIS, REMCO | {"surname": "Bakker"}, REMCO | {"born": date(1990, 1, 5)}, {}],
    ids=["call name", "married name", "day and month", "nothing"],
)
def test_a_known_number_under_a_variant_is_believed(resolver: Resolver, said: dict[str, object]) -> None:
    """One of name and birth date may differ where no new number comes along: names vary, and dates slip."""
    one = says(resolver, person(bsn=BSN, **REMCO))

    assert says(resolver, person(bsn=BSN, **said)).subject == one.subject


def test_row_5_numbers_of_two_dossiers_unite_them(resolver: Resolver) -> None:
    """Both subjects are told, the survivor first; from then on either number leads there, with its origin."""
    first = says(resolver, person(bsn=BSN, **REMCO)).subject
    second = says(resolver, person(skn=SKN, **REMCO | {"surname": "Janssen"})).subject
    survivor, retired = sorted((first, second))

    found = says(resolver, person(bsn=BSN, skn=SKN, **REMCO))

    ((proof, told),) = resolver.proved
    assert isinstance(proof, PersonsMerged)
    assert (proof.retired, proof.survivor, told) == (retired, survivor, (survivor, retired))
    assert found.subject == survivor
    by_number = {
        number: says(resolver, person(**{number: value})) for number, value in (("bsn", BSN), ("skn", SKN))
    }
    assert {one.subject for one in by_number.values()} == {survivor}
    assert {one.origin for one in by_number.values()} == {None, retired}
    assert resolver.proved == []


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"skn": SKN, **DENNIS}, "two-persons"),
        ({"skn": SKN, **REMCO, "born": date(1990, 5, 2)}, "two-birth-dates"),
        ({"skn": SKN}, "two-persons"),
        ({"skn": SKN, "bsn": OTHER_BSN, **REMCO}, "two-bsns"),
    ],
    ids=["twin", "born on another day", "nameless", "two BSNs"],
)
def test_row_6_what_is_not_proven_waits_for_a_person(
    resolver: Resolver, other: dict[str, object], reason: str
) -> None:
    """The message is refused, and the pair goes on the worklist with what speaks against it."""
    says(resolver, person(bsn=BSN, **REMCO))
    says(resolver, person(**other))

    assert refuses(resolver, person(bsn=BSN, skn=SKN, **REMCO)) == "two-persons"
    assert resolver.fresh.merged == []
    assert reason in {why for pair in resolver.fresh.pairs for why in pair.reasons}


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"skn": SKN, **REMCO, "surname": "Janssen"}, 3),
        ({"skn": SKN, **REMCO, "surname": "Bakker"}, 1),
        ({"skn": SKN, **REMCO, "born": date(1990, 1, 5)}, 1),
        ({"skn": SKN, **PIET}, 0),
        ({"skn": SKN, "bsn": OTHER_BSN, **REMCO}, 0),
    ],
    ids=["spelt otherwise", "other surname", "day and month", "stranger", "namesake with a BSN of his own"],
)
def test_row_7_who_looks_alike_waits_for_a_person(
    resolver: Resolver, other: dict[str, object], reasons: int
) -> None:
    """A new person who resembles a known one is a new subject, and the pair says in how many ways it is."""
    one = says(resolver, person(bsn=BSN, **REMCO))
    two = says(resolver, person(**other))

    assert one.subject != two.subject
    assert [len(pair.reasons) for pair in resolver.fresh.pairs] == ([reasons] if reasons else [])


def test_row_8_cases_that_fill_each_other_up_are_one(resolver: Resolver) -> None:
    """One known by its BVH number, one by its parketnummer; a message with both joins them."""
    who = person(bsn=BSN)
    cases = sorted(
        str(says(resolver, who, one).case) for one in (CaseIds(bvh=BVH), CaseIds(parketnummer=PARKET))
    )

    found = says(resolver, who, CaseIds(bvh=BVH, parketnummer=PARKET))

    ((proof, told),) = resolver.proved
    assert isinstance(proof, CasesJoined)
    assert [proof.survivor, proof.retired] == cases
    assert (found.case, told) == (cases[0], (found.subject,))
    assert says(resolver, who, CaseIds(parketnummer=PARKET)).case == cases[0]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (CaseIds(parketnummer=PARKET), CaseIds(parketnummer=OTHER_PARKET),
         CaseIds(parketnummer=PARKET, other_parketnummer=OTHER_PARKET)),
        (CaseIds(bvh=BVH), CaseIds(bvh=OTHER_BVH), CaseIds(bvh=BVH, other_bvh=OTHER_BVH)),
    ],
    ids=["GPS and COMPAS", "two units"],
)  # fmt: skip
def test_row_8_a_registry_may_say_that_two_cases_are_one(
    resolver: Resolver, one: CaseIds, other: CaseIds, both: CaseIds
) -> None:
    """Two numbers of one kind are one case only where a registry says so."""
    who = person(bsn=BSN)
    says(resolver, who, one)
    says(resolver, who, other)

    assert refuses(resolver, who, both) == "two-cases"
    assert says(resolver, who, both, TWICE).case == says(resolver, who, other).case


def test_row_9_cases_that_contradict_each_other_wait_for_a_person(resolver: Resolver) -> None:
    """A mistyped BVH number that is another case's: refused, and the pair waits."""
    who = person(bsn=BSN)
    says(resolver, who, CaseIds(bvh=BVH, parketnummer=PARKET))
    says(resolver, who, CaseIds(bvh=OTHER_BVH, parketnummer=OTHER_PARKET))

    assert refuses(resolver, who, CaseIds(bvh=BVH, parketnummer=OTHER_PARKET)) == "two-cases"
    assert [pair.reasons for pair in resolver.fresh.pairs] == [("two-cases",)]


def test_a_united_persons_cases_are_found_by_either_number(resolver: Resolver) -> None:
    """A case that was founded under one number is found with the other, once both are one person."""
    says(resolver, person(bsn=BSN, **REMCO), CaseIds(bvh=BVH))
    case = says(resolver, person(skn=SKN, **REMCO), CaseIds(parketnummer=PARKET)).case
    says(resolver, person(bsn=BSN, skn=SKN, **REMCO))

    assert says(resolver, person(bsn=BSN), CaseIds(parketnummer=PARKET)).case == case


class Judged(Nobody):
    """Somebody judged that all are different persons."""

    def judged_two(self, names: object) -> bool:  # noqa: ARG002 - of anybody
        """So it is."""
        return True


def test_what_a_person_judged_no_message_overrules() -> None:
    """Two who were judged to be two are not merged, whatever a message proves."""
    resolver = Resolver(Pseudonyms("test"), Judged())
    says(resolver, person(bsn=BSN, **REMCO))
    says(resolver, person(skn=SKN, **REMCO))

    assert refuses(resolver, person(bsn=BSN, skn=SKN, **REMCO)) == "two-persons"


def test_no_name_is_kept(resolver: Resolver) -> None:
    """What is kept of names and birth dates are hashes."""
    says(resolver, person(bsn=BSN, **REMCO))

    kept = repr(resolver.fresh.traits).lower()
    assert len(resolver.fresh.traits) == 6
    assert not any(word in kept for word in ("jansen", "remco", "1990"))
