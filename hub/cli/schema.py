"""``ketenhub schema``: the events' schemas with their history, and whether a change may ship."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from typing import Annotated, Any

import typer

from hub.cli.output import JsonOption, exit_code, out, print_lines, print_table
from hub.contracts.catalogue import Version, catalogue
from hub.contracts.named import find, shipped
from hub.errors import ConfigurationError, SchemaIncompatibleError
from hub.schemas.codec import read_committed
from hub.schemas.events import EVENTS

app = typer.Typer(help="Schemas of the events, and changes to them.", no_args_is_help=True)

_ARGUMENT = "A .avsc file, a folder (of schemas or of a contract), or event@version."


@contextmanager
def contract_tools() -> Iterator[None]:
    """Say what to install where a library of the extra ``contracts`` is missing: a running hub needs none."""
    try:
        yield
    except ModuleNotFoundError as missing:
        # No brackets: rich would take them for markup.
        msg = f"{missing.name} is not installed; install the extra `contracts` of ketenhub"
        raise ConfigurationError(msg) from None


@app.command("list")
def list_all(
    event: Annotated[str, typer.Argument(help="One event: its wire name or class. All, if left out.")] = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """List the events with all versions that the hub can read, and what each later version changed.

    "in": a registry's fact. "out": for a recipient. "hub": the hub's own, on its log.
    """
    found = [one for one in catalogue(EVENTS, read_committed()) if not event or event in (one.kind, one.name)]
    if not found:
        msg = f"there is no event {event}; `ketenhub schema list` names all"
        raise ConfigurationError(msg)
    if as_json:
        print_lines(_line(one) for one in found)
        return
    rows = (
        (kind, versions[0].name, versions[0].side, ", ".join(str(one.version) for one in versions))
        for kind, versions in ((kind, list(each)) for kind, each in groupby(found, key=lambda one: one.kind))
    )
    print_table("Events", ("event", "class", "side", "versions"), rows)
    for one in found:
        if one.changes or event:
            use = "written and read" if one.current else "read, no longer written"
            out.print(
                f"\n{one.kind}@{one.version}: {use}; {one.fields} fields, fingerprint {one.fingerprint}"
            )
            for change in one.changes:
                out.print(f"  {change.words}", markup=False)
    if event:
        out.print(f"\n{found[0].summary}")


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help=_ARGUMENT)],
    new: Annotated[str, typer.Argument(help=f"{_ARGUMENT} Left out: what ships in this hub.")] = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Explain what NEW changes against OLD, and say whether it may ship. Exit 5 if it may not.

    It may if every version reads what every other wrote (Avro's FULL_TRANSITIVE), and no later version
    loses a field, a symbol or a meaning of an earlier one. Examples: diff PersonMarked@1 PersonMarked@2;
    diff last-release/avro; diff last-release/avro my-change.avsc
    """
    with contract_tools():
        from hub.contracts.verdict import judge  # noqa: PLC0415 - needs the extra `contracts`
    verdicts = judge(find(old), find(new) if new else shipped())
    if as_json:
        print_lines(asdict(one) | {"ships": not one.refusal} for one in verdicts)
    else:
        if not verdicts:
            out.print("No difference.")
        for one in verdicts:
            out.print(f"[bold]{one.kind}[/] {_step(one.old, one.new)}", markup=True)
            for change in one.changes:
                out.print(f"  {'' if change.safe else '! '}{change.words}", markup=False)
            if not one.changes:
                out.print("  nothing that a value can show")
            out.print("  may ship" if not one.refusal else f"  may NOT ship: {one.refusal}", markup=False)
    if any(one.refusal for one in verdicts):
        raise typer.Exit(_INCOMPATIBLE)


@app.command()
def check(
    released: Annotated[
        str, typer.Option("--released", help="Folder with the schemas of the last release: none may be gone.")
    ] = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Hold the schemas that ship in this hub against every gate. Exit 5 if one refuses."""
    with contract_tools():
        from hub.schemas import gates  # noqa: PLC0415 - needs the extra `contracts`
    committed = read_committed()
    before = find(released).schemas if released else None
    found = list(gates.outcomes(committed, released=before))
    if as_json:
        print_lines(asdict(one) | {"ok": not one.refusal} for one in found)
    else:
        print_table(
            f"{len(committed)} schemas of {len({one.kind for one in committed})} events",
            ("gate", "asks", "finds"),
            ((one.gate, one.asks, "refused" if one.refusal else "well") for one in found),
        )
        for one in found:
            if one.refusal:
                out.print(f"\n{one.gate}: {one.refusal}", markup=False)
    if any(one.refusal for one in found):
        raise typer.Exit(_INCOMPATIBLE)


_INCOMPATIBLE = exit_code(SchemaIncompatibleError())


def _line(one: Version) -> dict[str, Any]:
    line = asdict(one)
    return line | {"changes": [change["words"] for change in line["changes"]]}


def _step(old: int | None, new: int | None) -> str:
    if old is None:
        return f"(new, version {new})"
    if new is None:
        return f"(version {old}, gone)"
    return f"(version {old} to {new})" if old != new else f"(version {old}, rewritten)"
