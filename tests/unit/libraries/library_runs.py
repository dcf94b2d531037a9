"""A server that answers as it is told, and what most tests of the libraries begin with."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import grpc
import pytest
from robot.api.types import Secret
from scripted_gateway import ScriptedGateway
from served_calls import end_of

from GrpcLibrary.connection import Connection, Observer
from GrpcLibrary.schema import Schema
from MyServiceLibrary import DESCRIPTION
from SessionLibrary.description import Description, System
from SessionLibrary.session import Session
from StackLibrary.processes.guard_process import Guard

PROTO = Path(__file__).parents[3] / "protos" / "my_service.proto"
LIMIT_SECONDS = 10


class Arrival(NamedTuple):
    method: str
    metadata: dict[str, str | bytes]
    peer: str
    request: bytes


class Server(grpc.GenericRpcHandler):
    """Serves any unary method: keeps what arrives, and answers the request unless told else."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.answer: Callable[[bytes, Any], bytes] = lambda request, context: request
        self._server = grpc.server(ThreadPoolExecutor(max_workers=4), handlers=[self])
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self.address = f"127.0.0.1:{self.port}"
        self._server.start()

    def service(self, details: Any) -> grpc.RpcMethodHandler:
        def handle(request: bytes, context: Any) -> bytes:
            metadata = dict(details.invocation_metadata)
            self.arrivals.append(Arrival(details.method, metadata, context.peer(), request))
            return self.answer(request, context)

        return grpc.unary_unary_rpc_method_handler(handle)

    def hang(self) -> None:
        """Answer no call until its client has given it up."""

        def wait_for_end(request: bytes, context: Any) -> bytes:
            end_of(context).wait(LIMIT_SECONDS)
            return b""

        self.answer = wait_for_end

    def close(self) -> None:
        self._server.stop(grace=None).wait(LIMIT_SECONDS)


class Clock:
    """Stands in for the time module: nobody waits for it."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port that is taken, so that nobody else can listen on it, and that refuses."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def connect() -> Iterator[Callable[..., Connection]]:
    """Make a connection, as `connect(target, deadline, observer)`."""
    connections = []

    def connect(
        target: str, deadline: float = LIMIT_SECONDS, observer: Observer | None = None
    ) -> Connection:
        connections.append(Connection(target, deadline, observer))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The schema of my_service.proto."""
    return Schema.from_path(PROTO)


@pytest.fixture(scope="session")
def system() -> System:
    """The MyService system, as its own description tells of it."""
    return read_description(DESCRIPTION)


def read_description(file: Path) -> System:
    """Read a description whose schema is in files."""

    def ask_server() -> Schema:
        raise AssertionError("No server should be asked.")

    return Description(file).system(ask_server)


@pytest.fixture
def gateway(system: System) -> ScriptedGateway:
    return ScriptedGateway(system)


@pytest.fixture
def session(gateway: Any) -> Session:
    """A session that has made no call yet."""
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    return Session(
        "Ada",
        "s1",
        gateway,
        Secret("t0ken"),
        "TestUser",
        Secret("pa55word"),
        "admin",
        tomorrow,
    )


@pytest.fixture
def guard() -> Iterator[Guard]:
    guard = Guard()
    yield guard
    guard.close()
