"""Which store a command asks: a folder's, or the cluster's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from deploy.local.state import with_local_servers
from hub.app import opened
from hub.engine.store import Store
from hub.settings import Settings

ClusterOption = Annotated[
    bool,
    typer.Option("--cluster/--folder", help="Ask the cluster's database, or that of the folder."),
]


@contextmanager
def chosen_store(directory: Path, *, cluster: bool) -> Iterator[Store]:
    """The store in a folder, or that of the cluster; closed at the end.

    Raises:
        ConfigurationError: there is none, or it is of another version.
        UnreachableError: the cluster's database does not answer.
    """
    settings = with_local_servers(Settings()) if cluster else Settings()
    with opened(settings, None if cluster else directory) as store:
        yield store
