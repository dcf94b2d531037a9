"""The family of scenarios, run in the other ways that its users run it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from robot.api import ExecutionResult
from robot_runs import ROOT, Robot

from StackLibrary.processes.stack import EmbeddedSettings, EmbeddedStack

SUITES = sorted((ROOT / "suites").glob("*.robot"))
REASONS = (
    "are out of reach: that stack was not started here.",  # to be broken or called directly
    "too long to wait for its expiry.",
    "This test needs a system of at least 6 instances, and INSTANCES is 3.",
    " is out of reach: that stack was not started here.",
    "This test needs instances that hold any number of sessions, and CAPACITY is 1.",
    "This test needs two gateways before the same instances, and knows only one.",
    "This test needs an idle time of 3s, and IDLE_TIME is 60s.",
    "This test needs an idle time of 500ms, and IDLE_TIME is 60s.",
)


@pytest.fixture
def stack() -> Iterator[EmbeddedStack]:
    stack = EmbeddedStack(EmbeddedSettings(ROOT / "services"))
    yield stack
    stack.stop()


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.stem)
def test_works_as_far_as_it_can_with_a_system_that_is_up(
    robot: Robot, stack: EmbeddedStack, suite: Path
) -> None:
    variables = (f"GATEWAY:{stack.gateway_address}", "SUBSCRIBE_INTERVAL:5s")
    run = robot.run(*(part for one in variables for part in ("--variable", one)), suite)
    assert run.exit_code == 0, run.console
    skipped = [
        test.message
        for test in ExecutionResult(run.results / "output.xml").suite.all_tests
        if test.skipped
    ]
    assert all(reason.endswith(REASONS) for reason in skipped), skipped


def test_tests_can_run_side_by_side(tmp_path: Path) -> None:
    programs = Path(sys.executable).parent  # pabot looks for robot
    done = subprocess.run(
        [
            *(programs / "pabot", "--testlevelsplit", "--processes", "2", "--no-pabotlib"),
            *("--outputdir", tmp_path, ROOT / "suites" / "sticky_session.robot"),
        ],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    assert "2 tests, 2 passed, 0 failed, 0 skipped." in done.stdout


def test_bad_credentials_do_not_get_out(robot: Robot) -> None:
    run = robot.run("--loglevel", "TRACE", ROOT / "suites" / "authentication_errors.robot")
    assert run.exit_code == 0, run.console
    # Not log.html, which is made of output.xml: it has texts in base64, where any three letters
    # stand by chance.
    for name in ("output.xml", "calls.jsonl"):
        assert "eyJ" not in run.text(name), f"a token, which begins so, stands in {name}"
