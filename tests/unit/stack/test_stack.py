"""stack.py and current.py: a stack that is already up, and which one a suite works with."""

import dataclasses
from typing import Any

import pytest

from StackLibrary.current import CurrentStack
from StackLibrary.errors import StackError
from StackLibrary.running import RunningStack
from StackLibrary.stack import Instance


class Recorder:
    """Stands in for a stack, and counts its stops."""

    def __init__(self) -> None:
        self.stops = 0

    @property
    def farewell(self) -> str:
        return f"Stopped {self.stops} times."

    def logs(self) -> dict[str, str]:
        return {"myauth": f"stopped {self.stops} times"}

    def stop(self) -> None:
        self.stops += 1


@pytest.fixture
def current() -> CurrentStack:
    return CurrentStack()


@pytest.fixture
def stack() -> Any:
    return Recorder()


def test_error_may_come_with_logs() -> None:
    assert StackError("It broke.").logs == {}
    error = StackError("It broke.", {"myauth": "a line"})
    assert (str(error), error.logs) == ("It broke.", {"myauth": "a line"})


def test_instance_cannot_be_changed() -> None:
    instance = Instance("myservice-1", "127.0.0.1:1", "running")
    with pytest.raises(dataclasses.FrozenInstanceError):
        instance.state = "exited"  # type: ignore[misc]


def test_stack_that_is_already_up_knows_its_gateway_alone() -> None:
    stack = RunningStack("gateway.example.com:10000")
    assert stack.gateway_address == "gateway.example.com:10000"
    assert stack.logs() == {}
    stack.stop()
    for ask in (
        stack.instances,
        lambda: stack.instance("myservice-1"),
        lambda: stack.wait_until_exited("myservice-1", 1),
    ):
        with pytest.raises(StackError) as caught:
            ask()
        assert str(caught.value) == (
            "The instances behind 'gateway.example.com:10000' are out of reach: "
            "that stack was not started here."
        )


def test_gateway_that_is_already_up_is_out_of_reach() -> None:
    with pytest.raises(StackError) as caught:
        RunningStack("gateway.example.com:10000").gateway  # noqa: B018  # it raises
    assert str(caught.value) == (
        "The gateway at 'gateway.example.com:10000' is out of reach: "
        "that stack was not started here."
    )


def test_no_stack_is_up_at_first(current: CurrentStack) -> None:
    assert not current.is_up
    assert current.logs() == {}
    current.stop()
    with pytest.raises(StackError, match=r"^No stack is up; 'Start Stack' starts one\.$"):
        current.get()


def test_stack_that_was_set_is_up(current: CurrentStack, stack: Any) -> None:
    current.set(stack)
    assert current.is_up
    assert current.get() is stack


def test_stack_is_stopped_once_and_its_logs_stay_known(current: CurrentStack, stack: Any) -> None:
    current.set(stack)
    assert current.stop() == "Stopped 1 times."
    assert current.stop() == ""
    assert not current.is_up
    assert current.logs() == {"myauth": "stopped 1 times"}
    with pytest.raises(StackError, match="No stack is up"):
        current.get()


def test_stack_whose_stop_fails_is_not_up(current: CurrentStack, stack: Any) -> None:
    def fail() -> None:
        raise OSError("It hangs.")

    stack.stop = fail
    current.set(stack)
    with pytest.raises(OSError, match="It hangs"):
        current.stop()
    assert not current.is_up


def test_another_stack_can_follow(current: CurrentStack, stack: Any) -> None:
    current.set(stack)
    current.stop()
    second: Any = Recorder()
    current.set(second)
    assert current.get() is second
    current.stop()
    assert (stack.stops, second.stops) == (1, 1)
