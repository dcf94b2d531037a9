"""An instance holds so many sessions, until they are idle for long or it goes away."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

import pytest
from service_runs import LIMIT_SECONDS

from myservice import instance as module
from myservice.instance import Busy, Draining, Instance, NoSession, OtherSession

IDLE_TIME = 60


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    with patch.object(module, "monotonic", Clock()) as clock:
        yield clock


@pytest.fixture
def instance() -> Instance:
    return Instance("myservice-1", capacity=1, idle_time=IDLE_TIME)


def call(instance: Instance, session_id: str) -> None:
    """Make a call that ends at once."""
    with instance.call_of(session_id):
        pass


def test_serves_one_session_again_and_again(instance: Instance) -> None:
    call(instance, "one")
    call(instance, "one")


def test_serves_several_calls_of_a_session_at_once(instance: Instance) -> None:
    with instance.call_of("one"), instance.call_of("one"):
        call(instance, "one")


def test_refuses_more_sessions_than_its_capacity(instance: Instance) -> None:
    call(instance, "one")
    with pytest.raises(Busy):
        call(instance, "two")
    call(instance, "one")


def test_capacity_can_be_more_than_one() -> None:
    instance = Instance("myservice-1", capacity=2)
    call(instance, "one")
    call(instance, "two")
    with pytest.raises(Busy):
        call(instance, "three")


def test_capacity_of_0_has_no_bound() -> None:
    instance = Instance("myservice-1", capacity=0)
    for number in range(1000):
        call(instance, str(number))


def test_idle_session_gives_up_its_place_to_another(instance: Instance, clock: Clock) -> None:
    call(instance, "one")
    clock.now += IDLE_TIME - 0.1
    with pytest.raises(Busy):
        call(instance, "two")
    clock.now += 0.1
    call(instance, "two")
    with pytest.raises(Busy):
        call(instance, "one")


def test_idle_session_keeps_its_place_while_nobody_needs_it(
    instance: Instance, clock: Clock
) -> None:
    call(instance, "one")
    clock.now += 10 * IDLE_TIME
    call(instance, "one")
    with pytest.raises(Busy):
        call(instance, "two")


def test_each_call_begins_the_idle_time_anew(instance: Instance, clock: Clock) -> None:
    for _ in range(3):
        call(instance, "one")
        clock.now += IDLE_TIME - 1
    with pytest.raises(Busy):
        call(instance, "two")


@pytest.mark.parametrize("ended", [0, 1], ids=["the only one", "one of two"])
def test_session_with_an_open_call_is_not_idle(
    instance: Instance, clock: Clock, ended: int
) -> None:
    with ExitStack() as streams:
        streams.enter_context(instance.call_of("one"))
        for _ in range(ended):
            call(instance, "one")
        clock.now += 10 * IDLE_TIME
        with pytest.raises(Busy):
            call(instance, "two")
    clock.now += IDLE_TIME - 1
    with pytest.raises(Busy):
        call(instance, "two")
    clock.now += 1
    call(instance, "two")


def test_session_that_has_been_idle_for_longest_goes_first(clock: Clock) -> None:
    instance = Instance("myservice-1", capacity=2, idle_time=IDLE_TIME)
    for session_id in ("one", "two", "one"):
        call(instance, session_id)
        clock.now += 1
    clock.now += IDLE_TIME
    call(instance, "three")
    call(instance, "one")
    with pytest.raises(Busy):
        call(instance, "two")


def test_call_that_fails_ends(instance: Instance, clock: Clock) -> None:
    with pytest.raises(ZeroDivisionError), instance.call_of("one"):
        _ = 1 / 0
    clock.now += IDLE_TIME
    call(instance, "two")


def test_does_not_shut_down_before_it_holds_a_session(instance: Instance) -> None:
    with pytest.raises(NoSession):
        instance.shut_down("one")
    call(instance, "one")


@pytest.mark.parametrize("is_open", [True, False])
def test_does_not_shut_down_for_another_session(instance: Instance, is_open: bool) -> None:
    with ExitStack() as calls:
        calls.enter_context(instance.call_of("one"))
        if not is_open:
            calls.close()
        with pytest.raises(OtherSession) as caught:
            instance.shut_down("two")
        assert caught.value.held == "one"
        call(instance, "one")


def test_shuts_down_for_a_session_with_an_open_call(instance: Instance) -> None:
    with instance.call_of("one"):
        instance.shut_down("one")


def test_refused_session_is_not_held(instance: Instance) -> None:
    call(instance, "one")
    with pytest.raises(Busy):
        call(instance, "two")
    with pytest.raises(OtherSession):
        instance.shut_down("two")


def test_shutting_down_serves_nothing_new(instance: Instance) -> None:
    call(instance, "one")
    instance.shut_down("one")
    with pytest.raises(Draining):
        call(instance, "one")
    with pytest.raises(Draining):
        instance.shut_down("one")


def test_draining_serves_nothing_new(instance: Instance) -> None:
    instance.drain()
    with pytest.raises(Draining):
        call(instance, "one")


def test_whoever_waits_is_told_that_it_goes_away() -> None:
    async def wait() -> None:
        instance = Instance("myservice-1", capacity=1)
        call(instance, "one")
        waiting = asyncio.create_task(instance.drained())
        await asyncio.sleep(0)  # lets the task begin to wait
        assert not waiting.done()
        instance.shut_down("one")
        await asyncio.wait_for(waiting, LIMIT_SECONDS)

    asyncio.run(wait())
