"""What houses can learn: how often their advice was read and followed, against what was decided (R081).

Counted from the Terugkoppelingen that went out, so a house is shown no more than it was told. A correction
takes the place of what it corrects; what was erased is counted no more. Counts only: no case, no person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from hub.engine import tables as t
from hub.engine.erasing import ERASED
from hub.engine.store import Store
from hub.schemas import codec
from hub.schemas.events import Terugkoppeling
from hub.schemas.vocabulary import Consulted, Followed

_IS_FEEDBACK = f'"type":"{Terugkoppeling.wire_type()}"'
"""As it stands in the JSON of the attributes."""


def learned(store: Store, house: str | None = None) -> list[dict[str, Any]]:
    """A line for each house, version of its advice (null: none) and month of the decision, in this order."""
    groups: dict[tuple[str, int, str], list[Terugkoppeling]] = {}
    for recipient, told in _feedback(store, house):
        month = f"{told.decided_at:%Y-%m}" if told.decided_at is not None else ""
        groups.setdefault((recipient, told.advice_version or 0, month), []).append(told)
    return [
        {"house": recipient, "advice_version": version or None, "month": month} | _counts(groups[key])
        for key in sorted(groups)
        for recipient, version, month in (key,)
    ]


def _feedback(store: Store, house: str | None) -> Iterator[tuple[str, Terugkoppeling]]:
    """The last that each house was told about each case."""
    c = t.outbox.c
    statement = select(c.recipient, c.case_id, c.value).where(
        c.recipient != "", c.attributes.contains(_IS_FEEDBACK, autoescape=True), c.value != ERASED
    )
    if house is not None:
        statement = statement.where(c.recipient == house)
    last: dict[tuple[str, str], bytes] = {}
    with store.transaction() as connection:
        for recipient, case, value in connection.execute(statement.order_by(c.seq)):
            last[recipient, case or ""] = value
    for (recipient, _), value in last.items():
        told = codec.decode(value)
        if isinstance(told, Terugkoppeling):
            yield recipient, told


def _counts(told: Iterable[Terugkoppeling]) -> dict[str, Any]:
    read: Counter[Consulted] = Counter()
    followed: Counter[Followed] = Counter()
    decisions: Counter[str] = Counter()
    for one in told:
        read[one.consulted] += 1
        followed[one.followed] += 1
        decisions[one.decision.value if one.decision is not None else ""] += 1
    return {
        "decided": sum(decisions.values()),
        "advised": sum(decisions.values()) - read[Consulted.NVT],
        "consulted": read[Consulted.VOOR_BESLISSING],
        "consulted_after": read[Consulted.NA_BESLISSING],
        "adopted": followed[Followed.OVERGENOMEN],
        "noted": followed[Followed.KENNISGEVING],
        "deviated": followed[Followed.AFGEWEKEN],
        "not_reported": followed[Followed.NIET_GEMELD],
        "decisions": dict(sorted(decisions.items())),
    }
