"""``ketenhub deadline``: which terms run, and how long there is (R090)."""

import re
from datetime import timedelta
from typing import Annotated, Any

import typer

from hub.app_lookups import AwaitedKind, owed, time_of
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

app = typer.Typer(help="The terms that run.", no_args_is_help=True)

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@app.callback()
def _group() -> None:
    """Keep ``list`` a sub-command, also while it is the only one."""


@app.command("list")
def list_all(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    within: Annotated[
        str | None, typer.Option(metavar="60m", help="Only what ends within that time: 60m, 2h or 1d.")
    ] = None,
    cluster: ClusterOption = False,
    fail: Annotated[bool, typer.Option("--fail", help="Exit 1 if anything is overdue.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the terms of open cases with how long there is; what is overdue comes first.

    In a folder the time is that of its last message.
    """
    lead = None if within is None else parse_lead(within)
    with chosen_store(directory, cluster=cluster) as store:
        now = time_of(store, cluster=cluster)
        until = None if lead is None else now + lead
        lines = list(owed(store, now, kind=AwaitedKind.TERMIJN, until=until))
    if as_json:
        print_lines(lines)
    elif lines:
        print_table("Terms", ("case", "term", "ends", "left", "of"), map(_row, lines))
    else:
        out.print("No term runs." if lead is None else f"No term ends within {within}.")
    if fail and any(line["overdue"] for line in lines):
        raise typer.Exit(FOUND_WANTING)


def parse_lead(text: str) -> timedelta:
    """``60m``, ``2h`` or ``1d``.

    Raises:
        typer.BadParameter: anything else.
    """
    found = re.fullmatch(r"([0-9]{1,4})([mhd])", text)
    if found is None:
        msg = "give minutes, hours or days: 60m, 2h, 1d"
        raise typer.BadParameter(msg, param_hint="--within")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def left(line: dict[str, Any]) -> str:
    """How long there is, in words; empty where nothing says when."""
    if line["minutes_left"] is None:
        return ""
    hours, minutes = divmod(abs(line["minutes_left"]), 60)
    span = f"{hours}:{minutes:02}"
    return f"overdue {span}" if line["overdue"] else span


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    return line["case"], line["key"], local(line["due_at"]), left(line), line["of"]
