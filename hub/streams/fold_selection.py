"""From events to facts: where a case goes and who decides that: rows 1, 14 and 16 to 20."""

from hub.schemas import events as ev
from hub.streams import dossier as d
from hub.streams.fact import Changes, Entry, Folds, nothing
from hub.streams.facts_selection import Instrument, Move


def _moved(case: d.Case, data: ev.RegionChanged, entry: Entry) -> Changes:
    return {
        "moves": entry.into(case.moves, Move(record=entry.record, region=data.region, at=data.changed_at))
    }


def _scored(case: d.Case, data: ev.InstrumentApplied, entry: Entry) -> Changes:
    fact = Instrument(
        record=entry.record,
        colour=data.colour,
        score=data.score,
        instrument_version=data.instrument_version,
        at=data.applied_at,
    )
    return {"instruments": entry.into(case.instruments, fact)}


SELECTION: Folds = {
    ev.RegionChanged: _moved,
    ev.InstrumentApplied: _scored,
    ev.HaltEnded: nothing,  # sent back or done with: for people to see in the case (50)
}
