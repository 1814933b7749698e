"""Checks of the suite: what a message says is kept, whenever, however and how often it comes."""

from datetime import timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from hub.adapters.mapped import MappedAdapter
from hub.errors import InputError, MappingError
from hub.kit.canonical import cases, models, registry_numbers
from hub.kit.difference import difference
from hub.kit.trial import Breach, Trial
from hub.schemas.events import EVENTS, Outbound
from hub.schemas.observation import Observation, event_id


def parse_gives_back_render(trial: Trial) -> None:
    """The first law, for what a message says and for what the hub may know beyond it."""
    drawn = trial.message()
    _first_law(trial, drawn.observation, drawn.kind)
    richer = trial.draw(_richer(trial.fresh(), drawn.kind, drawn.observation))
    try:
        trial.fresh().project(richer)
    except InputError:
        return  # not every fact that the hub could hold has a place in this format
    _first_law(trial, richer, drawn.kind)


def _first_law(trial: Trial, observation: Observation, kind: str) -> None:
    read = trial.read(trial.written(observation, kind), kind)
    left = (trial.fresh().project(observation),)
    if read != left:
        raise Breach(kind, f"what was rendered is not what is read: {difference(read, left)}")


@st.composite
def _richer(draw: st.DrawFn, adapter: MappedAdapter, kind: str, observation: Observation) -> Observation:
    """The same with finer times, another registry's number, a case, and facts that the format may lack."""
    body, data = adapter.bodies[kind], observation.data
    event = type(data)
    given = [name for name in event.model_fields if name in body.model_fields]
    more: Any = draw(models(event, {name: st.just(getattr(data, name)) for name in given}))
    person = observation.person
    if person.registry is None:
        person = person.model_copy(update={"registry": draw(registry_numbers())})
    finer = timedelta(microseconds=draw(st.integers(0, 999_999)))
    return observation.model_copy(
        update={
            "data": more,
            "person": person,
            "case": observation.case or draw(cases()),
            "occurred_at": observation.occurred_at + finer,
        }
    )


def render_gives_back_parse(trial: Trial) -> None:
    """The second law, on a message as it is and as another program would have written it."""
    drawn = trial.message()
    for body, how in ((drawn.body, "as written"), (trial.form.respelled(drawn.body), "respelled")):
        read = trial.read(body, f"{drawn.kind} ({how})")
        if len(read) != 1:
            raise Breach(drawn.kind, f"{len(read)} observations of one message", at=how)
        canonical = trial.fresh().canonical(body)
        if trial.written(read[0], drawn.kind) != canonical or canonical != drawn.body:
            again = trial.read(canonical, drawn.kind)
            raise Breach(drawn.kind, f"another message comes back: {difference(read, again)}", at=how)


def deterministic(trial: Trial) -> None:
    """The same bytes are read alike, and the same observation is written alike."""
    drawn = trial.message()
    one, other = trial.fresh(), trial.fresh()
    read = [trial.read(drawn.body, drawn.kind, adapter) for adapter in (one, one, other)]
    for again in read[1:]:
        if again != read[0]:
            raise Breach(drawn.kind, f"read twice, two results: {difference(again, read[0])}")
    written = {trial.written(drawn.observation, drawn.kind, adapter) for adapter in (one, one, other)}
    if len(written) > 1:
        raise Breach(drawn.kind, "written twice, different bytes")


def duplicate_keeps_id(trial: Trial) -> None:
    """A message that comes again, also from another program, makes events of the same source and id."""
    drawn = trial.message()
    first = _ids(trial, drawn.body, drawn.kind)
    for body, how in ((drawn.body, "again"), (trial.form.respelled(drawn.body), "respelled")):
        if _ids(trial, body, drawn.kind) != first:
            raise Breach(drawn.kind, "the same message makes another event: record or version", at=how)


def _ids(trial: Trial, body: bytes, kind: str) -> list[str]:
    adapter = trial.fresh()
    return [str(event_id(adapter.source, o.record, o.version)) for o in trial.read(body, kind, adapter)]


def order_tolerant(trial: Trial) -> None:
    """Messages in any order, with refusals between, say what each says alone."""
    drawn = [trial.message() for _ in range(trial.draw(st.integers(2, 4)))]
    alone = [trial.read(one.body, one.kind) for one in drawn]
    for order in (range(len(drawn)), reversed(range(len(drawn)))):
        shared = trial.fresh()
        for number in order:
            one = drawn[number]
            read = trial.read(one.body, f"{one.kind} (after others)", shared)
            if read != alone[number]:
                what = f"depends on what was read before: {difference(read, alone[number])}"
                raise Breach(one.kind, what)
            _refuse(shared)


def _refuse(adapter: MappedAdapter) -> None:
    try:
        adapter.parse(b"\0")
    except InputError:
        return


def idempotent_delivery(trial: Trial) -> None:
    """What is sent twice is twice the same bytes, with the id by which the recipient drops one."""
    drawn, between = trial.message(), trial.message()
    outgoing = drawn.observation
    if isinstance(outgoing.data, Outbound):
        identifier = str(event_id("urn:nld:oin:00000099000000099000:systeem:ketenhub", "sent", 1))
        outgoing = outgoing.model_copy(update={"record": identifier})
    adapter = trial.fresh()
    first = trial.written(outgoing, drawn.kind, adapter)
    trial.written(between.observation, between.kind, adapter)
    if trial.written(outgoing, drawn.kind, adapter) != first:
        raise Breach(drawn.kind, "sent again, it is another message")
    for received in trial.read(first, drawn.kind):
        if (received.record, received.version) != (outgoing.record, outgoing.version):
            raise Breach(drawn.kind, "the recipient does not get the id and version that were sent")


def not_carried_refused(trial: Trial) -> None:
    """A fact that the registry has no message for is refused by its name, not written as something else."""
    adapter, drawn = trial.fresh(), trial.message()
    foreign = [event for event in EVENTS if event not in adapter.carries]
    assume(foreign)
    event = trial.draw(st.sampled_from(foreign))
    observation = drawn.observation.model_copy(update={"data": trial.draw(models(event))})
    try:
        adapter.render(observation)
    except MappingError as error:
        if (error.code, error.field) == ("not-carried", event.kind):
            return
        raise Breach(event.kind, f"refused as {error.code}, not as not-carried") from None
    raise Breach(event.kind, "an event that the registry does not carry is written")
