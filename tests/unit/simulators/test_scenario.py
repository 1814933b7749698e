from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from hub.errors import ConfigurationError
from hub.rules.reference import load_reference
from hub.schemas.events import CasusTriaged, DecisionTaken, PlanMade, Terugkoppeling
from hub.schemas.vocabulary import DecisionKind, TriageOutcome
from simulators.chain import Chain
from simulators.delivery import Delivery
from simulators.run import generate
from simulators.scenario import BUILT_IN, Scenario, load, title_of

REMCO = BUILT_IN / "remco.toml"


@pytest.fixture(name="remco")
def remco_scenario() -> Scenario:
    """Remco's story as it ships."""
    return load(REMCO)


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """Remco's file with one thing changed."""
    text = REMCO.read_text()
    assert old in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(old, new, 1))
    return path


def in_short(delivery: Delivery) -> tuple[datetime, str, str, bool]:
    """When who must be told what, and whether the clock brings it."""
    at = delivery.at.astimezone(UTC)
    return at, delivery.recipient, delivery.type.kind, delivery.by_clock


class TestRemco:
    """The report's own case."""

    def test_tells_the_report(self, remco: Scenario) -> None:
        """Taken by the house of Breda, led by 3RO, dropped on five talks, closed by two receipts."""
        facts = [observation for _, observation in remco.observations()]
        (triage,) = [o.data for o in facts if isinstance(o.data, CasusTriaged)]
        (plan,) = [o.data for o in facts if isinstance(o.data, PlanMade)]
        (decision,) = [o.data for o in facts if isinstance(o.data, DecisionTaken)]

        assert (triage.house, triage.outcome) == ("VH23", TriageOutcome.AANGENOMEN)
        assert plan.casusregie == "3RO"
        assert decision.decision is DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK
        assert decision.conditions == ("vijf gesprekken met de reclassering",)
        assert [o.data.kind for o in facts[-5:]] == [
            "beslissing-genomen",
            "beslissing-verwerkt",
            "beslissing-verwerkt",
            "terugkoppeling-bevestigd",
            "terugkoppeling-bevestigd",
        ]

    def test_forward_reasoning_agrees(self, remco: Scenario) -> None:
        """What the file says must follow is what the simulator's own reasoning finds."""
        chain, reasoned = Chain(load_reference()), list[Delivery]()
        for fact, observation in remco.observations():
            reasoned += chain.receive(fact.at, fact.case, observation)
        written = [*remco.expected_by_clock(), *(d for fact in remco.facts for d in remco.expected_of(fact))]

        assert Counter(map(in_short, written)) == Counter(map(in_short, reasoned))
        found = {(*in_short(d), field, str(value)) for d in reasoned for field, value in d.fields.items()}
        covered = {(kind, field) for _, _, kind, _, field, _ in found}
        for delivery in written:
            for field, value in delivery.fields.items():
                if (delivery.type.kind, field) in covered:
                    assert (*in_short(delivery), field, str(value)) in found

    def test_only_the_house_that_took_it_gets_feedback(self, remco: Scenario) -> None:
        """One Terugkoppeling, to the house of Breda."""
        found = [d for fact in remco.facts for d in remco.expected_of(fact) if d.type is Terugkoppeling]

        assert [delivery.recipient for delivery in found] == ["VH23"]


def mistakes() -> Iterator[tuple[str, str, str]]:
    """Old text, new text, and the place that the error must name."""
    yield 'api = "sim/v1"', 'api = "sim/v2"', "api"
    yield 'api = "sim/v1"', "api = ", "line"
    yield 'bsn = "999990019"', 'bsn = "999990018"', "persons.remco.bsn"
    yield 'bsn = "999990019"', 'bsn = "111222333"', "persons.remco.bsn .*test range"
    yield 'person = "remco"', 'person = "romeo"', "cases.hema.person"
    yield 'registry = "bosz"', 'registry = "cobol"', r"facts\[2\].registry"
    yield 'registry = "bosz"', 'registry = "gcos"', r"facts\[2\].event"
    yield 'event = "zaak-op-monitor"', 'event = "zaak-op-de-monitor"', r"facts\[2\].event"
    yield 'outcome = "ZSM"', 'outcome = "ZAM"', r"facts\[3\].data.outcome"
    yield 'custody = "OPHOUDEN"', 'kustody = "OPHOUDEN"', r"facts\[1\].data.custody is missing"
    yield 'type = "zaak-aangeboden"', 'type = "zaak-op-monitor"', r"facts\[3\].expect\[0\].type"
    yield "at = 2016-10-17T14:39:10+02:00", "at = 2016-10-17T14:39:10", r"facts\[2\].at"
    yield 'tells = "He is held', 'verteld = "He is held', r"facts\[1\].verteld is not a known field"
    yield 'case = "hema"\nrecord', 'person = "remco"\ncase = "hema"\nrecord', r"facts\[0\]"


class TestErrors:
    """Mistakes in a scenario file."""

    @pytest.mark.parametrize(("old", "new", "place"), list(mistakes()))
    def test_place_is_named(self, tmp_path: Path, old: str, new: str, place: str) -> None:
        """A mistake in a scenario file is refused with file and place."""
        with pytest.raises(ConfigurationError, match=f"changed.toml: .*{place}"):
            load(changed(tmp_path, old, new))

    def test_values_are_not_quoted(self, tmp_path: Path) -> None:
        """The error does not repeat the value: it could be a person's."""
        with pytest.raises(ConfigurationError) as error:
            load(changed(tmp_path, "birth_date = 1998-03-12", 'birth_date = "kanarie"'))

        assert "kanarie" not in str(error.value)

    def test_no_title(self, tmp_path: Path) -> None:
        """A file that does not say what it shows cannot be listed."""
        with pytest.raises(ConfigurationError, match=r"changed.toml: title is missing"):
            title_of(changed(tmp_path, "title = ", "subject = "))

    def test_no_file(self, tmp_path: Path) -> None:
        """A file that is not there is refused by name."""
        with pytest.raises(ConfigurationError, match=r"nowhere.toml: cannot be read"):
            load(tmp_path / "nowhere.toml")


class TestExpectations:
    """What a file says must follow."""

    def test_at_the_moment_of_the_fact(self, remco: Scenario) -> None:
        """What is expected carries the moment of the fact that it stands beside."""
        fact = remco.facts[3]

        assert next(remco.expected_of(fact)) == Delivery(
            datetime(2016, 10, 17, 13, 20, tzinfo=UTC),
            "hema",
            "3RO",
            next(d.type for d in remco.expected_of(fact)),
            {"hits": []},
        )

    def test_of_a_person(self, tmp_path: Path) -> None:
        """What is about no case names the person instead."""
        path = changed(
            tmp_path, 'to = ["3RO", "RVDK"]\ntype = "zaak-a', 'to = ["3RO"]\nperson = "remco"\ntype = "zaak-a'
        )
        delivery = next(load(path).expected_of(load(path).facts[3]))

        assert (delivery.case, delivery.person) == ("", "remco")


CLOCK = """
[[clock]]
tells = "An hour before the six hours are over."
at = 2016-10-17T19:25:00+02:00
[[clock.expect]]
to = ["OM", "POLITIE"]
type = "termijn-nadert"
fields = { term = "OPHOUDEN" }
"""


def with_clock(tmp_path: Path, old: str = "", new: str = "") -> Path:
    """Remco's file with a moment at which nothing but the clock speaks."""
    path = tmp_path / "clock.toml"
    path.write_text(REMCO.read_text() + CLOCK.replace(old, new))
    return path


class TestClock:
    """Moments at which no message comes."""

    def test_told_with_the_next_message(self, tmp_path: Path) -> None:
        """It is in the truth at its moment, about the only case, before what the next message brings."""
        generate(str(with_clock(tmp_path)), tmp_path / "out")
        lines = [orjson.loads(one) for one in (tmp_path / "out" / "truth.ndjson").read_bytes().splitlines()]
        place = next(n for n, one in enumerate(lines) if one.get("by_clock"))

        assert [(one["recipient"], one["case"], one["at"]) for one in lines[place : place + 2]] == [
            ("OM", "hema", "2016-10-17T17:25:00Z"),
            ("POLITIE", "hema", "2016-10-17T17:25:00Z"),
        ]
        assert {one["at"] < "2016-10-17T17:25:00Z" for one in lines[:place] if "at" in one} == {True}
        assert lines[place + 2]["at"] > "2016-10-17T17:25:00Z"

    @pytest.mark.parametrize(
        ("old", "new", "place"),
        [
            ("2016-10-17T19", "2016-12-17T19", r"clock\[5\].at is after the last fact"),
            ("termijn-nadert", "zaak-op-monitor", r"clock\[5\].expect\[0\].type"),
            ("type =", 'case = "hemma"\ntype =', r"clock\[5\].expect\[0\].case"),
            ("type =", 'person = "hema"\ntype =', r"clock\[5\].expect\[0\].person"),
        ],
    )
    def test_mistakes(self, tmp_path: Path, old: str, new: str, place: str) -> None:
        """A mistake in a moment is refused with its place; a replay ends with its last message."""
        with pytest.raises(ConfigurationError, match=place):
            load(with_clock(tmp_path, old, new))


class TestRefusals:
    """Facts that the hub must not take."""

    def test_refused(self, tmp_path: Path) -> None:
        """A fact that a rule refuses is a dead letter of that code in the truth."""
        fact = 'tells = "He goes home, within the six hours."'
        generate(str(changed(tmp_path, fact, f'{fact}\nrefused = "no-such-custody"')), tmp_path)
        lines = [orjson.loads(one) for one in (tmp_path / "truth.ndjson").read_bytes().splitlines()]

        (fault,) = [one for one in lines if one["kind"] == "fault"]
        assert (fault["line"], fault["stage"], fault["code"]) == (9, "step", "no-such-custody")

    def test_withheld(self, tmp_path: Path) -> None:
        """What may not be told is in the truth with its code."""
        fact = 'tells = "He goes home, within the six hours."'
        generate(str(changed(tmp_path, fact, f'{fact}\nwithheld = ["nothing-may-go"]')), tmp_path)
        lines = [orjson.loads(one) for one in (tmp_path / "truth.ndjson").read_bytes().splitlines()]

        assert {"kind": "withheld", "code": "nothing-may-go"} in lines

    def test_refused_and_told(self, tmp_path: Path) -> None:
        """A refused fact changes nothing, so a file may not expect anything of it."""
        path = changed(tmp_path, 'tells = "OvJ and', 'refused = "x"\ntells = "OvJ and')
        with pytest.raises(ConfigurationError, match=r"facts\[3\].refused"):
            load(path)
