"""The session-transfer suite, run in all the ways that its users run it."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from robot_runs import ROOT, SUITE, Robot

from StackLibrary.processes.stack import EmbeddedSettings, EmbeddedStack

RUNS_IN_A_ROW = int(os.environ.get("SCENARIO_RUNS", "20"))


def test_passes_each_time(robot: Robot) -> None:
    for number in range(1, RUNS_IN_A_ROW + 1):
        run = robot.run(SUITE)
        assert run.exit_code == 0, f"run {number} of {RUNS_IN_A_ROW}: {run.console}"


def test_makes_the_calls_of_the_scenario_with_no_pause_between(robot: Robot) -> None:
    log = robot.run(SUITE).text()
    assert "Sleep" not in log
    groups = ET.fromstring(log).findall(".//test/group")  # noqa: S314  # our own output
    assert [group.get("name") for group in groups] == [
        "1. Client authentication",
        "2. First instance",
        "3. Second instance",
        "4. Third instance",
        "5. No available instances",
    ]


def test_leaves_its_results(robot: Robot) -> None:
    run = robot.run(SUITE)
    for name in ("log.html", "report.html", "output.xml", "xunit.xml"):
        assert (run.results / name).stat().st_size > 0
    for tag in ("FR-4", "FR-5", "FR-MG-3", "FR-MS-7"):
        assert f"<tag>{tag}</tag>" in run.text()


def test_runs_from_another_folder(robot: Robot, tmp_path: Path) -> None:
    assert robot.run(SUITE, folder=tmp_path).exit_code == 0


def test_dry_run_starts_nothing(robot: Robot) -> None:
    run = robot.run("--dryrun", SUITE)
    assert run.exit_code == 0
    assert "Started a stack" not in run.text()


@pytest.mark.parametrize("instances", [3, 5])
def test_shuts_down_every_instance(robot: Robot, instances: int) -> None:
    run = robot.run("--variable", f"INSTANCES:{instances}", SUITE)
    assert run.exit_code == 0, run.console
    assert len(re.findall(r">Instance .* has exited with code 0\.<", run.text())) == instances


@pytest.mark.parametrize(
    ("instances", "reason"),
    [
        ("2", "This suite needs a system of at least 3 instances, and INSTANCES is 2."),
        ("many", "Setting variable '${INSTANCES: int}' failed: Value 'many' cannot be converted"),
    ],
)
def test_refuses_a_system_that_is_too_small(robot: Robot, instances: str, reason: str) -> None:
    run = robot.run("--variable", f"INSTANCES:{instances}", SUITE)
    assert run.exit_code == 1
    assert reason in run.console


def test_refuses_a_wrong_password(robot: Robot) -> None:
    run = robot.run(SUITE, TEST_PASSWORD="wrong")
    assert run.exit_code == 1
    assert "failed with PERMISSION_DENIED 'invalid username or password'" in run.console


def test_fails_on_other_words_than_expected_and_shows_the_parts_logs(robot: Robot) -> None:
    run = robot.run("--variable", "UNAVAILABLE_MESSAGE:nobody home", SUITE)
    assert run.exit_code == 1
    assert "expected a message that matches 'nobody home'" in run.console
    for part in ("myauth", "mygateway", "myservice-1", "myservice-2", "myservice-3"):
        assert f" {part} INFO " in run.text()
    assert "Log of myauth:" not in run.text()
    assert "MyServiceShutdown" not in run.console
    assert "shutdown session=" in run.text()


def test_two_runs_at_once_do_not_collide(tmp_path: Path) -> None:
    runs = [
        subprocess.Popen(Robot(tmp_path / name).command(SUITE), cwd=ROOT, stdout=subprocess.DEVNULL)
        for name in ("one", "two", "three")
    ]
    assert [run.wait(timeout=60) for run in runs] == [0, 0, 0]


def test_uses_a_system_that_is_up_and_starts_nothing(robot: Robot) -> None:
    stack = EmbeddedStack(EmbeddedSettings(ROOT / "services"))
    try:
        run = robot.run("--variable", f"GATEWAY:{stack.gateway_address}", SUITE)
        assert run.exit_code == 0, run.console
        assert "Started a stack" not in run.text()
        for instance in stack.instances():
            assert stack.wait_until_exited(instance.name, timeout=5) == 0
        again = robot.run("--variable", f"GATEWAY:{stack.gateway_address}", SUITE)
        assert again.exit_code == 1
        assert "failed with UNAVAILABLE 'backend service unavailable'" in again.console
    finally:
        stack.stop()


@pytest.mark.parametrize(
    "library",
    [
        "GrpcLibrary",
        "MyServiceLibrary",
        "ReportLibrary",
        "SessionLibrary::shop.toml",
        "StackLibrary",
    ],
)
def test_keyword_pages_need_no_system(library: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    subprocess.run([sys.executable, "-m", "robot.libdoc", library, page], check=True)
    assert library.partition("::")[0] in page.read_text(encoding="utf-8")
