"""The two laws of every adapter, and what must hold whatever bytes come in."""

import traceback
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from hub.adapters import ADAPTERS
from hub.adapters.mapped import MappedAdapter
from hub.adapters.spelling import Coded
from hub.errors import InputError, MappingError
from hub.schemas.base import UNKNOWN_SYMBOL, WireEnum
from hub.schemas.events import EVENTS
from hub.schemas.observation import Observation
from tests.support.observations import models
from tests.unit.adapters.speech import (
    SPEECH,
    remains,
    respelled,
    spoken,
    values_other_than_text,
    with_each_value_replaced,
)

CANARY = "KANARIE-999990019"

registries = pytest.mark.parametrize("registry", sorted(ADAPTERS))
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@registries
@some
@given(data=st.data())
def test_parse_gives_back_what_render_wrote(registry: str, data: st.DataObject) -> None:
    """An observation survives a round trip, as far as the format can carry it."""
    adapter, observation = ADAPTERS[registry], data.draw(spoken(registry))

    assert adapter.parse(adapter.render(observation)) == (adapter.project(observation),)


@registries
@few
@given(data=st.data())
def test_projection_loses_only_what_the_format_lacks(registry: str, data: st.DataObject) -> None:
    """Fine fractions of time, foreign person numbers and, for some, the parketnummer; nothing else."""
    observation = data.draw(spoken(registry))

    assert ADAPTERS[registry].project(observation) == remains(registry, observation)


@registries
@some
@given(data=st.data())
def test_render_gives_back_what_parse_read(registry: str, data: st.DataObject) -> None:
    """A native message, however it was spelled, survives a round trip in the adapter's one spelling."""
    adapter = ADAPTERS[registry]
    written = adapter.render(data.draw(spoken(registry)))
    message = respelled(adapter, written)

    (observation,) = adapter.parse(message)

    assert adapter.render(observation) == adapter.canonical(message) == written


@registries
@some
@given(data=st.data())
def test_damaged_bytes_are_refused_or_read(registry: str, data: st.DataObject) -> None:
    """Bytes that were cut off, flipped, deleted or doubled never raise anything but an InputError."""
    adapter = ADAPTERS[registry]
    body = adapter.render(data.draw(spoken(registry)))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.sampled_from([start, start + 1, start + 7, len(body)]))
        body = body[:start] + data.draw(st.binary(max_size=3) | st.just(body[start:end] * 2)) + body[end:]

    try:
        parsed = adapter.parse(body)
    except InputError:
        return
    assert all(type(one) is Observation for one in parsed)


@registries
@few
@given(data=st.data(), word=st.sampled_from([UNKNOWN_SYMBOL, "SYSTEEM", "ZZZ", "", "-1", "1456790400"]))
def test_a_value_that_means_nothing_never_becomes_one(registry: str, data: st.DataObject, word: str) -> None:
    """A word put in the place of a code, number, truth or time is refused, not guessed at."""
    adapter = ADAPTERS[registry]
    observation = adapter.project(data.draw(spoken(registry)))
    meant = values_other_than_text(observation)

    for tampered in with_each_value_replaced(adapter, adapter.render(observation), word):
        try:
            (read,) = adapter.parse(tampered)
        except InputError:
            continue
        assert [v for v in values_other_than_text(read) if v in meant] == values_other_than_text(read)


@registries
@few
@given(data=st.data())
def test_refusals_never_quote_the_message(registry: str, data: st.DataObject) -> None:
    """Neither the error nor the traceback with its causes holds a value that stood in the message."""
    adapter = ADAPTERS[registry]
    body = adapter.render(data.draw(spoken(registry)))

    for tampered in with_each_value_replaced(adapter, body, CANARY):
        try:
            adapter.parse(tampered)
        except InputError as error:
            told = "".join(traceback.format_exception(error)) + repr((error.code, error.field, error.hint))
            chain = [error.__cause__, error.__context__]
            assert CANARY not in told
            assert CANARY not in repr(chain)


@registries
def test_an_adapter_carries_what_the_design_gives_it(registry: str) -> None:
    """The events of each registry are those of the design, in both directions."""
    carried = {event.kind for event in ADAPTERS[registry].carries}

    assert carried == set(SPEECH[registry].events.split())


@registries
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_an_event_that_is_not_carried_is_refused(registry: str, data: st.DataObject) -> None:
    """Rendering a fact that the registry has no message for is a MappingError that names the event."""
    adapter = ADAPTERS[registry]
    foreign = data.draw(st.sampled_from([event for event in EVENTS if event not in adapter.carries]))
    observation = data.draw(spoken(registry)).model_copy(update={"data": data.draw(models(foreign))})

    with pytest.raises(MappingError) as refused:
        adapter.render(observation)

    assert (refused.value.code, refused.value.field) == ("not-carried", foreign.kind)


@registries
def test_every_code_table_is_complete(registry: str) -> None:
    """A table of codes names every word of its enum but ONBEKEND and what the registry is known to lack."""
    tables = list(code_tables(ADAPTERS[registry]))

    assert tables
    for table in tables:
        values = set(table.values())
        kind = type(next(iter(values)))
        whole = (
            (m for m in kind if m.value != UNKNOWN_SYMBOL) if issubclass(kind, WireEnum) else (True, False)
        )
        assert values == set(whole) - SPEECH[registry].lacks


def code_tables(adapter: MappedAdapter) -> Iterator[dict[str, object]]:
    """All code tables in the fields of an adapter's models."""
    for model in (adapter.head, *adapter.bodies.values()):
        yield from _tables_of(model)


def _tables_of(annotation: Any) -> Iterator[dict[str, object]]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, Coded):
        yield dict(annotation.table)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            for part in (field.annotation, *field.metadata):
                yield from _tables_of(part)
    else:
        for part in get_args(annotation):
            yield from _tables_of(part)
