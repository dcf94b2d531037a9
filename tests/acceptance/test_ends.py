"""Whatever ends a run, none of its processes and files is left two seconds later."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from Processes import descendants
from robot_runs import Robot

SUITE = Path(__file__).with_name("_held_stack.robot")
LIMIT_SECONDS = 2


class HeldRun:
    """A run that holds a stack up, until it is ended."""

    def __init__(self, robot: Robot, tmp_path: Path, hold: str = "1 hour"):
        self._temporary = tmp_path / "temporary"
        self._temporary.mkdir()
        self.process = subprocess.Popen(
            robot.command("--variable", f"HOLD:{hold}", SUITE),
            env={**os.environ, "TMPDIR": str(self._temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # as in a terminal of its own: signals reach robot alone
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if "stack-is-up" in line:
                break
        self.parts = descendants(self.process.pid)

    def leftovers(self) -> list[str]:
        """Tell what is left after the limit, or as soon as it is nothing."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while left := [*map(str, filter(is_running, self.parts)), *self._files()]:
            if time.monotonic() > deadline:
                return left
            time.sleep(0.02)  # nobody tells when a process that is not a child has ended
        return []

    def _files(self) -> list[str]:
        return [path.name for path in self._temporary.iterdir()]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # a zombie has ended; who started it has not asked yet


@pytest.fixture
def held(robot: Robot, tmp_path: Path) -> Iterator[HeldRun]:
    run = HeldRun(robot, tmp_path)
    yield run
    run.process.kill()
    run.process.wait()


def test_a_held_run_has_parts(held: HeldRun) -> None:
    running = [pid for pid in held.parts if is_running(pid)]
    assert len(running) >= 6, "the guard, myauth, mygateway and three instances"
    assert held._files() != []


@pytest.mark.parametrize(
    "end",
    [
        pytest.param([signal.SIGKILL], id="kill -9"),
        pytest.param([signal.SIGINT, signal.SIGINT], id="Ctrl-C twice"),
        pytest.param([signal.SIGINT], id="Ctrl-C once"),
        pytest.param([signal.SIGTERM], id="SIGTERM"),
        pytest.param([signal.SIGHUP], id="closed terminal"),
    ],
)
def test_nothing_is_left_after_a_signal(held: HeldRun, end: list[signal.Signals]) -> None:
    for number in end:
        held.process.send_signal(number)
    if signal.SIGKILL not in end:
        held.process.wait(timeout=10)
    assert held.leftovers() == []


def test_nothing_is_left_after_a_timeout(robot: Robot, tmp_path: Path) -> None:
    run = HeldRun(robot, tmp_path, hold="3 seconds")
    assert run.process.wait(timeout=20) == 1
    assert run.leftovers() == []


def test_nothing_is_left_when_the_guard_is_killed(held: HeldRun) -> None:
    guard = held.parts[0]
    os.kill(guard, signal.SIGKILL)
    held.process.send_signal(signal.SIGINT)
    held.process.wait(timeout=10)
    assert held.leftovers() == []


def test_process_group_of_robot_can_be_killed_as_a_whole(held: HeldRun) -> None:
    os.killpg(held.process.pid, signal.SIGKILL)
    assert held.leftovers() == []
