"""Shows the parts' own logs in the Robot log of a test that failed."""

from robot import result, running
from robot.api import logger

from ..current import CurrentStack

MAX_LINES = 100


class FailureLog:
    """A listener: what was logged during a failed test is shown at that test's end, once."""

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

    def close(self) -> None:
        """Stop the stack at the end of the suite, if the suite has not done so."""
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
