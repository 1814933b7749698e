"""``ketenhub dlq``: what could not be processed, why, and what was done about it."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from deploy.local.state import with_local_servers
from hub.app_repairs import Workshop, open_workshop, order, readable, redacted
from hub.cli.dlq_repair import WhereOption, checked, discard, replay
from hub.cli.output import (
    DEFAULT_DIRECTORY,
    FOUND_WANTING,
    ByOption,
    DirectoryOption,
    JsonOption,
    ReasonOption,
    err,
    local,
    out,
    print_lines,
    print_table,
)
from hub.cli.stores import ClusterOption, chosen_store
from hub.engine.read import dead_letters, quarantined, repair_log
from hub.settings import Settings

app = typer.Typer(
    help="Dead letters: what was refused, and how it is repaired. And persons in quarantine.",
    no_args_is_help=True,
)
app.command()(replay)
app.command()(discard)


@app.command("list")
def list_all(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    registry: Annotated[str, typer.Option(help="Only of this registry: gps.")] = "",
    code: Annotated[str, typer.Option(help="Only with this code: unknown-code.")] = "",
    stage: Annotated[str, typer.Option(help="Only refused at this stage: map, identity, step, …")] = "",
    since: Annotated[str, typer.Option(help="Only from this day on, or this moment with its offset.")] = "",
    where: WhereOption = "",
    every: Annotated[bool, typer.Option("--all", help="Also those replayed or discarded.")] = False,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List what waits: dead letters (where, why, what to do), and persons whose events are parked.

    No content is shown. The filters are joined: each narrows the list.
    """
    options = (("registry=", registry), ("code=", code), ("stage=", stage), ("at>=", since))
    wanted = [f'{name}"{value}"' for name, value in options if value] + ([where] if where else [])
    expression = checked(" and ".join(wanted))
    with chosen_store(directory, cluster=cluster) as store:
        letters = list(dead_letters(store, expression, every=every))
        persons = [] if wanted else list(quarantined(store))
    if as_json:
        print_lines([{"kind": "deadletter"} | line for line in letters])
        print_lines([{"kind": "quarantine"} | line for line in persons])
        return
    if not letters and not persons:
        out.print("Nothing waits." if not wanted else "No dead letter is like that.")
    if letters:
        columns = ["id", "registry", "stage", "code", "field", "at", "replays", "hint"]
        columns += ["state"] if every else []
        rows = ([_cell(line, name) for name in columns] for line in letters)
        print_table("Dead letters", columns, rows)
    if persons:
        found = ((p["subject"], local(p["since"]), p["error"], str(p["parked"])) for p in persons)
        print_table("In quarantine", ("subject", "since", "failure", "events parked"), found)


@app.command()
def show(
    letter: Annotated[str, typer.Argument(help="Id of the dead letter, as `dlq list` shows it.")],
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Print the content, with personal data. It is audited.")
    ] = False,
    reason: ReasonOption = "",
    by: ByOption = "",
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show one dead letter: where and why it was refused, and what its content is made of.

    Of the content you see names of fields, kinds of values and their lengths, never a value. To read the
    values themselves, use --reveal, with --reason and --by: that is written down before anything is printed.
    """
    wanted = order(by, reason) if reveal else None
    settings = with_local_servers(Settings()) if cluster else Settings()
    with open_workshop(settings, None if cluster else directory) as workshop:
        line = _letter(workshop, letter)
        if line is None:
            err.print("There is no dead letter of this id; `ketenhub dlq list --all` shows them.")
            raise typer.Exit(FOUND_WANTING)
        if wanted is not None:
            line["content"] = readable(workshop.repairs.reveal(letter, wanted).payload)
    if as_json:
        print_lines([line])
        return
    payload, content = line.pop("payload"), line.pop("content", None)
    print_table("Dead letter", ("", ""), ((name, "" if v is None else str(v)) for name, v in line.items()))
    told = f"{payload['form']}, {payload['size']} bytes"
    parts = ((part["path"], part["kind"], str(part["length"])) for part in payload["parts"])
    print_table(f"Content, without its values: {told}", ("field", "kind", "length"), parts)
    if payload["more"]:
        out.print(f"and {payload['more']} more")
    if payload["broken"]:
        out.print(f"Reading stopped: {payload['broken']}.")
    if content is not None:
        err.print("[bold yellow]personal data follows[/]; it was audited that you looked", markup=True)
        out.print(content, markup=False)


@app.command()
def log(
    letter: Annotated[str | None, typer.Argument(help="Only what was done to this dead letter.")] = None,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what was done to dead letters and quarantines: when, by which desk, why, and how it ended."""
    with chosen_store(directory, cluster=cluster) as store:
        lines = list(repair_log(store, letter))
    if as_json:
        print_lines(lines)
    elif lines:
        columns = ("at", "letter", "what", "desk", "reason", "was", "outcome", "code")
        print_table("Repairs", columns, ([_cell(line, name) for name in columns] for line in lines))
    else:
        out.print("Nothing was repaired yet.")


def _cell(line: dict[str, Any], name: str) -> str:
    return local(line[name]) if name == "at" else str(line[name])


def _letter(workshop: Workshop, letter: str) -> dict[str, Any] | None:
    found = workshop.letter(letter)
    if found is None:
        return None
    one, tries = found
    payload = asdict(redacted(one))
    return {
        "id": one.id,
        "state": one.state.value,
        "registry": one.registry,
        **asdict(one.reason),
        "at": one.at.isoformat(),
        "event": one.event,
        "adapter_version": one.version,
        "adapter_version_now": workshop.version_now(one.registry),
        "schema": payload.pop("schema"),
        "replays": tries,
        "payload": payload,
    }
