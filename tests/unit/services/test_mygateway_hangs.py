"""What becomes of calls to an instance that hangs: it keeps its connections, and is silent."""

import signal
import time

import pytest
from service_runs import Client, Connect, Service, Services, status_of

NAMES = ("myservice-1", "myservice-2")
UNAVAILABLE = ("UNAVAILABLE", "backend service unavailable")
# Between two messages of a stream, more pings come than a gRPC server bears by default.
SUBSCRIBE_INTERVAL = 3


class Hanging:
    """A session at an instance, which then hangs, and whose calls a client makes."""

    def __init__(self, services: Services, connect: Connect):
        self.instances: dict[str, Service] = {
            name: services.start(
                *("myservice", "--pod-name", name),
                *("--subscribe-interval", str(SUBSCRIBE_INTERVAL)),
            )
            for name in NAMES
        }
        addresses = [instance.address for instance in self.instances.values()]
        self.client: Client = connect(services.start_gateway(instances=addresses).address)
        self.home = self.client.echo().pod_name
        (self.other,) = set(NAMES) - {self.home}

    def hang(self) -> None:
        self.instances[self.home].terminate(signal.SIGSTOP)


@pytest.fixture
def hanging(services: Services, connect: Connect) -> Hanging:
    return Hanging(services, connect)


def test_call_is_served_by_another_well_before_its_deadline(hanging: Hanging) -> None:
    hanging.hang()
    started = time.monotonic()
    assert hanging.client.echo().pod_name == hanging.other
    assert time.monotonic() - started < 4
    assert {hanging.client.echo().pod_name for _ in range(20)} == {hanging.other}


def test_subscription_is_served_by_another(hanging: Hanging) -> None:
    hanging.hang()
    assert hanging.client.first_message().pod_name == hanging.other


def test_stream_that_has_begun_ends_and_is_not_repeated(hanging: Hanging) -> None:
    stream = hanging.client.subscribe()
    assert next(stream).pod_name == hanging.home
    hanging.hang()
    # Envoy can but reset a response that has begun, which is INTERNAL to a gRPC client.
    assert status_of(next, stream)[0] == "INTERNAL"
    assert "subscribe" not in hanging.instances[hanging.other].log()


def test_shutdown_is_not_repeated(hanging: Hanging) -> None:
    hanging.hang()
    assert status_of(hanging.client.shutdown) == UNAVAILABLE
    assert hanging.client.echo().pod_name == hanging.other
    assert "shutdown" not in hanging.instances[hanging.other].log()


def test_silent_stream_of_a_living_instance_lives(hanging: Hanging) -> None:
    stream = hanging.client.subscribe()
    assert [next(stream).index for _ in range(3)] == [0, 1, 2]
