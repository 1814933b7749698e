"""``ketenhub directory``: which house one must call, where it is, and when somebody answers (R107)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.app_lookups import Lookup, house_line, houses, note_lookup, of_case, of_municipality, time_of
from hub.app_repairs import Order, order
from hub.cli.output import (
    DEFAULT_DESK,
    DEFAULT_DIRECTORY,
    DEFAULT_PURPOSE,
    FOUND_WANTING,
    DeskOption,
    DirectoryOption,
    JsonOption,
    PurposeOption,
    err,
    local,
    out,
    print_lines,
    print_table,
)
from hub.cli.stores import ClusterOption, chosen_store
from hub.rules import Rules, load_rules
from hub.schemas.calendar import AMSTERDAM
from hub.settings import Settings

_COLUMNS = ("house", "name", "region", "locations", "register", "link", "open", "why")


def directory(
    folder: DirectoryOption = DEFAULT_DIRECTORY,
    *,
    municipality: Annotated[
        str | None, typer.Option(metavar="GM0716", help="The house of this municipality.")
    ] = None,
    house: Annotated[str | None, typer.Option(metavar="VH22", help="This house.")] = None,
    case: Annotated[
        str | None, typer.Option(help="The houses of residence, and that know the person; it is noted.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="2016-10-17T21:00", help="Open at this moment, in Amsterdam time.")
    ] = None,
    purpose: PurposeOption = DEFAULT_PURPOSE,
    by: DeskOption = DEFAULT_DESK,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show a house: where it is, how it is linked, who answers and when; all houses without an option."""
    if sum(option is not None for option in (municipality, house, case)) > 1:
        msg = "give one of --municipality, --house and --case"
        raise typer.BadParameter(msg)
    rules = load_rules(Settings().rules_mode)
    if case is not None:
        lines = _of_case(rules, folder, case, order(by, purpose, option="--purpose"), at, cluster=cluster)
    else:
        moment = _moment(at) or datetime.now(UTC)
        if municipality is not None:
            lines = [of_municipality(rules, municipality, moment)]
        elif house is not None:
            lines = [house_line(rules, house, moment)]
        else:
            lines = list(houses(rules, moment))
    if as_json:
        print_lines(lines)
        return
    print_table("Veiligheidshuizen", _COLUMNS, map(_row, lines))
    if len(lines) == 1:
        (line,) = lines
        roles = ", ".join(line["contact"])
        out.print(f"hours {line['hours']} · ask for {roles} · its police is {line['police_seat']}")


def _of_case(
    rules: Rules, folder: Path, case: str, who: Order, at: str | None, *, cluster: bool
) -> list[dict[str, Any]]:
    with chosen_store(folder, cluster=cluster) as store:
        found = of_case(rules, store, case, _moment(at) or time_of(store, cluster=cluster))
        if found is None:
            err.print(f"No case {case}; case ids stand in deliveries.ndjson.")
            raise typer.Exit(FOUND_WANTING)
        subject, lines = found
        look = Lookup("directory", subject, case, who.reason, who.desk)
        note_lookup(store, look, datetime.now(UTC))
    return lines


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        msg = "give a moment such as 2016-10-17T21:00"
        raise typer.BadParameter(msg, param_hint="--at") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)).astimezone(UTC)


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    return (
        line["house"],
        line["name"],
        line["region"],
        ", ".join(line["locations"]),
        line["register"],
        line["link"],
        _open(line),
        line["why"],
    )


def _open(line: dict[str, Any]) -> str:
    if line["open"]:
        return "now"
    return f"from {local(line['opens_at'])}" if line["opens_at"] else "never again"
