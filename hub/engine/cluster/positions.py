"""Which records of a batch are next, which are past, and what to do about a gap. Pure.

The store's offset is the truth. What lies before it was processed already, by this worker or one before it.
A gap above it means that records were passed over: they are fetched again (`Sorted.seeks`). Only if the log
then gives the same gap a second time is it genuine: a transaction's marker of a registry's own producer, or
records that retention took. Counting it and going on is right then, for the records do not exist.

===  ==========================================  ==========================================================
row  next is 5; the consumer gives               taken
===  ==========================================  ==========================================================
1    5 6 7                                       5 6 7
2    3 4 5 6                                     5 6: the first two are past
3    7 8, after the seek 5 6 7 8                 seek to 5; 5 6 7 8
     wrong: 7 8                                  loses 5 and 6 for good
4    7 8, after the seek 7 8 9                   seek to 5; 7 8 9: the same gap twice, one gap counted
5    7 8 9 (buffered before the seek), 5 6       seek to 5 once; 8 and 9 are passed over; 5 6
     wrong: seek at 8 and at 9 again             never gets there while the buffer is full
6    7, after the seek 5 6 7 8; the commit of    seek to 5; 5 6 7 8; then all four are past, and 9: the first
     these four is not heard of, so again        of them came after the seek, past or not
     5 6 7 8; then 9
     wrong: 8 at the second time is taken for    9 and all after it are then passed over as if they were too
     one from before the seek
===  ==========================================  ==========================================================

How a record from before the seek is told from one after it: offsets only rise, so the first that does not
exceed what was seen already comes after the seek.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.engine.cluster.records import Partition, Record

_Seeking = dict[Partition, int]
"""The partitions that were told to seek, and the highest offset seen from before the seek."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch after sorting.

    Attributes:
        taken: what is to be processed, in order.
        nexts: the first offset that is then not processed, by partition.
        seeks: where to seek, by partition.
        gaps: how many genuine gaps were passed.
        seeking: what `Reading` is to remember once the transaction has committed.
    """

    taken: list[Record]
    nexts: dict[Partition, int]
    seeks: dict[Partition, int]
    gaps: int
    seeking: _Seeking


class Reading:
    """What one worker remembers of its partitions between batches."""

    def __init__(self) -> None:
        self._seeking: _Seeking = {}

    def forget(self, partitions: Iterable[Partition]) -> None:
        """These were assigned anew: reading begins at the store's offset."""
        for partition in partitions:
            self._seeking.pop(partition, None)

    def mark(self) -> dict[Partition, int]:
        """What is remembered now, for `back`."""
        return dict(self._seeking)

    def back(self, mark: dict[Partition, int]) -> None:
        """Remember what was remembered then: the seeks since were told to nobody."""
        self._seeking = mark

    def keep(self, batch: Sorted) -> None:
        """The batch has committed. Not before: a batch that is tried again must be sorted the same way."""
        self._seeking = batch.seeking

    def sort(self, records: Iterable[Record], nexts: Mapping[Partition, int]) -> Sorted:
        """Sort a batch.

        Args:
            records: as the consumer gave them; per partition, offsets rise but for seeks.
            nexts: the store's offset of each partition in the batch.
        """
        seeking, after = dict(self._seeking), dict(nexts)
        taken: list[Record] = []
        seeks: dict[Partition, int] = {}
        gaps = 0
        for record in records:
            partition = (record.topic, record.partition)
            seen = seeking.get(partition)
            if seen is not None and record.offset > seen:
                seeking[partition] = record.offset  # from before the seek
                continue
            seeking.pop(partition, None)
            if record.offset < after[partition]:
                continue
            if record.offset > after[partition]:
                if seen is None:
                    seeking[partition] = record.offset
                    seeks[partition] = after[partition]
                    continue
                gaps += 1
            after[partition] = record.offset + 1
            taken.append(record)
        return Sorted(taken, after, seeks, gaps, seeking)
