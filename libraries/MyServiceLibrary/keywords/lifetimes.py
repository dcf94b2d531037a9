"""A listener that ends what a suite has begun."""

from collections.abc import Callable


class SessionLifetime:
    """Closes what sessions a suite leaves open."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, close_all: Callable[[], None]):
        self._close_all = close_all

    def close(self) -> None:
        self._close_all()
