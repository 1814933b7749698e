"""``ketenhub demo``: a day at ZSM, told as it happens, and checked against the truth."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.app import DATABASE, export_native
from hub.app import replay as run_replay
from hub.cli.narrator import Narrator
from hub.cli.output import FOUND_WANTING, JsonOption, out, parse_speed, print_lines, progress, wait
from hub.cli.sim import print_report
from hub.engine.batch import BatchResult
from hub.engine.messages import Message
from hub.rules import load_rules
from hub.settings import Settings
from simulators.run import DEFAULT_REGION, DEFAULT_SEED, Options, generate
from simulators.verify import verify

_MADE_HERE = (
    *(f"{DATABASE}{suffix}" for suffix in ("", "-wal", "-shm")),
    *(f"{name}.ndjson" for name in ("messages", "truth", "events", "deliveries", "deadletters", "native")),
    "manifest.json",
)


def demo(
    *,
    region: Annotated[str, typer.Option(help="ZSM region, such as ZEELAND-WEST-BRABANT.")] = DEFAULT_REGION,
    scenario: Annotated[str, typer.Option(help="A name from `sim list`, or a scenario file.")] = "zsm-day",
    seed: Annotated[int, typer.Option(help="The same seed gives the same day.")] = DEFAULT_SEED,
    speed: Annotated[
        str, typer.Option(help="`max`, or simulated seconds a second; 60 is a minute a second.")
    ] = "max",
    target: Annotated[
        Path | None, typer.Option("--out", help="Keep all files here; a folder of its own.")
    ] = None,
    story: Annotated[bool, typer.Option(help="Tell the story; --no-story only sums up.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Play a day of a ZSM region on the embedded engine; nothing but this program is needed.

    Simulated registries send their native messages; the hub tells ZSM, the partners and the houses what each
    may and must know; at the end every delivery is compared with the truth. Exit 1 if they differ.
    """
    with ExitStack() as stack:
        if target is None:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ketenhub-")))
        else:
            directory = target
            directory.mkdir(parents=True, exist_ok=True)
            for name in _MADE_HERE:
                (directory / name).unlink(missing_ok=True)
        summary = generate(scenario, directory, Options(region=region, seed=seed))
        narrator = Narrator() if story and not as_json else None
        pace = parse_speed(speed)
        with progress(quiet=as_json or narrator is not None) as bar:
            task = bar.add_task("replay", total=summary.messages)

            def watch(result: BatchResult) -> None:
                bar.advance(task, result.messages)
                if narrator is not None:
                    for happening in result.happenings:
                        for line in narrator.tell(happening):
                            out.print(line)

            total = run_replay(
                Settings(),
                directory / "messages.ndjson",
                directory,
                pace=None if pace is None else Paced(pace, wait),
                watch=watch,
                collect=narrator is not None,
            )
        if target is not None:
            export_native(Settings(), directory)
        report = verify(directory, directory)
        if as_json:
            figures = {"messages": total.messages, "events": total.events, "deliveries": total.sent}
            print_lines([{"region": summary.region, "seed": summary.seed} | figures | report.as_dict()])
        else:
            if narrator is not None:
                out.print(*narrator.summary(load_rules().routing), sep="\n")
            print_report(report)
            _say_where(target, narrator)
    if not report.ok:
        raise typer.Exit(FOUND_WANTING)


class Paced:
    """Cuts messages at the moments at which they come in simulated time, and waits in between."""

    def __init__(self, speed: float, sleep: Callable[[float], None]) -> None:
        self._speed = speed
        self._sleep = sleep

    def __call__(self, messages: Iterable[Message]) -> Iterator[list[Message]]:
        """One batch for what comes within a twentieth of a real second."""
        batch: list[Message] = []
        opened: datetime | None = None
        for message in messages:
            if opened is not None and message.at is not None:
                apart = (message.at - opened).total_seconds() / self._speed
                if apart > 0.05 and batch:
                    yield batch
                    self._sleep(apart)
                    batch, opened = [], message.at
            opened = opened or message.at
            batch.append(message)
        if batch:
            yield batch


def _say_where(target: Path | None, narrator: Narrator | None) -> None:
    if target is None:
        out.print("Nothing was kept; `--out DIR` keeps messages, events, deliveries and the store.")
        return
    out.print(f"Everything is in {target}: messages, truth, events, deliveries, dead letters and the store.")
    if narrator is not None and narrator.example is not None:
        out.print(f"Follow one case:  ketenhub case show {narrator.example} --dir {target}")
    out.print(f"What houses got:  ketenhub feedback status --dir {target}")
