"""What commands share: where output goes, how errors end, how times and progress look.

Data goes to stdout, everything else to stderr. An error says what is wrong and what to do; an unknown one is
named by class and place only, for its text might quote a person.
"""

import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from hub.errors import (
    ConfigurationError,
    InputError,
    JudgementError,
    KetenhubError,
    PolicyError,
    QuarantineError,
    SchemaIncompatibleError,
    UnreachableError,
)
from hub.schemas.calendar import AMSTERDAM

FOUND_WANTING = 1
_CODES: tuple[tuple[type[KetenhubError], int], ...] = (
    (ConfigurationError, 3),
    (UnreachableError, 4),
    (SchemaIncompatibleError, 5),
    (PolicyError, 7),
    (InputError, FOUND_WANTING),
    (QuarantineError, FOUND_WANTING),
    (JudgementError, FOUND_WANTING),
)
_BUG = 70

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]
DirectoryOption = Annotated[
    Path, typer.Option("--dir", help="Folder of an earlier demo or replay.", envvar="KETENHUB_DIR")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, for the audit; nothing of a person in it.")]
PurposeOption = Annotated[
    str, typer.Option("--purpose", help="What for, for the log of look-ups; nothing of a person in it.")
]
DeskOption = Annotated[str, typer.Option("--by", metavar="DESK", help="Code of your desk or role: FB-ZUID.")]
ByOption = Annotated[str, typer.Option("--by", metavar="DESK", help="Code of your desk or role: FB-ZUID.")]
DEFAULT_DIRECTORY = Path("out")
DEFAULT_PURPOSE, DEFAULT_DESK = "beheer", "OPERATOR"
"""Who says nothing else looks as the operator, who keeps the hub running."""

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False)


def exit_code(error: Exception) -> int:
    """The exit code of an error; 70 for one we did not foresee."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), _BUG)


def explain(error: Exception) -> None:
    """Say on stderr what went wrong."""
    if isinstance(error, KetenhubError):
        err.print(f"[bold red]error[/] {escape(str(error))}", markup=True)
        return
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    err.print(f"[bold red]bug[/] {type(error).__name__} at {place}. Please report it.")


def print_lines(lines: Iterable[Mapping[str, Any]]) -> int:
    """Print JSON lines on stdout; how many."""
    count = 0
    for line in lines:
        sys.stdout.write(orjson.dumps(line).decode() + "\n")
        count += 1
    return count


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a table for people on stdout."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    out.print(table)


def local(moment: datetime | str) -> str:
    """A moment as people at ZSM read it: Amsterdam time, to the minute."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.astimezone(AMSTERDAM).strftime("%a %d-%m %H:%M")


def parse_speed(text: str) -> float | None:
    """Simulated seconds per real second; ``max`` is None: as fast as it goes.

    Raises:
        typer.BadParameter: neither ``max`` nor a number above zero.
    """
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float("inf"):
        msg = "give `max` or a number above zero"
        raise typer.BadParameter(msg, param_hint="--speed")
    return speed


def wait(seconds: float) -> None:
    """Let real time pass: the one place where a command may sleep."""
    time.sleep(seconds)


def progress(*, quiet: bool = False) -> Progress:
    """A progress bar on stderr; nothing where stderr is no terminal or output is meant for programs."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=quiet or not err.is_terminal,
    )
