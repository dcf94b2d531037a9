"""guard.py as the script that it is: what it prints, keeps together, and ends."""

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from StackLibrary.processes.guard_process import GUARD

LIMIT_SECONDS = 10
PYTHON = (sys.executable, "-I", "-S")
RUN_FOR_EVER = "import signal; print('up', flush=True); signal.pause()"

Running = subprocess.Popen[str]


class Guard:
    """A guard that was started by hand: its process, its group, and its folder."""

    def __init__(self, process: Running, folder: Path):
        self.process = process
        self.folder = folder
        self.group = int(read_line(process))

    def end_input(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()


class Started:
    """Starts processes, and ends those that are left."""

    def __init__(self, leftovers: ExitStack, folder: Path):
        self._leftovers = leftovers
        self._folder = folder
        self._guards = 0

    def __call__(self, *arguments: object, stdin: int = subprocess.PIPE) -> Running:
        process = subprocess.Popen(
            [*PYTHON, *map(str, arguments)], stdin=stdin, stdout=subprocess.PIPE, text=True
        )
        self._leftovers.enter_context(process)
        self._leftovers.callback(process.kill)
        return process

    def guard(self, *clean_up: str, stdin: int = subprocess.PIPE) -> Guard:
        self._guards += 1
        folder = self._folder / f"stack-{self._guards}"
        return Guard(self(GUARD, "watch", folder, *clean_up, stdin=stdin), folder)

    def member(self, guard: Guard, code: str = RUN_FOR_EVER) -> Running:
        member = self(GUARD, "join", guard.group, guard.folder, sys.executable, "-c", code)
        assert read_line(member) == "up"
        return member


def read_line(process: Running) -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], LIMIT_SECONDS)[0]
    return process.stdout.readline().rstrip("\n")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Started]:
    with ExitStack() as leftovers:
        yield Started(leftovers, tmp_path)


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)  # what is asked about belongs to nobody who could wait for it


def test_folder_is_private(start: Started) -> None:
    assert start.guard().folder.stat().st_mode & 0o777 == 0o700


def test_folder_that_cannot_be_made_is_told(start: Started, tmp_path: Path) -> None:
    guard = start(GUARD, "watch", tmp_path / "none" / "stack")
    assert read_line(guard) == (
        f"Cannot make the folder '{tmp_path}/none/stack': No such file or directory."
    )
    assert guard.wait(LIMIT_SECONDS) == 0


def test_guard_and_its_members_are_out_of_the_parents_group(start: Started) -> None:
    guard = start.guard()
    member = start.member(guard)
    assert os.getpgid(member.pid) == guard.group
    assert os.getpgid(guard.process.pid) == guard.process.pid
    assert len({os.getpgid(0), guard.group, guard.process.pid}) == 3


def test_end_of_input_removes_the_folder_and_kills_the_group(start: Started) -> None:
    guard = start.guard()
    members = [start.member(guard) for _ in range(3)]
    (guard.folder / "sub").mkdir()
    (guard.folder / "sub" / "file").touch()
    guard.end_input()
    assert guard.process.wait(LIMIT_SECONDS) == 0
    assert [member.wait(LIMIT_SECONDS) for member in members] == [-signal.SIGKILL] * 3
    assert not guard.folder.exists()


def test_members_that_ignore_signals_and_their_children_are_killed_too(start: Started) -> None:
    guard = start.guard()
    member = start.member(
        guard,
        "import os, signal;"
        "[signal.signal(number, signal.SIG_IGN) for number in (1, 2, 15)];"
        "os.fork() or print('up', flush=True);"
        "signal.pause()",
    )
    guard.end_input()
    rest, _ = member.communicate(timeout=LIMIT_SECONDS)
    assert rest == "", "the output has ended, which the child had too"
    assert member.returncode == -signal.SIGKILL


def test_end_of_the_parent_in_whatever_way_is_the_end_of_input(start: Started) -> None:
    reading, writing = os.pipe()
    holder = start("-c", RUN_FOR_EVER, stdin=writing)
    guard = start.guard(stdin=reading)
    member = start.member(guard)
    os.close(writing)
    os.close(reading)
    holder.kill()
    assert member.wait(LIMIT_SECONDS) == -signal.SIGKILL
    assert guard.process.wait(LIMIT_SECONDS) == 0
    assert not guard.folder.exists()


def test_parent_that_goes_before_it_reads_the_answer_leaves_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "stack"
    guard = subprocess.Popen(
        [*PYTHON, str(GUARD), "watch", str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert guard.stdin is not None
    assert guard.stdout is not None
    guard.stdout.close()
    guard.stdin.close()
    assert guard.wait(LIMIT_SECONDS) == 0
    assert not folder.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda one: one.name)
def test_leader_of_the_group_does_the_work_of_a_guard_that_cannot(
    start: Started, number: signal.Signals
) -> None:
    guard = start.guard()
    member = start.member(guard)
    guard.process.send_signal(number)
    guard.end_input()
    assert member.wait(2) == -signal.SIGKILL
    wait_until(lambda: not guard.folder.exists())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda one: one.name)
def test_guard_does_its_work_without_the_leader(start: Started, number: signal.Signals) -> None:
    guard = start.guard()
    member = start.member(guard)
    os.kill(guard.group, number)
    guard.end_input()
    assert member.wait(2) == -signal.SIGKILL
    assert guard.process.wait(LIMIT_SECONDS) == 0
    assert not guard.folder.exists()


def test_members_that_end_by_themselves_leave_the_guard_alone(start: Started) -> None:
    guard = start.guard()
    member = start.member(guard, "print('up', flush=True); raise SystemExit(3)")
    assert member.wait(LIMIT_SECONDS) == 3
    assert guard.process.poll() is None
    assert guard.folder.is_dir()


def test_folder_that_has_gone_already_is_no_trouble(start: Started) -> None:
    guard = start.guard()
    shutil.rmtree(guard.folder)
    guard.end_input()
    assert guard.process.wait(LIMIT_SECONDS) == 0


def test_command_runs_with_its_arguments_as_they_are(start: Started) -> None:
    guard = start.guard()
    show = "import sys; print(sys.argv[1:])"
    member = start(
        GUARD, "join", guard.group, guard.folder, sys.executable, "-c", show, "a b", "", "$HOME"
    )
    assert member.communicate(timeout=LIMIT_SECONDS)[0] == "['a b', '', '$HOME']\n"


def test_command_starts_with_no_signal_ignored_or_blocked(start: Started) -> None:
    guard = start.guard()
    show = (
        "import signal; ignored = [one.name for one in signal.valid_signals()"
        " if isinstance(one, signal.Signals) and signal.getsignal(one) == signal.SIG_IGN];"
        " print(ignored, signal.pthread_sigmask(signal.SIG_BLOCK, ()))"
    )
    join = [*PYTHON, str(GUARD), "join", str(guard.group), str(guard.folder)]
    caller = (
        "import os, signal, sys;"
        "[signal.signal(one, signal.SIG_IGN) for one in (1, 2, 15, signal.SIGCHLD)];"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {15});"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    member = start("-c", caller, *join, sys.executable, "-c", show)
    own = "['SIGPIPE', 'SIGXFSZ'] set()\n"  # which Python itself ignores
    assert member.communicate(timeout=LIMIT_SECONDS)[0] == own


@pytest.mark.parametrize("folder_is_left", [True, False])
def test_command_is_not_run_where_the_guard_is_a_zombie(
    start: Started, folder_is_left: bool
) -> None:
    """The group of a zombie can be joined; its lock is free."""
    guard = start.guard()
    os.kill(guard.process.pid, signal.SIGKILL)
    zombie = subprocess.Popen([sys.executable, "-c", "import os; os.setpgid(0, 0)"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    os.kill(guard.group, signal.SIGKILL)
    if not folder_is_left:
        shutil.rmtree(guard.folder)
    late = start(GUARD, "join", zombie.pid, guard.folder, sys.executable, "-c", "print('I run')")
    assert late.communicate(timeout=LIMIT_SECONDS)[0] == ""
    assert late.returncode == 1
    zombie.wait()


def test_command_is_not_run_in_a_group_that_has_gone(start: Started) -> None:
    guard = start.guard()
    guard.end_input()
    guard.process.wait()
    late = start(GUARD, "join", guard.group, guard.folder, sys.executable, "-c", "print('I run')")
    assert late.communicate(timeout=LIMIT_SECONDS)[0] == ""
    assert late.returncode == 1


def test_clean_up_runs_afterwards_and_out_of_the_group(start: Started, tmp_path: Path) -> None:
    note = tmp_path / "note"
    code = f"import pathlib; pathlib.Path({str(note)!r}).touch()"
    guard = start.guard(sys.executable, "-c", code)
    member = start.member(guard)
    assert not note.exists()
    guard.end_input()
    assert member.wait(LIMIT_SECONDS) == -signal.SIGKILL
    assert guard.process.wait(LIMIT_SECONDS) == 0
    wait_until(note.exists)
