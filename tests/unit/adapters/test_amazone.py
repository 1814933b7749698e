"""Amazone: a literal message against an exact observation, and counts that make nobody a veelpleger."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.amazone import Amazone
from hub.errors import MappingError
from hub.schemas.events import OffenceCounts, TargetGroupLinked
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import Role, TargetGroup

LINK = (Path(__file__).parents[3] / "docs" / "examples" / "amazone-veelpleger.json").read_bytes()
AMAZONE = Amazone()


def parsed(**changes: Any) -> TargetGroupLinked:  # noqa: ANN401 - values of JSON
    """The example with other values in its content; a number goes into the counts."""
    message = json.loads(LINK)
    for key, value in changes.items():
        part = message["inhoud"]["telling"] if key in message["inhoud"]["telling"] else message["inhoud"]
        part[key] = value
        if value is None:
            del part[key]
    (observed,) = AMAZONE.parse(json.dumps(message).encode())
    assert isinstance(observed.data, TargetGroupLinked)
    return observed.data


def test_link_becomes_exact_observation() -> None:
    """The link with its counts, to the last field; the person has BVH's number too."""
    assert AMAZONE.parse(LINK) == (
        Observation(
            record="amz-0c44d1",
            occurred_at=datetime(2016, 3, 1, 13, 20, 5, tzinfo=UTC),
            actor=Role.ADMINISTRATIE_POLITIE,
            person=PersonIds(bsn="999990019", registry=RegistryNumber(scope="bvh", value="P0012345")),
            case=CaseIds(bvh="PL2000-2016051234"),
            data=TargetGroupLinked(
                group=TargetGroup.ZEER_ACTIEVE_VEELPLEGER,
                counts=OffenceCounts(
                    ever=27,
                    last_five_years=14,
                    last_twelve_months=3,
                    age=34,
                    counted_on=date(2016, 2, 29),
                ),
                linked_at=datetime(2014, 9, 15, 8, 0, tzinfo=UTC),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"leeftijd": 17}, "veelpleger-not-adult"),
        ({"ooit": 10, "vijfJaar": 10}, "veelpleger-too-few-offences"),
        ({"twaalfMaanden": 0}, "veelpleger-none-this-year"),
        ({"vijfJaar": 10}, "veelpleger-not-very-active"),
        ({"twaalfMaanden": 15}, "counts-contradict"),
        ({"vijfJaar": 28}, "counts-contradict"),
        ({"telling": None}, "veelpleger-without-counts"),
        ({"doelgroep": "veelpleger", "leeftijd": 17}, "veelpleger-not-adult"),
        ({"doelgroep": "veelpleger", "ooit": 10, "vijfJaar": 9}, "veelpleger-too-few-offences"),
        ({"doelgroep": "gevolgdeVerdachte", "twaalfMaanden": 99}, "counts-contradict"),
        ({"doelgroep": "topX"}, "unknown-code"),
    ],
)
def test_counts_that_contradict_the_group_are_refused_by_their_rule(
    changes: dict[str, Any], code: str
) -> None:
    """Which of the two is wrong only the police can say, so the message waits for them."""
    with pytest.raises(MappingError) as refused:
        parsed(**changes)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        (
            {"leeftijd": 18, "ooit": 11, "vijfJaar": 11, "twaalfMaanden": 1},
            TargetGroup.ZEER_ACTIEVE_VEELPLEGER,
        ),
        ({"doelgroep": "veelpleger", "ooit": 11, "vijfJaar": 1, "twaalfMaanden": 1}, TargetGroup.VEELPLEGER),
        ({"doelgroep": "veelpleger"}, TargetGroup.VEELPLEGER),
        ({"doelgroep": "gevolgdeVerdachte", "leeftijd": 14, "ooit": 14}, TargetGroup.GEVOLGDE_VERDACHTE),
        ({"doelgroep": "gevolgdeVerdachte", "telling": None}, TargetGroup.GEVOLGDE_VERDACHTE),
    ],
)
def test_counts_that_just_suffice_are_taken(changes: dict[str, Any], group: TargetGroup) -> None:
    """Eleven offences and one of this year are enough; who is very active is a veelpleger as well."""
    assert parsed(**changes).group is group
