"""The cluster engine on a real Kafka and PostgreSQL, the broker on the same machine. Printed, not judged.

    python -m benchmarks.bench_cluster latency [--rate 100] [--seconds 60]
    python -m benchmarks.bench_cluster throughput [--days 30] [--stages]

``latency``: from a registry's message to the OM's event, at a fixed rate (open loop), percentiles.
``throughput``: what one worker of each kind and the relay do alone with full topics, beside a bare loop that
consumes, decodes, encodes and produces in the same run; with ``--stages``, where the time goes.
"""

import argparse

from benchmarks import cluster_latency, cluster_throughput
from benchmarks.cluster_site import site
from hub.logging_setup import configure_logging, tame_libraries


def main() -> None:
    """Run and print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("what", nargs="?", choices=("latency", "throughput", "all"), default="all")
    arguments.add_argument("--rate", type=int, default=100, help="messages a second")
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--days", type=int, default=30, help="of a region's arrivals, for throughput")
    arguments.add_argument("--stages", action="store_true", help="measure where the time goes, too")
    chosen = arguments.parse_args()
    configure_logging()
    tame_libraries()
    with site() as found:
        if chosen.what != "throughput":
            cluster_latency.measure(found, per_second=chosen.rate, seconds=chosen.seconds)
        if chosen.what != "latency":
            cluster_throughput.measure(found, days=chosen.days, stages=chosen.stages)


if __name__ == "__main__":
    main()
