"""Whatever was done with GrpcLibrary: once all connections are closed, nothing is left of it."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ConnectionServers import PROTO, ConnectionServers
from ReflectingServers import ReflectingServers
from robot_runs import ROOT, Robot

from GrpcLibrary import GrpcLibrary
from GrpcLibrary.errors import CheckFailed, RpcFailed, UsageError

ECHO = "MyServiceAPI/MyServiceEcho"
SHORT = timedelta(seconds=0.3)
LIMIT_SECONDS = 5
TIMES = 3


class Uses:
    """What is done with the library; each leaves its connections and streams open."""

    def __init__(self) -> None:
        self.library = GrpcLibrary()
        self.servers = ConnectionServers()
        self.reflecting = ReflectingServers()
        self.address = self.servers.start_echo_server()
        self.health = self.reflecting.start_reflecting_server("v1")
        self.liar = self.reflecting.start_lying_server("no list")
        self.resetting = self.servers.listen_and_reset()
        self.pages = self.servers.serve_web_pages()

    def open(self, address: str = "", schema: Path | None = PROTO, **named: Any) -> None:
        self.keyword("open_connection")(address or self.address, schema, **named)

    def keyword(self, name: str) -> Callable[..., Any]:
        keyword: Callable[..., Any] = self.library.keywords[name]
        return keyword

    def stop(self) -> None:
        self.servers.stop_servers()
        self.reflecting.stop_servers()

    def call(self) -> None:
        self.open()
        self.keyword("call_rpc")(ECHO)

    def call_past_its_deadline(self) -> None:
        self.open(deadline=SHORT)
        with pytest.raises(RpcFailed, match="DEADLINE_EXCEEDED"):
            self.keyword("call_rpc")(ECHO, value="hang")

    def read_reflection(self) -> None:
        self.open(self.health, None)

    def read_lying_reflection(self) -> None:
        with pytest.raises(UsageError, match="does not know 'services'"):
            self.open(self.liar, None)

    def be_reset(self) -> None:
        with pytest.raises(UsageError, match="closed the connection"):
            self.open(self.resetting)

    def get_web_pages(self) -> None:
        self.open(self.pages)
        with pytest.raises(RpcFailed, match="UNKNOWN"):
            self.keyword("call_rpc")(ECHO)

    def wait_in_vain(self) -> None:
        with pytest.raises(UsageError, match="Cannot connect to"):
            self.keyword("wait_until_server_is_ready")(self.resetting, SHORT)

    def miss_the_schema(self) -> None:
        with pytest.raises(UsageError, match="There is no schema"):
            self.open(schema=Path("missing.proto"))

    def judge_health(self) -> None:
        self.open()
        with pytest.raises(CheckFailed, match="NOT_SERVING"):
            self.keyword("server_should_be_serving")("resting")

    def leave_a_stream_open(self) -> None:
        self.open()
        self.keyword("open_stream")(ECHO, value="hang")

    def cancel_a_stream(self) -> None:
        self.leave_a_stream_open()
        self.keyword("cancel_stream")()

    def end_a_stream(self) -> None:
        self.open()
        self.keyword("open_stream")(ECHO, value="once")
        self.keyword("wait_until_stream_ends")()

    def miss_a_message(self) -> None:
        self.leave_a_stream_open()
        with pytest.raises(CheckFailed, match="came within"):
            self.keyword("receive_message")(SHORT)

    def call_many_times(self) -> None:
        self.open()
        self.keyword("call_rpc_many_times")(ECHO, 20)

    def close_one_connection(self) -> None:
        self.open()
        self.keyword("close_connection")()


@pytest.fixture(scope="module")
def uses() -> Iterator[Uses]:
    made = Uses()
    yield made
    made.stop()


@pytest.mark.parametrize(
    "use",
    [
        Uses.call,
        Uses.call_past_its_deadline,
        Uses.read_reflection,
        Uses.read_lying_reflection,
        Uses.be_reset,
        Uses.get_web_pages,
        Uses.wait_in_vain,
        Uses.miss_the_schema,
        Uses.judge_health,
        Uses.leave_a_stream_open,
        Uses.cancel_a_stream,
        Uses.end_a_stream,
        Uses.miss_a_message,
        Uses.call_many_times,
        Uses.close_one_connection,
    ],
)
def test_nothing_is_left(uses: Uses, use: Callable[[Uses], None]) -> None:
    _use(uses, use)  # the first use leaves what gRPC keeps for good, like its pollers
    descriptors, threads = _settled(lambda: (_descriptors(), _threads()), None)
    for _ in range(TIMES):
        _use(uses, use)
    assert _settled(_descriptors, descriptors) == descriptors
    assert _settled(_threads, threads) == threads


def test_secret_metadata_is_in_no_log(robot: Robot) -> None:
    token = "only-the-server-sees-it"
    suite = ROOT / "tests" / "acceptance" / "connections.robot"
    only = ("--loglevel", "TRACE", "--test", "Default Metadata May Be Secret")
    run = robot.run(*only, suite, TOKEN=token)
    assert run.exit_code == 0, run.console
    assert token not in run.console
    assert [path.name for path in run.results.iterdir() if token in path.read_text()] == []


def _use(uses: Uses, use: Callable[[Uses], None]) -> None:
    try:
        use(uses)
    finally:
        uses.keyword("close_all_connections")()


def _threads() -> int:
    """Count threads but those of the servers' pools, which live until the servers stop."""
    return sum(not thread.name.startswith("ThreadPool") for thread in threading.enumerate())


def _descriptors() -> int:
    """Count open files and sockets; the servers' ends of connections are among them."""
    return len(list(Path("/proc/self/fd").iterdir()))


def _settled(count: Callable[[], Any], wanted: Any) -> Any:
    """Return the count as soon as it is as wanted, else after the limit.

    Without a wish, as soon as it has stayed the same for a while.
    """
    give_up_at = time.monotonic() + LIMIT_SECONDS
    seen, since = count(), time.monotonic()
    while seen != wanted and time.monotonic() < give_up_at:
        if wanted is None and time.monotonic() - since > 0.5:
            break
        time.sleep(0.02)  # nobody tells when a socket's other end has been closed
        now = count()
        if now != seen:
            seen, since = now, time.monotonic()
    return seen
