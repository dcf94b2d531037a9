"""MyServiceLibrary/gateway.py: what each RPC puts on the wire."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from robot.api.types import Secret

from GrpcLibrary.outcome import GrpcError, LastOutcome
from GrpcLibrary.schema import Schema
from MyServiceLibrary import PROTO
from MyServiceLibrary.errors import UsageError
from MyServiceLibrary.gateway import Gateway
from MyServiceLibrary.keywords.sessions import Gateways
from MyServiceLibrary.record import CallRecord

API = "/my_service.MyServiceAPI"
METADATA = {"authorization": "t0ken", "session-id": "s1"}

Open = Callable[..., Gateway]


@pytest.fixture
def open_gateway() -> Iterator[Open]:
    opened = []

    def open_gateway(address: str, timeout: float = 5, last: LastOutcome | None = None) -> Gateway:
        opened.append(Gateway(address, timeout, PROTO, last or LastOutcome()))
        return opened[-1]

    yield open_gateway
    for gateway in opened:
        gateway.close()


def test_login_sends_the_plain_password_and_no_metadata(
    server: Any, open_gateway: Open, schema: Schema
) -> None:
    outcome = open_gateway(server.address).login("Ada", Secret("pa55word"), "s1")
    arrival = server.arrivals[0]
    request = schema.method("MyServiceAPI/Login").request.FromString(arrival.request)
    assert (arrival.method, outcome.method) == (f"{API}/Login", f"{API}/Login")
    assert (request.username, request.password, request.session_id) == ("Ada", "pa55word", "s1")
    assert not METADATA.keys() & arrival.metadata.keys()
    assert "pa55word" not in str(outcome)


@pytest.mark.parametrize("value", ["Hello!", "", "Zoë\n\0", "x" * 100_000])
def test_echo_sends_the_value_as_it_is(
    server: Any, open_gateway: Open, schema: Schema, value: str
) -> None:
    outcome = open_gateway(server.address).echo("s1", Secret("t0ken"), value)
    arrival = server.arrivals[0]
    request = schema.method("MyServiceAPI/MyServiceEcho").request.FromString(arrival.request)
    assert arrival.method == f"{API}/MyServiceEcho"
    assert request.value == value
    assert arrival.metadata.items() >= METADATA.items()
    assert outcome.status.is_ok


def test_shutdown_sends_the_metadata_alone(server: Any, open_gateway: Open) -> None:
    outcome = open_gateway(server.address).shutdown("s1", Secret("t0ken"))
    arrival = server.arrivals[0]
    assert (arrival.method, arrival.request) == (f"{API}/MyServiceShutdown", b"")
    assert arrival.metadata.items() >= METADATA.items()
    assert outcome.response is not None


def test_answer_is_read_as_the_methods_own_type(
    server: Any, open_gateway: Open, schema: Schema
) -> None:
    answer = schema.method("MyServiceAPI/MyServiceShutdown").response(pod_name="myservice-1")
    server.answer = lambda request, context: answer.SerializeToString()
    outcome: Any = open_gateway(server.address).shutdown("s1", Secret("t0ken"))
    assert outcome.response.pod_name == "myservice-1"


def test_timeout_is_that_of_every_call(server: Any, open_gateway: Open) -> None:
    last = LastOutcome()
    gateway = open_gateway(server.address, 0.3, last)
    server.hang()
    for call in (
        lambda: gateway.login("Ada", Secret("pa55word"), "s1"),
        lambda: gateway.echo("s1", Secret("t0ken"), "Hello!"),
        lambda: gateway.shutdown("s1", Secret("t0ken")),
    ):
        outcome = call()
        assert outcome.status.code is grpc.StatusCode.DEADLINE_EXCEEDED
        assert last.value is outcome
    assert (gateway.timeout, gateway.address) == (0.3, server.address)


def test_gateway_that_does_not_answer_leaves_no_thread(silent_port: int) -> None:
    threads = set(threading.enumerate())
    with pytest.raises(GrpcError) as caught:
        Gateway(f"127.0.0.1:{silent_port}", 0.1, PROTO, LastOutcome())
    assert set(threading.enumerate()) <= threads, caught.value


def test_proto_without_the_systems_methods_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.proto"
    file.write_text('syntax = "proto3"; service S { rpc Do(M) returns (M); } message M {}')
    with pytest.raises(GrpcError) as caught:
        Gateway("127.0.0.1:1", 1, file, LastOutcome())
    assert str(caught.value) == (
        "There is no method 'my_service.MyServiceAPI/Login'; there are: S/Do."
    )


def test_latest_gateway_is_used_and_all_are_closed_once() -> None:
    gateways, closed = Gateways(CallRecord()), []
    with pytest.raises(UsageError):
        gateways.latest()
    opened: list[Any] = [SimpleNamespace(close=lambda i=i: closed.append(i)) for i in range(3)]
    for gateway in opened:
        gateways.add(gateway)
        assert gateways.latest() is gateway
    gateways.close_all()
    gateways.close_all()
    assert sorted(closed) == [0, 1, 2]
    with pytest.raises(UsageError):
        gateways.latest()
