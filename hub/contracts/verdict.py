"""Whether one set of schemas may follow another: the gates' judgement, beside the words of `changes`."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hub.contracts.changes import Change, explain
from hub.contracts.named import Found
from hub.errors import ConfigurationError, SchemaIncompatibleError
from hub.schemas import gates
from hub.schemas.codec import Committed


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one event.

    Attributes:
        kind: wire name of the event.
        old: the newest version there was; None: the event is new.
        new: the newest version there is; None: the event is gone.
        changes: in words, in the order of the fields.
        refusal: why it may not ship, in the gates' words; empty: it may.
    """

    kind: str
    old: int | None
    new: int | None
    changes: tuple[Change, ...]
    refusal: str


def judge(old: Found, new: Found) -> list[Verdict]:
    """What changed for each event of which something did, sorted by kind.

    A single new schema is judged beside all versions that ``old`` has of its event, for it must read and be
    read by each. A single old one is sought in ``new``; other events of ``new`` are passed over.

    Raises:
        ConfigurationError: something is no schema of an event, or the two sides share no event.
    """
    before, after = _by_kind(old.schemas), _by_kind(_numbered(old, new))
    for versions in (*before.values(), *after.values()):
        gates.check_readable(versions)
    kinds = set(before) | set(after)
    if not old.whole:
        kinds &= set(before)
    if not new.whole:
        kinds &= set(after)
    if not (set(before) & set(after)) and not (old.whole and new.whole):
        one, other = (", ".join(sorted(side)[:3]) for side in (before, after))
        msg = f"nothing to compare: {one} on the one side, {other} on the other"
        raise ConfigurationError(msg)
    found = (
        _judge(kind, before.get(kind, []), after.get(kind, []), whole=new.whole) for kind in sorted(kinds)
    )
    return [verdict for verdict in found if verdict is not None]


def _judge(kind: str, before: list[Committed], after: list[Committed], *, whole: bool) -> Verdict | None:
    if {(one.version, one.text) for one in before} == {(one.version, one.text) for one in after}:
        return None
    # What is not in a whole set is gone. A single schema is only added.
    proposed = after if whole else [*(one for one in before if one.version != after[-1].version), *after]
    changes: Iterable[Change]
    if not before:
        changes = [Change("", "new event: nobody reads or writes it yet", safe=True)]
    elif not after:
        changes = [Change("", "event removed: its values lie on the log and in the store", safe=False)]
    else:
        if after[-1].version < before[-1].version:
            versions = f"{before[-1].version} in the old and {after[-1].version} in the new"
            msg = f"{kind} is version {versions}: swap them?"
            raise ConfigurationError(msg)
        changes = explain(json.loads(before[-1].text), json.loads(after[-1].text))
    return Verdict(
        kind,
        before[-1].version if before else None,
        after[-1].version if after else None,
        tuple(changes),
        "\n".join(_refusals(before, proposed)),
    )


def _refusals(before: list[Committed], proposed: list[Committed]) -> Iterator[str]:
    for gate in (gates.check_compatible, gates.check_fingerprints, gates.check_enums):
        try:
            gate(proposed)
        except SchemaIncompatibleError as refusal:
            yield str(refusal)
    try:
        gates.check_history(before, proposed)
    except SchemaIncompatibleError as refusal:
        yield str(refusal)


def _by_kind(schemas: Iterable[Committed]) -> dict[str, list[Committed]]:
    """The versions of each event, the newest last. A version that was not said is the first."""
    found: dict[str, list[Committed]] = {}
    for one in sorted(schemas, key=lambda one: one.version):
        found.setdefault(one.kind, []).append(one if one.version else replace(one, version=1))
    return found


def _numbered(old: Found, new: Found) -> Iterator[Committed]:
    """The new schemas; one that does not say its version follows the newest of the old."""
    newest = {one.kind: max(one.version, 1) for one in sorted(old.schemas, key=lambda one: one.version)}
    for one in new.schemas:
        yield one if one.version else replace(one, version=newest.get(one.kind, 0) + 1)
