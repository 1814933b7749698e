"""``ketenhub person``: who was taken for whom, and the pairs that wait for somebody's judgement.

The hub keeps no names. Whoever judges asks for the numbers of both (`person numbers`, which is noted) and
looks them up in the registries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from deploy.local.state import with_local_servers
from hub.app_persons import Judge, merged_persons, open_bench, order, worklist
from hub.cli.output import (
    DEFAULT_DIRECTORY,
    ByOption,
    DirectoryOption,
    JsonOption,
    ReasonOption,
    local,
    out,
    print_lines,
    print_table,
)
from hub.cli.stores import ClusterOption, chosen_store
from hub.settings import Settings

app = typer.Typer(help="Persons that are, or may be, one.", no_args_is_help=True)

FirstArgument = Annotated[str, typer.Argument(help="One of the pair, as `person worklist` shows it.")]
SecondArgument = Annotated[str, typer.Argument(help="The other.")]


@app.command("worklist")
def show_worklist(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    judged: Annotated[bool, typer.Option("--judged", help="Those that were judged, with why.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List pairs of persons or cases that may be one, with what speaks for it; the oldest first."""
    with chosen_store(directory, cluster=cluster) as store:
        pairs = list(worklist(store, judged=judged))
    if as_json:
        print_lines(pairs)
        return
    if not pairs:
        out.print("No pair was judged." if judged else "No pair waits.")
        return
    columns = ["kind", "found_at", "first", "second", "reasons"]
    columns += ["judgement", "judged_by", "because"] if judged else []
    shown = (p | {"found_at": local(p["found_at"]), "reasons": " ".join(p["reasons"])} for p in pairs)
    rows = ([str(line[name]) for name in columns] for line in shown)
    print_table("Judged" if judged else "To be judged", columns, rows)
    if not judged:
        out.print("`ketenhub person merge FIRST SECOND` if they are one, `ketenhub person apart` if not.")


@app.command("list")
def list_merged(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the persons and cases that were merged, and into what."""
    with chosen_store(directory, cluster=cluster) as store:
        lines = list(merged_persons(store))
    if as_json:
        print_lines(lines)
    elif lines:
        columns = ("kind", "retired", "survivor")
        print_table("Merged", columns, ([line[name] for name in columns] for line in lines))
    else:
        out.print("Nobody was merged.")


@app.command()
def numbers(
    subject: Annotated[str, typer.Argument(help="A person, as `person worklist` shows it.")],
    by: ByOption,
    reason: ReasonOption,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show a person's numbers in the registries, to look them up there; `dlq log` shows who asked."""
    wanted = order(by, reason)
    with _bench(directory, cluster=cluster) as judge:
        found = judge.numbers(subject, wanted)
    columns = ("of", "scheme", "number")
    if as_json:
        print_lines([dict(zip(columns, line, strict=True)) for line in found])
    else:
        print_table(f"Numbers of {subject}", columns, found)


@app.command()
def merge(
    first: FirstArgument,
    second: SecondArgument,
    by: ByOption,
    reason: ReasonOption,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
) -> None:
    """Judge that a pair is one: their dossiers become one, and who must hear of it, hears of it."""
    wanted = order(by, reason)
    with _bench(directory, cluster=cluster) as judge:
        survivor = judge.one(first, second, wanted)
    out.print(f"They are one from now on: {survivor}.")


@app.command()
def apart(
    first: FirstArgument,
    second: SecondArgument,
    by: ByOption,
    reason: ReasonOption,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
) -> None:
    """Judge that a pair is two: it leaves the worklist, and no message will merge it."""
    wanted = order(by, reason)
    with _bench(directory, cluster=cluster) as judge:
        judge.two(first, second, wanted)
    out.print("They stay two.")


@app.command()
def split(
    retired: Annotated[str, typer.Argument(help="The person that was merged, as `person list` shows it.")],
    by: ByOption,
    reason: ReasonOption,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
) -> None:
    """Undo a merge that was wrong: each gets back its own, and what was told wrongly is corrected."""
    wanted = order(by, reason)
    with _bench(directory, cluster=cluster) as judge:
        survivor = judge.split(retired, wanted)
    out.print(f"{retired} is a person of its own again; {survivor} has only what was its own.")


@contextmanager
def _bench(directory: Path, *, cluster: bool) -> Iterator[Judge]:
    settings = with_local_servers(Settings()) if cluster else Settings()
    with open_bench(settings, None if cluster else directory) as judge:
        yield judge
