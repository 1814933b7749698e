"""The composition root of judgements on persons: in a folder, or on a cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.app import build_ports, opened
from hub.app_repairs import order
from hub.engine.cluster.clock import wall_clock
from hub.engine.embedded import SOURCE
from hub.engine.export import export
from hub.engine.judgement import Judge, merged_persons, worklist
from hub.engine.tables import from_micros
from hub.settings import Settings

__all__ = ["Judge", "merged_persons", "open_bench", "order", "worklist"]
"""What the commands may know of the engine's judgements, beside the function below."""


@contextmanager
def open_bench(settings: Settings, directory: Path | None) -> Iterator[Judge]:
    """Open the store in a folder, or without one that of the cluster; the folder's files are written anew.

    Raises:
        ConfigurationError: there is none, or it is of another version.
        UnreachableError: the cluster's database does not answer.
    """
    ports = build_ports(settings)
    with opened(settings, directory) as store:
        if directory is None:
            yield Judge(ports, store, now=wall_clock(), relayed=True)
            return
        with store.transaction() as connection:
            row = store.offset(connection, SOURCE)
        # A folder's time is that of its messages.
        yield Judge(ports, store, now=from_micros(row["clock"] if row is not None else 0), relayed=False)
        export(store, directory)
