"""Which stack a suite works with."""

from .errors import StackError
from .events import EventRecord
from .stack import Stack


class CurrentStack:
    """The one stack that a suite works with; it stays known after it was stopped.

    `logs_are_shown` is set by who has shown the logs in the log of the present test.
    """

    def __init__(self) -> None:
        self._stack: Stack | None = None
        self.is_up = False
        self.events = EventRecord()
        self.logs_are_shown = False

    def get(self) -> Stack:
        if self._stack is None or not self.is_up:
            raise StackError("No stack is up; 'Start Stack' starts one.")
        return self._stack

    def set(self, stack: Stack) -> None:
        self._stack = stack
        self.is_up = True

    def stop(self) -> str:
        """Stop the stack, if one is up; return what there is to say about that."""
        if self._stack is None or not self.is_up:
            return ""
        self.is_up = False
        self._stack.stop()
        return self._stack.farewell

    @property
    def latest(self) -> Stack | None:
        """The stack, also after it was stopped."""
        return self._stack

    def logs(self) -> dict[str, str]:
        return self._stack.logs() if self._stack else {}
