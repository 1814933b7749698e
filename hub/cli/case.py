"""``ketenhub case``: one case from arrest to Terugkoppeling, and who looked at it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from hub.app_lookups import Lookup, lookups, note_lookup
from hub.app_repairs import order
from hub.cli.output import (
    DEFAULT_DESK,
    DEFAULT_DIRECTORY,
    DEFAULT_PURPOSE,
    FOUND_WANTING,
    DeskOption,
    DirectoryOption,
    JsonOption,
    PurposeOption,
    err,
    local,
    out,
    print_lines,
    print_table,
)
from hub.cli.stores import ClusterOption, chosen_store
from hub.cli.story import headline
from hub.engine.read import case_timeline

app = typer.Typer(help="Follow one case.", no_args_is_help=True)


@app.command()
def show(
    case: str,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    purpose: PurposeOption = DEFAULT_PURPOSE,
    by: DeskOption = DEFAULT_DESK,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show everything about CASE in order: what came in, what went out to whom, and by which rule."""
    who = order(by, purpose, option="--purpose")
    with chosen_store(directory, cluster=cluster) as store:
        lines = case_timeline(store, case)
        if lines:
            look = Lookup("case show", lines[0]["subject"], case, who.reason, who.desk)
            note_lookup(store, look, datetime.now(UTC))
    if not lines:
        _unknown(case, directory, cluster=cluster)
    if as_json:
        print_lines(lines)
        return
    print_table(f"Case {case}", ("when", "", "who", "what", "by"), (_row(line) for line in lines))
    out.print("[dim]in: what a registry reported · out: what the hub told a recipient, by a routing row[/]")


@app.command("lookups")
def show_lookups(
    name: Annotated[str, typer.Argument(metavar="CASE", help="A case, or a person by its pseudonym.")],
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List who looked at CASE, when, and what for; no content."""
    with chosen_store(directory, cluster=cluster) as store:
        found = list(lookups(store, name))
    if as_json:
        print_lines(found)
    elif found:
        columns = ("at", "by", "purpose", "command", "case", "subject")
        rows = (line | {"at": local(line["at"])} for line in found)
        print_table("Look-ups", columns, ([line[c] or "" for c in columns] for line in rows))
    else:
        out.print("Nobody looked.")


def _unknown(case: str, directory: Path, *, cluster: bool) -> NoReturn:
    where = "on the cluster" if cluster else f"in {directory}"
    err.print(f"No case {case} {where}. Case ids stand in deliveries.ndjson.")
    raise typer.Exit(FOUND_WANTING)


def _row(line: dict[str, Any]) -> tuple[str, str, str, str, str]:
    incoming = line["direction"] == "event"
    who = line["source"].rsplit(":", 1)[-1] if incoming else line["recipient"]
    rule = "" if incoming else line["rule"]
    what = "erased" if line.get("erased") else headline(line["type"], line["data"])
    return local(line["at"]), "in" if incoming else "out", who, what, rule
