"""errors.py and its like: failures are the system's fault, errors are the test's."""

import grpc
import pytest

from GrpcLibrary.errors import CheckFailed, RpcFailed, UsageError
from GrpcLibrary.outcome import Outcome, Status
from StackLibrary.errors import StackError, StackFailure

FAILURES = (RpcFailed, CheckFailed, StackFailure)
ERRORS = (UsageError, StackError)
OUTCOME = Outcome("/a.B/C", "host:1", Status(grpc.StatusCode.ABORTED, "no"), 0.1)


@pytest.mark.parametrize("failure", FAILURES)
def test_failure_is_an_assertion_that_did_not_hold(failure: type[Exception]) -> None:
    assert issubclass(failure, AssertionError)


@pytest.mark.parametrize("error", ERRORS)
def test_error_is_no_assertion(error: type[Exception]) -> None:
    assert issubclass(error, RuntimeError)
    assert not issubclass(error, AssertionError)


@pytest.mark.parametrize("kind", FAILURES + ERRORS)
def test_robot_framework_shows_the_message_alone(kind: type[Exception]) -> None:
    assert kind.ROBOT_SUPPRESS_NAME  # type: ignore[attr-defined]


def test_failure_tells_the_outcomes_that_it_is_about() -> None:
    assert RpcFailed("It failed.", OUTCOME).outcomes == (OUTCOME,)
    assert CheckFailed("It is wrong.", OUTCOME, OUTCOME).outcomes == (OUTCOME, OUTCOME)
    assert CheckFailed("Nothing came.").outcomes == ()
