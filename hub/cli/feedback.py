"""``ketenhub feedback``: what every house is owed about every final decision, and how far that came."""

from typing import Annotated

import typer

from hub.app import open_existing
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
from hub.engine.read import feedback_status

app = typer.Typer(help="The ledger of Terugkoppelingen.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``status`` a sub-command, also while it is the only one."""


@app.command()
def status(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    missing: Annotated[
        bool, typer.Option("--missing", help="Only what no house has put on its agenda yet.")
    ] = False,
    partner: Annotated[str | None, typer.Option(help="Only this house, such as VH22.")] = None,
    fail: Annotated[bool, typer.Option("--fail", help="Exit 1 if anything is listed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List, per case and house, what is due, since when, why, and whether the house acknowledged it."""
    store = open_existing(directory)
    try:
        lines = list(feedback_status(store, missing=missing, house=partner))
    finally:
        store.close()
    if as_json:
        print_lines(lines)
    elif lines:
        columns = ("case", "house", "status", "due since", "why")
        rows = ((s["case"], s["house"], s["status"], local(s["due_at"]), s["reason"]) for s in lines)
        print_table("Terugkoppelingen", columns, rows)
    else:
        out.print("Nothing is due." if missing else "No Terugkoppelingen yet.")
    if fail and lines:
        raise typer.Exit(FOUND_WANTING)
