"""``ketenhub sim``: simulated regions and cases, and the check of what the hub made of them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.output import (
    FOUND_WANTING,
    JsonOption,
    err,
    out,
    parse_speed,
    print_lines,
    print_table,
    progress,
    wait,
)
from simulators.output import Progress
from simulators.poison import POISONS
from simulators.report import Report
from simulators.retyping import Link
from simulators.run import DEFAULT_REGION, DEFAULT_SEED, Options, generate, scenarios
from simulators.scenario import load
from simulators.verify import verify as run_verify

app = typer.Typer(help="Simulate registries, and verify the hub against the truth.", no_args_is_help=True)


@app.command("list")
def list_all(*, as_json: JsonOption = False) -> None:
    """List the scenarios that `sim run` and `demo` know by name."""
    if as_json:
        print_lines({"name": name, "title": kind.title} for name, kind in scenarios().items())
    else:
        print_table("Scenarios", ("name", "what"), ((name, kind.title) for name, kind in scenarios().items()))


@app.command()
def validate(file: Path, *, as_json: JsonOption = False) -> None:
    """Check a scenario FILE without running it; an error names the place."""
    story = load(file)
    if as_json:
        print_lines([{"name": story.name, "region": story.region, "valid": True}])
    else:
        out.print(f"{story.name} is a valid scenario of {story.region}.")


@app.command()
def run(  # noqa: PLR0913 - each is an option of the command
    scenario: Annotated[str, typer.Argument(help="A name from `sim list`, or a scenario file.")],
    target: Annotated[Path, typer.Option("--out", help="Folder for messages, truth and manifest.")],
    *,
    region: Annotated[str, typer.Option(help="ZSM region, such as ZEELAND-WEST-BRABANT.")] = DEFAULT_REGION,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = DEFAULT_SEED,
    speed: Annotated[
        str, typer.Option(help="`max`, or simulated seconds a second: 86400 is a day a second.")
    ] = "max",
    days: Annotated[int | None, typer.Option(min=1, help="Days of arrivals.")] = None,
    link: Annotated[
        Link,
        typer.Option(
            help="How cases reach the OM's GPS: 2019, linked with the police's BVH; 2016, retyped by hand, "
            "with delays and typing errors. A scenario file says itself what was typed."
        ),
    ] = Link.LINKED,
    poisoned: Annotated[int, typer.Option(min=0, help="Damaged messages to mix in.")] = 0,
    fault: Annotated[list[str] | None, typer.Option(help=f"Kinds of damage: {', '.join(POISONS)}.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Run SCENARIO and write its native messages and the truth that must follow from them."""
    options = Options(
        region=region,
        seed=seed,
        days=days,
        link=link,
        poisoned=poisoned,
        poisons=tuple(fault) if fault else tuple(POISONS),
    )
    with progress(quiet=as_json) as bar:
        task = bar.add_task("simulate", total=None)

        def show(now: Progress) -> None:
            bar.update(task, completed=now.messages, description=f"simulate {now.at:%d-%m-%Y}")

        summary = generate(scenario, target, options, speed=parse_speed(speed), sleep=wait, progress=show)
    if as_json:
        print_lines([asdict(summary)])
    else:
        out.print(
            f"{summary.messages} messages about {summary.cases} cases, {summary.deliveries} deliveries must "
            f"follow, {summary.faults} faults injected"
        )
        out.print(f"in {target}; next: ketenhub replay {target / 'messages.ndjson'} --out {target}")


@app.command()
def verify(
    truth: Annotated[Path, typer.Argument(help="Folder with truth.ndjson.")],
    result: Annotated[Path, typer.Argument(help="Folder with what the hub wrote; may be the same.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Compare what the hub delivered with the truth. Exit 1 at any divergence."""
    report = run_verify(truth, result)
    if as_json:
        print_lines([report.as_dict()])
    else:
        print_report(report)
    if not report.ok:
        raise typer.Exit(FOUND_WANTING)


def print_report(report: Report) -> None:
    """The outcome of a verification, for people: first divergences in words on stderr."""
    for kind, findings in report.divergences().items():
        for words in findings.first:
            err.print(f"[red]{kind}[/] {words}")
        if findings.count > len(findings.first):
            err.print(f"[red]{kind}[/] and {findings.count - len(findings.first)} more")
    verdict = "[bold green]verified[/]" if report.ok else "[bold red]NOT verified[/]"
    counts = ", ".join(f"{findings.count} {kind}" for kind, findings in report.divergences().items())
    if report.joined or report.apart:
        out.print(
            f"entered twice: {report.joined + report.apart} cases; {report.joined} proved to be one, "
            f"{report.apart} nothing proved"
        )
    out.print(
        f"{verdict}: {report.delivered} deliveries of {report.expected} expected in {report.cases} cases, "
        f"{report.dead_found} dead letters of {report.dead_expected}; {counts}"
    )
