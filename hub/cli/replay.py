"""``ketenhub replay``: process a file of native messages."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hub.app import export_native
from hub.app import replay as run_replay
from hub.cli.output import JsonOption, out, print_lines, progress
from hub.engine.batch import BatchResult
from hub.settings import Settings


def replay(
    messages: Annotated[Path, typer.Argument(help="A messages.ndjson, as `ketenhub sim run` writes it.")],
    target: Annotated[Path, typer.Option("--out", help="Folder for the store and the result files.")],
    *,
    native: Annotated[
        bool,
        typer.Option("--native", help="Also write native.ndjson: deliveries in the recipients' own formats."),
    ] = False,
    engine: Annotated[str, typer.Option(help="Only `embedded` in this version.")] = "embedded",
    as_json: JsonOption = False,
) -> None:
    """Process MESSAGES and write events, deliveries and dead letters.

    Interrupted? Run it again: it goes on exactly where the store stands. Run on a finished folder it only
    writes the files anew.
    """
    if engine != "embedded":
        msg = "only the embedded engine exists in this version"
        raise typer.BadParameter(msg, param_hint="--engine")
    with progress(quiet=as_json) as bar:
        task = bar.add_task("replay", total=_lines(messages))

        def watch(result: BatchResult) -> None:
            bar.advance(task, result.messages)

        total = run_replay(Settings(), messages, target, watch=watch)
    if native:
        export_native(Settings(), target)
    figures = asdict(total)
    del figures["happenings"]
    if as_json:
        print_lines([figures])
    else:
        out.print(
            f"{total.messages} messages → {total.events} events, {total.sent} deliveries, {total.duplicates} "
            f"duplicates dropped, {total.dead} dead letters, {total.quarantined} persons in quarantine"
        )
        out.print(f"results in {target}")


def _lines(path: Path) -> int | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
