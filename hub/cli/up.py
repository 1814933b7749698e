"""``ketenhub up`` and ``down``: the whole hub on this machine, with Kafka and PostgreSQL if need be."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deploy.local.stack import Part, Stack
from deploy.local.state import with_local_servers
from hub.app import declared
from hub.cli.output import JsonOption, err, out, print_lines, print_table
from hub.engine import administration
from hub.engine.kafka_client import admin
from hub.engine.store import open_database
from hub.settings import Settings

_READY_WITHIN_S = 60.0

NodesOption = Annotated[
    int | None,
    typer.Option(
        help="Kafka nodes, 1 or 3; without it as many as there are already, else 1.", show_default=False
    ),
]
WorkersOption = Annotated[bool, typer.Option("--no-workers", help="Kafka and PostgreSQL only.")]
PurgeOption = Annotated[bool, typer.Option("--purge", help="Remove all data too. They do not come back.")]


def up(*, nodes: NodesOption = None, no_workers: WorkersOption = False, as_json: JsonOption = False) -> None:
    """Start Kafka, PostgreSQL and the hub's workers here, and wait until they are ready.

    Servers that KETENHUB_KAFKA and KETENHUB_DATABASE name are used as they are. What runs already goes on;
    what died is started again. Data, logs and addresses are kept in KETENHUB_HOME (.ketenhub), where all
    other commands find them. Workers that run keep the settings they were started with.
    """
    if nodes not in {None, 1, 3}:
        msg = "1 or 3"
        raise typer.BadParameter(msg, param_hint="--nodes")
    given = Settings()
    stack = Stack(given.home)
    with stack.alone():
        _say("Kafka and PostgreSQL …", quiet=as_json)
        parts = stack.raise_servers(given, nodes)
        settings = with_local_servers(given)
        _prepare(settings)
        if not no_workers:
            _say("the workers …", quiet=as_json)
            parts += stack.raise_workers(settings, within=_READY_WITHIN_S)
    if as_json:
        print_lines(asdict(part) for part in parts)
        return
    print_table("Up", ("what", "state", "where", "log"), _rows(parts))
    out.print("`ketenhub down` ends all of it; the data stay.")


def down(*, purge: PurgeOption = False, as_json: JsonOption = False) -> None:
    """End what `ketenhub up` started: the workers, which have 10 seconds for it, then the servers."""
    stack = Stack(Settings().home)
    with stack.alone():
        parts = stack.lower(purge=purge)
    if as_json:
        print_lines(asdict(part) for part in parts)
    elif parts:
        print_table("Down", ("what", "state"), ((part.name, part.state) for part in parts))
    else:
        out.print("Nothing ran.")
    if purge and not as_json:
        out.print(f"All data in {stack.home} are removed.")


def _prepare(settings: Settings) -> None:
    """Bring the database up to date, and make the topics and rights that are missing."""
    open_database(settings.database.get_secret_value(), migrate=True).close()
    with admin(settings) as client:
        made = administration.create(client, declared(settings))
    grave = [difference for difference in made.differences if difference.grave]
    if grave:
        err.print(f"{len(grave)} topics or rights are not as declared; see `ketenhub topics describe`")


def _rows(parts: Sequence[Part]) -> list[tuple[str, str, str, str]]:
    here = Path.cwd()
    logs = [Path(part.log) for part in parts]
    shown = [str(log.relative_to(here) if log.is_relative_to(here) else log) for log in logs]
    return [
        (part.name, part.state, part.where, log if part.log else "")
        for part, log in zip(parts, shown, strict=True)
    ]


def _say(what: str, *, quiet: bool) -> None:
    if not quiet:
        err.print(what)
