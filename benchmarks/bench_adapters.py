"""How long an adapter takes over a message, against the bare reading of the same bytes.

Run from the repository root: ``python -m benchmarks.bench_adapters``. Every message of ``docs/examples`` is
measured in its adapter's own spelling. *bare* is ``orjson.loads`` or ``lxml.etree.fromstring``, which gives
a tree and no checked fact; the ratio is what safety, mapping and validation cost on top. Each figure is the
best of a number of rounds, measured in turns, so that a busy machine slows all three alike.
"""

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter_ns

import orjson
from lxml import etree

from hub.adapters import ADAPTERS

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
ROUNDS = 30
CALLS = 100


def micros(*calls: Callable[[], object]) -> list[float]:
    """Best µs per call of each of some calls, measured in turns."""
    best = [float("inf")] * len(calls)
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for place, call in enumerate(calls):
                start = perf_counter_ns()
                for _ in range(CALLS):
                    call()
                best[place] = min(best[place], (perf_counter_ns() - start) / CALLS / 1000)
    finally:
        gc.enable()
    return best


def main() -> None:
    """Print the table."""
    head = ("bytes", "bare µs", "parse µs", "ratio", "render µs", "ratio")
    print(f"{'message':<32}" + "".join(f"{word:>11}" for word in head))
    for example in sorted(EXAMPLES.iterdir()):
        adapter = ADAPTERS.get(example.name.partition("-")[0])
        if adapter is None or example.suffix not in {".json", ".xml"}:
            continue
        (observed,) = adapter.parse(example.read_bytes())
        body = adapter.render(observed)
        tree: Callable[[bytes], object] = orjson.loads if example.suffix == ".json" else etree.fromstring
        bare, parse, render = micros(
            partial(tree, body), partial(adapter.parse, body), partial(adapter.render, observed)
        )
        figures = (len(body), bare, parse, parse / bare, render, render / bare)
        print(f"{example.name:<32}" + "".join(f"{figure:>11.{int(figure % 1 > 0)}f}" for figure in figures))


if __name__ == "__main__":
    main()
