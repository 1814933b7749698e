"""``ketenhub adapter``: which registries the hub speaks with, and what a new one needs."""

import importlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from hub.app import adapters_known
from hub.cli.output import FOUND_WANTING, JsonOption, err, out, print_lines, print_table
from hub.errors import ConfigurationError
from hub.kit.configuration import check as run_checks
from hub.kit.golden import canonical_json, golden
from hub.kit.plugins import Plugin, from_folder
from hub.kit.report import Outcome, Report, as_json, as_junit
from hub.kit.scaffold import Wire, scaffold

app = typer.Typer(help="Adapters of registries: list, begin, check, test.", no_args_is_help=True)

NameArgument = Annotated[
    str, typer.Argument(help="A name from `adapter list`, or the folder of a package that is not installed.")
]


@app.command("list")
def list_all(*, as_json: JsonOption = False) -> None:
    """List the registries that the hub speaks with, built in and from plug-ins, and what each can say."""
    known = adapters_known()
    lines = [
        {
            "name": name,
            "version": plugin.adapter.version,
            "content_type": plugin.adapter.content_type,
            "source": plugin.adapter.source,
            "from": plugin.distribution,
            "carries": [event.kind for event in plugin.adapter.carries],
        }
        for name, plugin in known.items()
    ]
    if as_json:
        print_lines(lines)
        return
    columns = ("name", "version", "content_type", "from")
    rows = ((*(str(line[name]) for name in columns), str(len(line["carries"]))) for line in lines)
    print_table("Adapters", (*columns, "events"), rows)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="The registry's name: 2 to 16 lower-case letters and digits.")],
    *,
    template: Annotated[Wire, typer.Option(help="What the registry speaks.")],
    target: Annotated[Path, typer.Option("--out", help="Folder that gets the package.")] = Path(),
) -> None:
    """Begin an adapter: write a package that works as it is, outside this repository, for you to change.

    It holds the adapter, a golden pair and its test, and passes `adapter check` and `adapter test` at once.
    Nothing is overwritten.
    """
    package = scaffold(name, template, target, frozenset(adapters_known()))
    out.print(f"{package} is a working adapter. Now make it yours; its README.md says how.")
    out.print(f"next: ketenhub adapter test {package}")


@app.command()
def check(name: NameArgument, *, as_json: JsonOption = False) -> None:
    """Look at an adapter without running messages: names, source, fields, codes, times, golden files.

    Exit 1 when something is wanting.
    """
    plugin = _chosen(name)
    known = {key: one.adapter for key, one in adapters_known().items()}
    outcomes = run_checks(plugin.adapter, known)
    if as_json:
        print_lines(
            {"check": one.rule, "passed": one.passed, "place": one.place, "what": one.what}
            for one in outcomes
        )
    else:
        _print(f"{plugin.adapter.registry} ({plugin.distribution})", outcomes)
    _end(outcomes)


@app.command("test")
def try_rules(
    name: NameArgument,
    *,
    junit: Annotated[Path | None, typer.Option(help="Also write the results here as JUnit XML.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write them here as JSON (conformance.json).")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed tries the same messages.")] = 1,
    examples: Annotated[int, typer.Option(min=1, help="Messages that are made up for each rule.")] = 25,
) -> None:
    """Try an adapter against the conformance suite, on messages made up from its models, and golden pairs.

    All persons in made-up messages are invented. A rule that breaks is told with the place of the smallest
    message that breaks it, never with what stands there: golden messages may come from elsewhere. Exit 1 when
    a rule breaks.
    """
    plugin = _chosen(name)
    kit = _suite()
    with tempfile.TemporaryDirectory(prefix="ketenhub-kit-") as scratch:
        kit.keep_in(Path(scratch))
        found: Report = kit.conformance(plugin.adapter, seed=seed, examples=examples)
    pairs = golden(plugin.adapter)
    report = Report(found.registry, found.version, seed, examples, (*found.outcomes, *pairs))
    for path, content in ((junit, as_junit(report)), (json_file, as_json(report))):
        if path is not None:
            _write(path, content)
    _print(f"{report.registry} ({plugin.distribution}), seed {seed}", report.outcomes)
    _end(report.outcomes)


@app.command()
def read(
    name: NameArgument,
    file: Annotated[Path, typer.Argument(help="A native message.")],
) -> None:
    """Print what a native message means, as canonical JSON: to look at, and to keep as a golden file.

    It is a person's data if the message is; look before you send it anywhere. Exit 1 if it is refused.
    """
    plugin = _chosen(name)
    try:
        body = file.read_bytes()
    except OSError as error:
        msg = f"{file} cannot be read: {type(error).__name__}"
        raise ConfigurationError(msg) from None
    typer.echo(canonical_json(plugin.adapter.parse(body)).decode(), nl=False)


def _chosen(name: str) -> Plugin:
    known = adapters_known()
    if name in known:
        return known[name]
    if Path(name).is_dir():
        return from_folder(Path(name))
    msg = (
        f"there is no adapter {name}, and no such folder; `ketenhub adapter list` shows those that there are"
    )
    raise ConfigurationError(msg)


def _suite() -> ModuleType:
    """The suite, imported only now: it needs hypothesis, which a hub in earnest does not."""
    try:
        return importlib.import_module("hub.kit.conformance")
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        msg = (
            "the suite makes up messages with hypothesis, which is not installed: pip install 'ketenhub[kit]'"
        )
        raise ConfigurationError(msg) from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        msg = f"{path} cannot be written: {type(error).__name__}"
        raise ConfigurationError(msg) from None


def _print(title: str, outcomes: Sequence[Outcome]) -> None:
    rows = (
        ("[green]passed[/]" if one.passed else "[bold red]FAILED[/]", one.rule, one.sentence)
        for one in outcomes
    )
    print_table(title, ("", "rule", "what must hold"), rows)
    for one in outcomes:
        if not one.passed:
            err.print(f"[red]{one.rule}[/] {one.place}: {one.what}")
            err.print(f"  {one.reason}")
    failed = sum(not one.passed for one in outcomes)
    out.print(f"{len(outcomes) - failed} of {len(outcomes)} passed")


def _end(outcomes: Sequence[Outcome]) -> None:
    if not all(one.passed for one in outcomes):
        raise typer.Exit(FOUND_WANTING)
