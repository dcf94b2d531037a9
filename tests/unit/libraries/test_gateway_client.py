"""SessionLibrary/gateway.py: what each RPC puts on the wire, and who is told of it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from library_runs import PROTO

from GrpcLibrary.connection import Connection
from GrpcLibrary.errors import UsageError
from GrpcLibrary.record import CallRecord
from GrpcLibrary.schema import Schema
from MyServiceLibrary import DESCRIPTION
from SessionLibrary.description import Description, Rpc, System
from SessionLibrary.gateway import Gateway
from SessionLibrary.keywords import Gateways

API = "/my_service.MyServiceAPI"
LOGIN = {"username": "Ada", "password": "pa55word", "session_id": "s1"}
METADATA = [("authorization", "t0ken"), ("session-id", "s1")]

Open = Callable[..., Gateway]


@pytest.fixture
def open_gateway(system: System) -> Iterator[Open]:
    opened = []

    def open_gateway(
        address: str, deadline: float = 5, record: CallRecord | None = None
    ) -> Gateway:
        record = CallRecord(system.instance_of) if record is None else record
        opened.append(Gateway(Connection(address, deadline, record), system, record))
        return opened[-1]

    yield open_gateway
    for gateway in opened:
        gateway.close()


def shutdown_of(system: System) -> Rpc:
    assert system.shutdown is not None
    return system.shutdown


def values(value: str = "") -> dict[str, str]:
    return {"username": "Ada", "session_id": "s1", "value": value, "number": "1"}


def test_login_sends_the_plain_password_and_no_metadata(
    server: Any, open_gateway: Open, schema: Schema
) -> None:
    outcome = open_gateway(server.address).login(LOGIN, "s1")
    arrival = server.arrivals[0]
    request = schema.method("MyServiceAPI/Login").request.FromString(arrival.request)
    assert (arrival.method, outcome.method) == (f"{API}/Login", f"{API}/Login")
    assert (request.username, request.password, request.session_id) == ("Ada", "pa55word", "s1")
    assert not dict(METADATA).keys() & arrival.metadata.keys()
    assert "pa55word" not in str(outcome)


@pytest.mark.parametrize("value", ["Hello!", "", "Zoë\n\0", "x" * 100_000, "{value} {{"])
def test_call_sends_the_value_as_it_is(
    server: Any, open_gateway: Open, system: System, schema: Schema, value: str
) -> None:
    outcome = open_gateway(server.address).call(system.call, values(value), METADATA, "s1")
    arrival = server.arrivals[0]
    request = schema.method("MyServiceAPI/MyServiceEcho").request.FromString(arrival.request)
    assert arrival.method == f"{API}/MyServiceEcho"
    assert request.value == value
    assert arrival.metadata.items() >= dict(METADATA).items()
    assert outcome.status.is_ok
    assert outcome.owner == "s1"


def test_request_without_fields_is_empty(server: Any, open_gateway: Open, system: System) -> None:
    gateway = open_gateway(server.address)
    outcome = gateway.call(shutdown_of(system), values(), METADATA, "s1")
    arrival = server.arrivals[0]
    assert (arrival.method, arrival.request) == (f"{API}/MyServiceShutdown", b"")
    assert arrival.metadata.items() >= dict(METADATA).items()
    assert outcome.response is not None


def test_answer_is_read_as_the_methods_own_type(
    server: Any, open_gateway: Open, system: System
) -> None:
    answer = shutdown_of(system).method.response(pod_name="myservice-1")
    server.answer = lambda request, context: answer.SerializeToString()
    gateway = open_gateway(server.address)
    outcome: Any = gateway.call(shutdown_of(system), values(), METADATA, "s1")
    assert outcome.response.pod_name == "myservice-1"
    assert system.instance_of(outcome) == "myservice-1"


def test_deadline_is_that_of_every_call(server: Any, open_gateway: Open, system: System) -> None:
    record = CallRecord()
    gateway = open_gateway(server.address, 0.3, record)
    server.hang()
    for call in (
        lambda: gateway.login(LOGIN, "s1"),
        lambda: gateway.call(system.call, values(), METADATA, "s1"),
        lambda: gateway.call(shutdown_of(system), values(), METADATA, "s1"),
    ):
        outcome = call()
        assert outcome.status.code is grpc.StatusCode.DEADLINE_EXCEEDED
        assert record.latest is outcome
    assert (gateway.deadline, gateway.address) == (0.3, server.address)


def test_first_message_has_the_deadline_too(
    server: Any, open_gateway: Open, system: System
) -> None:
    assert system.stream is not None
    server.hang()
    gateway = open_gateway(server.address, 0.3)
    outcome = gateway.first_message(system.stream, values(), METADATA, "s1")
    assert outcome.status.code is grpc.StatusCode.DEADLINE_EXCEEDED


def test_call_in_the_background_is_recorded_and_is_not_the_latest(
    server: Any, open_gateway: Open, system: System
) -> None:
    record = CallRecord(system.instance_of)
    gateway = open_gateway(server.address, record=record)
    latest = gateway.call(system.call, values(), METADATA, "s1")
    background = gateway.in_background()
    other = background.call(system.call, values(), METADATA, "s1")
    background.close()
    assert record.latest is latest
    assert [entry.id for entry in record.take()] == [latest.id, other.id]
    assert len({arrival.peer for arrival in server.arrivals}) == 2, "a channel of its own"


def test_gateway_at_another_address_has_the_same_settings(
    server: Any, open_gateway: Open, system: System
) -> None:
    gateway = open_gateway("127.0.0.1:1", 3).at(server.address)
    assert gateway.call(system.call, values(), METADATA, "s1").status.is_ok
    assert (gateway.address, gateway.deadline, gateway.system) == (server.address, 3, system)
    gateway.close()


def test_gateway_that_does_not_answer_leaves_no_thread(silent_port: int) -> None:
    threads = set(threading.enumerate())
    with pytest.raises(UsageError) as caught:
        Gateway.connect(f"127.0.0.1:{silent_port}", 0.1, Description(DESCRIPTION), CallRecord())
    assert set(threading.enumerate()) <= threads, caught.value


def test_description_that_does_not_fit_leaves_no_thread(server: Any, tmp_path: Path) -> None:
    threads = set(threading.enumerate())
    file = tmp_path / "other.toml"
    file.write_text(f'schema = "{PROTO}"\n[call]\nmethod = "S/Do"\ninstance = "name"\n')
    with pytest.raises(UsageError) as caught:
        Gateway.connect(server.address, 5, Description(file), CallRecord())
    assert f"Description '{file}', key 'call.method': found 'S/Do', expected" in str(caught.value)
    assert set(threading.enumerate()) <= threads, caught.value


def test_latest_gateway_is_used_and_all_are_closed_once() -> None:
    gateways, closed = Gateways(DESCRIPTION), []
    with pytest.raises(UsageError) as caught:
        gateways.latest()
    assert str(caught.value) == ("There is no gateway yet; 'Connect To Gateway' connects to one.")
    opened: list[Any] = [
        SimpleNamespace(close=lambda i=i: closed.append(i), system=SimpleNamespace(shutdown=None))
        for i in range(3)
    ]
    for gateway in opened:
        gateways.add(gateway)
        assert gateways.latest() is gateway
    beside: Any = SimpleNamespace(close=lambda: closed.append(3))
    gateways.add_beside(beside)
    assert gateways.latest() is opened[-1]
    gateways.close_all()
    gateways.close_all()
    assert sorted(closed) == [0, 1, 2, 3]
    with pytest.raises(UsageError):
        gateways.latest()
