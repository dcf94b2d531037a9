"""How long something may take."""

import time


class Limit:
    """A time limit that began when it was made; as text, its whole length."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left; 0 once the limit has passed."""
        return max(0.0, self._end - time.monotonic())

    @property
    def has_passed(self) -> bool:
        return time.monotonic() > self._end

    def __str__(self) -> str:
        return f"{self.seconds:g} s"
