"""What to try now, and when to look again: for each recipient on its own, so that none waits for another.

The order of the questions is the order of the reasons why something waits: nobody said where to send it; the
endpoint is gone; the recipient is closed; the endpoint fails or has its rate; a person's earlier event is on
its way. The first and the third are written to the recipient's rows, for people to see.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import structlog

from hub.delivery.endpoints import Endpoint, Partners
from hub.delivery.policy import Standing
from hub.delivery.ports import Desk, Letter, Mailbox, Opens, Owned

NO_ENDPOINT = "no-endpoint"
CLOSED = "closed"
CLOSED_FOR_GOOD = "closed-for-good"
MENDED_BY_CONFIGURATION = frozenset({NO_ENDPOINT, CLOSED, CLOSED_FOR_GOOD})
"""Problems that may be none any more when the program starts with other settings or rules."""

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Errand:
    """One event to be tried now; ``ask``: after a handshake."""

    letter: Letter
    endpoint: Endpoint
    ask: bool


class Planner:
    """Chooses errands; remembers who is on its way and until when there is nothing to look for.

    Raises:
        ConfigurationError: an endpoint keeps opening hours, and the rules know none for it.
    """

    def __init__(self, mailbox: Mailbox, partners: Partners, opens: Opens, now: datetime) -> None:
        self._mailbox = mailbox
        self._endpoints = partners.endpoints
        self._opens = opens
        self._busy: dict[str, set[str]] = defaultdict(set)
        self._looks: dict[str, datetime] = {}
        self._partitions: Mapping[str, set[int]] = {}
        self._closed: set[str] = set()
        self._log = structlog.get_logger()
        for endpoint in self._endpoints.values():
            if endpoint.hours == "opening":
                opens(endpoint.recipient, now)

    def begin(self, now: datetime) -> None:
        """Once, at start: what waited for something that the settings or rules may have mended."""
        for recipient in self._endpoints:
            done = False
            while not done:
                with self._mailbox.desk() as desk:
                    done = desk.reconsider(recipient, MENDED_BY_CONFIGURATION, now)

    def take(self, owned: Owned, now: datetime) -> list[Errand]:
        """What is to be tried now; call `done` for each."""
        partitions = _by_recipient(owned)
        for recipient, numbers in partitions.items():
            if self._partitions.get(recipient) != numbers:  # others came with a rebalance
                self._looks.pop(recipient, None)
        self._partitions = partitions
        looking = [who for who in sorted(partitions) if self._looks.get(who, now) <= now]
        if not looking:
            return []
        errands: list[Errand] = []
        with self._mailbox.desk() as desk:
            for recipient in looking:
                found, look = self._of(desk, recipient, partitions[recipient], now)
                self._looks[recipient] = look
                errands += found
        # Only now: had the transaction failed, nothing would be on its way.
        for errand in errands:
            self._busy[errand.letter.recipient].add(errand.letter.subject)
        return errands

    def done(self, errand: Errand) -> None:
        """An errand ended, one way or the other."""
        self._busy[errand.letter.recipient].discard(errand.letter.subject)
        self._looks.pop(errand.letter.recipient, None)

    def wake(self, recipients: Iterable[str] | None = None) -> None:
        """Look again at these recipients (default: all): something arrived, or changed from outside."""
        if recipients is None:
            self._looks.clear()
        else:
            for recipient in recipients:
                self._looks.pop(recipient, None)

    def next_look(self, owned: Owned) -> datetime | None:
        """When there may be something to try; None: not before something arrives or ends."""
        moments = [self._looks[who] for who in _by_recipient(owned) if who in self._looks]
        first = min(moments, default=_FAR)
        return None if first == _FAR else first

    def _of(
        self, desk: Desk, recipient: str, partitions: set[int], now: datetime
    ) -> tuple[list[Errand], datetime]:
        """The errands of one recipient, and when to look again."""
        # The lock comes first, so that two workers never lock one recipient's rows in two orders.
        standing = Standing(**desk.endpoint(recipient))
        endpoint = self._endpoints.get(recipient)
        if endpoint is None:
            return [], _FAR if desk.park(recipient, partitions, None, NO_ENDPOINT) else now
        if not endpoint.handshake:
            standing = replace(standing, rate=endpoint.rate)
        until = self._held_until(desk, endpoint, standing, partitions, now)
        return ([], until) if until else self._choose(desk, endpoint, standing, partitions, now)

    def _held_until(
        self, desk: Desk, endpoint: Endpoint, standing: Standing, partitions: set[int], now: datetime
    ) -> datetime | None:
        """Until when nothing may be sent to a recipient; None: something may."""
        if standing.gone_at is not None:
            return _FAR
        if endpoint.hours == "opening":
            until = self._until_open(desk, endpoint.recipient, partitions, now)
            if until is not None:
                return until
        return standing.not_before(now)

    def _choose(
        self, desk: Desk, endpoint: Endpoint, standing: Standing, partitions: set[int], now: datetime
    ) -> tuple[list[Errand], datetime]:
        """As many errands as may be on their way at once."""
        recipient = endpoint.recipient
        failing = standing.failures > 0
        ask = endpoint.handshake and standing.must_ask(now)
        busy = self._busy[recipient]
        free = (1 if ask or failing else endpoint.concurrency) - len(busy)
        limit = free if standing.rate is None else min(free, 1)
        if limit <= 0:
            return [], _FAR  # `done` will look again
        letters = desk.due(recipient, partitions, now, limit=limit, busy=busy, least_tried=failing)
        if letters and standing.rate is not None:
            desk.keep_endpoint(recipient, asdict(standing.sent(now)))
        errands = [Errand(letter, endpoint, ask) for letter in letters]
        more = len(letters) == limit
        return errands, now if more else desk.next_due(recipient, partitions, now) or _FAR

    def _until_open(self, desk: Desk, recipient: str, partitions: set[int], now: datetime) -> datetime | None:
        """Until when a recipient is closed; None: it is open."""
        opening = self._opens(recipient, now)
        if opening is not None and opening <= now:
            if recipient in self._closed and desk.reconsider(recipient, {CLOSED, CLOSED_FOR_GOOD}, now):
                self._closed.discard(recipient)
            return None
        if opening is None and recipient not in self._closed:
            self._log.error("partner-closed-for-good", partner=recipient)
        self._closed.add(recipient)
        done = desk.park(recipient, partitions, opening, CLOSED_FOR_GOOD if opening is None else CLOSED)
        return (opening or _FAR) if done else now


def _by_recipient(owned: Owned) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for recipient, partition in owned:
        found[recipient].add(partition)
    return found
