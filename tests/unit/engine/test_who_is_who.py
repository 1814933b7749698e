"""Who is who, measured on a population whose truth is known (`tests.support.population`)."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support.figures import report
from tests.support.population import Population, Sighting, Slip
from tests.support.who_is_who import Outcome, figures, is_joined, joined_share, mixed, provable, run_hub


@dataclass(frozen=True)
class Year:
    """A population's year, and what the hub made of it."""

    population: Population
    sightings: list[Sighting]
    outcome: Outcome


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Seven hundred persons, some thousands of messages."""
    population = Population(seed=1, size=700)
    sightings = population.sightings()
    return Year(population, sightings, run_hub(sightings, tmp_path_factory.mktemp("who")))


def test_the_population_holds_what_it_must(year: Year) -> None:
    """Every slip occurs, and so do twins, father and son of one name, and namesakes born on one day."""
    pairs = list(zip(year.population.humans, year.population.humans[1:], strict=False))
    twins = [(a, b) for a, b in pairs if (a.surname, a.born) == (b.surname, b.born)]

    assert {slip for one in year.sightings for slip in one.slips} == set(Slip)
    assert any(a.given_names != b.given_names for a, b in twins)
    assert any(a.given_names == b.given_names for a, b in twins)
    assert any(a.given_names == b.given_names and a.born.year == b.born.year + 25 for a, b in pairs)
    assert sum(one.case is not None for one in year.sightings) > 40


def test_nobody_is_taken_for_somebody_else(year: Year) -> None:
    """No subject holds two persons, but where a message posed as another's in all but one number."""
    assert mixed(year.sightings, year.outcome).false_merges == []


def test_provable_identities_are_joined(year: Year) -> None:
    """Of the identities that good messages prove, 99 in 100 at least are one subject, hundreds by a merge."""
    report("who is who", **figures(year.population, year.sightings, year.outcome))

    assert joined_share(provable(year.sightings), year.outcome) >= 0.99
    assert year.outcome.merges > 70


def test_persons_apart_wait_for_a_judgement(year: Year) -> None:
    """Subjects that are one person without proof are put before somebody, and few others are."""
    found = figures(year.population, year.sightings, year.outcome)

    assert found["of_these_waiting"] >= 0.93 * found["one_person_apart"] > 0
    assert found["of_one_person"] >= 0.9 * found["waiting_pairs"]


def test_no_number_with_changed_places_is_believed(year: Year) -> None:
    """A BSN with two digits changed places is a dead letter, always: the elfproef."""
    wrong = [one for one in year.sightings if Slip.TRANSPOSED in one.slips]

    assert wrong
    assert not any(one.event in year.outcome.subjects for one in wrong)


@pytest.mark.parametrize("batch", [1, 7, 5000])
def test_who_is_who_does_not_hang_on_batches(batch: int, tmp_path: Path) -> None:
    """One message a transaction or all in one: the same persons, pairs and dead letters."""
    sightings = Population(seed=2, size=70).sightings()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert run_hub(sightings, tmp_path / "a", batch=batch) == run_hub(sightings, tmp_path / "b", batch=100)


def test_the_judge_notices_a_false_merge(year: Year) -> None:
    """If one event of a person were another's, the measure would say so."""
    honest = [one for one in year.sightings if one.event in year.outcome.subjects and not one.slips]
    stranger = next(one for one in honest if one.human != honest[0].human)
    theirs = year.outcome.subjects[stranger.event]
    changed = replace(year.outcome, subjects={**year.outcome.subjects, honest[0].event: theirs})

    assert len(mixed(year.sightings, changed).false_merges) == 1


def test_the_judge_notices_what_is_not_joined(year: Year) -> None:
    """If a number of a proven person stood alone, the measure would say so."""
    numbers = next(one for one in provable(year.sightings) if is_joined(one, year.outcome))
    changed = replace(year.outcome, numbers={**year.outcome.numbers, min(numbers): "somebody"})

    assert not is_joined(numbers, changed)


@pytest.mark.long
def test_fifty_thousand_persons(tmp_path: Path) -> None:
    """The measure of the issue: no false merge, and 99 in 100 provable identities joined."""
    population = Population(seed=3, size=50_000)
    sightings = population.sightings()
    outcome = run_hub(sightings, tmp_path, batch=2000)
    report("who is who, at length", **figures(population, sightings, outcome))

    assert mixed(sightings, outcome).false_merges == []
    assert joined_share(provable(sightings), outcome) >= 0.99
