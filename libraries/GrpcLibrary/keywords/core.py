"""What the libraries that make calls have in common as Robot Framework libraries."""

from typing import Any

from robot import result, running
from robot.running.context import EXECUTION_CONTEXTS
from robotlibcore import DynamicCore

from ..errors import CheckFailed, RpcFailed
from ..record import CallRecord


class RecordingCore(DynamicCore):
    """A library that records its calls, and which of its keywords failed because of which.

    `record` is what ReportLibrary shows. The latest outcome is forgotten when a test begins:
    it is another test's.
    """

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, components: list[Any], record: CallRecord):
        self.record = record
        super().__init__(components)

    def run_keyword(self, name: str, args: Any, kwargs: Any = None) -> Any:
        try:
            return super().run_keyword(name, args, kwargs)  # type: ignore[no-untyped-call]
        except (RpcFailed, CheckFailed) as failure:
            self.record.keyword_failed(failure, _running_keyword())
            raise

    def start_test(self, data: running.TestCase, result: result.TestCase) -> None:
        self.record.latest = None


def _running_keyword() -> Any:
    """Return the result of the keyword that runs now; Robot Framework tells listeners alone."""
    _, keyword, _ = EXECUTION_CONTEXTS.current.steps[-1]
    return keyword
