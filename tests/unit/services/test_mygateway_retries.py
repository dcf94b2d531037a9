"""The gateway checks tokens itself, and repeats elsewhere what can be repeated safely."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from service_runs import SECRET, Client, Connect, FakeInstance, Service, Services, sign, status_of

End = Callable[[grpc.ServicerContext], Any]

UNAVAILABLE = ("UNAVAILABLE", "backend service unavailable")

CRASHES_IN = """
import os, runpy, signal
from myservice.servicer import MyService
async def crash(self, request, context): os.kill(os.getpid(), signal.SIGKILL)
MyService.{method} = crash
runpy.run_module("myservice", run_name="__main__")
"""

UNSAFE_HEADERS = (
    ("x-envoy-retry-on", "5xx,reset,gateway-error"),
    ("x-envoy-retry-grpc-on", "unavailable,cancelled,internal,resource-exhausted"),
    ("x-envoy-max-retries", "5"),
    ("x-forwarded-for", "10.0.0.1"),  # Envoy trusts those who seem to be inside
)


def ends_with(code: grpc.StatusCode) -> End:
    return lambda context: context.abort(code, "as told")


@pytest.fixture(scope="module")
def fake_instances() -> Iterator[list[FakeInstance]]:
    with FakeInstance() as one, FakeInstance() as two:
        yield [one, two]


@pytest.fixture(scope="module")
def gateway(module_services: Services, fake_instances: list[FakeInstance]) -> Service:
    return module_services.start_gateway(instances=[fake.address for fake in fake_instances])


@pytest.fixture
def client(gateway: Service, fake_instances: list[FakeInstance], connect: Connect) -> Client:
    for fake in fake_instances:
        fake.calls.clear()
    return connect(gateway.address)


@pytest.fixture
def calls(fake_instances: list[FakeInstance]) -> Callable[[], list[int]]:
    """Tell how many calls each of the instances has got, the most first."""
    return lambda: sorted((len(fake.calls) for fake in fake_instances), reverse=True)


@pytest.mark.parametrize("name", ["UNAVAILABLE", "CANCELLED", "RESOURCE_EXHAUSTED"])
def test_echo_is_repeated_at_the_other_instance(
    client: Client, fake_instances: list[FakeInstance], calls: Any, name: str
) -> None:
    for fake in fake_instances:
        fake.end = ends_with(grpc.StatusCode[name])
    assert status_of(client.echo) == (name, "as told")
    assert min(calls()) >= 1


@pytest.mark.parametrize("headers", [(), UNSAFE_HEADERS], ids=["plain", "asks for retries"])
@pytest.mark.parametrize(
    "name", ["INTERNAL", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED", "UNKNOWN", "ABORTED"]
)
def test_shutdown_is_delivered_once(
    client: Client, fake_instances: list[FakeInstance], calls: Any, name: str, headers: Any
) -> None:
    client.metadata += headers
    for fake in fake_instances:
        fake.end = ends_with(grpc.StatusCode[name])
    assert status_of(client.shutdown) == (name, "as told")
    assert calls() == [1, 0]


@pytest.mark.parametrize("name", ["UNAVAILABLE", "CANCELLED"])
def test_shutdown_is_repeated_where_an_instance_is_going_away_already(
    client: Client, fake_instances: list[FakeInstance], calls: Any, name: str
) -> None:
    for fake in fake_instances:
        fake.end = ends_with(grpc.StatusCode[name])
    assert status_of(client.shutdown) == (name, "as told")
    assert min(calls()) >= 1


@pytest.fixture
def crashing(request: pytest.FixtureRequest, services: Services) -> list[Service]:
    """Two instances that die of one method, without an answer."""
    program = CRASHES_IN.format(method=request.param)
    listen = ("--listen", "127.0.0.1:0")
    return [
        services.run([sys.executable, "-c", program, *listen, "--pod-name", name])
        for name in ("myservice-1", "myservice-2")
    ]


@pytest.fixture
def client_of_crashing(crashing: list[Service], services: Services, connect: Connect) -> Client:
    gateway = services.start_gateway(instances=[instance.address for instance in crashing])
    return connect(gateway.address)


@pytest.mark.parametrize("crashing", ["MyServiceShutdown"], indirect=True)
def test_shutdown_that_crashes_an_instance_crashes_no_other(
    crashing: list[Service], client_of_crashing: Client
) -> None:
    client = client_of_crashing
    home = client.echo().pod_name
    assert status_of(client.shutdown) == UNAVAILABLE
    assert client.echo().pod_name != home
    crashed = ["myservice-1", "myservice-2"].index(home)
    assert crashing[crashed].exit_code() == -signal.SIGKILL
    assert crashing[1 - crashed].process.poll() is None


@pytest.mark.parametrize("crashing", ["MyServiceEcho"], indirect=True)
def test_echo_that_crashes_an_instance_is_repeated_at_the_other(
    crashing: list[Service], client_of_crashing: Client
) -> None:
    assert status_of(client_of_crashing.echo) == UNAVAILABLE
    assert [instance.exit_code() for instance in crashing] == [-signal.SIGKILL] * 2


def test_shutdown_finds_the_instance_that_holds_the_session(
    client: Client, fake_instances: list[FakeInstance], calls: Any
) -> None:
    def mismatch(context: grpc.ServicerContext) -> None:
        context.abort(
            grpc.StatusCode.PERMISSION_DENIED, "Client session mismatch: client=a, server=b"
        )

    for fake in fake_instances:
        fake.end = mismatch
    assert status_of(client.shutdown)[0] == "PERMISSION_DENIED"
    assert min(calls()) >= 1


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(lambda: sign(exp=int(time.time()) - 5), id="expired 5 s ago"),
        pytest.param(lambda: sign(session_id="other"), id="another session"),
        pytest.param(lambda: sign(key=SECRET[::-1]), id="another key"),
        pytest.param(lambda: sign(key=None, algorithm="none"), id="alg none"),
        pytest.param(lambda: sign(exp=None), id="never expires"),
        pytest.param(lambda: "", id="empty"),
    ],
)
def test_bad_token_does_not_get_past_the_gateway(
    client: Client, calls: Any, token: Callable[[], str]
) -> None:
    client.metadata = (client.metadata[0], ("authorization", token()))
    for call in (client.echo, client.first_message, client.shutdown):
        assert status_of(call) == ("UNAUTHENTICATED", "missing or invalid token")
    assert calls() == [0, 0]


@pytest.mark.parametrize(
    "second", [("session-id", "session-2"), ("authorization", "a.to.ken")], ids=["id", "token"]
)
def test_second_identity_is_refused(client: Client, calls: Any, second: tuple[str, str]) -> None:
    client.metadata += (second,)
    assert status_of(client.echo) == ("UNAUTHENTICATED", "missing or invalid token")
    assert calls() == [0, 0]
