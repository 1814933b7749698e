"""``ketenhub partner``: how the partners' endpoints stand, and how one that was stopped goes on."""

from datetime import UTC, datetime
from typing import Any

import typer

from hub.app_delivery import resume_partner
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
from hub.engine.read import partner_status

app = typer.Typer(help="The partners' endpoints and what waits for them.", no_args_is_help=True)


@app.command("list")
def list_all(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = True,
    as_json: JsonOption = False,
) -> None:
    """List, per partner, what waits, why and since when, and how its endpoint stands. No content."""
    with chosen_store(directory, cluster=cluster) as store:
        lines = list(partner_status(store))
    if as_json:
        print_lines(lines)
    elif lines:
        columns = ("partner", "waiting", "because", "oldest", "next try", "endpoint", "agreed", "a minute")
        print_table("Partners", columns, map(_row, lines))
    else:
        out.print("Nothing waits, and no endpoint was tried yet.")


@app.command()
def resume(
    partner: str,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = True,
    as_json: JsonOption = False,
) -> None:
    """Send to PARTNER again, whose endpoint had answered 410 Gone, once it is there (or its URL was changed).

    A new handshake comes first. A changed file of endpoints is read when the deliver workers start.
    """
    with chosen_store(directory, cluster=cluster) as store:
        resumed = resume_partner(store, partner, datetime.now(UTC))
    if as_json:
        print_lines([{"partner": partner, "resumed": resumed}])
    elif resumed:
        out.print(f"{partner} is asked for its agreement, and then gets what waits for it.")
    if not resumed:
        err.print(f"{partner} was not stopped; `ketenhub partner list` says how it stands.")
        raise typer.Exit(FOUND_WANTING)


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    def at(name: str) -> str:
        return local(line[name]) if line[name] else ""

    because = ", ".join(f"{count} {problem}" for problem, count in line["problems"].items())
    endpoint = f"gone since {at('gone_at')}" if line["gone_at"] else line["endpoint"]
    if line["failures"]:
        endpoint += f", {line['failures']} times"
    rate = "" if line["rate"] is None else str(line["rate"])
    return (
        line["partner"],
        str(line["waiting"]),
        because,
        at("oldest"),
        at("next_at"),
        endpoint,
        at("agreed_at"),
        rate,
    )
