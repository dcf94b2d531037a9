"""errors.py and its like: failures are the system's fault, errors are the test's."""

import pytest

from GrpcLibrary.outcome import GrpcError, RpcFailed
from MyServiceLibrary.errors import ServiceFailure, UsageError
from StackLibrary.errors import StackError, StackFailure

FAILURES = (RpcFailed, ServiceFailure, StackFailure)
ERRORS = (GrpcError, UsageError, StackError)


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
