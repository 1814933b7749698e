"""Checks of the suite: codes, times and fields mean what they say, or are refused; nothing is guessed."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

from hub.adapters.mapped import MappedAdapter
from hub.errors import InputError
from hub.kit.fields import NativeField, Path, native_fields
from hub.kit.natives import Drawn, Wish
from hub.kit.tampering import Form
from hub.kit.trial import Breach, Trial
from hub.schemas.base import UNKNOWN_SYMBOL

FULL = Wish(full=True)

CODES = (UNKNOWN_SYMBOL, "ZZZ", "ZZ", "Z", "987654", "98", "9")
"""Words that no table should hold, in the widths that codes have; what one does hold is passed over."""
MEANINGLESS = (UNKNOWN_SYMBOL, "SYSTEEM", "ZZZ", "", "-1", "1456790400")
"""What damage, a default or another program could leave in the place of a number, truth or time."""
NAIVE = ("2016-03-01T13:00:00", "2016-03-01 13:00:00", "20160301130000")
_ZONE = re.compile(r" ?(Z|[+-][0-9]{2}:?[0-9]{2}|[A-Z]{1,5})$")

NIGHTS = tuple(
    datetime(2016, month, 27 if month == 3 else 30, hour, minute, tzinfo=UTC)
    for month in (3, 10)
    for hour in (0, 1, 2)
    for minute in (0, 30)
)
"""Around both changes of the clock of 2016 in Europe/Amsterdam, which are at 01:00 UTC."""
COARSEST = timedelta(minutes=1)
"""A registry may cut its times to the minute, and no further."""


def coded_places(adapter: MappedAdapter, kind: str) -> set[Path]:
    """Where messages of a kind hold codes."""
    return {field.path for field in native_fields(adapter, kind) if field.coded}


def timed_places(adapter: MappedAdapter, kind: str) -> set[Path]:
    """Where messages of a kind hold times."""
    return {field.path for field in native_fields(adapter, kind) if field.timed}


def unknown_code_refused(trial: Trial) -> None:
    """A word that the table does not hold is refused in each coded field."""
    drawn, adapter = trial.message(FULL), trial.fresh()
    coded = {field.path: field for field in native_fields(adapter, drawn.kind) if field.coded}
    leaves = [leaf for leaf in trial.form.leaves(drawn.body) if leaf.path in coded]
    for leaf in leaves:
        _refuse_codes(trial, drawn, coded[leaf.path], leaf.put, leaf.text)
    for path in coded.keys() - {leaf.path for leaf in leaves}:
        if trial.form.added(drawn.body, path, "") is not None:
            _refuse_codes(trial, drawn, coded[path], partial(_added, trial.form, drawn.body, path))


def _refuse_codes(
    trial: Trial, drawn: Drawn, field: NativeField, put: Callable[[str], bytes], now: str = ""
) -> None:
    trial.met.add(field.path)
    for word in CODES:
        if word not in field.codes and word != now and trial.refusal(put(word)) is None:
            raise Breach(_at(drawn.kind, field.path), "an unknown code is taken for something")


def _added(form: Form, body: bytes, path: Path, word: str) -> bytes:
    return form.added(body, path, word) or b""


def meaningless_value_refused(trial: Trial) -> None:
    """A number, truth, day or time that spells none is refused, or nothing is made of it."""
    drawn, adapter = trial.message(), trial.fresh()
    coded = coded_places(adapter, drawn.kind)
    meant = values_other_than_text(drawn.observation)
    word = trial.draw(st.sampled_from(MEANINGLESS))
    for leaf in trial.form.leaves(drawn.body):
        if leaf.path in coded:
            continue
        try:
            read = adapter.parse(leaf.put(word))
        except InputError:
            continue
        for one in read:
            found = values_other_than_text(one)
            if [value for value in found if value in meant] != found:
                raise Breach(_at(drawn.kind, leaf.path), "a value is made of a word that means none")


def naive_time_refused(trial: Trial) -> None:
    """A time without its zone is refused in each field that holds one."""
    drawn, adapter = trial.message(FULL), trial.fresh()
    timed = timed_places(adapter, drawn.kind)
    for leaf in trial.form.leaves(drawn.body):
        if leaf.path not in timed:
            continue
        trial.met.add(leaf.path)
        stripped = _ZONE.sub("", leaf.text)
        for spelled in (*NAIVE, *([stripped] if stripped != leaf.text else [])):
            if trial.refusal(leaf.put(spelled)) is None:
                raise Breach(_at(drawn.kind, leaf.path), "a time without a zone is taken")


def nights_of_the_clock(trial: Trial) -> None:
    """At both changes of the clock each moment comes back as itself, at most cut to the minute."""
    at = trial.draw(st.sampled_from(NIGHTS))
    drawn = trial.message(Wish(at=at))
    for read in trial.read(drawn.body, drawn.kind):
        for path, moment in _moments(read):
            if not timedelta() <= at - moment < COARSEST:
                raise Breach(drawn.kind, f"{at:%d-%m %H:%M} UTC is read as another moment", at=path)


def unknown_field_reported(trial: Trial) -> None:
    """A field that the format does not have is refused with its place, wherever it stands."""
    drawn = trial.message(FULL)
    for stranger in trial.form.strangers(drawn.body):
        refused = trial.refusal(stranger.body)
        if refused is None:
            raise Breach(drawn.kind, "a field that nobody knows is passed over", at=stranger.place)
        if not refused.field:
            raise Breach(drawn.kind, f"is refused as {refused.code} without a place", at=stranger.place)


def values_other_than_text(value: object) -> list[object]:
    """All codes, truths, numbers and times of an observation, in order; its free texts left out."""
    if isinstance(value, BaseModel):
        return [
            found
            for name in type(value).model_fields
            for found in values_other_than_text(getattr(value, name))
        ]
    if isinstance(value, tuple):
        return [found for item in value for found in values_other_than_text(item)]
    return [] if type(value) is str or value is None else [value]


def _moments(value: Any, path: str = "") -> Iterator[tuple[str, datetime]]:  # noqa: ANN401 - any part
    if isinstance(value, datetime):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _moments(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for item in value:
            yield from _moments(item, path)


def _at(kind: str, path: Path) -> str:
    return f"{kind}: {'.'.join(path)}"
