"""The topology as a picture for the documentation, drawn from the list that the worker runs."""

from collections.abc import Iterable

from hub.schemas.events import Event
from hub.streams.effects import Awaited, CancelTimer, Erase, Forward, Ledger, SetTimer
from hub.streams.topology import Processor, Written

_STORES: dict[type, str] = {
    SetTimer: "timers",
    CancelTimer: "timers",
    Ledger: "ledger",
    Awaited: "awaited",
    Forward: "other_subject",
    Erase: "whole_store",
}


def mermaid(processors: Iterable[Processor]) -> str:
    """A Mermaid flowchart, top to bottom in the order in which the processors run.

    Wire names of events go in at the left; at the right comes out what is sent, and the stores that change.
    """
    lines = ["flowchart LR"]
    for processor in processors:
        box = processor.name.replace("-", "_")
        rows = f"<br/>rows {processor.rows}" if processor.rows else ""
        lines.append(f'  {box}["{processor.name}{rows}"]')
        lines += [f"  {event.kind}([{event.kind}]) --> {box}" for event in processor.reads]
        lines += sorted({f"  {box} --> {_output(written)}" for written in processor.writes})
    return "\n".join(lines) + "\n"


def _output(written: Written) -> str:
    if issubclass(written, Event):
        return f"{written.kind}([{written.kind}])"
    store = _STORES[written]
    return f"{store}[({store})]"
