"""Which dead letters an expression means, and what is said of one that is not understood."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.engine import tables as t
from hub.engine.letters.letter import chosen
from hub.engine.letters.where import parse_where
from hub.engine.store import Store
from hub.engine.tables import to_micros
from hub.errors import ConfigurationError
from tests.support.engine import START

LETTERS = (
    ("messages/9", "gps", "map", "unknown-code", "open"),
    ("messages/10", "gps", "map", "naive-time", "open"),
    ("messages/11", "bvh", "map", "unknown-code", "open"),
    ("messages/12", "gps", "identity", "no-person", "open"),
    ("messages/13", "gps", "map", "unknown-code", "replayed"),
)


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with some letters, the last of them a day later."""
    rows = [
        {
            "id": name,
            "registry": registry,
            "stage": stage,
            "code": code,
            "field": "Verdachte.@bsn",
            "hint": "",
            "at": to_micros(START) + (86_400_000_000 if name == "messages/12" else 0),
            "adapter_version": "1",
            "event_id": "e" if stage == "identity" else None,
            "payload": b"",
            "state": state,
        }
        for name, registry, stage, code, state in LETTERS
    ]
    with store.transaction() as connection:
        store.put(connection, t.deadletters, rows)
    return store


def meant(store: Store, expression: str, **more: bool | int) -> list[int]:
    """The numbers of the letters that an expression means."""
    with store.transaction() as connection:
        found = chosen(connection, parse_where(expression), **more)  # type: ignore[arg-type] # both kinds
    return [int(name.partition("/")[2]) for name in found]


@pytest.mark.parametrize(
    ("expression", "numbers"),
    [
        ("registry=gps", [9, 10, 12]),
        ("registry=gps and code=unknown-code", [9]),
        ("  REGISTRY = gps AND code != unknown-code", [10, 12]),
        ("id=messages/11", [11]),
        ("""field="Verdachte.@bsn" and stage='map'""", [9, 10, 11]),
        ("at>=2016-10-18", [12]),
        ("at<2016-10-18", [9, 10, 11]),
        ("at>2016-10-17T10:00:00+02:00", [12]),
        ("at<=2016-10-17T08:00:00Z", [9, 10, 11]),
        ("event!=e", [9, 10, 11]),
        ("state=replayed", [13]),
        ("code=unknown-code and state!=open", [13]),
        ("""code="' OR 1=1 --" """, []),
    ],
)
def test_an_expression_means_letters(filled: Store, expression: str, numbers: list[int]) -> None:
    """All conditions hold; the order is that in which they came; only open ones, unless a state is named."""
    assert meant(filled, expression) == numbers


def test_a_day_begins_in_amsterdam(filled: Store) -> None:
    """A date is that day as people at ZSM count it: at 22:00 UTC in summer the next one has begun."""
    with filled.transaction() as connection:
        row = {**dict(next(filled.rows_by(connection, t.deadletters, "id", ["messages/9"])))}
        row |= {"id": "messages/99", "at": to_micros(START.replace(hour=22))}
        filled.put(connection, t.deadletters, [row])

    assert meant(filled, "at>=2016-10-18") == [99, 12]


def test_a_choice_can_be_limited_or_widened(filled: Store) -> None:
    """A limit takes the first that came; closed letters are there if they are wanted."""
    assert meant(filled, "registry=gps", limit=2) == [9, 10]
    assert meant(filled, "registry=gps", every=True) == [9, 10, 13, 12]


@pytest.mark.parametrize(
    ("expression", "character", "remedy"),
    [
        ("", 1, "here comes one of id, registry"),
        ("colour=red", 1, "here comes one of id, registry"),
        ("registry=gps and", 13, "after a condition"),
        ("registry=gps or code=x", 13, "there is no `or`"),
        ("registry>gps", 9, "compared with =, !="),
        ("at=2016-03-01", 3, "compared with >="),
        ("registry=", 10, "here comes a value"),
        ("registry=gps code=x", 13, "after a condition"),
        ("stage=mapp", 7, "one of envelope, decode, map"),
        ("state=dead", 7, "one of open"),
        ("at>=yesterday", 5, "a date, 2016-03-01"),
        ("at>=2016-03-01T12:00:00", 5, "with its offset"),
        ("at>=2016-02-30", 5, "a date, 2016-03-01"),
        ("code='x", 6, "stands in quotes"),
        ("code=a\nand", 7, "only printable"),
        ("code=" + "a" * 3000, 2001, "at most 2000"),
    ],
)
def test_what_is_not_understood_is_named_with_its_place(expression: str, character: int, remedy: str) -> None:
    """The error says at which character it went wrong, and what belongs there."""
    with pytest.raises(ConfigurationError, match=re.escape(remedy)) as caught:
        parse_where(expression)

    assert f"at character {character}:" in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is typed is conditions, or refused as the operator's mistake; nothing else is raised."""
    try:
        assert parse_where(text)
    except ConfigurationError:
        return
