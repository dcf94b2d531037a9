"""Services that run as processes, clients that call them, and tokens, good and bad."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Semaphore
from typing import Any

import grpc
import jwt
import pytest
from grpc_health.v1 import health, health_pb2_grpc

import my_service_pb2 as pb
from my_service_pb2_grpc import (
    MyServiceAPIServicer,
    MyServiceAPIStub,
    add_MyServiceAPIServicer_to_server,
)

SERVICES = Path(__file__).parents[3] / "services"
SECRET = "known to these tests alone; 64 bytes, so that HS512 takes it as well"
SESSION = "session-1"
PASSWORD = "TestPassword"
LIMIT_SECONDS = 10
_CHANNEL_OPTIONS = [("grpc.enable_http_proxy", 0), ("grpc.use_local_subchannel_pool", 1)]


class Service:
    """A service as a process of its own."""

    def __init__(self, command: list[str], log_file: Path, environment: dict[str, str]):
        self._log_file = log_file
        with log_file.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=SERVICES, env=environment, stdout=subprocess.PIPE, stderr=log
            )
        assert self.process.stdout is not None
        self._output = self.process.stdout

    @cached_property
    def address(self) -> str:
        """What it prints as soon as it serves."""
        line = self._output.readline().decode().strip() if self.has_printed(LIMIT_SECONDS) else ""
        assert line, f"does not serve: {self.log()}"
        return line

    def has_printed(self, limit: float = 0) -> bool:
        """Tell whether there is output to read, or its end, within the limit."""
        return bool(select.select([self._output], [], [], limit)[0])

    def output(self) -> bytes:
        """Return the rest of the output, whose end is that of everyone who can write it."""
        assert self.has_printed(LIMIT_SECONDS)
        return self._output.read()

    def log(self) -> str:
        return self._log_file.read_text(encoding="utf-8")

    def terminate(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    def exit_code(self, limit: float = LIMIT_SECONDS) -> int:
        return self.process.wait(limit)

    def exit_code_within_a_second(self) -> int:
        """Return the exit code; where the machine has too much to do, it may come later."""
        try:
            return self.exit_code(limit=1)
        except subprocess.TimeoutExpired:
            if os.getloadavg()[0] <= (os.cpu_count() or 1):
                raise
            return self.exit_code()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._output.close()


class Services:
    """Starts services; they share a secret and a directory."""

    def __init__(self, directory: Path):
        self.directory = directory
        self._started: list[Service] = []

    def start(self, module: str, *options: str, **variables: str | None) -> Service:
        """Start a service on a free port; a variable of None is taken from its environment."""
        command = [sys.executable, "-m", module, "--listen", "127.0.0.1:0", *options]
        return self.run(command, **variables)

    def run(self, command: list[str], **variables: str | None) -> Service:
        environment = {**os.environ, "JWT_SECRET": SECRET, **variables}
        service = Service(
            command,
            self.directory / f"{len(self._started)}.log",
            {name: value for name, value in environment.items() if value is not None},
        )
        self._started.append(service)
        return service

    def start_gateway(
        self, *options: str, instances: list[str], **variables: str | None
    ) -> Service:
        own = ("--run-directory", str(self.directory), "--instances", ",".join(instances))
        return self.start("mygateway", *own, *options, **variables)

    def close(self) -> None:
        for service in self._started:
            service.close()


class Client:
    """The calls of one session."""

    def __init__(self, address: str, session_id: str, token: str):
        self.channel = grpc.insecure_channel(address, _CHANNEL_OPTIONS)
        self.session_id = session_id
        self.metadata = (("session-id", session_id), ("authorization", token))
        self.stub = MyServiceAPIStub(self.channel)

    def login(self, username: str = "TestUser", password: str = PASSWORD) -> pb.LoginResponse:
        request = pb.LoginRequest(username=username, password=password, session_id=self.session_id)
        return self.stub.Login(request, timeout=LIMIT_SECONDS)

    def echo(self, value: str = "hello") -> pb.EchoResponse:
        return self.stub.MyServiceEcho(pb.EchoRequest(value=value), **self.settings())

    def subscribe(self, value: str = "hello") -> Any:
        return self.stub.MyServiceSubscribe(pb.EchoRequest(value=value), **self.settings())

    def first_message(self) -> pb.EchoResponse:
        return next(self.subscribe())

    def shutdown(self) -> pb.ShutdownResponse:
        return self.stub.MyServiceShutdown(pb.ShutdownRequest(), **self.settings())

    def settings(self) -> dict[str, Any]:
        return {"metadata": self.metadata, "timeout": LIMIT_SECONDS}


Connect = Callable[..., Client]


class FakeInstance(MyServiceAPIServicer):
    """An instance behind a gateway, which checks nothing and ends each call as it is told."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.end: Callable[[grpc.ServicerContext], Any] = lambda context: pb.EchoResponse()
        self.health = CountingHealth()
        self._server = grpc.server(ThreadPoolExecutor(max_workers=4))
        add_MyServiceAPIServicer_to_server(self, self._server)
        health_pb2_grpc.add_HealthServicer_to_server(self.health, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def __enter__(self) -> "FakeInstance":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(grace=None)

    def MyServiceEcho(self, request: pb.EchoRequest, context: grpc.ServicerContext) -> Any:
        self.calls.append("MyServiceEcho")
        return self.end(context)

    def MyServiceShutdown(self, request: pb.ShutdownRequest, context: grpc.ServicerContext) -> Any:
        self.calls.append("MyServiceShutdown")
        return self.end(context)


class CountingHealth(health.HealthServicer):
    """Health that counts how often it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.checks = Semaphore(0)

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        self.checks.release()
        return super().Check(request, context)


def status_of(call: Callable[..., Any], *arguments: Any) -> tuple[str, str]:
    """Make the call and return the code and the words that it ends with."""
    try:
        call(*arguments)
    except grpc.RpcError as err:
        return err.code().name, err.details()
    return "OK", ""


def sign(key: str | None = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """Return a token of SESSION, valid now, with other claims; None leaves one out."""
    now = int(time.time())
    claims = {"sub": "TestUser", "role": "admin", "session_id": SESSION}
    claims.update({"iat": now, "exp": now + 60, **changes})
    given = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(given, key, algorithm)


def _of_parts(*, claims_of: str) -> str:
    header, _, signature = sign().split(".")
    return ".".join((header, claims_of.split(".")[1], signature))


BAD_TOKENS: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "garbage": lambda: "garbage",
    "three parts of garbage": lambda: "not.a.token",
    "with a scheme before it": lambda: f"Bearer {sign()}",
    "without its signature": lambda: sign().rpartition(".")[0] + ".",
    "other claims than signed": lambda: _of_parts(claims_of=sign(role="root")),
    "of another session": lambda: sign(session_id="session-2"),
    "expired 5 s ago": lambda: sign(exp=int(time.time()) - 5),
    "not valid before a minute from now": lambda: sign(nbf=int(time.time()) + 60),
    "issued a minute from now": lambda: sign(iat=int(time.time()) + 60),
    "alg none": lambda: sign(key=None, algorithm="none"),
    "another key": lambda: sign(key=SECRET[::-1]),
    "another algorithm": lambda: sign(algorithm="HS512"),
    **{
        f"without {claim}": lambda claim=claim: sign(**{claim: None})
        for claim in ("sub", "session_id", "iat", "exp")
    },
}


@pytest.fixture(params=BAD_TOKENS)
def bad_token(request: pytest.FixtureRequest) -> str:
    return BAD_TOKENS[request.param]()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    started = Services(tmp_path)
    yield started
    started.close()


@pytest.fixture(scope="module")
def module_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    started = Services(tmp_path_factory.mktemp("services"))
    yield started
    started.close()


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Connect a client; without a token it has a good one."""
    clients = []

    def connect(address: str, session_id: str = SESSION, token: str | None = None) -> Client:
        good = sign(session_id=session_id) if token is None else token
        clients.append(Client(address, session_id, good))
        return clients[-1]

    yield connect
    for client in clients:
        client.channel.close()
