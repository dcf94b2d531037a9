"""connection.py: how a connection is opened and closed, and what it leaves."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from GrpcLibrary.connection import Connection
from GrpcLibrary.errors import UsageError

LIMIT_SECONDS = 30
PROXIES = ("http_proxy", "https_proxy", "grpc_proxy")
NO_PROXIES = ("no_proxy", "no_grpc_proxy")

Connect = Callable[..., Connection]


@pytest.fixture
def rude_port() -> Iterator[int]:
    """A port that accepts connections and ends each at once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            while True:
                accepted, _ = listener.accept()
                accepted.close()
                if over.is_set():
                    return

        over = threading.Event()
        thread = threading.Thread(target=hang_up)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        socket.create_connection(listener.getsockname()).close()
        thread.join(LIMIT_SECONDS)


def test_server_that_is_there_is_found_ready(server: Any, connect: Connect) -> None:
    connect(server.address).wait_until_ready()
    assert server.arrivals == []


def test_channel_is_closed_when_its_watcher_has_ended(
    server: Any, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set(threading.enumerate())
    connection = connect(server.address)
    connection.wait_until_ready()
    watching_at_close: list[set[threading.Thread]] = []
    monkeypatch.setattr(
        connection._channel,
        "close",
        lambda: watching_at_close.append(set(threading.enumerate()) - threads),
    )
    connection.close()
    assert watching_at_close == [set()]


def test_port_that_refuses_is_told_with_the_reason(dead_port: int, connect: Connect) -> None:
    assert _complaint(connect(f"127.0.0.1:{dead_port}")) == (
        f"Cannot connect to '127.0.0.1:{dead_port}': UNKNOWN: ipv4:127.0.0.1:{dead_port}: "
        "Failed to connect to remote host: Connection refused."
    )


def test_server_that_hangs_up_is_told_with_a_reason(rude_port: int, connect: Connect) -> None:
    complaint = _complaint(connect(f"127.0.0.1:{rude_port}"))
    assert complaint.startswith(f"Cannot connect to '127.0.0.1:{rude_port}': ")
    assert complaint.endswith(".")
    assert "within" not in complaint


def test_server_that_says_nothing_is_given_up_in_time(silent_port: int, connect: Connect) -> None:
    connection = connect(f"127.0.0.1:{silent_port}", 0.2)
    started = time.monotonic()
    assert _complaint(connection) == (
        f"Cannot connect to '127.0.0.1:{silent_port}' within 0.2 s: no gRPC server answered."
    )
    assert 0.15 < time.monotonic() - started < 2


def _complaint(connection: Connection) -> str:
    with pytest.raises(UsageError) as caught:
        connection.wait_until_ready()
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)


OPEN_AND_CLOSE = """
import sys, threading
from GrpcLibrary.connection import Connection
from GrpcLibrary.errors import UsageError

for target in sys.argv[2:]:
    connection = Connection(target, 0.5)
    try:
        for _ in range(int(sys.argv[1])):
            connection.wait_until_ready()
        print("ready")
    except UsageError:
        print("failed")
    connection.close()
    connection.close()
    print(*(thread.name for thread in threading.enumerate()))
"""


def test_closed_connection_leaves_no_thread_and_no_word(
    server: Any, dead_port: int, silent_port: int
) -> None:
    ports = (server.port, dead_port, silent_port, server.port)
    done = _run(OPEN_AND_CLOSE, "1", *(f"127.0.0.1:{port}" for port in ports))
    assert done.stdout.split() == [
        *("ready", "MainThread"),
        *("failed", "MainThread"),
        *("failed", "MainThread"),
        *("ready", "MainThread"),
    ]
    assert done.stderr == ""


def test_connection_that_was_waited_for_twice_leaves_nothing_either(server: Any) -> None:
    done = _run(OPEN_AND_CLOSE, "2", server.address)
    assert (done.stdout.split(), done.stderr) == (["ready", "MainThread"], "")


CALL_WITH_AND_WITHOUT_US = """
import sys
import grpc
from google.protobuf.wrappers_pb2 import StringValue
from GrpcLibrary.connection import Connection
from GrpcLibrary.schema import Method

method = Method("/test.Echo/Say", StringValue, StringValue)
for target in sys.argv[1:]:
    connection = Connection(target, 10)
    connection.wait_until_ready()
    print(connection.call(method, StringValue()).status)
    connection.close()
    try:
        grpc.insecure_channel(target).unary_unary(method.path)(b"", timeout=10)
    except grpc.RpcError as err:
        print(err.code().name)
"""


def test_proxy_of_the_environment_is_not_asked_for_loopback(server: Any, dead_port: int) -> None:
    targets = (f"127.0.0.1:{server.port}", f"localhost:{server.port}")
    variables = dict.fromkeys(PROXIES, f"http://127.0.0.1:{dead_port}")
    done = _run(CALL_WITH_AND_WITHOUT_US, *targets, **variables)
    assert done.stdout.split() == ["OK", "UNAVAILABLE"] * 2, done.stderr


def _run(code: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    names = {*PROXIES, *NO_PROXIES}
    clean = {name: value for name, value in os.environ.items() if name.lower() not in names}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=clean | variables,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
