"""Failpoints are read strictly: a typing error must not make a test that kills nothing."""

import os
import signal
import subprocess
import sys

import pytest

from hub.engine.failpoints import parse_failpoint
from hub.errors import ConfigurationError


@pytest.mark.parametrize(
    "text",
    [
        "before-commit",
        "before-commit:0",
        "before-commit:x",
        "in-between:3",
        ":1",
        "before-commit:3:",
        "before-commit:3:sleep",
        "before-commit:3:stop:stop",
    ],
)
def test_a_malformed_failpoint_is_refused(text: str) -> None:
    """An unknown place or count is a configuration error."""
    with pytest.raises(ConfigurationError, match="before-commit:17"):
        parse_failpoint(text)


def test_no_failpoint_kills_nobody() -> None:
    """An empty text passes every place."""
    parse_failpoint("")("before-commit")


@pytest.mark.parametrize(("manner", "number"), [("", signal.SIGKILL), (":stop", signal.SIGSTOP)])
def test_a_failpoint_strikes_at_its_pass_through_its_place(manner: str, number: int) -> None:
    """The process dies, or is frozen, at the n-th pass through the place: not before, not elsewhere."""
    program = (
        "import sys; from hub.engine.failpoints import parse_failpoint\n"
        "strike = parse_failpoint(sys.argv[1])\n"
        "strike('before-commit'); strike('after-commit'); print('alive', flush=True)\n"
        "strike('before-commit'); print('alive', flush=True)\n"
    )
    command = [sys.executable, "-c", program, f"before-commit:2{manner}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own program
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        struck = os.WSTOPSIG(status) if os.WIFSTOPPED(status) else os.WTERMSIG(status)
        process.kill()
        assert process.stdout is not None
        said = process.stdout.read()
    assert (struck, said) == (number, b"alive\n")
