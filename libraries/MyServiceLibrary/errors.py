"""What goes wrong: in the system under test, or in how the test uses it."""


class ServiceFailure(AssertionError):
    """The system under test did not do what it should."""

    ROBOT_SUPPRESS_NAME = True


class UsageError(RuntimeError):
    """The test asks for something that cannot be done."""

    ROBOT_SUPPRESS_NAME = True
