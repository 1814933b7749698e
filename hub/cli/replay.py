"""``ketenhub replay``: process a file of native messages, on either engine."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from pydantic import SecretStr

from deploy.local.databases import create_database, drop_database
from deploy.local.ladder import climb, kafka_rungs, postgres_rungs
from deploy.local.state import with_local_servers
from hub.app import export_native
from hub.app import replay as run_replay
from hub.app_replay import remove_topics, replay_on_cluster
from hub.cli.output import JsonOption, err, out, print_lines, progress
from hub.engine.batch import BatchResult
from hub.logging_setup import tame_libraries
from hub.settings import Settings


class EngineName(StrEnum):
    """What carries and remembers the events."""

    EMBEDDED = "embedded"
    CLUSTER = "cluster"


def replay(
    messages: Annotated[Path, typer.Argument(help="A messages.ndjson, as `ketenhub sim run` writes it.")],
    target: Annotated[Path, typer.Option("--out", help="Folder for the store and the result files.")],
    *,
    native: Annotated[
        bool,
        typer.Option("--native", help="Also write native.ndjson: deliveries in the recipients' own formats."),
    ] = False,
    engine: Annotated[
        EngineName, typer.Option(help="`cluster`: on a real Kafka and PostgreSQL, in simulated time.")
    ] = EngineName.EMBEDDED,
    as_json: JsonOption = False,
) -> None:
    """Process MESSAGES and write events, deliveries and dead letters.

    Embedded: interrupted? Run it again: it goes on exactly where the store stands. Run on a finished folder
    it only writes the files anew.

    Cluster: on the Kafka and PostgreSQL that are up (`ketenhub up`) or given, else on some that are started
    for it; in a database and topics of its own, which are removed at the end. Nothing is left but the files.
    """
    if native and engine is EngineName.CLUSTER:
        msg = "--native needs the store that only --engine embedded leaves in the folder"
        raise typer.BadParameter(msg, param_hint="--native")
    with progress(quiet=as_json) as bar:
        task = bar.add_task("replay", total=_lines(messages))
        if engine is EngineName.CLUSTER:
            total = _on_cluster(messages, target, lambda count: bar.advance(task, count), quiet=as_json)
        else:
            total = run_replay(
                Settings(), messages, target, watch=lambda result: bar.advance(task, result.messages)
            )
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


def _on_cluster(messages: Path, target: Path, watch: Callable[[int], None], *, quiet: bool) -> BatchResult:
    tame_libraries()
    with _grounds(quiet=quiet) as settings:
        return replay_on_cluster(settings, messages, target, watch=watch)


@contextlib.contextmanager
def _grounds(*, quiet: bool) -> Iterator[Settings]:
    """A Kafka and a PostgreSQL to play on, and names there that nothing else uses; tidied up at the end."""
    given = with_local_servers(Settings())
    with contextlib.ExitStack() as stack:
        if not quiet and not (given.kafka and given.database.get_secret_value()):
            err.print("starting a Kafka and a PostgreSQL for this replay; `ketenhub up` keeps them running")
        kafka = climb(kafka_rungs(given))
        stack.callback(kafka.stop)
        server = climb(postgres_rungs(given, durable=False))
        stack.callback(server.stop)
        name = f"replay_{uuid4().hex[:12]}"
        database = create_database(server.address, name)
        stack.callback(drop_database, server.address, name)
        settings = given.model_copy(
            update={
                "kafka": kafka.address,
                "database": SecretStr(database),
                "topic_prefix": f"{name.replace('_', '-')}.",
                "replication": min(given.replication, len(kafka.address.split(","))),
            }
        )
        stack.callback(remove_topics, settings)
        yield settings


def _lines(path: Path) -> int | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
