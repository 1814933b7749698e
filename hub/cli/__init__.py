"""The command line: ``ketenhub <noun> <verb>``; every reading command knows ``--json``."""

from importlib.metadata import version
from typing import Annotated

import typer

from hub.cli import (
    adapter,
    awaited,
    case,
    contract,
    deadline,
    demo,
    dlq,
    feedback,
    partner,
    person,
    schema,
    sim,
    stream,
    topics,
    up,
    worker,
)
from hub.cli.directory import directory
from hub.cli.doctor import doctor
from hub.cli.replay import replay
from hub.cli.retention import retention
from hub.logging_setup import configure_logging

app = typer.Typer(
    name="ketenhub",
    help="The event-driven hub between the registries of ZSM and the Veiligheidshuizen.",
    no_args_is_help=True,
    add_completion=False,
    # Rich tracebacks print local variables, and those hold persons.
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("ketenhub"))
        raise typer.Exit


@app.callback()
def _main(
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log details on stderr.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log as JSON lines.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    configure_logging(verbose=verbose, json=log_json)


app.command()(demo.demo)
app.command()(replay)
app.command()(directory)
app.command()(doctor)
app.command()(retention)
app.command()(up.up)
app.command()(up.down)
app.command()(worker.worker)
app.command()(worker.deliver)
app.command()(worker.relay)
app.add_typer(sim.app, name="sim")
app.add_typer(adapter.app, name="adapter")
app.add_typer(case.app, name="case")
app.add_typer(feedback.app, name="feedback")
app.add_typer(deadline.app, name="deadline")
app.add_typer(awaited.app, name="awaited")
app.add_typer(person.app, name="person")
app.add_typer(partner.app, name="partner")
app.add_typer(dlq.app, name="dlq")
app.add_typer(topics.app, name="topics")
app.add_typer(stream.app, name="stream")
app.add_typer(schema.app, name="schema")
app.add_typer(contract.app, name="contract")
