"""keywords/calls.py and connections.py: what is asked of the layer below, and kept."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from library_runs import PROTO

from GrpcLibrary.connection import Connection
from GrpcLibrary.errors import RpcFailed, UsageError
from GrpcLibrary.keywords import Aliases, CallKeywords, ConnectionKeywords, Opened
from GrpcLibrary.record import CallRecord
from GrpcLibrary.schema import Schema

LOGIN = "MyServiceAPI/Login"

Connect = Callable[..., Connection]


@pytest.fixture
def connections() -> Iterator[Aliases[Opened]]:
    connections: Aliases[Opened] = Aliases("connection", opener="Open Connection")
    yield connections
    for opened in connections:
        opened.connection.close()


@pytest.fixture
def call_rpc(
    connections: Aliases[Opened], connect: Connect, server: Any, schema: Schema
) -> Callable[..., Any]:
    """The keyword, with two connections to a server that answers the request."""
    for alias in ("first", "second"):
        connections.add(Opened(alias, connect(server.address), schema))
    server.answer = lambda request, context: b""
    return CallKeywords(connections).call_rpc


@pytest.fixture
def open_connection(connections: Aliases[Opened]) -> Callable[..., None]:
    return ConnectionKeywords(connections, CallRecord()).open_connection


def test_fields_are_sent_as_the_schema_names_them(
    server: Any, call_rpc: Callable[..., Any], schema: Schema
) -> None:
    call_rpc(LOGIN, {"username": "Ada", "session_id": "s1"})
    sent = schema.method(LOGIN).request.FromString(server.arrivals[0].request)
    assert sent == schema.method(LOGIN).request(username="Ada", session_id="s1")


@pytest.mark.parametrize("message", [{"user": "Ada"}, {"username": ["Ada"]}, "{"])
def test_message_that_does_not_fit_is_not_sent(
    server: Any, call_rpc: Callable[..., Any], message: dict[str, Any] | str
) -> None:
    with pytest.raises(UsageError, match=r"(has no field|should be text|is not JSON)"):
        call_rpc(LOGIN, message)
    assert server.arrivals == []


def test_named_connection_is_used(server: Any, call_rpc: Callable[..., Any]) -> None:
    for connection in (None, "second", "first"):
        call_rpc(LOGIN, connection=connection)
    active, second, first = (arrival.peer for arrival in server.arrivals)
    assert active == second != first


def test_failure_keeps_the_outcome(server: Any, call_rpc: Callable[..., Any]) -> None:
    server.answer = lambda request, context: context.abort(grpc.StatusCode.ABORTED, "no")
    with pytest.raises(RpcFailed) as caught:
        call_rpc(LOGIN)
    assert caught.value.outcome.status == (grpc.StatusCode.ABORTED, "no")
    assert caught.value.outcome.target == server.address


def test_deadline_of_the_call_is_kept(server: Any, call_rpc: Callable[..., Any]) -> None:
    server.hang()
    with pytest.raises(RpcFailed, match="DEADLINE_EXCEEDED"):
        call_rpc(LOGIN, deadline=timedelta(seconds=0.1))


def test_deadline_of_nothing_is_refused(server: Any, call_rpc: Callable[..., Any]) -> None:
    with pytest.raises(UsageError, match="A deadline should be longer than 0 s"):
        call_rpc(LOGIN, deadline=timedelta(0))


def test_opened_connection_is_active_under_its_alias_or_its_target(
    server: Any, connections: Aliases[Opened], open_connection: Callable[..., None]
) -> None:
    open_connection(server.address, PROTO)
    open_connection(server.address, PROTO, alias="Ada", deadline=timedelta(seconds=3))
    assert [opened.alias for opened in connections] == [server.address, "Ada"]
    assert [opened.connection.deadline for opened in connections] == [5, 3]
    assert connections.get().alias == "Ada"


def test_connection_that_does_not_come_about_is_closed_and_takes_no_alias(
    server: Any,
    silent_port: int,
    connections: Aliases[Opened],
    open_connection: Callable[..., None],
) -> None:
    threads = set(threading.enumerate())
    for target, proto in ((f"127.0.0.1:{silent_port}", PROTO), (server.address, Path("no.proto"))):
        with pytest.raises(UsageError) as caught:
            open_connection(target, proto, alias="Ada", deadline=timedelta(seconds=0.1))
        assert set(threading.enumerate()) <= threads, caught.value
    assert list(connections) == []
    connections.check_is_free("Ada")


def test_closing_all_leaves_none(
    server: Any, connections: Aliases[Opened], open_connection: Callable[..., None]
) -> None:
    open_connection(server.address, PROTO)
    keywords = ConnectionKeywords(connections, CallRecord())
    keywords.close_all_connections()
    keywords.close_all_connections()
    assert list(connections) == []
