"""Which stack a suite works with."""

from .stack import Stack, StackError


class CurrentStack:
    """The one stack that a suite works with; it stays known after it was stopped."""

    def __init__(self) -> None:
        self._stack: Stack | None = None
        self.is_up = False

    def get(self) -> Stack:
        if self._stack is None or not self.is_up:
            raise StackError("No stack is up; 'Start Stack' starts one.")
        return self._stack

    def set(self, stack: Stack) -> None:
        self._stack = stack
        self.is_up = True

    def stop(self) -> None:
        if self._stack is not None and self.is_up:
            self.is_up = False
            self._stack.stop()

    def logs(self) -> dict[str, str]:
        return self._stack.logs() if self._stack else {}
