"""SessionLibrary/crowd.py: many clients at once, and who may be served."""

from typing import Any

import pytest
from scripted_gateway import ScriptedGateway

from GrpcLibrary.errors import CheckFailed, RpcFailed, UsageError
from SessionLibrary.crowd import Crowd, at_once, send_crowd
from SessionLibrary.description import System
from SessionLibrary.login import open_session


class CrowdedGateway(ScriptedGateway):
    """Gives each client a channel with a script of its own."""

    def __init__(self, system: System):
        super().__init__(system)
        self.channels: list[ScriptedGateway] = []
        self._scripts: list[list[str]] = []

    def plays(self, *scripts: str) -> None:
        """A script for each client: names of instances, or a `-` for a refusal, in turn."""
        self._scripts = [script.split() for script in scripts]

    def in_background(self) -> ScriptedGateway:
        channel = ScriptedGateway(self.system)
        for name in self._scripts[len(self.channels)]:
            if name == "-":
                channel.fails("RESOURCE_EXHAUSTED", "all instances are busy")
            else:
                channel.answers(name)
        self.channels.append(channel)
        return channel


@pytest.fixture
def gateway(system: System) -> CrowdedGateway:
    return CrowdedGateway(system)


def send(gateway: Any, clients: int = 3, instances: int = 2, calls: int = 2) -> Crowd:
    def begin(one: Any, alias: str) -> Any:
        return open_session(one, alias, None, alias)

    return send_crowd(gateway, begin, clients, instances, calls)


def test_clients_fill_the_instances(gateway: CrowdedGateway) -> None:
    gateway.plays("a a", "- -", "b b")
    came_to = send(gateway)
    assert came_to.served == {"a": "client 1", "b": "client 3"}
    assert came_to.counts == {"OK": 4, "RESOURCE_EXHAUSTED": 2}
    assert all(channel.is_closed for channel in gateway.channels)


def test_refusals_are_expected(gateway: CrowdedGateway) -> None:
    gateway.plays("a a", "- -", "b b")
    send(gateway)
    assert [len(channel.record.take_expected()) for channel in gateway.channels] == [0, 2, 0]


@pytest.mark.parametrize(
    ("scripts", "message"),
    [
        (
            ("a a", "a a", "- -"),
            "Session 'client 2': call 1, MyServiceEcho at 'gateway:10000', was answered by 'a', "
            "expected another instance than that of 'client 1'.",
        ),
        (
            ("a b", "- -", "- -"),
            "Session 'client 1': call 2, MyServiceEcho at 'gateway:10000', was answered by 'b', "
            "expected 'a' as before.",
        ),
        (
            ("a -", "b b", "- -"),
            "Session 'client 1': call 2, MyServiceEcho at 'gateway:10000', failed with "
            "RESOURCE_EXHAUSTED 'all instances are busy', expected an answer.",
        ),
        (
            ("- a", "b b", "- -"),
            "Session 'client 1': call 2, MyServiceEcho at 'gateway:10000', was answered by 'a', "
            "expected a refusal, as before.",
        ),
        (
            ("a a", "- -", "- -"),
            "Of 3 clients at 'gateway:10000', 1 was served (a), expected 2, one for each instance.",
        ),
        (
            ("- -", "- -", "- -"),
            "Of 3 clients at 'gateway:10000', 0 were served (by none), expected 2, one for each "
            "instance.",
        ),
    ],
)
def test_other_crowd_fails(gateway: CrowdedGateway, scripts: tuple[str, ...], message: str) -> None:
    gateway.plays(*scripts)
    with pytest.raises((CheckFailed, RpcFailed)) as caught:
        send(gateway)
    assert str(caught.value) == message
    assert all(channel.is_closed for channel in gateway.channels)


@pytest.mark.parametrize("numbers", [(2, 2, 2), (3, 2, 1)])
def test_crowd_that_could_not_fail_is_refused(
    gateway: CrowdedGateway, numbers: tuple[int, int, int]
) -> None:
    clients, instances, calls = numbers
    with pytest.raises(UsageError) as caught:
        send(gateway, *numbers)
    assert str(caught.value) == (
        "There should be more clients than instances, and 2 calls or more each, got "
        f"'{clients}' clients, '{instances}' instances and '{calls}' calls."
    )
    assert gateway.channels == []


def test_all_begin_at_the_same_moment_or_none() -> None:
    assert at_once([lambda i=i: i for i in range(20)]) == list(range(20))

    def fail() -> int:
        raise ValueError("one of them")

    with pytest.raises(ValueError, match="one of them"):
        at_once([fail, lambda: 1, fail])
