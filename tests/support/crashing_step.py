"""The real step, run as if the process died before each commit, with the dossier from the store each time."""

from datetime import datetime
from functools import cache

from hub.rules import load_rules
from hub.schemas.envelope import Envelope
from hub.streams.dossier import Dossier
from hub.streams.step import Step, StepEffect, build_step


def stored(dossier: Dossier) -> Dossier:
    """The dossier after it went to the store and back."""
    return Dossier.model_validate_json(dossier.model_dump_json(exclude_defaults=True))


def crashing(step: Step) -> Step:
    """The step, run once in vain before it counts."""

    def twice(dossier: Dossier, event: Envelope, now: datetime) -> tuple[Dossier, tuple[StepEffect, ...]]:
        lost = step(stored(dossier), event, now)
        found = step(stored(dossier), event, now)
        assert found[0] == lost[0], "a step that is done again leaves something else"
        # Errors are equal to themselves only; their words say the same.
        assert list(map(repr, found[1])) == list(map(repr, lost[1])), "it asks for something else"
        return stored(found[0]), found[1]

    return twice


@cache
def the_step() -> Step:
    """The real steps under the real rules; once for all machines."""
    return crashing(build_step(load_rules()))
