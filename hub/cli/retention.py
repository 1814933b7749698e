"""``ketenhub retention``: what is past its time; says what would go, and lets it go with ``--apply``."""

from datetime import datetime
from typing import Annotated

import typer

from deploy.local.state import with_local_servers
from hub.app_retention import keep_and_destroy
from hub.cli.output import (
    DEFAULT_DIRECTORY,
    DirectoryOption,
    JsonOption,
    out,
    print_lines,
    print_table,
)
from hub.cli.stores import ClusterOption
from hub.schemas.calendar import amsterdam_day
from hub.settings import Settings


def retention(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it. Without this, only say what would go.")
    ] = False,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Destroy what is past its time: content after weeks, lines without content after years.

    What is not delivered, not settled, or needed to repair something stays, however old, and is counted. Stop
    it at any moment: the next run goes on. The terms are rules: hub/rules/data/retention.toml.
    """
    settings = with_local_servers(Settings()) if cluster else Settings()
    lines = list(keep_and_destroy(settings, None if cluster else directory, apply=apply))
    if as_json:
        print_lines(lines)
        return
    rows = (
        (one["what"], one["table"], one["done"], _day(one["before"]), str(one["rows"]), str(one["kept"]))
        for one in lines
        if one["rows"] or one["kept"]
    )
    title = "What was done" if apply else "What would happen"
    columns = ("rule", "table", "rows are", "of before", "rows", "past their time, but needed")
    if any(one["rows"] or one["kept"] for one in lines):
        print_table(title, columns, rows)
    else:
        out.print("Nothing is past its time.")
    if not apply:
        out.print("Nothing was changed. Do it with --apply.")


def _day(before: str) -> str:
    """The day that begins then; the year with it, for it may be five years ago."""
    return amsterdam_day(datetime.fromisoformat(before)).isoformat()
