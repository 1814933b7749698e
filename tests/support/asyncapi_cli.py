"""AsyncAPI's own command line on this machine: installed once from its lock, into a folder under ``build``.

Its packages' install scripts do not run, and its telemetry is off, which would send what it validates
about. It says that it needs Node 24 and works on 20; npm warns, and goes on.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.servers import ABSENT, ROOT

LOCKED = Path(__file__).parent / "asyncapi"
_FILES = ("package.json", "package-lock.json")
_INSTALL_WITHIN_S = 600
_RUN_WITHIN_S = 120


@dataclass(frozen=True, slots=True)
class AsyncApi:
    """The command line. ``program``: where it is; ``folder``: what it may write in."""

    program: Path
    folder: Path

    def validate(self, document: Path) -> tuple[int, str]:
        """The exit code and what it said; a remark of any severity makes it fail."""
        settings = self.folder / "telemetry.json"
        settings.write_text(
            json.dumps({"analyticsEnabled": "false", "infoMessageShown": "true", "userID": ""})
        )
        run = subprocess.run(  # noqa: S603 - the program that was installed from the lock
            [self.program, "validate", str(document), "--fail-severity=hint"],
            cwd=self.folder,
            env={
                **os.environ,
                "CI": "true",  # this too turns its telemetry off
                "ASYNCAPI_METRICS_CONFIG_PATH": str(settings),
                "SUPPRESS_NO_CONFIG_WARNING": "1",
            },
            capture_output=True,
            text=True,
            timeout=_RUN_WITHIN_S,
            check=False,
        )
        return run.returncode, run.stdout + run.stderr


def install(folder: Path) -> AsyncApi:
    """The command line, installed if it is not there yet; one process at a time does it.

    Without Node, or without the packages (no network), this test is skipped, with a line that says so.
    """
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip(
            f"no Node{ABSENT}AsyncAPI's command line did not judge the contract; install Node 20 or newer"
        )
    lock = (LOCKED / "package-lock.json").read_bytes()
    home = folder / f"asyncapi-{hashlib.sha256(lock).hexdigest()[:12]}"
    home.mkdir(parents=True, exist_ok=True)
    done = home / "installed"
    with (home / "install.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not done.exists():
            for name in _FILES:
                shutil.copy(LOCKED / name, home)
            _run_npm(npm, home)
            done.touch()
    return AsyncApi(home / "node_modules" / ".bin" / "asyncapi", home)


def _run_npm(npm: str, home: Path) -> None:
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run(  # noqa: S603 - npm itself
            command, cwd=home, capture_output=True, timeout=_INSTALL_WITHIN_S, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        pytest.skip(
            f"no AsyncAPI command line{ABSENT}npm ci in {home} did not succeed ({type(error).__name__}); "
            "it did not judge the contract"
        )


BUILD = ROOT / "build"
