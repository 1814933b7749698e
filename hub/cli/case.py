"""``ketenhub case``: one case from arrest to Terugkoppeling."""

from typing import Any

import typer

from hub.cli.output import (
    DEFAULT_DIRECTORY,
    FOUND_WANTING,
    DirectoryOption,
    JsonOption,
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


@app.callback()
def _group() -> None:
    """Keep ``show`` a sub-command, also while it is the only one."""


@app.command()
def show(
    case: str,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show everything about CASE in order: what came in, what went out to whom, and by which rule."""
    with chosen_store(directory, cluster=cluster) as store:
        lines = case_timeline(store, case)
    if not lines:
        where = "on the cluster" if cluster else f"in {directory}"
        err.print(f"No case {case} {where}. Case ids stand in deliveries.ndjson.")
        raise typer.Exit(FOUND_WANTING)
    if as_json:
        print_lines(lines)
        return
    print_table(f"Case {case}", ("when", "", "who", "what", "by"), (_row(line) for line in lines))
    out.print("[dim]in: what a registry reported · out: what the hub told a recipient, by a routing row[/]")


def _row(line: dict[str, Any]) -> tuple[str, str, str, str, str]:
    incoming = line["direction"] == "event"
    who = line["source"].rsplit(":", 1)[-1] if incoming else line["recipient"]
    rule = "" if incoming else line["rule"]
    what = "erased" if line.get("erased") else headline(line["type"], line["data"])
    return local(line["at"]), "in" if incoming else "out", who, what, rule
