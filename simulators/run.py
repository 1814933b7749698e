"""Runs a scenario into a folder: native messages, the truth, and a manifest. Everything in it is synthetic.

The same scenario and seed give the same bytes, at any speed. Files appear under their names only when they
are complete.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from hub.adapters import ADAPTERS
from hub.errors import ConfigurationError
from hub.rules.reference import load_reference
from simulators.behaviour import Behaviour
from simulators.output import Output, Progress, Sent, Summary
from simulators.playing import told
from simulators.poison import POISONS
from simulators.region import Plan, RegionRun
from simulators.retyping import Link
from simulators.scenario import BUILT_IN, load, title_of

DEFAULT_REGION = "ZEELAND-WEST-BRABANT"
DEFAULT_SEED = 7

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A scenario that can be run by name: a scenario file (``path``), or days of a region."""

    title: str
    days: int = 0
    start: date = date(2016, 10, 17)
    per_day: tuple[int, int] = (0, 0)
    path: Path | None = None


SCENARIOS: Mapping[str, Kind] = {
    "zsm-day": Kind(
        "A day of one ZSM region: arrests, markings, advice, decisions, and what comes of them",
        days=1,
        per_day=(30, 60),
    ),
    "zsm-year": Kind(
        "A year of one ZSM region, about 10,000 cases", days=366, start=date(2016, 1, 1), per_day=(19, 36)
    ),
}
"""The days that can be simulated. Stories are files: `scenarios` names both."""


def scenarios() -> dict[str, Kind]:
    """All that `generate` knows by name: days, and the scenario files that ship, those in folders last.

    Raises:
        ConfigurationError: a file that ships cannot be read.
    """
    files = [*sorted(BUILT_IN.glob("*.toml")), *sorted(BUILT_IN.glob("*/*.toml"))]
    return {**SCENARIOS, **{path.stem: Kind(title_of(path), path=path) for path in files}}


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen about a run. A scenario file has its own region and needs no seed but for poison.

    Attributes:
        start: first day, Amsterdam time; default that of the scenario.
        link: how cases come from BVH into GPS: linked (2019) or retyped (2016; `simulators.retyping`).
        days: days of arrivals; default those of the scenario. Cases are followed to their end.
        poisoned: number of damaged copies to mix in, of the kinds ``poisons`` (`simulators.poison`).
    """

    region: str = DEFAULT_REGION
    seed: int = DEFAULT_SEED
    start: date | None = None
    days: int | None = None
    behaviour: Behaviour = field(default_factory=Behaviour)
    link: Link = Link.LINKED
    poisoned: int = 0
    poisons: tuple[str, ...] = tuple(POISONS)


def generate(
    scenario: str,
    out_dir: Path,
    options: Options | None = None,
    *,
    speed: float | None = None,
    sleep: Sleep | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Run a scenario: write ``messages.ndjson``, ``truth.ndjson`` and ``manifest.json``.

    Args:
        scenario: a name in `scenarios()`, or the path of a scenario file.
        out_dir: folder to write in; made if it is not there.
        options: which region, seed, days, faults.
        speed: simulated seconds per second of ``sleep``; None writes as fast as it can.
        sleep: waits that many seconds; needed with ``speed``.
        progress: called now and then.

    Raises:
        ConfigurationError: no such scenario or region, no adapter for its houses, or no test persons left.
    """
    chosen = options or Options()
    name, region, sent = _play(scenario, chosen)
    if speed is not None:
        sent = _paced(sent, speed, sleep)
    output = Output(out_dir, scenario=name, region=region, seed=chosen.seed)
    output.write(sent, progress)
    if chosen.poisoned:
        output.poison(chosen.poisoned, chosen.poisons)
    return output.finish()


def _play(scenario: str, chosen: Options) -> tuple[str, str, Iterator[Sent]]:
    kind = SCENARIOS.get(scenario)
    if kind is not None:
        days = kind.days if chosen.days is None else chosen.days
        start = chosen.start or kind.start
        plan = Plan(chosen.region, chosen.seed, start, days, kind.per_day, chosen.behaviour, chosen.link)
        return scenario, chosen.region, _lived(RegionRun(plan, load_reference(), frozenset(ADAPTERS)))
    known = scenarios()
    path = known[scenario].path if scenario in known else Path(scenario)
    if path is None or not path.is_file():
        msg = f"no scenario {scenario}; known: {', '.join(known)}, or the path of a file"
        raise ConfigurationError(msg)
    story = load(path)
    return story.name, story.region, told(story)


def _lived(run: RegionRun) -> Iterator[Sent]:
    for happening in run.play():
        fact = happening.fact
        yield Sent(
            fact.at,
            fact.registry,
            fact.observation,
            fact.case,
            happening.opens,
            happening.due,
            fact.fault,
            happening.joins,
            fact.refused,
            fact.garbled,
            happening.introduces,
        )


def _paced(sent: Iterable[Sent], speed: float, sleep: Sleep | None) -> Iterator[Sent]:
    if speed <= 0 or sleep is None:
        msg = "speed must be above zero"
        raise ConfigurationError(msg)
    before: datetime | None = None
    for one in sent:
        if before is not None and one.at > before:
            sleep((one.at - before).total_seconds() / speed)
        before = one.at
        yield one
