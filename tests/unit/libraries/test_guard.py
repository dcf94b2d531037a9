"""guard.py as the script that it is: what it prints, keeps together, and ends."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from StackLibrary.process import GUARD

LIMIT_SECONDS = 10
PYTHON = (sys.executable, "-I", "-S")
RUN_FOR_EVER = "import signal; print('up', flush=True); signal.pause()"

Running = subprocess.Popen[str]


class Started:
    """Starts processes, and ends those that are left."""

    def __init__(self, leftovers: ExitStack):
        self._leftovers = leftovers

    def __call__(self, *arguments: object, stdin: int = subprocess.PIPE) -> Running:
        process = subprocess.Popen(
            [*PYTHON, *map(str, arguments)], stdin=stdin, stdout=subprocess.PIPE, text=True
        )
        self._leftovers.enter_context(process)
        self._leftovers.callback(process.kill)
        return process

    def guard(self, stdin: int = subprocess.PIPE) -> tuple[Running, Path]:
        guard = self(GUARD, "watch", stdin=stdin)
        return guard, Path(read_line(guard))

    def member(self, guard: Running, code: str = RUN_FOR_EVER) -> Running:
        member = self(GUARD, "join", guard.pid, sys.executable, "-c", code)
        assert read_line(member) == "up"
        return member


def read_line(process: Running) -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], LIMIT_SECONDS)[0]
    return process.stdout.readline().rstrip("\n")


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with ExitStack() as leftovers:
        yield Started(leftovers)


def end_input(guard: Running) -> None:
    assert guard.stdin is not None
    guard.stdin.close()


def test_directory_that_is_printed_is_new_and_private(start: Started, tmp_path: Path) -> None:
    _, one = start.guard()
    _, two = start.guard()
    assert {one, two} == set(tmp_path.iterdir())
    assert one.stat().st_mode & 0o777 == 0o700


def test_guard_and_its_members_are_a_group_of_their_own(start: Started) -> None:
    guard, _ = start.guard()
    member = start.member(guard)
    assert os.getpgid(guard.pid) == os.getpgid(member.pid) == guard.pid != os.getpgid(0)


def test_end_of_input_removes_the_directory_and_kills_the_group(start: Started) -> None:
    guard, directory = start.guard()
    members = [start.member(guard) for _ in range(3)]
    (directory / "sub").mkdir()
    (directory / "sub" / "file").touch()
    end_input(guard)
    assert guard.wait(LIMIT_SECONDS) == -signal.SIGKILL
    assert [member.wait(LIMIT_SECONDS) for member in members] == [-signal.SIGKILL] * 3
    assert not directory.exists()


def test_members_that_ignore_signals_and_their_children_are_killed_too(start: Started) -> None:
    guard, _ = start.guard()
    member = start.member(
        guard,
        "import os, signal;"
        "[signal.signal(number, signal.SIG_IGN) for number in (1, 2, 15)];"
        "os.fork() or print('up', flush=True);"
        "signal.pause()",
    )
    end_input(guard)
    rest, _ = member.communicate(timeout=LIMIT_SECONDS)
    assert rest == "", "the output has ended, which the child had too"
    assert member.returncode == -signal.SIGKILL


def test_end_of_the_parent_in_whatever_way_is_the_end_of_input(start: Started) -> None:
    reading, writing = os.pipe()
    holder = start("-c", RUN_FOR_EVER, stdin=writing)
    guard, directory = start.guard(stdin=reading)
    member = start.member(guard)
    os.close(writing)
    os.close(reading)
    holder.kill()
    assert member.wait(LIMIT_SECONDS) == -signal.SIGKILL
    assert not directory.exists()


def test_members_that_end_by_themselves_leave_the_guard_alone(start: Started) -> None:
    guard, directory = start.guard()
    member = start.member(guard, "print('up', flush=True); raise SystemExit(3)")
    assert member.wait(LIMIT_SECONDS) == 3
    assert guard.poll() is None
    assert directory.is_dir()


def test_directory_that_has_gone_already_is_no_trouble(start: Started) -> None:
    guard, directory = start.guard()
    directory.rmdir()
    end_input(guard)
    assert guard.wait(LIMIT_SECONDS) == -signal.SIGKILL


def test_command_runs_with_its_arguments_as_they_are(start: Started) -> None:
    guard, _ = start.guard()
    show = "import sys; print(sys.argv[1:])"
    member = start(GUARD, "join", guard.pid, sys.executable, "-c", show, "a b", "", "$HOME")
    assert member.communicate(timeout=LIMIT_SECONDS)[0] == "['a b', '', '$HOME']\n"


def test_command_is_not_run_in_a_group_that_has_gone(start: Started, tmp_path: Path) -> None:
    guard, _ = start.guard()
    end_input(guard)
    guard.wait(LIMIT_SECONDS)
    late = start(GUARD, "join", guard.pid, sys.executable, "-c", "print('I run')")
    assert late.communicate(timeout=LIMIT_SECONDS)[0] == ""
    assert late.returncode > 0


def test_clean_up_runs_afterwards_and_out_of_the_group(start: Started, tmp_path: Path) -> None:
    note = tmp_path / "note"
    code = f"import pathlib; pathlib.Path({str(note)!r}).touch()"
    guard = start(GUARD, "watch", sys.executable, "-c", code)
    assert Path(read_line(guard)).is_dir()
    member = start.member(guard)
    assert not note.exists()
    end_input(guard)
    assert member.wait(LIMIT_SECONDS) == guard.wait(LIMIT_SECONDS) == -signal.SIGKILL
    until = time.monotonic() + LIMIT_SECONDS
    while not note.exists():
        assert time.monotonic() < until
        time.sleep(0.01)  # it belongs to nobody who could wait for it
