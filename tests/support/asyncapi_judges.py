"""AsyncAPI's own judges on this machine, each installed once from its lock into a folder under ``build``.

The parser is what judges within the command line, with a tenth of its packages. Packages' install scripts do
not run, and the command line's telemetry is off, which would send what it validates about. It says that it
needs Node 24 and works on 20; npm warns, and goes on.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support.servers import ABSENT, ROOT

BUILD = ROOT / "build"
_LOCKS = Path(__file__).parent / "asyncapi"
_INSTALL_WITHIN_S = 600
_RUN_WITHIN_S = 120

Judge = Callable[[Path], tuple[int, str]]
"""Gives the exit code for a document and what was said; a remark of any severity makes it fail."""


def parser() -> Judge:
    """The parser."""
    home = _installed("parser")
    node = shutil.which("node") or ""

    def judge(document: Path) -> tuple[int, str]:
        return _run([node, "judge.mjs", str(document)], home, {})

    return judge


def command_line() -> Judge:
    """The command line."""
    home = _installed("cli")
    program = home / "node_modules" / ".bin" / "asyncapi"
    settings = home / "telemetry.json"
    environment = {
        "CI": "true",  # this too turns its telemetry off
        "ASYNCAPI_METRICS_CONFIG_PATH": str(settings),
        "SUPPRESS_NO_CONFIG_WARNING": "1",
    }

    def judge(document: Path) -> tuple[int, str]:
        settings.write_text(
            json.dumps({"analyticsEnabled": "false", "infoMessageShown": "true", "userID": ""})
        )
        return _run([str(program), "validate", str(document), "--fail-severity=hint"], home, environment)

    return judge


def _run(command: list[str], home: Path, environment: dict[str, str]) -> tuple[int, str]:
    run = subprocess.run(  # noqa: S603 - a program that was installed from its lock
        command,
        cwd=home,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=_RUN_WITHIN_S,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def _installed(which: str) -> Path:
    """The folder of a judge, installed if it is not there yet; one process at a time does it.

    Without Node, or without the packages (no network), this test is skipped, with a line that says so.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        _absent("no Node", "install Node 20 or newer")
    files = sorted((_LOCKS / which).iterdir())
    digest = hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:12]
    home = BUILD / f"asyncapi-{which}-{digest}"
    home.mkdir(parents=True, exist_ok=True)
    done = home / "installed"
    with (home / "install.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not done.exists():
            for one in files:
                shutil.copy(one, home)
            _run_npm(npm, home)
            done.touch()
    return home


def _run_npm(npm: str, home: Path) -> None:
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run(  # noqa: S603 - npm itself
            command, cwd=home, capture_output=True, timeout=_INSTALL_WITHIN_S, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        _absent("no AsyncAPI", f"npm ci in {home} did not succeed ({type(error).__name__})")


def _absent(what: str, remedy: str) -> NoReturn:
    pytest.skip(f"{what}{ABSENT}AsyncAPI did not judge the contract; {remedy}")
