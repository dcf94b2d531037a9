"""Whatever is killed at whatever moment, no process and no file is left two seconds later.

SURVIVAL_RUNS says how many runs are killed: 20 by default, more by hand. A failure tells the
moment; each is drawn anew.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from robot_runs import SUITE, Robot
from test_ends import is_running

RUNS = int(os.environ.get("SURVIVAL_RUNS", "20"))
LIMIT_SECONDS = 2
# A run of the suite takes about so long on a busy machine.
LIFE_SECONDS = 4.0


class MarkedRun:
    """A run whose processes are known by the folder for temporary files that they inherit."""

    def __init__(self, robot: Robot, temporary: Path):
        self._temporary = temporary
        temporary.mkdir()
        self.process = subprocess.Popen(
            robot.command(SUITE),
            env={**os.environ, "TMPDIR": str(temporary)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def processes(self) -> list[int]:
        mark = f"TMPDIR={self._temporary}\0".encode()
        return [pid for pid in all_processes() if is_running(pid) and mark in read(pid, "environ")]

    def guards(self) -> list[int]:
        """Wait until both guards are there, and return them; none where the run ends before.

        A guard that is stopped in its first milliseconds, before there is a second one, has
        nothing to clean up yet, and only robot can end it.
        """
        while len(found := self._guards()) < 2:
            if self.process.poll() is not None:
                return []
            time.sleep(0.01)  # nobody tells when they are there
        return found

    def _guards(self) -> list[int]:
        return [pid for pid in self.processes() if b"\0watch\0" in read(pid, "cmdline")]

    def leftovers(self) -> list[str]:
        """Tell what is left after the limit, or as soon as it is nothing."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while left := [*map(command, self.processes()), *map(str, self._temporary.iterdir())]:
            if time.monotonic() > deadline:
                return left
            time.sleep(0.02)  # nobody tells when a process that is not a child has ended
        return []


def all_processes() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal())


def read(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def command(pid: int) -> str:
    return read(pid, "cmdline").replace(b"\0", b" ").decode()


@pytest.fixture
def run(robot: Robot, tmp_path: Path) -> Iterator[MarkedRun]:
    run = MarkedRun(robot, tmp_path / "temporary")
    yield run
    run.process.kill()
    run.process.wait()


def wait(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Let the run go on for that long, unless it ends before."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


@pytest.mark.parametrize("_", range(RUNS))
def test_nothing_is_left_when_robot_is_killed(run: MarkedRun, _: int) -> None:
    moment = random.uniform(0, LIFE_SECONDS)  # noqa: S311
    wait(run.process, moment)
    run.process.send_signal(signal.SIGKILL)
    run.process.wait()
    assert run.leftovers() == [], f"killed after {moment:.3f} s"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda one: one.name)
@pytest.mark.parametrize("_", range(max(1, RUNS // 4)))
def test_nothing_is_left_when_a_guard_is_hit_and_then_robot(
    run: MarkedRun, number: signal.Signals, _: int
) -> None:
    hit = random.choice(run.guards() or [0])  # noqa: S311
    moments = [random.uniform(0, LIFE_SECONDS / 3) for _ in range(2)]  # noqa: S311
    wait(run.process, moments[0])
    if hit in run.processes():
        os.kill(hit, number)
    wait(run.process, moments[1])
    run.process.send_signal(signal.SIGKILL)
    run.process.wait()
    assert run.leftovers() == [], f"hit after {moments[0]:.3f} s, killed {moments[1]:.3f} s later"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda one: one.name)
def test_run_ends_without_its_guard(run: MarkedRun, number: signal.Signals) -> None:
    os.kill(run.guards()[0], number)
    run.process.wait(timeout=60)
    assert run.leftovers() == []
