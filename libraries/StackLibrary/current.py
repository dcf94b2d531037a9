"""The stack that suites work with."""

from .errors import StackError
from .events import EventRecord
from .stack import Stack


class CurrentStack:
    """The one stack that suites work with; it stays known after it was stopped.

    `owner` is the full name of the suite that started it, which ends it, too. Suites below
    that one work with the same stack. `logs_are_shown` is set by who has shown the logs in
    the log of the present test.
    """

    def __init__(self) -> None:
        self._stack: Stack | None = None
        self.is_up = False
        self.owner = ""
        self.events = EventRecord()
        self.logs_are_shown = False

    def get(self) -> Stack:
        if self._stack is None or not self.is_up:
            raise StackError("No stack is up; 'Start Stack' starts one.")
        return self._stack

    def set(self, stack: Stack, owner: str = "") -> None:
        self._stack = stack
        self.is_up = True
        self.owner = owner

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
