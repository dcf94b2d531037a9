"""One part of a stack, a process or a container, and what breaks and mends it."""

import time
from abc import ABC, abstractmethod
from typing import Literal

from .errors import StackError, StackFailure

State = Literal["running", "paused", "disconnected", "exited"]

POLL_SECONDS = 0.002

_EXPECTED = {
    "running": "to be running",
    "paused": "to be paused",
    "disconnected": "to be disconnected",
    "exited": "to have exited",
}


class Part(ABC):
    """One part; `title` is what it is called in sentences.

    What breaks or mends it is refused (StackError) where the part is in no state for that,
    and then waits until the part is as it should be, or fails (StackFailure) after
    `timeout` seconds.
    """

    def __init__(self, title: str):
        self.title = title

    @property
    @abstractmethod
    def state(self) -> State: ...

    @property
    @abstractmethod
    def exit_code(self) -> int:
        """Once it has exited; that of a part that a signal has ended is negative."""

    @abstractmethod
    def _kill(self) -> None: ...

    @abstractmethod
    def _terminate(self) -> None: ...

    @abstractmethod
    def _pause(self) -> None: ...

    @abstractmethod
    def _resume(self) -> None: ...

    @abstractmethod
    def _disconnect(self) -> None: ...

    @abstractmethod
    def _reconnect(self) -> None: ...

    @abstractmethod
    def _start(self, deadline: float) -> None:
        """Start it where it was, and wait until it serves; `deadline` as `time.monotonic`."""

    @abstractmethod
    def _wait_until_called(self, deadline: float) -> None:
        """Wait until those who call it take it for healthy again."""

    def kill(self, timeout: float) -> None:
        """End it at once (SIGKILL)."""
        self.should_be("running", "paused", "disconnected")
        self._kill()
        self.wait_until("exited", timeout)

    def stop(self, timeout: float) -> None:
        """Ask it to end (SIGTERM), which it must do with exit code 0."""
        self.should_be("running")
        self._terminate()
        self.wait_until("exited", timeout)
        if self.exit_code != 0:
            raise StackFailure(
                f"{self.title} has exited with code '{self.exit_code}', expected '0'."
            )

    def pause(self, timeout: float) -> None:
        """Make it hang: it does nothing at all, and keeps its connections."""
        self.should_be("running")
        self._pause()
        self.wait_until("paused", timeout)

    def resume(self, timeout: float) -> None:
        """Let it go on after a pause, and wait until it is called again."""
        deadline = time.monotonic() + timeout
        self.should_be("paused")
        self._resume()
        self.wait_until("running", timeout)
        self._wait_until_called(deadline)

    def disconnect(self, timeout: float) -> None:
        """Cut it off from the network: what is sent to it is lost, and it learns of nothing."""
        self.should_be("running")
        self._disconnect()
        self.wait_until("disconnected", timeout)

    def reconnect(self, timeout: float) -> None:
        """Give it its network back, and wait until it is called again."""
        deadline = time.monotonic() + timeout
        self.should_be("disconnected")
        self._reconnect()
        self.wait_until("running", timeout)
        self._wait_until_called(deadline)

    def start(self, timeout: float) -> None:
        """Start it once more after its end, and wait until it is called again."""
        deadline = time.monotonic() + timeout
        self.should_be("exited")
        self._start(deadline)
        self._wait_until_called(deadline)

    def should_be(self, *states: State) -> None:
        """Raise StackError unless the part is in one of these states."""
        if self.state not in states:
            raise StackError(self._say(self.state, states[0]))

    def wait_until(self, state: State, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while (seen := self.state) != state:
            if seen == "exited":
                raise StackFailure(self._say(seen, state))
            if time.monotonic() > deadline:
                raise StackFailure(
                    f"{self.title} is still {seen} after {timeout:g} s, "
                    f"expected it {_EXPECTED[state]}."
                )
            time.sleep(POLL_SECONDS)  # only who asks is told

    def _say(self, seen: State, expected: State) -> str:
        verb = "has" if seen == "exited" else "is"
        return f"{self.title} {verb} {seen}, expected it {_EXPECTED[expected]}."
