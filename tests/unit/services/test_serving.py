"""Each service has health and reflection, and a port that it shares with nobody."""

import asyncio
import os
import re
import signal
import socket

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from service_runs import LIMIT_SECONDS, Client, Connect, Service, Services, status_of

from serving import API_SERVICE, on_termination, start


@pytest.fixture(scope="module", params=["myauth", "myservice"])
def service(request: pytest.FixtureRequest, module_services: Services) -> Service:
    return module_services.start(request.param)


@pytest.fixture
def client(service: Service, connect: Connect) -> Client:
    return connect(service.address)


def test_says_where_it_serves(service: Service, client: Client) -> None:
    assert re.fullmatch(r"127\.0\.0\.1:[1-9]\d*", service.address)
    grpc.channel_ready_future(client.channel).result(LIMIT_SECONDS)
    assert f"serving at {service.address}" in service.log()


def test_log_has_one_line_an_event_with_time_and_name(service: Service) -> None:
    time = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d"
    line = service.log().splitlines()[0]
    assert re.fullmatch(rf"{time} (myauth|myservice-1) INFO serving at \S+", line)


@pytest.mark.parametrize("name", ["", API_SERVICE])
def test_is_healthy(client: Client, name: str) -> None:
    answer = health_pb2_grpc.HealthStub(client.channel).Check(
        health_pb2.HealthCheckRequest(service=name), timeout=LIMIT_SECONDS
    )
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_health_of_an_unknown_service_is_not_found(client: Client) -> None:
    check = health_pb2_grpc.HealthStub(client.channel).Check
    request = health_pb2.HealthCheckRequest(service="no.such.Service")
    assert status_of(check, request)[0] == "NOT_FOUND"


def test_reflection_lists_the_services(client: Client) -> None:
    database = ProtoReflectionDescriptorDatabase(client.channel)
    assert set(database.get_services()) == {
        "my_service.MyServiceAPI",
        "grpc.health.v1.Health",
        "grpc.reflection.v1alpha.ServerReflection",
    }
    file = database.FindFileContainingSymbol("my_service.MyServiceAPI")
    assert [method.name for method in file.service[0].method] == [
        "Login",
        "MyServiceEcho",
        "MyServiceSubscribe",
        "MyServiceShutdown",
    ]


@pytest.mark.parametrize("module", ["myauth", "myservice"])
def test_port_in_use_ends_with_one_sentence(services: Services, module: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        service = services.start(module, "--listen", taken)
        assert service.exit_code() == 1
    assert f"Cannot listen on {taken}: it is in use or not allowed.\n" in service.log()
    assert "Traceback" not in service.log()
    assert service.output() == b""


def test_port_is_not_shared_with_another_server(services: Services, service: Service) -> None:
    second = services.start("myservice", "--listen", service.address)
    assert second.exit_code() == 1


def test_prints_the_address_after_it_serves(capsys: pytest.CaptureFixture[str]) -> None:
    async def serve() -> None:
        server = await start("localhost:0", health.aio.HealthServicer(), lambda server: None)
        host, _, port = capsys.readouterr().out.strip().rpartition(":")
        assert host == "localhost"
        async with grpc.aio.insecure_channel(f"localhost:{port}") as channel:
            await asyncio.wait_for(channel.channel_ready(), LIMIT_SECONDS)
        await server.stop(None)

    asyncio.run(serve())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_acts_when_asked_to_end(number: signal.Signals) -> None:
    async def wait() -> None:
        asked = asyncio.Event()
        on_termination(asked.set)
        os.kill(os.getpid(), number)
        await asyncio.wait_for(asked.wait(), LIMIT_SECONDS)

    asyncio.run(wait())
