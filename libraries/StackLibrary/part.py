"""One part of a stack, and what breaks and mends it."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal

from .errors import StackError, StackFailure
from .limit import Limit

State = Literal["running", "paused", "disconnected", "exited"]

POLL_SECONDS = 0.002

_EXPECTED = {
    "running": "to be running",
    "paused": "to be paused",
    "disconnected": "to be disconnected",
    "exited": "to have exited",
}


class Part(ABC):
    """One part; `title` is its name in sentences.

    Each of `kill`, `stop`, … raises StackError where the part is in the wrong state for it,
    then waits until the part is as it should be. It raises StackFailure if that takes longer
    than `timeout` seconds.
    """

    poll_seconds = POLL_SECONDS

    def __init__(self, title: str):
        self.title = title
        self.limit = Limit(0)  # of what is being done to it

    @property
    @abstractmethod
    def state(self) -> State: ...

    @property
    @abstractmethod
    def exit_code(self) -> int | None:
        """Once it has exited: negative after a signal, None where nobody can tell."""

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
    def _start(self, limit: Limit) -> None:
        """Start it at its old address, and wait until it serves."""

    def kill(self, timeout: float) -> None:
        """End it at once (SIGKILL)."""
        self.should_be("running", "paused", "disconnected")
        self._do(self._kill, "exited", timeout)

    def stop(self, timeout: float) -> None:
        """Ask it to end (SIGTERM), which it must do with exit code 0."""
        self.should_be("running")
        self._do(self._terminate, "exited", timeout)
        if self.exit_code not in (0, None):
            raise StackFailure(
                f"{self.title} has exited with code '{self.exit_code}', expected '0'."
            )

    def pause(self, timeout: float) -> None:
        """Make it hang: it does nothing at all, and keeps its connections."""
        self.should_be("running")
        self._do(self._pause, "paused", timeout)

    def resume(self, timeout: float) -> None:
        """Let it go on after a pause."""
        self.should_be("paused")
        self._do(self._resume, "running", timeout)

    def disconnect(self, timeout: float) -> None:
        """Cut it off from the network: packets to and from it are lost."""
        self.should_be("running")
        self._do(self._disconnect, "disconnected", timeout)

    def reconnect(self, timeout: float) -> None:
        """Give it its network back."""
        self.should_be("disconnected")
        self._do(self._reconnect, "running", timeout)

    def start(self, timeout: float) -> None:
        """Start it again after its end."""
        self.should_be("exited")
        self._start(Limit(timeout))

    def _do(self, act: Callable[[], None], state: State, timeout: float) -> None:
        self.limit = Limit(timeout)
        act()
        self._wait_until(state, self.limit)

    def should_be(self, *states: State) -> None:
        """Raise StackError unless the part is in one of these states."""
        seen = self.state
        if seen not in states:
            raise StackError(self._say(seen, states[0]))

    def wait_until(self, state: State, timeout: float) -> None:
        self._wait_until(state, Limit(timeout))

    def _wait_until(self, state: State, limit: Limit) -> None:
        while (seen := self.state) != state:
            if seen == "exited":
                raise StackFailure(self._say(seen, state))
            if limit.has_passed:
                raise StackFailure(
                    f"{self.title} is still {seen} after {limit}, expected it {_EXPECTED[state]}."
                )
            time.sleep(self.poll_seconds)  # a state can only be asked for

    def _say(self, seen: State, expected: State) -> str:
        verb = "has" if seen == "exited" else "is"
        return f"{self.title} {verb} {seen}, expected it {_EXPECTED[expected]}."
