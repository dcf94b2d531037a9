"""Listeners: the parts' own logs in a failed test's log, and the end of what a suite started."""

from robot import result, running
from robot.api import logger

from ..current import CurrentStack

MAX_LINES = 100


class FailureLog:
    """Shows at a failed test's end, once, what the parts logged meanwhile."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, current: CurrentStack):
        self._current = current
        self._before: dict[str, str] = {}

    def start_test(self, data: running.TestCase, result: result.TestCase) -> None:
        self._before = self._current.logs()
        self._current.logs_are_shown = False

    def end_test(self, data: running.TestCase, result: result.TestCase) -> None:
        if result.failed and not self._current.logs_are_shown:
            show_logs(
                {
                    name: log.removeprefix(self._before.get(name, ""))
                    for name, log in self._current.logs().items()
                }
            )


class StackLifetime:
    """Ends the stack with the suite that started it, if that suite has not done so."""

    ROBOT_LISTENER_API_VERSION = 3
    ROBOT_LISTENER_PRIORITY = -1  # after those that still look at the stack

    def __init__(self, current: CurrentStack):
        self._current = current

    def end_suite(self, data: running.TestSuite, result: result.TestSuite) -> None:
        if result.full_name == self._current.owner:
            stop(self._current)

    def close(self) -> None:
        """End what is left at the end of the run."""
        stop(self._current)


def stop(current: CurrentStack) -> None:
    """Stop the stack, if one is up, and pass on what there is to say about that."""
    farewell = current.stop()
    if farewell:
        logger.info(farewell, also_console=True)


def show_logs(logs: dict[str, str]) -> None:
    for name, log in logs.items():
        lines = log.splitlines()
        left_out = f"({len(lines) - MAX_LINES} earlier lines left out)\n"
        heading = f"Log of {name}:\n{left_out if len(lines) > MAX_LINES else ''}"
        logger.info(heading + ("\n".join(lines[-MAX_LINES:]) or "(nothing)"))
