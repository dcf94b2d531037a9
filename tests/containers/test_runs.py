"""Runs against a stack in containers: what they leave in the results, and nowhere else."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LIMIT_SECONDS, everything
from robot_runs import SUITE, Robot

HELD = Path(__file__).with_name("_held_stack.robot")
CHANGED = Path(__file__).with_name("_changed_stack.robot")
COMPOSE = ("--variable", "GATEWAY:compose")
SERVICES = ("myauth", "mygateway", "myservice-1", "myservice-2", "myservice-3")

Start = Callable[..., "subprocess.Popen[str]"]


def test_scenario_passes_and_leaves_each_containers_log(robot: Robot) -> None:
    run = robot.run(*COMPOSE, SUITE)
    assert run.exit_code == 0, run.console
    logs = {file.stem: file.read_text() for file in run.results.glob("containers/*/*.log")}
    assert tuple(sorted(logs)) == SERVICES
    assert all(logs.values())
    assert "MyServiceShutdown" in logs["mygateway"]
    ended = re.findall(r">Instance .* has exited with code 0\.<", run.text())
    assert len(ended) == len(SERVICES) - 2


def test_two_runs_at_once_do_not_collide(start: Start) -> None:
    runs = [start(SUITE), start(SUITE)]
    for run in runs:
        console, _ = run.communicate(timeout=LIMIT_SECONDS)
        assert run.returncode == 0, console


def test_instances_are_added_removed_and_slowed_down(robot: Robot) -> None:
    run = robot.run(CHANGED)
    assert run.exit_code == 0, run.console
    logs = {file.stem: file.read_text() for file in run.results.glob("containers/*/*.log")}
    assert {"mygateway-2", "myservice-5", "myservice-6"} <= set(logs)
    assert all(logs.values())


def test_kept_stack_can_be_looked_at_and_taken_down(robot: Robot) -> None:
    several = ("--variable", "INSTANCES:4")
    run = robot.run(*COMPOSE, *several, "--variable", "KEEP:yes", SUITE)
    assert run.exit_code == 0, run.console
    look, take_down = re.findall(r"'(JWT_SECRET_FILE=.*?)'", run.console)
    look = look.removesuffix(" --follow")
    assert "serving at" in sh(look)
    sh(take_down)


def sh(command: str) -> str:
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    "end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda end: end.name
)
def test_nothing_is_left_however_the_run_ends(start: Start, end: signal.Signals) -> None:
    before = everything()
    run = start(HELD)
    assert run.stdout is not None
    assert any("stack-is-up" in line for line in run.stdout)
    assert everything() != before
    run.send_signal(end)
    run.wait(LIMIT_SECONDS)
    wait_until(lambda: everything() == before)


def test_nothing_is_left_when_the_run_is_killed_while_it_starts(start: Start) -> None:
    before = everything()
    run = start(HELD)
    wait_until(lambda: everything()["containers"] != before["containers"])
    run.kill()
    wait_until(lambda: everything() == before)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)  # only who asks is told


def test_port_that_is_taken_is_said_to_be_so(robot: Robot, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = start_stack(robot, tmp_path, f"port={port}")
    assert (
        f"The stack did not start: Port {port} of 127.0.0.1 is taken: give another one, or "
        f"none, and a free one is taken."
    ) in " ".join(run.console.split())


def test_image_that_does_not_build_is_said_to_be_so(robot: Robot, tmp_path: Path) -> None:
    run = start_stack(robot, tmp_path, BASE_IMAGE="localhost:1/no-such-image")
    console = " ".join(run.console.split())
    assert "The stack did not start: An image does not build: " in console
    assert "If it is the base image that is out of reach, BASE_IMAGE names another one." in console
    assert "Log of docker compose build:" in run.text()


def start_stack(robot: Robot, folder: Path, *arguments: str, **variables: str):
    suite = folder / "start.robot"
    cells = "    ".join(("Start Stack", "compose", *arguments))
    suite.write_text(
        f"*** Settings ***\nLibrary    StackLibrary\n*** Test Cases ***\nStart\n    {cells}\n"
    )
    run = robot.run(suite, **variables)
    assert run.exit_code == 1
    return run
