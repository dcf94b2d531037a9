"""The MyService* calls, as one instance answers and refuses them by itself."""

import asyncio
import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from grpc_health.v1 import health_pb2, health_pb2_grpc
from service_runs import LIMIT_SECONDS, SECRET, Client, Connect, Service, Services, sign, status_of

import my_service_pb2 as pb
from myservice.latency import Latency

Call = Callable[[Client], object]

BUSY = ("RESOURCE_EXHAUSTED", "all instances are busy")

each_call = pytest.mark.parametrize("call", [Client.echo, Client.first_message, Client.shutdown])


@pytest.fixture(scope="module")
def unbounded(module_services: Services) -> Service:
    return module_services.start("myservice", "--capacity", "0", "--subscribe-interval", "0.001")


@pytest.fixture
def instance(services: Services) -> Service:
    return services.start("myservice", "--pod-name", "myservice-7", "--subscribe-interval", "3600")


def test_echo_answers_all_fields(instance: Service, connect: Connect) -> None:
    assert connect(instance.address, "a-session").echo("some value") == pb.EchoResponse(
        client_value="some value",
        server_value="my_service",
        pod_name="myservice-7",
        server_session_id="a-session",
        client_session_id="a-session",
        index=0,
        server_method="MyServiceEcho",
    )


def test_subscribe_answers_at_once(instance: Service, connect: Connect) -> None:
    client = connect(instance.address, "a-session")
    assert client.first_message() == pb.EchoResponse(  # the next is an hour away
        client_value="hello",
        server_value="my_service",
        pod_name="myservice-7",
        server_session_id="a-session",
        client_session_id="a-session",
        index=0,
        server_method="MyServiceSubscribe",
    )


def test_subscribe_counts(unbounded: Service, connect: Connect) -> None:
    messages = islice(connect(unbounded.address).subscribe(), 4)
    assert [message.index for message in messages] == [0, 1, 2, 3]


def test_shutdown_answers_all_fields(instance: Service, connect: Connect) -> None:
    client = connect(instance.address, "a-session")
    client.echo()
    assert client.shutdown() == pb.ShutdownResponse(
        pod_name="myservice-7",
        server_session_id="a-session",
        client_session_id="a-session",
        index=0,
        server_method="MyServiceShutdown",
    )


@pytest.mark.parametrize("first_call", [Client.echo, Client.first_message])
def test_first_session_fills_the_instance(
    instance: Service, connect: Connect, first_call: Call
) -> None:
    one, two = connect(instance.address, "one"), connect(instance.address, "two")
    first_call(one)
    assert status_of(two.echo) == BUSY
    assert status_of(two.first_message) == BUSY
    assert one.echo().server_session_id == "one"


def test_without_a_bound_each_session_is_served(unbounded: Service, connect: Connect) -> None:
    for number in range(5):
        answer = connect(unbounded.address, f"session-{number}").echo()
        assert answer.server_session_id == f"session-{number}"


def test_shutdown_needs_a_session(instance: Service, connect: Connect) -> None:
    client = connect(instance.address)
    assert status_of(client.shutdown) == ("PERMISSION_DENIED", "Server session is not set")
    assert client.echo().pod_name == "myservice-7"


def test_shutdown_is_refused_to_another_session(instance: Service, connect: Connect) -> None:
    one, two = connect(instance.address, "one"), connect(instance.address, "two")
    one.echo()
    words = "Client session mismatch: client=two, server=one"
    assert status_of(two.shutdown) == ("PERMISSION_DENIED", words)
    assert one.echo().pod_name == "myservice-7"


@each_call
def test_bad_token_is_refused(
    unbounded: Service, connect: Connect, bad_token: str, call: Call
) -> None:
    client = connect(unbounded.address, token=bad_token)
    assert status_of(call, client) == ("UNAUTHENTICATED", "missing or invalid token")


@each_call
def test_missing_token_is_refused(unbounded: Service, connect: Connect, call: Call) -> None:
    client = connect(unbounded.address)
    client.metadata = (("session-id", "session-1"),)
    assert status_of(call, client) == ("UNAUTHENTICATED", "missing or invalid token")


@each_call
@pytest.mark.parametrize("kept", [[], ["authorization"]], ids=["no metadata", "token alone"])
def test_missing_session_id_is_refused(
    unbounded: Service, connect: Connect, call: Call, kept: list[str]
) -> None:
    client = connect(unbounded.address)
    client.metadata = tuple(entry for entry in client.metadata if entry[0] in kept)
    assert status_of(call, client) == ("UNAUTHENTICATED", "missing session-id")


@each_call
def test_empty_session_id_is_refused(unbounded: Service, connect: Connect, call: Call) -> None:
    client = connect(unbounded.address, session_id="")
    assert status_of(call, client) == ("UNAUTHENTICATED", "missing session-id")


def test_refused_token_takes_no_room(instance: Service, connect: Connect) -> None:
    status_of(connect(instance.address, token=sign(session_id="other")).echo)
    assert connect(instance.address, "another-session").echo().pod_name == "myservice-7"


def wait_until_served(client: Client) -> None:
    until = time.monotonic() + LIMIT_SECONDS
    while (status := status_of(client.echo)) == BUSY and time.monotonic() < until:
        """Somebody else has the place."""
    assert status[0] == "OK"


def test_idle_session_gives_up_its_place(services: Services, connect: Connect) -> None:
    instance = services.start("myservice", "--idle-time", "0.1")
    one, two = connect(instance.address, "one"), connect(instance.address, "two")
    one.echo()
    wait_until_served(two)
    assert status_of(one.echo) == BUSY


@pytest.mark.parametrize("end", ["cancel", "close"])
def test_open_stream_keeps_its_place(services: Services, connect: Connect, end: str) -> None:
    instance = services.start("myservice", "--idle-time", "0.1", "--subscribe-interval", "3600")
    one, two = connect(instance.address, "one"), connect(instance.address, "two")
    stream = one.subscribe()
    next(stream)
    until = time.monotonic() + 0.3  # three times as long as it may be idle
    while time.monotonic() < until:
        assert status_of(two.echo) == BUSY
    {"cancel": stream.cancel, "close": one.channel.close}[end]()
    wait_until_served(two)


def slow_down(services: Services, instance: Service, delay: str) -> Service:
    module = (sys.executable, "-m", "myservice.latency")
    return services.run([*module, "--instance", instance.address, "--delay", delay])


def seconds(call: Callable[[], object]) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


def test_slow_instance_answers_late(services: Services, connect: Connect) -> None:
    instance = services.start("myservice", "--subscribe-interval", "0.1")
    client = connect(instance.address)
    stream = client.subscribe()
    next(stream)
    assert slow_down(services, instance, "0.5").exit_code() == 0
    for call in (client.echo, client.first_message):
        assert seconds(call) >= 0.5
    # The first ones were sent before it was slow.
    assert any(seconds(lambda: next(stream)) >= 0.5 for _ in range(100))
    health = health_pb2_grpc.HealthStub(client.channel).Check
    assert seconds(lambda: health(health_pb2.HealthCheckRequest())) < 0.5
    assert slow_down(services, instance, "0").exit_code() == 0
    assert seconds(lambda: [client.echo() for _ in range(5)]) < 2.5
    slow_down(services, instance, "0.5").exit_code()
    assert seconds(client.shutdown) >= 0.5


@pytest.mark.parametrize("delay", ["-1", "inf", "nan"])
def test_delay_is_0_or_longer(services: Services, instance: Service, delay: str) -> None:
    refused = slow_down(services, instance, delay)
    assert refused.exit_code() == 2
    assert refused.log().splitlines()[-1].endswith(f"'{delay}' is not 0 s or longer")


def test_latency_of_a_missing_instance_cannot_be_set(services: Services, instance: Service) -> None:
    address = instance.address
    instance.close()
    refused = slow_down(services, instance, "1")
    assert refused.exit_code() == 1
    assert refused.log().startswith(f"Cannot set the latency of {address}: ")
    assert len(refused.log().splitlines()) == 1


def test_latency_is_set_from_the_same_machine_only() -> None:
    class Elsewhere:
        def peer(self) -> str:
            return "ipv4:10.0.0.1:50000"

        async def abort(self, code: grpc.StatusCode, words: str) -> None:
            raise PermissionError(code.name, words)

    context: Any = Elsewhere()
    with pytest.raises(PermissionError, match="only allowed from the same machine"):
        asyncio.run(Latency()._set(Duration(seconds=1), context))


def test_log_has_what_happened_and_nothing_secret(instance: Service, connect: Connect) -> None:
    good, bad = sign(session_id="a-session"), sign(key=SECRET[::-1])
    client = connect(instance.address, "a-session", good)
    client.echo()
    status_of(connect(instance.address, "a-session", bad).echo)
    client.shutdown()
    instance.exit_code()
    log = instance.log()
    assert "echo session='a-session'" in log
    assert "token refused session='a-session' reason='Signature verification failed'" in log
    assert "shutdown session='a-session'" in log
    for secret in (SECRET, *good.split("."), *bad.split(".")):
        assert secret not in log
