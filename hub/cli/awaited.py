"""``ketenhub awaited``: what is asked of whom and has not come yet; counts of it (R023, R050)."""

from typing import Annotated, Any

import typer

from hub.app_lookups import AwaitedKind, owed, owed_counts, time_of
from hub.cli.deadline import left
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

app = typer.Typer(help="What is awaited of whom.", no_args_is_help=True)


@app.command("list")
def list_all(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    kind: Annotated[
        AwaitedKind | None, typer.Option(case_sensitive=False, help="Only these, such as VRAAG.")
    ] = None,
    of: Annotated[str | None, typer.Option(metavar="PARTNER", help="Only of this partner or house.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what should have come by now.")] = False,
    cluster: ClusterOption = False,
    fail: Annotated[bool, typer.Option("--fail", help="Exit 1 if anything is listed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List, per case, what is awaited of whom, since when and until when; what is due first comes first."""
    with chosen_store(directory, cluster=cluster) as store:
        now = time_of(store, cluster=cluster)
        lines = list(owed(store, now, kind=kind, of=of, until=now if overdue else None))
    if as_json:
        print_lines(lines)
    elif lines:
        columns = ("case", "awaited", "key", "of", "since", "until", "left")
        print_table("Awaited", columns, map(_row, lines))
    else:
        out.print("Nothing is overdue." if overdue else "Nothing is awaited.")
    if fail and lines:
        raise typer.Exit(FOUND_WANTING)


@app.command()
def count(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Count what is awaited, by kind and by whom: open, overdue among that, and ended."""
    with chosen_store(directory, cluster=cluster) as store:
        lines = list(owed_counts(store, time_of(store, cluster=cluster)))
    if as_json:
        print_lines(lines)
    elif lines:
        columns = ("kind", "of", "open", "overdue", "ended")
        print_table("Awaited", columns, ([str(line[name]) for name in columns] for line in lines))
    else:
        out.print("Nothing was awaited yet.")


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    until = local(line["due_at"]) if line["due_at"] else ""
    return line["case"], line["kind"], line["key"], line["of"], local(line["since"]), until, left(line)
