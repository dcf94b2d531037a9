"""The three kinds of failure: an RPC's status, a system that is wrong, a test that is wrong."""

from .outcome import Outcome


class RpcFailed(AssertionError):
    """An RPC ended with another status than it should have."""

    ROBOT_SUPPRESS_NAME = True

    def __init__(self, message: str, outcome: Outcome):
        super().__init__(message)
        self.outcome = outcome

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that the failure is about."""
        return (self.outcome,)


class CheckFailed(AssertionError):
    """The system does not do what it should; a status alone is not the reason."""

    ROBOT_SUPPRESS_NAME = True

    def __init__(self, message: str, *outcomes: Outcome):
        """`outcomes` are those that the failure is about; none where something did not come."""
        super().__init__(message)
        self.outcomes = outcomes


class UsageError(RuntimeError):
    """The test or its surroundings are wrong: what was asked for cannot be done."""

    ROBOT_SUPPRESS_NAME = True
