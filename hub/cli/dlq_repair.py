"""``ketenhub dlq replay`` and ``discard``: they say what they would do, and do it with ``--apply``."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.local.state import with_local_servers
from hub.app_repairs import (
    Order,
    Repairs,
    Result,
    Workshop,
    check_expression,
    open_workshop,
    order,
    paced,
)
from hub.cli.output import (
    DEFAULT_DIRECTORY,
    FOUND_WANTING,
    ByOption,
    DirectoryOption,
    JsonOption,
    ReasonOption,
    err,
    out,
    print_lines,
    print_table,
    progress,
    wait,
)
from hub.cli.stores import ClusterOption
from hub.errors import ConfigurationError
from hub.settings import Settings

_WANTING = frozenset({"failed", "unable", "closed"})
_RATE = re.compile(r"(\d+)/(s|m)")
_SECONDS = {"s": 1, "m": 60}


def checked(expression: str) -> str:
    """The expression as it is, once it is known to be one; empty is none."""
    try:
        check_expression(expression)
    except ConfigurationError as error:
        raise typer.BadParameter(str(error), param_hint="--where") from None
    return expression


def _rate(text: str) -> float | None:
    if not text:
        return None
    found = _RATE.fullmatch(text)
    if found is None or int(found[1]) == 0:
        msg = "give so many letters a second, 5/s, or a minute, 30/m"
        raise typer.BadParameter(msg, param_hint="--rate")
    return int(found[1]) / _SECONDS[found[2]]


WhereOption = Annotated[
    str,
    typer.Option(
        "--where",
        metavar="EXPR",
        help="Only letters such as `registry=gps and code=unknown-code and at>=2016-03-01`. "
        "Names: id, registry, stage, code, field, version, event, state, at.",
    ),
]
LetterArgument = Annotated[str | None, typer.Argument(help="Id of one dead letter.", metavar="ID")]
ApplyOption = Annotated[
    bool, typer.Option("--apply", help="Do it. Without this, only say what would happen.")
]
RateOption = Annotated[str, typer.Option("--rate", metavar="N/s", help="No faster than this: 5/s, 30/m.")]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="At most so many, the first first.")]


def replay(  # noqa: PLR0913 - what, whether, why, who, how fast, where
    letter: LetterArgument = None,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    where: WhereOption = "",
    subject: Annotated[str, typer.Option(help="Lift the quarantine of this person (pseudonym).")] = "",
    apply: ApplyOption = False,
    reason: ReasonOption = "",
    by: ByOption = "",
    rate: RateOption = "",
    limit: LimitOption = None,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Process dead letters again, once their cause is mended: name one, or say which with --where.

    First without --apply: each letter is really processed, and taken back; you see how many would succeed now
    and why the others fail. Then with --apply, --reason and --by. What fails again stays a dead letter with
    its new reason; what succeeds is kept, marked, and never replayed twice. On a cluster a message is taken
    in; what its steps refuse then is a dead letter of its own.

    With --subject: step the parked events of a person in quarantine, in their order.
    """
    wanted = _order(by, reason, apply=apply)
    _exactly_one(letter, where, subject)
    settings, folder = _place(directory, cluster=cluster)
    with open_workshop(settings, folder, changing=apply) as workshop:
        if subject:
            _lift(workshop.repairs, subject, wanted, as_json=as_json)
            return
        ids = _ids(workshop, letter, where, limit)
        found = _each(ids, lambda one: workshop.repairs.replay(one, wanted), rate, as_json=as_json)
    _tell(found, wanted, as_json=as_json)


def discard(
    letter: LetterArgument = None,
    directory: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    where: WhereOption = "",
    apply: ApplyOption = False,
    reason: ReasonOption = "",
    by: ByOption = "",
    limit: LimitOption = None,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Close dead letters for good: what they hold is never processed. They are kept, and marked.

    First without --apply: you see how many, by code. Then with --apply, --reason and --by.
    """
    wanted = _order(by, reason, apply=apply)
    _exactly_one(letter, where, "")
    settings, folder = _place(directory, cluster=cluster)
    with open_workshop(settings, folder, changing=apply) as workshop:
        ids = _ids(workshop, letter, where, limit)
        found = _each(ids, lambda one: workshop.repairs.discard(one, wanted), "", as_json=as_json)
    _tell(found, wanted, as_json=as_json)


def _order(by: str, reason: str, *, apply: bool) -> Order | None:
    if not apply:
        return None
    if not by or not reason:
        msg = "--apply needs --reason (why) and --by (your desk or role): both are kept"
        raise typer.BadParameter(msg, param_hint="--apply")
    try:
        return order(by, reason)
    except ConfigurationError as error:
        raise typer.BadParameter(str(error), param_hint="--apply") from None


def _exactly_one(letter: str | None, where: str, subject: str) -> None:
    if sum(map(bool, (letter, where, subject))) != 1:
        msg = "name one letter, or say which with --where, or (replay) a person with --subject"
        raise typer.BadParameter(msg)
    checked(where)


def _place(directory: Path, *, cluster: bool) -> tuple[Settings, Path | None]:
    return (with_local_servers(Settings()), None) if cluster else (Settings(), directory)


def _ids(workshop: Workshop, letter: str | None, where: str, limit: int | None) -> list[str]:
    if letter is None:
        return workshop.chosen(where, limit)
    if workshop.letter(letter) is None:
        err.print("There is no dead letter of this id; `ketenhub dlq list --all` shows them.")
        raise typer.Exit(FOUND_WANTING)
    return [letter]


def _each(ids: list[str], act: Callable[[str], Result], rate: str, *, as_json: bool) -> list[Result]:
    found = []
    with progress(quiet=as_json) as bar:
        task = bar.add_task("letters", total=len(ids))
        for one in paced(ids, _rate(rate), monotonic=time.monotonic, sleep=wait):
            found.append(act(one))
            bar.advance(task)
    return found


def _lift(repairs: Repairs, subject: str, wanted: Order | None, *, as_json: bool) -> None:
    count = repairs.lift(subject, wanted)
    if as_json:
        print_lines([{"subject": subject, "replayed": count, "applied": wanted is not None}])
    elif wanted is None:
        out.print(f"{count} events of {subject} can be processed in order now. Nothing was changed;")
        out.print("with --apply, --reason and --by the quarantine is lifted.")
    else:
        out.print(f"{count} events of {subject} were processed in order; the quarantine is lifted.")


def _tell(found: Iterable[Result], wanted: Order | None, *, as_json: bool) -> None:
    results = list(found)
    if as_json:
        print_lines(_line(one) | {"applied": wanted is not None} for one in results)
    elif not results:
        out.print("No open dead letter is like that; `ketenhub dlq list` shows those that wait.")
    else:
        counts = Counter((one.was, one.outcome.value, _now(one)) for one in results)
        rows = ((str(count), *key) for key, count in sorted(counts.items()))
        title = "What was done" if wanted else "What would happen"
        print_table(title, ("letters", "code", "outcome", "because"), rows)
        if wanted is None:
            out.print("Nothing was changed. Do it with --apply, --reason and --by.")
    if any(one.outcome.value in _WANTING for one in results):
        raise typer.Exit(FOUND_WANTING)


def _now(one: Result) -> str:
    if one.reason is None:
        return ""
    place = f" at {one.reason.field}" if one.reason.field else ""
    return f"{one.reason.stage}: {one.reason.code}{place}. {one.reason.hint}"


def _line(one: Result) -> dict[str, Any]:
    reason = one.reason
    return {
        "letter": one.letter,
        "was": one.was,
        "outcome": one.outcome.value,
        "stage": None if reason is None else reason.stage,
        "code": None if reason is None else reason.code,
        "field": None if reason is None else reason.field,
        "hint": None if reason is None else reason.hint,
    }
