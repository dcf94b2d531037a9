"""Keeps the processes of a stack together, so that none outlives the run that started them.

A script of its own, run in three roles:

    guard.py watch FOLDER [CMD …]    Makes the folder, starts a process group for the stack
                                     and prints the group's number. When its standard input
                                     ends, because its parent closed it or died in whatever
                                     way, it kills the group and removes the folder. Then the
                                     command runs, a few times, to clean up what is outside
                                     of the group.
    guard.py join GROUP FOLDER CMD … Joins the group and becomes the command, unless the
                                     guard of the folder has gone.
    guard.py afterwards CMD …        Runs the command a few times.

The group's leader is a second guard: it does the same when the first one has been killed or
stopped. The groups are not the terminal's foreground one, so Ctrl-C reaches only the parent.
Uses the standard library alone, to start in milliseconds with `python -I -S`.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable

LOCK = "guard.lock"

# How long the leader waits for the first guard to kill it, before it does the work itself.
GRACE_SECONDS = 0.5
# How long killed processes may take to end, and to stop adding files to the folder.
REMOVAL_SECONDS = 2.0
REMOVAL_PAUSE = 0.005

# A server (Docker's engine) may carry out a killed command's request after that command has
# ended, and there is no way to ask whether it will.
CLEAN_UPS = 5
CLEAN_UP_PAUSE = 2.0


def watch(folder: str, *clean_up: str) -> None:
    os.setpgid(0, 0)
    # Sent to a whole group that is orphaned while one of it is stopped (setpgid(2)).
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        lock = make_folder(folder)
    except OSError as err:
        tell(f"Cannot make the folder '{folder}': {err.strerror}.")
        return
    leader = os.fork()
    if leader == 0:
        tell_no_more()
        lead(folder, clean_up)
        return
    os.setpgid(leader, leader)  # the leader does so, too: whoever comes first
    tell(str(leader))
    tell_no_more()
    wait_for_end_of_input()
    end(leader, folder)
    run_afterwards(clean_up)
    os.close(lock)


def make_folder(folder: str) -> int:
    """Make it, for this user alone, with a lock that is held for as long as a guard lives."""
    import fcntl  # not on Windows, where the library can be imported all the same

    os.mkdir(folder, mode=0o700)
    lock = os.open(os.path.join(folder, LOCK), os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def tell(line: str) -> None:
    """Print the line, unless the parent has gone already."""
    with contextlib.suppress(OSError):
        os.write(1, f"{line}\n".encode())


def tell_no_more() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def wait_for_end_of_input() -> None:
    while os.read(0, 1024):
        pass


def lead(folder: str, clean_up: tuple[str, ...]) -> None:
    os.setpgid(0, 0)
    guard, group = os.getppid(), os.getpid()
    wait_for_end_of_input()
    select.select([], [], [], GRACE_SECONDS)
    if os.getppid() == guard:
        os.kill(guard, signal.SIGKILL)  # it is stopped: nobody else would end it
    if os.fork() == 0:
        os.setpgid(0, 0)  # out of the group, to outlive it
        end(group, folder)
        run_afterwards(clean_up)


def end(group: int, folder: str) -> None:
    """Kill the group and remove the folder.

    First goes the lock: a process that joins the group after it was killed finds none.
    """
    remove_file(os.path.join(folder, LOCK))
    with contextlib.suppress(ProcessLookupError, PermissionError):  # the latter on macOS: a zombie
        os.killpg(group, signal.SIGKILL)
    give_up = time.monotonic() + REMOVAL_SECONDS
    while os.path.exists(folder) and time.monotonic() < give_up:
        shutil.rmtree(folder, ignore_errors=True)
        if os.path.exists(folder):
            time.sleep(REMOVAL_PAUSE)  # the last files of processes that are ending


def remove_file(file: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(file)


def run_afterwards(command: tuple[str, ...]) -> None:
    """Run the command in a session of its own, to keep nobody waiting."""
    if command:
        subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, "afterwards", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def afterwards(*command: str) -> None:
    for _ in range(CLEAN_UPS):
        subprocess.run(command, stdin=subprocess.DEVNULL)
        time.sleep(CLEAN_UP_PAUSE)


def join(group: str, folder: str, *command: str) -> None:
    try:
        os.setpgid(0, int(group))
    except OSError:
        raise SystemExit("The stack's guard has gone.") from None
    if not is_guarded(folder):
        raise SystemExit("The stack's guard has gone.")
    reset_signals()
    os.execv(command[0], command)


def is_guarded(folder: str) -> bool:
    """Tell whether a guard lives: its lock is held. A zombie holds none."""
    import fcntl

    try:
        lock = os.open(os.path.join(folder, LOCK), os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def reset_signals() -> None:
    """Ignore and block no signal that the caller happened to ignore or block."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


if __name__ == "__main__":
    roles: dict[str, Callable[..., None]] = {"watch": watch, "join": join, "afterwards": afterwards}
    roles[sys.argv[1]](*sys.argv[2:])
