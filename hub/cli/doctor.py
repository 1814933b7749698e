"""``ketenhub doctor``: what this configuration needs, whether it is there, and what to do."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from queue import Empty, SimpleQueue
from threading import Thread

import typer
from pydantic import ValidationError
from rich.markup import escape

from deploy.local.state import read_state, with_local_servers
from hub.cli import checks, cluster_checks
from hub.cli.checks import Check, Finding, Site, Verdict
from hub.cli.output import FOUND_WANTING, JsonOption, print_lines, print_table
from hub.errors import ConfigurationError
from hub.settings import Settings

WITHIN_S = 3.0

_COLOURS = {Verdict.OK: "green", Verdict.MISSING: "red", Verdict.WRONG: "red", Verdict.OFF: "dim"}


def doctor(*, as_json: JsonOption = False) -> None:
    """Check everything that this configuration needs: what is there, what is missing or wrong, what to do.

    Exit 0 when all that is needed is well, 1 otherwise. Nothing is changed; it takes some seconds at most.
    """
    found = examine()
    if as_json:
        print_lines(asdict(finding) for finding in found)
    else:
        rows = (
            (
                finding.what,
                f"[{_COLOURS[finding.state]}]{finding.state}[/]",
                escape(finding.detail),
                escape(finding.remedy),
            )
            for finding in found
        )
        print_table("Doctor", ("what", "state", "detail", "what to do"), rows)
    if not all(finding.well for finding in found):
        raise typer.Exit(FOUND_WANTING)


def examine() -> list[Finding]:
    """All findings, in the order of the table. Never raises."""
    try:
        settings = Settings()
    except (ValidationError, ConfigurationError) as error:
        return [*run_checks([checks.python], Site(Settings.model_construct(), None)), _bad_settings(error)]
    try:
        site = Site(with_local_servers(settings), read_state(settings.home))
        damaged = []
    except ConfigurationError as error:
        site = Site(settings, None)
        damaged = [Finding("local servers", Verdict.WRONG, str(error))]
    listed: Sequence[Check] = (
        checks.python,
        checks.java,
        checks.maven,
        checks.docker,
        cluster_checks.kafka,
        cluster_checks.database,
        cluster_checks.schema_registry,
        checks.partners,
        checks.clock,
        checks.pseudonym_key,
        *cluster_checks.workers(site),
    )
    return [*damaged, *run_checks(listed, site)]


def run_checks(listed: Sequence[Check], site: Site, *, within_s: float = WITHIN_S) -> list[Finding]:
    """Run checks at the same time; the findings in the order of the checks.

    A check that has not ended in time, or fails in a way that nobody foresaw, is a finding itself. Its thread
    is left behind and ends with the program; an executor would make the program wait for it.
    """
    answers: SimpleQueue[tuple[int, list[Finding]]] = SimpleQueue()
    for number, check in enumerate(listed):
        Thread(target=lambda n=number, c=check: answers.put((n, _safely(c, site))), daemon=True).start()
    deadline = time.monotonic() + within_s
    found: dict[int, list[Finding]] = {}
    while len(found) < len(listed):
        try:
            number, findings = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            break
        found[number] = findings
    late = f"no answer within {within_s:g} s"
    return [
        finding
        for number, check in enumerate(listed)
        for finding in found.get(number, [Finding(_name(check), Verdict.WRONG, late, "try again")])
    ]


def _safely(check: Check, site: Site) -> list[Finding]:
    try:
        return list(check(site))
    except Exception as error:  # noqa: BLE001 - a doctor that dies of the disease helps nobody
        return [Finding(_name(check), Verdict.WRONG, f"the check itself failed: {type(error).__name__}")]


def _name(check: Check) -> str:
    function = getattr(check, "func", check)
    return str(getattr(function, "__name__", "check")).strip("_").replace("_", " ")


def _bad_settings(error: ValidationError | ConfigurationError) -> Finding:
    if isinstance(error, ConfigurationError):
        return Finding("settings", Verdict.WRONG, str(error))
    # Names only: the text of a validation error quotes what was given, passwords too.
    return Finding(
        "settings", Verdict.WRONG, f"refused: {', '.join(_variables(error))}", "mend these variables"
    )


def _variables(error: ValidationError) -> Iterable[str]:
    return sorted({f"KETENHUB_{str(each['loc'][0]).upper()}" for each in error.errors() if each["loc"]})
