"""``ketenhub dlq``: what could not be processed, and how it comes back."""

from typing import Annotated

import typer

from deploy.local.state import with_local_servers
from hub.app import repair_subject
from hub.app_cluster import repair_on_cluster
from hub.cli.output import (
    DEFAULT_DIRECTORY,
    DirectoryOption,
    JsonOption,
    local,
    out,
    print_lines,
    print_table,
)
from hub.cli.stores import ClusterOption, chosen_store
from hub.engine.read import dead_letters, quarantined
from hub.settings import Settings

app = typer.Typer(help="Dead letters and persons in quarantine.", no_args_is_help=True)


@app.command("list")
def list_all(
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List dead letters (where, why, what to do) and persons whose events are parked. No content."""
    with chosen_store(directory, cluster=cluster) as store:
        letters, persons = list(dead_letters(store)), list(quarantined(store))
    if as_json:
        print_lines([{"kind": "deadletter"} | line for line in letters])
        print_lines([{"kind": "quarantine"} | line for line in persons])
        return
    if not letters and not persons:
        out.print("Nothing waits.")
    if letters:
        columns = ("id", "registry", "stage", "code", "field", "hint")
        print_table("Dead letters", columns, ([str(line[name]) for name in columns] for line in letters))
    if persons:
        found = ((p["subject"], local(p["since"]), p["error"], str(p["parked"])) for p in persons)
        print_table("In quarantine", ("subject", "since", "failure", "events parked"), found)


@app.command()
def replay(
    subject: Annotated[str, typer.Option(help="The person (pseudonym) to take out of quarantine.")],
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Step the parked events of one person in their order, once the cause of the failure is mended."""
    if cluster:
        count = repair_on_cluster(with_local_servers(Settings()), subject)
    else:
        count = repair_subject(Settings(), directory, subject)
    if as_json:
        print_lines([{"subject": subject, "replayed": count}])
    else:
        out.print(f"{count} events of {subject} were processed in order; the quarantine is lifted.")
