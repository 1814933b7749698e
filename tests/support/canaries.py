"""Values that occur nowhere else, put in every personal field of real messages."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, get_args

import orjson
from pydantic import BaseModel, StringConstraints

from hub.adapters import ADAPTERS
from hub.engine.messages import Message
from hub.schemas.identifiers import PersonIds
from hub.schemas.observation import Observation

_NAME = "kanarie"


def with_canaries(messages: Iterable[Message]) -> tuple[list[Message], set[str]]:
    """The messages with a canary in each free text and name, and everything personal that now stands in them.

    Identifiers (BSN, SKN, registry, case numbers) are canaries by nature: no two persons share one. A birth
    date is one too, for nothing else here is that long ago.
    """
    changed: list[Message] = []
    canaries: set[str] = set()
    for message in messages:
        adapter = ADAPTERS[message.registry]
        (observation,) = adapter.parse(message.body)
        marked = observation.model_copy(
            update={
                "data": _marked(observation.data, message.position),
                "person": _renamed(observation.person),
            }
        )
        body = adapter.render(marked)
        kept = adapter.project(marked)
        canaries |= set(_personal(kept))
        changed.append(replace(message, body=body))
    return changed, canaries


def names_in(canaries: Iterable[str]) -> set[str]:
    """Of these canaries the names, which stand in messages and nowhere else, in no event either."""
    return {canary for canary in canaries if canary.casefold().startswith(_NAME) and "-" not in canary}


def as_line(message: Message) -> bytes:
    """A message as a line of ``messages.ndjson``."""
    assert message.at is not None
    content_type = ADAPTERS[message.registry].content_type
    return orjson.dumps(
        {
            "registry": message.registry,
            "at": message.at.isoformat(),
            "content_type": content_type,
            "body": message.body.decode(),
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


def _marked(model: Any, position: int) -> Any:  # noqa: ANN401 - any event, or a part of one
    update: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        canary = f"kanarie-{position}-{name}"
        if isinstance(value, str) and _is_free_text(info.metadata):
            update[name] = canary
        elif isinstance(value, tuple) and any(
            _is_free_text(getattr(a, "__metadata__", ())) for a in get_args(info.annotation)
        ):
            update[name] = (canary, canary)
        elif isinstance(value, BaseModel):
            update[name] = _marked(value, position)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            update[name] = tuple(_marked(part, position) for part in value)
    return model.model_copy(update=update)


def _renamed(person: PersonIds) -> PersonIds:
    """With other names, always the same for one person: the hub compares them."""
    return person.model_copy(
        update={
            "surname": person.surname and f"{_NAME}{''.join(person.surname.split())}".title(),
            "given_names": person.given_names and f"{_NAME}{''.join(person.given_names.split())}".title(),
        }
    )


def _is_free_text(marks: Iterable[object]) -> bool:
    """Whether a field holds a registry's free text, by the length that `Text` allows."""
    return any(isinstance(mark, StringConstraints) and mark.max_length == 4000 for mark in marks)


def _personal(observation: Observation) -> Iterator[str]:
    identifiers = observation.person.keys() + (observation.case.keys() if observation.case else ())
    yield from (value for _, value in identifiers)
    person = observation.person
    yield from filter(None, (person.surname, person.given_names, person.born and person.born.isoformat()))
    yield from _texts(observation.data.model_dump(mode="json"))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("kanarie-"):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
