"""KIB: literal messages against exact observations; the instrument is for adults, and taken as it is."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.kib import Kib
from hub.errors import MappingError
from hub.schemas.events import HouseAnswered, InstrumentAnswer, InstrumentApplied
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Channel, HouseAnswer, InstrumentColour, Role

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
INSTRUMENT = (EXAMPLES / "kib-instrument.json").read_bytes()
HOUSE = (EXAMPLES / "kib-huisantwoord.json").read_bytes()
KIB = Kib()


def changed(**changes: Any) -> bytes:  # noqa: ANN401 - values of JSON
    """The example of the instrument with other values in its content."""
    message = json.loads(INSTRUMENT)
    message["gegevens"] |= changes
    return json.dumps(message).encode()


def test_instrument_becomes_exact_observation() -> None:
    """Score, colour, version and answers stand as KIB says them."""
    applied_at = datetime(2016, 5, 3, 10, 20, 5, 250_000, tzinfo=UTC)
    assert KIB.parse(INSTRUMENT) == (
        Observation(
            record="kib-3141",
            occurred_at=applied_at,
            actor=Role.ADMINISTRATIE_OM,
            person=PersonIds(bsn="999990019"),
            case=CaseIds(bvh="PL1700-2016098765"),
            data=InstrumentApplied(
                instrument_version="18+/1.1",
                score=7,
                colour=InstrumentColour.ORANJE,
                answers=(
                    InstrumentAnswer(question="straf-2", answer=True),
                    InstrumentAnswer(question="zorg-1", answer=False),
                ),
                applied_at=applied_at,
            ),
        ),
    )


def test_house_answers_that_it_knows_the_person_and_no_more() -> None:
    """KIB asked in the house's register: bekend."""
    (observed,) = KIB.parse(HOUSE)
    assert observed.actor is Role.ADMINISTRATIE_HUIS
    assert observed.data == HouseAnswered(
        house="VH19",
        channel=Channel.REGISTER,
        answer=HouseAnswer.BEKEND,
        answered_at=datetime(2016, 5, 3, 10, 24, tzinfo=UTC),
    )


@pytest.mark.parametrize(("score", "colour"), [(0, "rood"), (99, "groen")])
def test_colour_is_never_derived_from_the_score(score: int, colour: str) -> None:
    """There is no scoring table, so what KIB says stands, likely or not."""
    (observed,) = KIB.parse(changed(score=score, kleur=colour))
    assert isinstance(observed.data, InstrumentApplied)
    assert (observed.data.score, observed.data.colour.lower()) == (score, colour)


def test_an_instrument_for_a_minor_is_refused() -> None:
    """A message that says itself that the person is a minor breaks the instrument's own rule (R038)."""
    with pytest.raises(MappingError) as refused:
        KIB.parse(changed(minderjarig=True))
    assert refused.value.code == "instrument-for-minor"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kleur": "geel"}, "unknown-code", "gegevens.kleur"),
        ({"score": "7"}, "malformed-value", "gegevens.score"),
        ({"score": 6.5}, "malformed-value", "gegevens.score"),
        ({"minderjarig": "nee"}, "malformed-value", "gegevens.minderjarig"),
        (
            {"antwoorden": [{"vraag": "zorg-1", "antwoord": "ja, GGZ"}]},
            "malformed-value",
            "gegevens.antwoorden.0.antwoord",
        ),
        (
            {"antwoorden": [{"vraag": "zorg-1", "antwoord": True, "bron": "GGZ"}]},
            "unknown-field",
            "gegevens.antwoorden.0.bron",
        ),
    ],
)
def test_what_is_more_than_that_is_refused(changes: dict[str, Any], code: str, field: str) -> None:
    """An answer is yes or no: that there is something, never what."""
    with pytest.raises(MappingError) as refused:
        KIB.parse(changed(**changes))
    assert (refused.value.code, refused.value.field) == (code, field)
