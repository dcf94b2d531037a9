"""An instance holds so many sessions, until it goes away."""

import asyncio

import pytest
from service_runs import LIMIT_SECONDS

from myservice.instance import Busy, Draining, Instance, NoSession, OtherSession


@pytest.fixture
def instance() -> Instance:
    return Instance("myservice-1", capacity=1)


def test_admits_one_session_again_and_again(instance: Instance) -> None:
    instance.admit("one")
    instance.admit("one")


def test_refuses_more_sessions_than_its_capacity(instance: Instance) -> None:
    instance.admit("one")
    with pytest.raises(Busy):
        instance.admit("two")
    instance.admit("one")


def test_capacity_can_be_more_than_one() -> None:
    instance = Instance("myservice-1", capacity=2)
    instance.admit("one")
    instance.admit("two")
    with pytest.raises(Busy):
        instance.admit("three")


def test_capacity_of_0_has_no_bound() -> None:
    instance = Instance("myservice-1", capacity=0)
    for number in range(1000):
        instance.admit(str(number))


def test_does_not_shut_down_before_it_holds_a_session(instance: Instance) -> None:
    with pytest.raises(NoSession):
        instance.shut_down("one")
    instance.admit("one")


def test_does_not_shut_down_for_another_session(instance: Instance) -> None:
    instance.admit("one")
    with pytest.raises(OtherSession) as caught:
        instance.shut_down("two")
    assert caught.value.held == "one"
    instance.admit("one")


def test_refused_session_is_not_held(instance: Instance) -> None:
    instance.admit("one")
    with pytest.raises(Busy):
        instance.admit("two")
    with pytest.raises(OtherSession):
        instance.shut_down("two")


def test_shutting_down_serves_nothing_new(instance: Instance) -> None:
    instance.admit("one")
    instance.shut_down("one")
    with pytest.raises(Draining):
        instance.admit("one")
    with pytest.raises(Draining):
        instance.shut_down("one")


def test_draining_serves_nothing_new(instance: Instance) -> None:
    instance.drain()
    with pytest.raises(Draining):
        instance.admit("one")


def test_whoever_waits_is_told_that_it_goes_away() -> None:
    async def wait() -> None:
        instance = Instance("myservice-1", capacity=1)
        instance.admit("one")
        waiting = asyncio.create_task(instance.drained())
        await asyncio.sleep(0)  # lets the task begin to wait
        assert not waiting.done()
        instance.shut_down("one")
        await asyncio.wait_for(waiting, LIMIT_SECONDS)

    asyncio.run(wait())
