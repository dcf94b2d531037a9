"""part.py: what may be done in which state, and what is said where it may not."""

from collections.abc import Callable

import pytest

from StackLibrary.errors import StackError, StackFailure
from StackLibrary.limit import Limit
from StackLibrary.part import Part, State

LIMIT_SECONDS = 10


class Obedient(Part):
    """Does at once what it is told, and notes it."""

    def __init__(self, state: State, exit_code: int = 0):
        super().__init__("Instance 'myservice-1'")
        self._state = state
        self._exit_code = exit_code
        self.done: list[str] = []

    @property
    def state(self) -> State:
        return self._state

    @property
    def exit_code(self) -> int:
        return self._exit_code

    def _become(self, state: State, how: str) -> None:
        self._state = state
        self.done.append(how)

    def _kill(self) -> None:
        self._become("exited", "killed")

    def _terminate(self) -> None:
        self._become("exited", "terminated")

    def _pause(self) -> None:
        self._become("paused", "paused")

    def _resume(self) -> None:
        self._become("running", "resumed")

    def _disconnect(self) -> None:
        self._become("disconnected", "disconnected")

    def _reconnect(self) -> None:
        self._become("running", "reconnected")

    def _start(self, limit: Limit) -> None:
        self._become("running", "started")


class Stubborn(Obedient):
    def _become(self, state: State, how: str) -> None:
        pass


class Dying(Obedient):
    def _become(self, state: State, how: str) -> None:
        self._state = "exited"


Act = Callable[[Part, float], None]

ALLOWED: list[tuple[Act, State, list[str], State]] = [
    (Part.kill, "running", ["killed"], "exited"),
    (Part.kill, "paused", ["killed"], "exited"),
    (Part.kill, "disconnected", ["killed"], "exited"),
    (Part.stop, "running", ["terminated"], "exited"),
    (Part.pause, "running", ["paused"], "paused"),
    (Part.resume, "paused", ["resumed"], "running"),
    (Part.disconnect, "running", ["disconnected"], "disconnected"),
    (Part.reconnect, "disconnected", ["reconnected"], "running"),
    (Part.start, "exited", ["started"], "running"),
]


@pytest.mark.parametrize(("act", "before", "done", "after"), ALLOWED)
def test_part_is_broken_and_mended(act: Act, before: State, done: list[str], after: State) -> None:
    part = Obedient(before)
    act(part, LIMIT_SECONDS)
    assert (part.done, part.state) == (done, after)


@pytest.mark.parametrize(
    ("act", "state", "message"),
    [
        (Part.kill, "exited", "has exited, expected it to be running."),
        (Part.stop, "exited", "has exited, expected it to be running."),
        (Part.stop, "paused", "is paused, expected it to be running."),
        (Part.pause, "exited", "has exited, expected it to be running."),
        (Part.pause, "paused", "is paused, expected it to be running."),
        (Part.resume, "running", "is running, expected it to be paused."),
        (Part.resume, "exited", "has exited, expected it to be paused."),
        (Part.pause, "disconnected", "is disconnected, expected it to be running."),
        (Part.disconnect, "disconnected", "is disconnected, expected it to be running."),
        (Part.disconnect, "paused", "is paused, expected it to be running."),
        (Part.reconnect, "running", "is running, expected it to be disconnected."),
        (Part.start, "running", "is running, expected it to have exited."),
        (Part.start, "paused", "is paused, expected it to have exited."),
    ],
)
def test_part_in_no_state_for_that_is_left_alone(act: Act, state: State, message: str) -> None:
    part = Obedient(state)
    with pytest.raises(StackError) as caught:
        act(part, LIMIT_SECONDS)
    assert str(caught.value) == f"Instance 'myservice-1' {message}"
    assert part.done == []


@pytest.mark.parametrize(
    ("act", "state", "message"),
    [
        (Part.kill, "paused", "is still paused after 0.05 s, expected it to have exited."),
        (Part.stop, "running", "is still running after 0.05 s, expected it to have exited."),
        (Part.pause, "running", "is still running after 0.05 s, expected it to be paused."),
        (Part.resume, "paused", "is still paused after 0.05 s, expected it to be running."),
        (
            Part.disconnect,
            "running",
            "is still running after 0.05 s, expected it to be disconnected.",
        ),
    ],
)
def test_part_that_does_not_do_it_in_time_fails(act: Act, state: State, message: str) -> None:
    with pytest.raises(StackFailure) as caught:
        act(Stubborn(state), 0.05)
    assert str(caught.value) == f"Instance 'myservice-1' {message}"


def test_part_that_ends_instead_fails_at_once() -> None:
    with pytest.raises(StackFailure) as caught:
        Dying("running").pause(LIMIT_SECONDS)
    assert str(caught.value) == "Instance 'myservice-1' has exited, expected it to be paused."


def test_part_that_was_stopped_must_end_well() -> None:
    with pytest.raises(StackFailure) as caught:
        Obedient("running", exit_code=3).stop(LIMIT_SECONDS)
    assert str(caught.value) == "Instance 'myservice-1' has exited with code '3', expected '0'."
