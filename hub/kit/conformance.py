"""Runs the suite over an adapter: makes up messages from its own models, until a rule breaks or none does."""

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky, Unsatisfiable

from hub.adapters.mapped import MappedAdapter
from hub.errors import KetenhubError
from hub.kit.fields import Path as Place
from hub.kit.forms import form_of
from hub.kit.report import Outcome, Report
from hub.kit.rules import RULES, Rule
from hub.kit.tampering import Form
from hub.kit.trial import Breach, Trial

EXAMPLES = 25
"""Messages a rule, unless asked for more; for rules that are tried on each kind, shared among the kinds."""
SEED = 1
FEWEST = 6
"""Messages of a kind, however many kinds there are, unless asked for fewer."""
_ROUNDS = 10
"""How often that is repeated for a field that must be tried and was not met."""


def keep_in(folder: Path) -> None:
    """Where hypothesis may keep its tables of characters: not in the folder that a command was started in."""
    set_hypothesis_home_dir(folder)


def conformance(
    adapter: MappedAdapter,
    *,
    seed: int = SEED,
    examples: int = EXAMPLES,
    fewest: int = FEWEST,
    rules: Iterable[Rule] = RULES,
) -> Report:
    """Try every rule on an adapter, each on so many made-up messages, and of a kind on so many at the least.

    Raises:
        ConfigurationError: the adapter has a wire of its own, which the suite cannot take apart.
    """
    form = form_of(adapter)
    effort = _Effort(seed, examples, fewest)
    outcomes = tuple(_outcome(rule, type(adapter), form, effort) for rule in rules)
    return Report(adapter.registry, adapter.version, seed, examples, outcomes)


@dataclass(frozen=True, slots=True)
class _Effort:
    """How hard to try; see `conformance`."""

    seed: int
    examples: int
    fewest: int

    def of_each(self, kinds: int) -> "_Effort":
        """What of it falls to each kind, of so many."""
        return replace(self, examples=max(self.fewest, self.examples // kinds))


def _outcome(rule: Rule, speaker: type[MappedAdapter], form: Form, effort: _Effort) -> Outcome:
    breach = next(_breaches(rule, speaker, form, effort), None)
    if breach is None:
        return Outcome(rule.id, rule.sentence, rule.reason, passed=True)
    return Outcome(rule.id, rule.sentence, rule.reason, passed=False, place=breach.place, what=breach.what)


def _breaches(rule: Rule, speaker: type[MappedAdapter], form: Form, effort: _Effort) -> Iterator[Breach]:
    kinds = sorted(speaker.bodies) if rule.each_kind else [""]
    each = effort.of_each(len(kinds)) if rule.each_kind else effort
    unmet: dict[Place, str] = {}
    met: set[Place] = set()
    for kind in kinds:
        wanted = rule.places(speaker(), kind) if kind else set()
        for again in range(_ROUNDS):
            if again and wanted <= met:
                break
            breach = _try(rule, speaker, form, replace(each, seed=effort.seed + again), kind, met)
            if breach is not None:
                yield breach
        unmet |= dict.fromkeys(wanted, kind)
    for place in sorted(set(unmet) - met):
        yield Breach(f"{unmet[place]}: {'.'.join(place)}", "never came up in a message, so it was not tried")


def _try(
    rule: Rule,
    speaker: type[MappedAdapter],
    form: Form,
    effort: _Effort,
    kind: str,
    met: set[Place],
) -> Breach | None:
    """The smallest breach that is found, if any."""

    @hypothesis.seed(effort.seed)
    @hypothesis.settings(
        max_examples=effort.examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
        report_multiple_bugs=False,
    )
    @hypothesis.given(data=st.data())
    def search(data: st.DataObject) -> None:
        rule.check(Trial(speaker, form, data.draw, kind, met))

    try:
        search()
    except Breach as breach:
        return breach
    except Flaky:
        return Breach(kind or "any message", "the same message passes once and fails once")
    except Unsatisfiable:
        return Breach(kind or "any message", "no message could be made up that its own models take")
    except Exception as error:  # noqa: BLE001 - whatever an adapter raises is what the suite is to find
        return Breach(_origin(error), f"raises {type(error).__name__}, which is no refusal")
    return None


def _origin(error: Exception) -> str:
    """Where an exception came from, by file and line: its text might quote a message."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "hypothesis" not in frame.filename
    ]
    if not frames or isinstance(error, KetenhubError):
        return "the suite"
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}"
