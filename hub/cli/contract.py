"""``ketenhub contract``: what those who connect may rely on, as AsyncAPI, Avro and JSON Schema."""

from pathlib import Path
from typing import Annotated

import typer

from hub.cli.output import FOUND_WANTING, JsonOption, out, print_lines, print_table
from hub.cli.schema import contract_tools

app = typer.Typer(help="The contract with those who connect, as files.", no_args_is_help=True)


@app.callback()
def _contract() -> None:
    """Keep ``export`` a command of its own: typer would make a lone command the whole group."""


@app.command()
def export(
    folder: Annotated[Path, typer.Option("--out", help="Folder of the contract; made if it is not there.")],
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: say whether it is up to date.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write asyncapi.yaml, avro/*.avsc and jsonschema/*.json, generated from this hub.

    The same hub always writes the same bytes, so the folder can be kept under version control. With --check:
    exit 0 if every file is as this hub would write it, 1 if one is missing, different or not of the contract.
    """
    with contract_tools():
        from hub.app_contract import contract_files  # noqa: PLC0415 - needs the extra `contracts`
        from hub.contracts.folder import Odd, differences, write  # noqa: PLC0415 - the same
    files = contract_files()
    if check:
        found = differences(files, folder)
        if as_json:
            print_lines({"file": name, "state": how.value} for name, how in found)
        elif found:
            print_table(f"{folder} is not up to date", ("file", "state"), found)
        else:
            out.print(f"{folder} is up to date: {len(files)} files.")
        raise typer.Exit(FOUND_WANTING if found else 0)
    written = write(files, folder)
    surplus = [name for name, how in differences(files, folder) if how is Odd.SURPLUS]
    if as_json:
        print_lines({"file": name, "state": "written"} for name in written)
        print_lines({"file": name, "state": Odd.SURPLUS.value} for name in surplus)
        return
    same = len(files) - len(written)
    out.print(f"The contract is in {folder}: {len(written)} files written, {same} as they were.")
    for name in surplus:
        out.print(f"note: {name} is not of this contract; remove it if nobody needs it")
