"""Keeps the processes of a stack together, so that none outlives who started them.

A script of its own, run in three roles:

    guard.py watch [CMD …]      Leads a process group and owns a directory, whose path it
                                prints. When its standard input ends, because its parent
                                closed it or died in whatever way, it removes the
                                directory and kills the group. Then the command runs, a few
                                times, to clean up what is no process of the group.
    guard.py await CMD …        Runs the command when its standard input ends.
    guard.py join GROUP CMD …   Joins the group and becomes the command. Where the group is
                                already gone, it ends instead.

The group is not the terminal's foreground one, so Ctrl-C reaches only the parent.
Uses the standard library alone, to start in milliseconds with `python -I -S`.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

# What a killed command had asked a server for (Docker's engine) may come to be after its end,
# and whether it will, nobody can be asked.
CLEAN_UPS = 5
CLEAN_UP_PAUSE = 2.0


def watch(*clean_up: str) -> None:
    os.setpgid(0, 0)
    # Comes to all, at the death of the parent, where one of the group is stopped (setpgid(2)).
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    directory = tempfile.mkdtemp(prefix="stack-")
    print(directory, flush=True)
    sys.stdin.read()
    shutil.rmtree(directory, ignore_errors=True)
    if clean_up:
        run_afterwards(clean_up)
    os.killpg(0, signal.SIGKILL)


def run_afterwards(command: tuple[str, ...]) -> None:
    """Have another process, in a session of its own, run the command when this one has ended."""
    subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, "await", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def await_end(*command: str) -> None:
    sys.stdin.read()
    for _ in range(CLEAN_UPS):
        subprocess.run(command, stdin=subprocess.DEVNULL)
        time.sleep(CLEAN_UP_PAUSE)


def join(group: str, *command: str) -> None:
    os.setpgid(0, int(group))
    os.execv(command[0], command)


if __name__ == "__main__":
    roles: dict[str, Callable[..., None]] = {"watch": watch, "await": await_end, "join": join}
    roles[sys.argv[1]](*sys.argv[2:])
