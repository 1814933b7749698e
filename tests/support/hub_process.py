"""One process of the hub, as an operator would start it, and what a test may do to it."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from deploy.local import launch
from deploy.local.processes import free_ports

KILLED = -signal.SIGKILL
_COMMANDS = {
    "ingest": ("worker", "ingest"),
    "steps": ("worker", "steps"),
    "deliver": ("deliver",),
    "relay": ("relay",),
}
_STOP_WITHIN_S = 30.0
_ASK_WITHIN_S = 2.0


class HubProcess:
    """A worker, a deliverer or a relay; may be started again after it ended. It dies with the test's thread.

    Args:
        name: role and number, ``steps-2``; what Kafka calls its member of the group, too.
        environment: where Kafka and the database are.
        folder: where its log is.
    """

    def __init__(self, name: str, environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.role = name.partition("-")[0]
        self.log = folder / f"{name}.log"
        (self.port,) = free_ports(1)
        # Faust takes it as its client id.
        self._environment = os.environ | environment | {"BROKER_CLIENT_ID": name}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, **more: str) -> None:
        """Start it, with ``more`` environment (a failpoint)."""
        assert not self.is_running(), f"{self.name} runs already"
        mark = os.open(self.log.with_suffix(".pid"), os.O_RDWR | os.O_CREAT, 0o600)
        steps = [mark, os.getpid(), int(signal.SIGKILL), 0, 0]
        command = [sys.executable, "-m", "hub", *_COMMANDS[self.role], "--health-port", str(self.port)]
        try:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-I", "-S", launch.__file__, *map(str, steps), *command],
                    env=self._environment | more,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=(mark,),
                )
        finally:
            os.close(mark)

    def is_running(self) -> bool:
        """Whether it lives (or is frozen)."""
        return self._process is not None and self._process.poll() is None

    @property
    def ended_with(self) -> int | None:
        """Its exit status; None while it runs, or before its first start."""
        return None if self._process is None else self._process.poll()

    def kill(self) -> None:
        """SIGKILL; it has gone when this returns."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting."""
        self._send(signal.SIGTERM)

    def stop(self) -> int:
        """SIGTERM, and its exit status."""
        assert self._process is not None
        self.ask_to_stop()
        return self._process.wait(_STOP_WITHIN_S)

    def freeze(self) -> None:
        """SIGSTOP: its connections stay open, and it does nothing."""
        self._send(signal.SIGSTOP)

    def wake(self) -> None:
        """SIGCONT."""
        self._send(signal.SIGCONT)

    def is_frozen(self) -> bool:
        """Whether the system says that it is stopped."""
        assert self._process is not None
        try:
            status = Path(f"/proc/{self._process.pid}/stat").read_text("ascii")
        except FileNotFoundError:
            return False
        return status.rpartition(")")[2].split()[0] == "T"

    @property
    def reasons(self) -> Mapping[str, str] | None:
        """Why it is not ready; empty when it is; None when it does not answer."""
        found = self._get("ready")
        return None if found is None else dict(json.loads(found)["reasons"])

    def is_ready(self) -> bool:
        """Whether it says so."""
        return self.reasons == {}

    def count(self, what: str) -> int:
        """A figure of ``ketenhub_processed`` since it was started: ``records``, ``duplicates``, ``gaps``."""
        found = self._get("metrics")
        families = text_string_to_metric_families(found.decode()) if found else ()
        return sum(
            int(sample.value)
            for family in families
            for sample in family.samples
            if sample.name == "ketenhub_processed_total" and sample.labels.get("what") == what
        )

    def said(self, text: str) -> bool:
        """Whether its log holds a text."""
        return self.log.exists() and text in self.log.read_text("utf-8", errors="replace")

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text("utf-8", errors="replace")[-3000:] if self.log.exists() else ""

    def _send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _get(self, path: str) -> bytes | None:
        if not self.is_running():
            return None
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/{path}", timeout=_ASK_WITHIN_S
            ) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:  # 503: not ready, with the reasons
            with error:
                return error.read() if error.code == 503 else None
        except OSError:
            return None
