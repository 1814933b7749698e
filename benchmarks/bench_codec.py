"""Encode and decode of every event, in µs, beside bare fastavro in the same run.

::

    python -m benchmarks.bench_codec [--seconds 0.1]

"Bare" is fastavro with a ready dict and nothing checked: the least that Avro costs. Ratios travel between
machines; the µs do not. The best of three rounds counts: noise only ever adds.
"""

import argparse
import json
from collections.abc import Callable
from functools import partial
from io import BytesIO
from time import perf_counter
from typing import Any

import fastavro

from hub.schemas.codec import decode, encode, read_committed
from hub.schemas.events import EVENTS
from tests.support.events import sample


def microseconds(work: Callable[[], object], seconds: float) -> float:
    """The time of one call: the best of three rounds of about ``seconds`` each."""
    start = perf_counter()
    work()
    calls = max(1, int(seconds / max(perf_counter() - start, 1e-6)))
    rounds: list[float] = []
    for _ in range(3):
        start = perf_counter()
        for _ in range(calls):
            work()
        rounds.append((perf_counter() - start) / calls)
    return min(rounds) * 1e6


def bare_write(schema: Any, fields: dict[str, Any]) -> None:
    """Avro and nothing else."""
    fastavro.schemaless_writer(BytesIO(), schema, fields)


def bare_read(schema: Any, body: bytes) -> None:
    """Avro and nothing else."""
    fastavro.schemaless_reader(BytesIO(body), schema, None)


def main() -> None:
    """Print one line for each event and one for the mean."""
    parser = argparse.ArgumentParser(description="Codec, in microseconds")
    parser.add_argument("--seconds", type=float, default=0.02, help="length of one round")
    seconds = parser.parse_args().seconds
    schemas = {
        (one.kind, one.version): fastavro.parse_schema(json.loads(one.text)) for one in read_committed()
    }
    lines: list[tuple[float, float, float, float]] = []
    sizes: list[int] = []
    print(f"{'event':32}{'bytes':>6}{'encode':>8}{'bare':>8}{'ratio':>7}{'decode':>8}{'bare':>8}{'ratio':>7}")
    for cls in EVENTS:
        event = sample(cls)
        schema = schemas[cls.kind, cls.schema_version]
        fields = event.model_dump()
        value = encode(event)
        line = (
            microseconds(partial(encode, event), seconds),
            microseconds(partial(bare_write, schema, fields), seconds),
            microseconds(partial(decode, value), seconds),
            microseconds(partial(bare_read, schema, value[10:]), seconds),
        )
        lines.append(line)
        sizes.append(len(value))
        report(cls.kind, sizes[-1], line)
    encoded, written, decoded, read = (sum(column) / len(lines) for column in zip(*lines, strict=True))
    report("mean", sum(sizes) // len(sizes), (encoded, written, decoded, read))


def report(name: str, size: int, line: tuple[float, float, float, float]) -> None:
    """One line of the table."""
    encoded, written, decoded, read = line
    print(
        f"{name:32}{size:6}{encoded:8.1f}{written:8.1f}{encoded / written:7.2f}"
        f"{decoded:8.1f}{read:8.1f}{decoded / read:7.2f}"
    )


if __name__ == "__main__":
    main()
