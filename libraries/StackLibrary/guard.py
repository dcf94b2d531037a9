"""Keeps the processes of a stack together, so that none outlives who started them.

A script of its own, run in two roles:

    guard.py watch              Leads a process group and owns a directory, whose path it
                                prints. When its standard input ends, because its parent
                                closed it or died in whatever way, it removes the
                                directory and kills the group.
    guard.py join GROUP CMD …   Joins the group and becomes the command. Where the group is
                                already gone, it ends instead.

The group is not the terminal's foreground one, so Ctrl-C reaches only the parent.
Uses the standard library alone, to start in milliseconds with `python -I -S`.
"""

import os
import shutil
import signal
import sys
import tempfile


def watch() -> None:
    os.setpgid(0, 0)
    directory = tempfile.mkdtemp(prefix="stack-")
    print(directory, flush=True)
    sys.stdin.read()
    shutil.rmtree(directory, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def join(group: str, *command: str) -> None:
    os.setpgid(0, int(group))
    os.execv(command[0], command)


if __name__ == "__main__":
    if sys.argv[1] == "watch":
        watch()
    else:
        join(*sys.argv[2:])
