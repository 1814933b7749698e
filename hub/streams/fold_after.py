"""From events to facts: what comes after a decision: recording, release, correction."""

from hub.schemas import events as ev
from hub.streams import dossier as d
from hub.streams.fact import Changes, Entry, Folds
from hub.streams.facts_after import Erratum, Recorded, Release


def _recorded(case: d.Case, data: ev.DecisionRecorded, entry: Entry) -> Changes:
    fact = Recorded(record=entry.record, organisation=data.organisation, at=data.recorded_at)
    return {"recorded": entry.into(case.recorded, fact)}


def _released(dossier: d.Dossier, data: ev.CasusReleased, entry: Entry) -> Changes:
    fact = Release(record=entry.record, casus=data.casus, at=data.released_at)
    released = entry.into(dossier.releases.get(data.house, ()), fact)
    return {"releases": {**dossier.releases, data.house: released}}


def _corrected(dossier: d.Dossier, data: ev.PersonDataCorrected, entry: Entry) -> Changes:
    fact = Erratum(record=entry.record, what=data.what, at=data.corrected_at)
    return {"errata": entry.into(dossier.errata, fact)}


AFTER: Folds = {ev.DecisionRecorded: _recorded}

AFTER_OF_THE_PERSON: Folds = {
    ev.CasusReleased: _released,
    ev.PersonDataCorrected: _corrected,
}
"""A register speaks of its casus, and need not know in which cases it plays a part."""
