"""``ketenhub topics``: the cluster's topics and rights, compared with what was declared, and created."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Annotated, Any

import typer

from deploy.local.state import with_local_servers
from hub.app import declared
from hub.cli.output import FOUND_WANTING, JsonOption, out, print_lines, print_table
from hub.engine import administration
from hub.engine.comparison import Declared, Difference, Kind
from hub.engine.kafka_client import admin
from hub.settings import Settings

app = typer.Typer(help="Topics and rights on Kafka.", no_args_is_help=True)

AllOption = Annotated[bool, typer.Option("--all", help="Every topic and every difference.")]

PATIENCE_S = 5.0
_MAKING_S = 20.0
"""Three copies each of fifty topics may take a slow cluster some seconds."""
_SHOWN = 8
"""Lines of one kind of difference; a new cluster lacks everything, and one line of it says so."""


@app.command()
def create(*, every: AllOption = False, as_json: JsonOption = False) -> None:
    """Create the topics and rights that are missing. What exists is never changed: differences are reported.

    Needs a user who may do so. Exit 1 if something still differs.
    """
    settings = with_local_servers(Settings())
    with admin(settings, patience_s=_MAKING_S) as client:
        made = administration.create(client, declared(settings))
    if as_json:
        print_lines([{"kind": "created", "topics": made.topics, "accesses": made.accesses}])
        print_lines(_lines(made.differences))
    else:
        out.print(f"{len(made.topics)} topics and {made.accesses} entries of access control created.")
        _show(made.differences, every=every)
    _end(made.differences)


@app.command()
def describe(*, every: AllOption = False, as_json: JsonOption = False) -> None:
    """Compare the cluster with what was declared. Exit 0 if all is as declared, 1 if something differs."""
    settings = with_local_servers(Settings())
    wanted = declared(settings)
    with admin(settings, patience_s=PATIENCE_S) as client:
        differences = administration.describe(client, wanted)
    if as_json:
        if every:
            print_lines(_topics(wanted, differences))
        print_lines(_lines(differences))
    else:
        if every:
            columns = ("topic", "partitions", "days", "written by", "read by", "as declared")
            rows = (
                (line["topic"], str(line["partitions"]), f"{line['days']:g}", *_who(line), line["state"])
                for line in _topics(wanted, differences)
            )
            print_table("Topics", columns, rows)
        if not any(difference.grave for difference in differences):
            out.print(f"{len(wanted.topics)} topics, all as declared.")
        _show(differences, every=every)
    _end(differences)


def _topics(wanted: Declared, differences: Iterable[Difference]) -> Iterator[dict[str, Any]]:
    """Each declared topic, with the kinds of its differences."""
    kinds: dict[str, list[str]] = {}
    for difference in differences:
        kinds.setdefault(difference.topic, []).append(difference.kind)
    for topic in wanted.topics:
        name = wanted.prefix + topic.name
        yield {
            "kind": "topic",
            "topic": name,
            "partitions": topic.partitions,
            "replication": wanted.replication,
            "days": topic.retention_ms / 86_400_000,
            "writers": [str(writer) for writer in topic.writers],
            "readers": [str(reader) for reader in topic.readers],
            "state": ", ".join(dict.fromkeys(kinds.get(name, ()))) or "yes",
        }


def _who(line: dict[str, Any]) -> tuple[str, str]:
    return ", ".join(line["writers"]), ", ".join(line["readers"])


def _lines(differences: Iterable[Difference]) -> Iterator[dict[str, Any]]:
    for difference in differences:
        line = asdict(difference)
        yield {"kind": "difference", "difference": line.pop("kind"), **line}


def _show(differences: Iterable[Difference], *, every: bool) -> None:
    rows: list[tuple[str, str, str, str, str]] = []
    order = list(Kind)
    ordered = sorted(differences, key=lambda each: order.index(each.kind))
    for kind, group in groupby((each for each in ordered if each.grave), key=lambda each: each.kind):
        found = list(group)
        shown = found if every else found[:_SHOWN]
        rows += [(kind, each.topic, each.found, each.wanted, each.remedy) for each in shown]
        if len(found) > len(shown):
            rows.append((kind, f"and {len(found) - len(shown)} more: --all", "", "", ""))
    if rows:
        print_table("Differences", ("what", "where", "is", "must be", "what to do"), rows)
    for each in ordered:
        if not each.grave:
            out.print(f"note: {each.kind} on {each.topic} ({each.found}); {each.remedy}")


def _end(differences: Iterable[Difference]) -> None:
    if any(difference.grave for difference in differences):
        raise typer.Exit(FOUND_WANTING)
