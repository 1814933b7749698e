"""What the design says of each registry, beside the rules that hold of all (`hub.kit.rules`).

The suite makes up messages from an adapter's own models, so it cannot see what they lack. Here the design
speaks (`SPEECH`): what each registry can say, in which precision, and which words it has no code for.
"""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from hub.adapters import ADAPTERS
from hub.adapters.mapped import MappedAdapter
from hub.adapters.spelling import Coded
from hub.schemas.base import UNKNOWN_SYMBOL, WireEnum
from tests.unit.adapters.speech import SPEECH, remains, spoken

registries = pytest.mark.parametrize("registry", sorted(ADAPTERS))
some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@registries
@some
@given(data=st.data())
def test_only_what_the_format_lacks_is_lost(registry: str, data: st.DataObject) -> None:
    """Fine fractions of time, foreign numbers and, for some, more: what the design says, and no more."""
    adapter, observation = ADAPTERS[registry], data.draw(spoken(registry))
    left = remains(registry, observation)

    assert adapter.project(observation) == left
    assert adapter.parse(adapter.render(observation)) == (left,)


@registries
def test_an_adapter_carries_what_the_design_gives_it(registry: str) -> None:
    """The events of each registry are those of the design, in both directions."""
    carried = {event.kind for event in ADAPTERS[registry].carries}

    assert carried == set(SPEECH[registry].events.split())


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
        # By type: two enums may have a word in common, and members of both are equal then.
        assert values == set(whole) - {word for word in SPEECH[registry].lacks if type(word) is kind}


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
