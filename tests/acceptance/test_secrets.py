"""No password, token or JWT secret gets out of a run, whatever its log level."""

import base64
from pathlib import Path

import pytest
from robot_runs import SUITE, Robot, Run

RECORDER = Path(__file__).with_name("secret_recorder.py")
FILES = ("output.xml", "log.html", "report.html", "xunit.xml", "calls.jsonl")


@pytest.mark.parametrize("message", ["", "nobody home"], ids=["passed", "failed"])
def test_nothing_secret_gets_out(robot: Robot, tmp_path: Path, message: str) -> None:
    recorded = tmp_path / "secrets"
    run = robot.run(
        *("--loglevel", "TRACE", "--listener", f"{RECORDER}:{recorded}"),
        *(("--variable", f"UNAVAILABLE_MESSAGE:{message}") if message else ()),
        SUITE,
    )
    assert run.exit_code == (1 if message else 0), run.console
    secrets = recorded.read_text().split()
    assert len(secrets) == 2, "the JWT secret and one token"
    for secret in (*secrets, "TestPassword"):
        assert_is_nowhere(secret, run)


def test_wrong_password_does_not_get_out(robot: Robot) -> None:
    run = robot.run("--loglevel", "TRACE", SUITE, TEST_PASSWORD="correct-horse-battery")
    assert run.exit_code == 1
    assert_is_nowhere("correct-horse-battery", run)


def assert_is_nowhere(secret: str, run: Run) -> None:
    forms = {
        secret,
        base64.b64encode(secret.encode()).decode(),
        base64.urlsafe_b64encode(secret.encode()).rstrip(b"=").decode(),
    }
    texts = {"console": run.console, **{name: run.text(name) for name in FILES}}
    for where, text in texts.items():
        for form in forms:
            assert form not in text, f"a secret stands in {where}"
