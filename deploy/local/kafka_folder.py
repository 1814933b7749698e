"""Makes the folders of a Kafka's nodes ready to start: settings written, data formatted."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local.jars import java
from deploy.local.kafka_config import (
    LOGGING_FILE,
    LOGGING_PROPERTIES,
    PROPERTIES_FILE,
    Ports,
    server_properties,
)
from hub.errors import UnreachableError

_CLUSTER_ID = "a2V0ZW5odWItbG9jYWwtMQ"
"""22 characters of base64, as Kafka wants it. One for all: no local cluster ever meets another."""


def prepare(
    folders: Sequence[Path], ports: Sequence[Ports], classes: str, *, acl: bool, users: Mapping[str, str]
) -> None:
    """Write the settings of all nodes, and format the data of those that are new.

    Args:
        folders: of the nodes, in the order of their numbers; made if need be.
        ports: of the nodes.
        classes: Kafka's jars.
        acl: see `server_properties`.
        users: name and password of those who may come by the SASL listener; taken over when it is formatted.

    Raises:
        UnreachableError: Kafka refuses to format a folder.
    """
    for node, folder in enumerate(folders, start=1):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / LOGGING_FILE).write_text(LOGGING_PROPERTIES, "utf-8")
        (folder / PROPERTIES_FILE).write_text(server_properties(node, ports, acl=acl), "utf-8")
    # Together, for each takes a second. Kafka's mark of a formatted folder is written last.
    running = {
        folder: subprocess.Popen(  # noqa: S603 - Kafka's own tool
            _command(classes, users), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for folder in folders
        if not (folder / "data" / "meta.properties").exists()
    }
    failed = [folder for folder, process in running.items() if process.wait()]
    if failed:
        msg = f"Kafka's StorageTool refuses to format {failed[0]}; is the disk full?"
        raise UnreachableError(msg)


def _command(classes: str, users: Mapping[str, str]) -> list[str]:
    options = ["-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classes]
    tool = ["kafka.tools.StorageTool", "format", "-t", _CLUSTER_ID, "-c", PROPERTIES_FILE]
    for name, password in users.items():
        tool += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
    return [str(java()), *options, *tool]
