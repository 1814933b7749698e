"""Kills workers at seeded places while a hub runs, one of a role at a time, and watches who takes over.

Two strikes of three are failpoints just before or just after a commit; the others come from outside, at
whatever place the worker is in after some more records. Places are counted in progress: time says nothing.
"""

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.support.fleet import Fleet, Partition

_OWNERS_EVERY_S = 0.5
_PROGRESS_EVERY_S = 0.1


@dataclass(slots=True)
class _Takeover:
    """A worker died; over when somebody commits in a partition that was its own."""

    role: str
    since: float
    left_at: dict[Partition, int]


@dataclass(slots=True)
class _Role:
    """What is about to happen to the workers of one role.

    Attributes:
        victim: who dies next; ``at``: at which progress, if from outside.
        owners: who had what when the group was last at rest.
    """

    name: str
    left: int
    victim: str = ""
    at: int | None = None
    owners: dict[Partition, str] = field(default_factory=dict)


class Strikes:
    """Strikes at workers of roles that have two or more each.

    Args:
        roles: whose workers die, in turn.
        kills: how many in all.
        reach: commits (or records, from outside) that a worker gets to make before it dies, at most.

    Attributes:
        struck: how often, by place.
        takeovers: seconds from each death to the next commit in the dead one's partitions, if one came.
    """

    def __init__(self, fleet: Fleet, roles: Sequence[str], *, seed: int, kills: int, reach: int) -> None:
        self._fleet = fleet
        self._rng = random.Random(f"strikes/{seed}")
        self._reach = reach
        shares = [kills // len(roles) + (n < kills % len(roles)) for n in range(len(roles))]
        self._roles = {role: _Role(role, left) for role, left in zip(roles, shares, strict=True)}
        self._watched: list[_Takeover] = []
        self._next_owners = self._next_progress = 0.0
        self.struck: Counter[str] = Counter()
        self.takeovers: list[float] = []

    @property
    def total(self) -> int:
        """How many have died."""
        return self.struck.total()

    def start(self) -> None:
        """Start the whole fleet, with the first failpoints in place, and wait until it is ready."""
        failpoints: dict[str, str] = {}
        for role in self._roles.values():
            first = self._of(role.name)[0]
            failpoints[first] = self._plan(role, first)
        self._fleet.start(failpoints=failpoints)
        self._fleet.await_ready()
        self._look_at_owners()

    def tend(self) -> None:
        """Look once: kill who is due, start again who died, note who was taken over."""
        now = time.monotonic()
        for role in self._roles.values():
            for name in self._of(role.name):
                if not self._fleet.processes[name].is_running():
                    self._died(role, name, now)
        if now >= self._next_progress:
            self._next_progress = now + _PROGRESS_EVERY_S
            self._from_outside()
            self._look_at_takeovers(now)
        if now >= self._next_owners:
            self._next_owners = now + _OWNERS_EVERY_S
            self._look_at_owners()

    def _of(self, role: str) -> list[str]:
        return [name for name, process in self._fleet.processes.items() if process.role == role]

    def _plan(self, role: _Role, restarted: str) -> str:
        """Decide on the next strike; the failpoint for the worker that is about to start."""
        role.victim, role.at = "", None
        if not role.left:
            return ""
        role.left -= 1
        count = self._rng.randint(1, self._reach)
        if self._rng.randrange(3) == 2:
            role.victim = self._rng.choice(self._of(role.name))
            role.at = self._fleet.progress(role.name) + count
            return ""
        role.victim = restarted
        return f"{self._rng.choice(('before-commit', 'after-commit'))}:{count}"

    def _died(self, role: _Role, name: str, now: float) -> None:
        assert name == role.victim, f"{name} died although it was not its turn"
        self._fleet.check()
        self.struck["outside" if role.at is not None else "failpoint"] += 1
        offsets = self._fleet.offsets(role.name)
        own = {part: offsets.get(part, 0) for part, owner in role.owners.items() if owner == name}
        if own:
            self._watched.append(_Takeover(role.name, now, own))
        self._fleet.start(name, failpoints={name: self._plan(role, name)})

    def _from_outside(self) -> None:
        for role in self._roles.values():
            # Not before the last dead one is back: two at once would be nobody's takeover.
            whole = set(role.owners.values()) == set(self._of(role.name))
            if role.at is not None and whole and self._fleet.progress(role.name) >= role.at:
                self._fleet.processes[role.victim].kill()

    def _look_at_takeovers(self, now: float) -> None:
        for watched in list(self._watched):
            offsets = self._fleet.offsets(watched.role)
            if any(offsets.get(part, 0) > at for part, at in watched.left_at.items()):
                self.takeovers.append(now - watched.since)
                self._watched.remove(watched)

    def _look_at_owners(self) -> None:
        for role in self._roles.values():
            role.owners = self._fleet.owners(role.name) or role.owners
