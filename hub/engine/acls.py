"""Who may do what on the cluster, compared with what was declared. Pure.

An entry of Kafka allows or denies one operation on a literal name, on all names with a prefix, or on all
(``*``). Each declared access must stand there by its own literal entry, so that nothing rests on a wide entry
that somebody will take away one day. The other way round every entry counts that covers one of our topics or
groups, the wide ones too: an entry that lets somebody read what was not declared is the one to fear.

Entries on the cluster itself are not judged, only ours are looked for: who administers the cluster is not the
hub's to say. Neither is the brokers' list of super users, whom no entry stops, nor whether resources without
any entry are open (``allow.everyone.if.no.acl.found``): Kafka 4 shows neither to anybody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hub.streams.topics import Access, Operation, Resource

ANYBODY = "User:*"
ANY_HOST = ANY_NAME = "*"
LITERAL, PREFIXED = "LITERAL", "PREFIXED"
_ALL = "ALL"
_READS = frozenset({"READ", _ALL})
_LOOKS = frozenset({"DESCRIBE", "DESCRIBE_CONFIGS"})


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One entry of the cluster's list, in Kafka's words; ``name`` in full, with the hub's prefix."""

    resource: str
    name: str
    principal: str
    operation: str
    pattern: str = LITERAL
    host: str = ANY_HOST
    allows: bool = True

    def covers(self, resource: str, name: str) -> bool:
        """Whether it is about this resource."""
        if self.resource != resource:
            return False
        if self.pattern == PREFIXED:
            return name.startswith(self.name)
        return self.name in {name, ANY_NAME}

    def __str__(self) -> str:
        where = "" if self.host == ANY_HOST else f" from {self.host}"
        beginning = "" if self.pattern == LITERAL else "all that begin with "
        return f"{self.principal} {self.operation} on {self.resource} {beginning}{self.name}{where}"


@dataclass(frozen=True, slots=True)
class Surplus:
    """An entry that allows more than was declared.

    Attributes:
        entry: the entry.
        reaches: our topics or groups on which it allows it, in full and sorted.
        reads: it lets somebody read, or join a group of, what is not for them.
        changes: it lets somebody write, delete or change.
    """

    entry: Entry
    reaches: tuple[str, ...]
    reads: bool
    changes: bool


def user(principal: str) -> str:
    """A principal as Kafka writes it."""
    return f"User:{principal}"


def entry_of(access: Access, prefix: str) -> Entry:
    """The entry that grants an access; the cluster's own name has no prefix."""
    name = access.name if access.resource is Resource.CLUSTER else prefix + access.name
    return Entry(access.resource.name, name, user(access.principal), access.operation.name)


def missing(wanted: Iterable[Entry], found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Which entries are not there.

    One for some hosts only is enough: whoever narrowed it meant it, and `create` must not widen it again.
    """
    present = {replace(entry, host=ANY_HOST) for entry in found}
    return tuple(entry for entry in wanted if entry not in present)


def denied(wanted: Iterable[Entry], found: Iterable[Entry]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Entries that forbid what is wanted, with the names on which they do: a denial always wins."""
    wanted = tuple(wanted)
    for denial in sorted(entry for entry in found if not entry.allows):
        hit = {
            entry.name
            for entry in wanted
            if denial.covers(entry.resource, entry.name)
            and denial.principal in {entry.principal, ANYBODY}
            and denial.operation in {entry.operation, _ALL}
        }
        if hit:
            yield denial, tuple(sorted(hit))


def surplus(wanted: Iterable[Entry], found: Iterable[Entry]) -> Iterator[Surplus]:
    """Entries that allow what is not wanted, on the topics and groups of what is."""
    wanted = frozenset(wanted)
    names = sorted(
        {(entry.resource, entry.name) for entry in wanted if entry.resource != Resource.CLUSTER.name}
    )
    # Reading and writing imply describing, so who may either sees no more by an entry that says so.
    grants = {(entry.resource, entry.name, entry.principal, entry.operation) for entry in wanted} | {
        (entry.resource, entry.name, entry.principal, Operation.DESCRIBE.name) for entry in wanted
    }
    for entry in sorted(entry for entry in found if entry.allows):
        reaches = tuple(
            name
            for resource, name in names
            if entry.covers(resource, name)
            and (resource, name, entry.principal, entry.operation) not in grants
        )
        if reaches:
            yield Surplus(
                entry,
                reaches,
                reads=entry.operation in _READS,
                changes=entry.operation not in _LOOKS and entry.operation != Operation.READ.name,
            )
