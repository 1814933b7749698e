"""``ketenhub feedback``: what each house is owed about each decision, how far that came, what it teaches."""

from typing import Annotated, Any

import typer

from hub.app_lookups import learned
from hub.cli.output import (
    DEFAULT_DIRECTORY,
    FOUND_WANTING,
    DirectoryOption,
    JsonOption,
    local,
    out,
    print_lines,
    print_table,
)
from hub.cli.stores import ClusterOption, chosen_store
from hub.engine.read import feedback_status

app = typer.Typer(help="The ledger of Terugkoppelingen.", no_args_is_help=True)

_COUNTS = {
    "decided": "decided",
    "advised": "advised",
    "consulted": "read",
    "consulted_after": "read late",
    "adopted": "adopted",
    "noted": "noted",
    "deviated": "deviated",
    "not_reported": "not said",
}
"""The counts, and what stands above them."""

_WORDS = {
    "not-requested": "the house has not asked for it (pull)",
    "not-published": "not on the log yet: does the relay run?",
    "not-collected": "on the log: does a deliver worker run?",
    "queued": "next in line",
    "held-back": "an earlier event of this person waits",
    "closed": "the house is closed",
    "closed-for-good": "the house never opens again: decide what to do",
    "no-endpoint": "no endpoint in the partners' file",
    "gone": "the endpoint is gone; see `ketenhub partner list`",
    "not-agreed": "the endpoint does not agree to get events",
    "not-on-agenda": "delivered; not on the agenda yet",
    "unknown": "neither in the outbox nor in a mailbox",
}


@app.command()
def status(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    missing: Annotated[
        bool, typer.Option("--missing", help="Only what no house has put on its agenda yet.")
    ] = False,
    partner: Annotated[str | None, typer.Option(help="Only this house, such as VH22.")] = None,
    fail: Annotated[bool, typer.Option("--fail", help="Exit 1 if anything is listed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List, per case and house, what is due, since when, how far it came, and why no further."""
    with chosen_store(directory, cluster=cluster) as store:
        lines = list(feedback_status(store, missing=missing, house=partner))
    if as_json:
        print_lines(lines)
    elif lines:
        columns = ("case", "house", "status", "due since", "ground", "waits because", "tries", "next")
        print_table("Terugkoppelingen", columns, map(_row, lines))
    else:
        out.print("Nothing is due." if missing else "No Terugkoppelingen yet.")
    if fail and lines:
        raise typer.Exit(FOUND_WANTING)


@app.command()
def learn(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    house: Annotated[str | None, typer.Option(help="Only this house, such as VH22.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Count, per house, advice version and month: was it read, was it followed, and what was decided."""
    with chosen_store(directory, cluster=cluster) as store:
        lines = learned(store, house)
    if as_json:
        print_lines(lines)
    elif lines:
        columns = ("house", "advice", "month", *_COUNTS.values(), "decisions")
        print_table("Advice and decisions", columns, map(_learned, lines))
    else:
        out.print("No Terugkoppelingen yet.")


def _learned(line: dict[str, Any]) -> tuple[str, ...]:
    version = "none" if line["advice_version"] is None else str(line["advice_version"])
    decisions = ", ".join(f"{count} {kind}" for kind, count in line["decisions"].items())
    return line["house"], version, line["month"], *(str(line[name]) for name in _COUNTS), decisions


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    tries = str(line["attempts"] or "")
    next_at = local(line["next_at"]) if line["next_at"] else ""
    why = _WORDS.get(line["why"], line["why"])
    return (
        line["case"],
        line["house"],
        line["status"],
        local(line["due_at"]),
        line["reason"],
        why,
        tries,
        next_at,
    )
