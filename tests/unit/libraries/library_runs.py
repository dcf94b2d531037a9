"""A server that answers as it is told, and a gateway that does so without a wire."""

import socket
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

import grpc
import pytest
from robot.api.types import Secret
from served_calls import end_of

from GrpcLibrary.connection import Connection
from GrpcLibrary.outcome import LastOutcome, Outcome, Status
from GrpcLibrary.schema import Schema
from MyServiceLibrary import PROTO
from MyServiceLibrary.record import CallRecord
from MyServiceLibrary.session import Session
from StackLibrary.processes.guard_process import Guard

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


class ScriptedGateway:
    """Stands in for a Gateway: gives its outcomes in turn, the last one for good."""

    address = "gateway:10000"

    def __init__(self, schema: Schema):
        self._schema = schema
        self.record = CallRecord()
        self._script: deque[Callable[[str, str, str], Outcome]] = deque()
        self.calls: list[tuple[str, ...]] = []
        self.on_call: Callable[[], None] = lambda: None

    def answers(self, *pod_names: str, **other_fields: Any) -> None:
        """Be answered by these instances in turn, well but for the fields given."""
        for name in pod_names:
            fields = {"pod_name": name, **other_fields}
            self._script.append(lambda *call, fields=fields: self._answer(*call, **fields))

    def fails(self, code: str, message: str = "", times: int = 1) -> None:
        status = Status(grpc.StatusCode[code], message)
        for _ in range(times):
            self._script.append(lambda method, *_: self._outcome(method, status))

    def echo(self, session_id: str, token: Secret, value: str) -> Outcome:
        self.calls.append(("echo", session_id, token.value, value))
        return self._next("MyServiceEcho", session_id, value)

    def shutdown(self, session_id: str, token: Secret) -> Outcome:
        self.calls.append(("shutdown", session_id, token.value))
        return self._next("MyServiceShutdown", session_id, "")

    def _next(self, *call: str) -> Outcome:
        self.on_call()
        if self._script:
            self._latest = self._script.popleft()
        return self._latest(*call)

    def _answer(self, method: str, session_id: str, value: str, **fields: Any) -> Outcome:
        own = {"client_value": value, "server_value": "my_service"}
        response = self._schema.method(f"MyServiceAPI/{method}").response(
            **(own if method == "MyServiceEcho" else {}) | dict.fromkeys(_SESSION_IDS, session_id),
            server_method=method,
        )
        for name, field in fields.items():
            setattr(response, name, field)
        return self._outcome(method, Status(grpc.StatusCode.OK, ""), response)

    def _outcome(self, method: str, status: Status, response: Any = None) -> Outcome:
        return Outcome(f"/my_service.MyServiceAPI/{method}", self.address, status, 0.01, response)


_SESSION_IDS = ("server_session_id", "client_session_id")


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
    """Make a connection, as `connect(target, deadline, last)`."""
    connections = []

    def connect(
        target: str, deadline: float = LIMIT_SECONDS, last: LastOutcome | None = None
    ) -> Connection:
        connections.append(Connection(target, deadline, last or LastOutcome()))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The schema of my_service.proto."""
    return Schema.from_path(PROTO)


@pytest.fixture
def gateway(schema: Schema) -> ScriptedGateway:
    return ScriptedGateway(schema)


@pytest.fixture
def session(gateway: Any) -> Session:
    """A session that has made no call yet."""
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    return Session("Ada", "s1", gateway, "TestUser", "admin", tomorrow, Secret("t0ken"))


@pytest.fixture
def guard() -> Iterator[Guard]:
    guard = Guard()
    yield guard
    guard.close()
