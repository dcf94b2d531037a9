"""What is secret in a message is in no log, whatever its level."""

from pathlib import Path

import pytest
from robot_runs import Robot

HERE = Path(__file__).parent


@pytest.mark.parametrize("level", ["INFO", "DEBUG", "TRACE"])
def test_secrets_are_not_logged(robot: Robot, level: str) -> None:
    suite = HERE / "messages.robot"
    path = "libraries"
    run = robot.run("--loglevel", level, "--test", "Secrets*", "--pythonpath", path, suite)

    assert run.exit_code == 0, run.console
    for name in ("output.xml", "log.html"):
        assert "4711-door" not in run.text(name)
    assert ("Sent Trip" in run.text()) == (level != "INFO")
