"""What goes wrong: the test or its surroundings (an error), or the stack (a failure)."""


class StackError(RuntimeError):
    """The stack could not do what was asked; `logs` are its parts' own, by name."""

    ROBOT_SUPPRESS_NAME = True

    def __init__(self, message: str, logs: dict[str, str] | None = None):
        super().__init__(message)
        self.logs = logs or {}


class OutOfReach(StackError):
    """This stack has no way to do what was asked, so the message is a reason to skip a test."""


class StackFailure(AssertionError):
    """A part of the stack is not as it should be."""

    ROBOT_SUPPRESS_NAME = True
