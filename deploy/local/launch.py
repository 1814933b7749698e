"""Becomes a server: the few steps between the fork and the server's own program, as a program of its own.

Run as a file, ``launch.py MARK PARENT SIGNAL USER GROUP PROGRAM ARGUMENT...``, by `deploy.local.processes`:

- writes its process id, which the server keeps, to the open file MARK. The server inherits that file and the
  lock on it, so that the lock is free only when the last of its processes has gone;
- unless PARENT is 0, asks Linux to send SIGNAL when PARENT's thread ends, however it ends;
- unless USER is 0, goes on as that user and group.

The tempting alternative, ``preexec_fn``, runs Python in a forked copy of a process that may have threads.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Take the steps, and replace this program by the server's."""
    mark, parent, signal, user, group = map(int, arguments[:5])
    os.pwrite(mark, str(os.getpid()).encode(), 0)
    if user:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if parent and sys.platform == "linux":
        # After the change of user, which would undo it.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the parent ended before its server began")
    os.execv(arguments[5], arguments[5:])  # noqa: S606 - a program of ours, without a shell


if __name__ == "__main__":
    main(sys.argv[1:])
