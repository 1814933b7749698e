"""``ketenhub stream``: how far the workers are behind."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated

import typer

from deploy.local.state import with_local_servers
from hub.app import declared
from hub.cli.output import FOUND_WANTING, JsonOption, out, print_lines, print_table
from hub.engine.kafka_client import admin
from hub.engine.lag import PartitionLag, Waiting, lags, waiting
from hub.engine.store import open_database
from hub.errors import ConfigurationError
from hub.settings import Settings

app = typer.Typer(help="The flow of records through the cluster.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``lag`` a sub-command, also while it is the only one."""


@app.command()
def lag(
    *,
    every: Annotated[bool, typer.Option("--all", help="Each partition, also those without lag.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show how many records each role has still to process, and what waits in the store.

    Exit 1 if a place was lost: its records are gone from Kafka, or its topic is another one now.
    """
    settings = with_local_servers(Settings())
    url = settings.database.get_secret_value()
    if not url:
        msg = "no database is given: set KETENHUB_DATABASE, or start a local one with `ketenhub up`"
        raise ConfigurationError(msg)
    store = open_database(url, migrate=False)
    try:
        wanted = declared(settings)
        with admin(settings) as client:
            found = lags(client, store, wanted.topics, wanted.prefix)
        waits = waiting(store, datetime.now(UTC))
    finally:
        store.close()
    if as_json:
        print_lines(
            {"kind": "partition", **asdict(each), "lag": each.lag, "lost": each.lost, "well": each.well}
            for each in found
        )
        seconds = None if waits.oldest is None else waits.oldest.total_seconds()
        print_lines([{"kind": "waiting", **asdict(waits), "oldest": seconds}])
    else:
        _show(found, waits, every=every)
    if not all(each.well for each in found):
        raise typer.Exit(FOUND_WANTING)


def _show(found: Sequence[PartitionLag], waits: Waiting, *, every: bool) -> None:
    # The topics come in the order of the flow, so each role's are together.
    rows = [_summary(role, list(group)) for role, group in groupby(found, key=lambda each: each.role)]
    print_table("Lag", ("role", "partitions", "never read", "behind", "lag", "furthest behind"), rows)
    shown = [each for each in found if every or each.lag or not each.well]
    if shown:
        columns = ("role", "topic", "partition", "stored", "end", "lag", "")
        lines = (
            (
                each.role,
                each.topic,
                str(each.partition),
                "-" if each.stored is None else str(each.stored),
                str(each.end),
                str(each.lag),
                _trouble(each),
            )
            for each in shown
        )
        print_table("Partitions", columns, lines)
    age = "" if waits.oldest is None else f", the first {_age(waits.oldest.total_seconds())} old"
    out.print(f"outbox: {waits.unsent} events not on Kafka yet{age}")
    out.print(f"mailboxes: {waits.undelivered} events not taken yet by partners")
    out.print(f"quarantine: {waits.quarantined} persons, {waits.parked} events parked")
    out.print(f"dead letters: {waits.letters} wait for a repair; `ketenhub dlq list --cluster` shows them")


def _summary(role: str, found: Sequence[PartitionLag]) -> tuple[str, ...]:
    worst = max(found, key=lambda each: each.lag)
    return (
        role,
        str(len(found)),
        str(_count(each.stored is None for each in found)),
        str(_count(each.lag > 0 for each in found)),
        str(sum(each.lag for each in found)),
        f"{worst.topic}/{worst.partition}" if worst.lag else "-",
    )


def _count(flags: Iterable[bool]) -> int:
    return sum(flags)


def _trouble(each: PartitionLag) -> str:
    if each.other:
        return "the topic was made anew since: start with a new database"
    if each.lost:
        if each.role == "ingest":
            return f"{each.lost} records are gone from Kafka unread: get them from the registries again"
        return f"{each.lost} records are gone from Kafka unread; the outbox still has them: see run-a-cluster"
    return "" if each.well else "the stored place is past the end of the topic"


def _age(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
