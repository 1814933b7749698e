"""The composition root of retention: the terms of the rules, on the store of a folder or of a cluster."""

from datetime import datetime
from pathlib import Path
from typing import Any

from hub.app import opened
from hub.app_lookups import time_of
from hub.engine.export import export
from hub.engine.failpoints import parse_failpoint
from hub.engine.retention import Gone, Retention
from hub.engine.retention_kinds import Bounds
from hub.rules import Rules, load_rules
from hub.schemas.envelope import rfc3339
from hub.settings import Settings

Line = dict[str, Any]


def bounds(rules: Rules, now: datetime) -> Bounds:
    """What is past its time at a moment.

    Raises:
        ConfigurationError: no rule says on that day how long something is kept.
    """
    return Bounds(**{what.value: moment for what, moment in rules.retention.before(now).items()})


def keep_and_destroy(settings: Settings, directory: Path | None, *, apply: bool) -> list[Line]:
    """Destroy what is past its time in a folder, or without one on the cluster; a line for each kind.

    The present of a folder is that to which its messages have come: a simulated day of years ago is not past
    its time. Its files are written anew, also if not all went well: each transaction was committed by itself.
    Without ``apply`` it only says what would go.

    Raises:
        ConfigurationError: there is no such store, it is of another version, or a rule is missing.
        UnreachableError: the cluster's database does not answer.
    """
    with opened(settings, directory) as store:
        now = time_of(store, cluster=directory is None)
        terms = bounds(load_rules(settings.rules_mode), now)
        try:
            found = Retention(store, terms, apply=apply, failpoint=parse_failpoint(settings.failpoint)).run()
        finally:
            if apply and directory is not None:
                export(store, directory)
    return [_line(one, applied=apply) for one in found]


def _line(one: Gone, *, applied: bool) -> Line:
    return {
        "what": one.what,
        "table": one.table,
        "done": one.done,
        "before": rfc3339(one.before),
        "rows": one.rows,
        "kept": one.kept,
        "applied": applied,
    }
