"""The ladder: the first rung that holds, and why those above it did not."""

import pytest
from pydantic import SecretStr

from deploy.local.ladder import Rung, Served, climb, kafka_rungs, obstacles, postgres_rungs
from deploy.local.state import How
from hub.errors import ConfigurationError, UnreachableError
from hub.settings import Settings


def rung(how: How, obstacle: str = "", failure: Exception | None = None) -> Rung:
    """A rung that has an obstacle, fails when it is taken, or holds."""

    def serve() -> Served:
        if failure:
            raise failure
        return Served(how, f"address of {how}", lambda: None)

    return Rung(how, lambda: obstacle, serve)


def test_the_first_rung_that_holds_is_taken() -> None:
    """Rungs with an obstacle, and rungs that fail when tried, are passed over."""
    rungs = (
        rung(How.GIVEN, "KETENHUB_KAFKA is empty"),
        rung(How.DOCKER, failure=UnreachableError("the image cannot be had")),
        rung(How.JARS),
    )

    assert climb(rungs).how is How.JARS


def test_where_no_rung_holds_one_line_says_why() -> None:
    """The error names every rung, its reason and its remedy, on one line."""
    rungs = (
        rung(How.GIVEN, "KETENHUB_KAFKA is empty"),
        rung(How.DOCKER, "no Docker engine answers"),
        rung(How.JARS, failure=ConfigurationError("no Java found: install Java 17 or newer")),
    )

    with pytest.raises(UnreachableError) as raised:
        climb(rungs)

    assert str(raised.value) == (
        "given: KETENHUB_KAFKA is empty; Docker: no Docker engine answers; "
        "Kafka's own jars: no Java found: install Java 17 or newer"
    )


def test_an_address_that_is_given_is_taken_as_it_is() -> None:
    """A given Kafka or PostgreSQL is never replaced by another, answer or not, and never stopped."""
    given = Settings(kafka="far:9092", database=SecretStr("postgresql://u:p@far/x"))

    kafka, postgres = climb(kafka_rungs(given)), climb(postgres_rungs(given))

    assert (kafka.how, kafka.address) == (How.GIVEN, "far:9092")
    assert (postgres.how, postgres.address) == (How.GIVEN, "postgresql://u:p@far/x")
    kafka.stop()
    postgres.stop()


def test_the_rung_of_the_first_time_is_taken_again() -> None:
    """Who has data on one rung does not get another that would hold as well; its failure is the error."""
    rungs = (rung(How.GIVEN, "empty"), rung(How.DOCKER), rung(How.JARS))
    failing = (*rungs[:2], rung(How.JARS, failure=ConfigurationError("another number of nodes")))

    assert climb(rungs, only=How.JARS).how is How.JARS
    with pytest.raises(ConfigurationError, match="another number"):
        climb(failing, only=How.JARS)


def test_an_address_goes_before_the_rung_of_the_first_time() -> None:
    """Who gives an address now gets it, whatever stands in the folder."""
    assert climb((rung(How.GIVEN), rung(How.JARS)), only=How.JARS).how is How.GIVEN


def test_the_obstacles_are_told_without_starting_anything() -> None:
    """Doctor sees each rung and its obstacle, and no rung is taken."""
    rungs = (rung(How.GIVEN, "empty"), rung(How.JARS, failure=AssertionError("was started")))

    assert list(obstacles(rungs)) == [(How.GIVEN, "empty"), (How.JARS, "")]


def test_docker_that_does_not_answer_is_an_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no engine answers, the rung says so and is not tried."""
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    found = dict(obstacles(kafka_rungs(Settings(kafka=""))))

    assert found[How.DOCKER] == "no Docker engine answers"
    assert found[How.GIVEN] == "KETENHUB_KAFKA is empty"


def test_a_missing_wheel_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel and without an address, the error says how to get a PostgreSQL."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(UnreachableError, match=r"KETENHUB_DATABASE is empty; .*ketenhub\[local\]"):
        climb(postgres_rungs(Settings(database=SecretStr(""))))
