"""keywords/failure_log.py: what of the parts' logs stands in the log of a failed test."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from StackLibrary.current import CurrentStack
from StackLibrary.keywords import FailureLog, StackLifetime
from StackLibrary.keywords.failure_log import MAX_LINES, show_logs

DATA: Any = None  # the test as it was written: nothing is asked of it
PASSED: Any = SimpleNamespace(failed=False)
FAILED: Any = SimpleNamespace(failed=True)


class Stack:
    """Stands in for a stack whose parts log."""

    farewell = ""

    def __init__(self, **logs: str):
        self.parts = logs
        self.stops = 0

    def logs(self) -> dict[str, str]:
        return dict(self.parts)

    def stop(self) -> None:
        self.stops += 1


@pytest.fixture
def current() -> CurrentStack:
    return CurrentStack()


@pytest.fixture
def listener(current: CurrentStack) -> FailureLog:
    return FailureLog(current)


@pytest.fixture
def stack(current: CurrentStack) -> Any:
    stack: Any = Stack(myauth="old\n", mygateway="")
    current.set(stack)
    return stack


@pytest.fixture(autouse=True)
def all_levels(caplog: pytest.LogCaptureFixture) -> None:
    """Outside of a run, Robot Framework's logger is Python's."""
    caplog.set_level(logging.INFO)


def test_failed_test_shows_what_was_logged_meanwhile(
    listener: FailureLog, stack: Any, caplog: pytest.LogCaptureFixture
) -> None:
    listener.start_test(DATA, FAILED)
    stack.parts["myauth"] += "new\nnewer\n"
    listener.end_test(DATA, FAILED)
    assert caplog.messages == ["Log of myauth:\nnew\nnewer", "Log of mygateway:\n(nothing)"]


def test_passed_test_shows_nothing(
    listener: FailureLog, stack: Any, caplog: pytest.LogCaptureFixture
) -> None:
    listener.start_test(DATA, PASSED)
    stack.parts["myauth"] += "new\n"
    listener.end_test(DATA, PASSED)
    assert caplog.messages == []


def test_logs_that_the_report_has_shown_are_not_shown_again(
    listener: FailureLog, current: CurrentStack, stack: Any, caplog: pytest.LogCaptureFixture
) -> None:
    listener.start_test(DATA, FAILED)
    current.logs_are_shown = True
    listener.end_test(DATA, FAILED)
    assert caplog.messages == []
    listener.start_test(DATA, FAILED)
    listener.end_test(DATA, FAILED)
    assert len(caplog.messages) == 2


def test_each_test_shows_its_own_part(
    listener: FailureLog, stack: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (1, 2):
        caplog.clear()
        listener.start_test(DATA, FAILED)
        stack.parts["myauth"] += f"test {number}\n"
        listener.end_test(DATA, FAILED)
    assert caplog.messages[0] == "Log of myauth:\ntest 2"


def test_stack_that_was_started_in_the_test_is_shown_from_its_start(
    listener: FailureLog, current: CurrentStack, caplog: pytest.LogCaptureFixture
) -> None:
    listener.start_test(DATA, FAILED)
    started: Any = Stack(myauth="first\n")
    current.set(started)
    listener.end_test(DATA, FAILED)
    assert caplog.messages == ["Log of myauth:\nfirst"]


def test_stack_that_was_stopped_in_the_test_is_shown_too(
    listener: FailureLog, current: CurrentStack, stack: Any, caplog: pytest.LogCaptureFixture
) -> None:
    listener.start_test(DATA, FAILED)
    stack.parts["myauth"] += "last words\n"
    current.stop()
    listener.end_test(DATA, FAILED)
    assert caplog.messages[0] == "Log of myauth:\nlast words"


def test_test_without_a_stack_shows_nothing(
    listener: FailureLog, caplog: pytest.LogCaptureFixture
) -> None:
    listener.start_test(DATA, FAILED)
    listener.end_test(DATA, FAILED)
    assert caplog.messages == []


def suite(name: str) -> Any:
    return SimpleNamespace(full_name=name)


def test_stack_ends_with_the_suite_that_started_it_and_not_with_those_below(
    current: CurrentStack,
) -> None:
    started: Any = Stack()
    current.set(started, owner="Shop")
    lifetime = StackLifetime(current)
    lifetime.end_suite(DATA, suite("Shop.Orders"))
    assert started.stops == 0
    lifetime.end_suite(DATA, suite("Shop"))
    lifetime.end_suite(DATA, suite("Shop"))
    assert started.stops == 1


def test_end_of_the_run_stops_the_stack_once(current: CurrentStack, stack: Any) -> None:
    lifetime = StackLifetime(current)
    lifetime.close()
    lifetime.close()
    assert stack.stops == 1


@pytest.mark.parametrize("lines", [MAX_LINES, MAX_LINES + 1, 10 * MAX_LINES])
def test_long_log_is_cut_to_its_end(lines: int, caplog: pytest.LogCaptureFixture) -> None:
    show_logs({"myauth": "".join(f"line {i}\n" for i in range(lines))})
    heading, *shown = caplog.messages[0].splitlines()
    left_out = lines - MAX_LINES
    assert heading == "Log of myauth:"
    assert shown[-MAX_LINES:] == [f"line {i}" for i in range(left_out, lines)]
    assert shown[:-MAX_LINES] == ([f"({left_out} earlier lines left out)"] if left_out else [])


def test_log_is_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(
        "robot.api.logger.write", lambda text, level, html, *_: written.append((text, html))
    )
    show_logs({"myauth": "<b>*HTML*</b>"})
    assert written == [("Log of myauth:\n<b>*HTML*</b>", False)]
