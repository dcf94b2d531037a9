"""connection.py: calls, and what they come to, against a server that records them."""

import time
import traceback
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from robot.api.types import Secret

from GrpcLibrary.connection import Connection
from GrpcLibrary.errors import UsageError
from GrpcLibrary.outcome import Outcome
from GrpcLibrary.schema import Method
from GrpcLibrary.stream import Stream

SAY = Method("/test.Echo/Say", StringValue, StringValue)
HELLO = StringValue(value="Hello!")
FAILURES = [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK]

Connect = Callable[..., Connection]


def test_answer_is_kept_with_all_that_came_with_it(server: Any, connect: Connect) -> None:
    def answer(request: bytes, context: Any) -> bytes:
        context.send_initial_metadata((("served-by", "one"),))
        context.set_trailing_metadata((("cost", "3"), ("trace-bin", b"\x00\xff")))
        return request

    server.answer = answer
    started = time.perf_counter()
    outcome = connect(server.address).call(SAY, HELLO)
    assert outcome.status == (grpc.StatusCode.OK, "")
    assert outcome.response == HELLO
    assert outcome.initial_metadata["served-by"] == "one"
    assert outcome.trailing_metadata == {"cost": "3", "trace-bin": b"\x00\xff"}
    assert (outcome.method, outcome.target) == ("/test.Echo/Say", server.address)
    assert 0 < outcome.duration <= time.perf_counter() - started


@pytest.mark.parametrize("code", FAILURES)
def test_failure_is_kept_with_all_that_came_with_it(
    server: Any, connect: Connect, code: grpc.StatusCode
) -> None:
    def fail(request: bytes, context: Any) -> bytes:
        context.send_initial_metadata((("served-by", "one"),))
        context.set_trailing_metadata((("retry-after", "3"),))
        return context.abort(code, "it's\nnot — possible")

    server.answer = fail
    outcome = connect(server.address).call(SAY, HELLO)
    assert outcome.status == (code, "it's\nnot — possible")
    assert outcome.response is None
    assert outcome.initial_metadata["served-by"] == "one"
    assert outcome.trailing_metadata == {"retry-after": "3"}
    assert (outcome.method, outcome.target) == ("/test.Echo/Say", server.address)
    assert outcome.duration > 0


def test_failure_without_words_has_an_empty_message(server: Any, connect: Connect) -> None:
    server.answer = lambda request, context: context.abort(grpc.StatusCode.NOT_FOUND, "")
    assert connect(server.address).call(SAY, HELLO).status == (grpc.StatusCode.NOT_FOUND, "")


def test_answer_of_another_type_is_an_outcome_too(server: Any, connect: Connect) -> None:
    server.answer = lambda request, context: b"\xff"
    outcome = connect(server.address).call(SAY, HELLO)
    assert outcome.status.code is grpc.StatusCode.INTERNAL
    assert outcome.response is None


def test_call_that_reaches_nobody_is_an_outcome_too(dead_port: int, connect: Connect) -> None:
    outcome = connect(f"127.0.0.1:{dead_port}").call(SAY, HELLO)
    assert outcome.status.code is grpc.StatusCode.UNAVAILABLE
    assert "Connection refused" in outcome.status.message


class Observer:
    """Notes what a connection tells of."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.streams: list[Stream] = []

    def call_ended(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def stream_opened(self, stream: Stream) -> None:
        self.streams.append(stream)


def test_observer_is_told_of_each_call_whatever_its_status(server: Any, connect: Connect) -> None:
    observer = Observer()
    connection = connect(server.address, observer=observer)
    first = connection.call(SAY, HELLO, owner="Ada")
    server.answer = lambda request, context: context.abort(grpc.StatusCode.ABORTED, "no")
    second = connection.call(SAY, HELLO)
    assert observer.outcomes == [first, second]
    assert [one.status.code.name for one in observer.outcomes] == ["OK", "ABORTED"]
    assert [one.owner for one in observer.outcomes] == ["Ada", ""]
    assert first.id < second.id


def test_observer_is_told_of_each_stream_when_it_is_opened(server: Any, connect: Connect) -> None:
    observer = Observer()
    stream = connect(server.address, observer=observer).open_stream(SAY, request=HELLO, owner="Ada")
    assert observer.streams == [stream]
    assert stream.wait(10).owner == "Ada"
    assert observer.outcomes == []
    stream.close()


@pytest.mark.parametrize(("of_connection", "of_call"), [(0.2, None), (10, 0.2)])
def test_passed_deadline_ends_the_call_in_time(
    server: Any, connect: Connect, of_connection: float, of_call: float | None
) -> None:
    server.hang()
    outcome = connect(server.address, of_connection).call(SAY, HELLO, deadline=of_call)
    assert outcome.status.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert 0.15 < outcome.duration < 2


def test_deadline_holds_for_a_server_that_says_nothing(silent_port: int, connect: Connect) -> None:
    outcome = connect(f"127.0.0.1:{silent_port}", 0.2).call(SAY, HELLO)
    assert outcome.status.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert outcome.duration < 2


@pytest.mark.parametrize("fails", [False, True])
def test_secret_is_plain_on_the_wire_only(server: Any, connect: Connect, fails: bool) -> None:
    if fails:
        server.answer = lambda request, context: context.abort(grpc.StatusCode.INTERNAL, "no")
    connection = connect(server.address)
    metadata = [("authorization", Secret("s3cret")), ("session-id", "s1")]
    outcome = connection.call(SAY, HELLO, metadata)
    assert server.arrivals[0].metadata["authorization"] == "s3cret"
    assert server.arrivals[0].metadata["session-id"] == "s1"
    for thing in (outcome, connection, vars(connection), metadata):
        assert "s3cret" not in f"{thing} {thing!r}"


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (("to ken", "s3cret"), "Metadata key 'to ken' should consist of "),
        (("token\n", "s3cret"), "Metadata key 'token\n' should consist of "),
        ((":path", "s3cret"), "Metadata key ':path' should consist of "),
        (("", "s3cret"), "Metadata key '' should consist of "),
        (("schlüssel", "s3cret"), "Metadata key 'schlüssel' should consist of "),
        (("te", "s3cret"), "Metadata key 'te' is one that gRPC itself sends."),
        (("user-agent", "s3cret"), "Metadata key 'user-agent' is one that gRPC itself sends."),
        (("grpc-timeout", "s3cret"), "Metadata key 'grpc-timeout' is one that gRPC itself sends."),
        (("token", "s3cret\n"), "Metadata 'token' should consist of printable ASCII "),
        (("token", "s3crét"), "Metadata 'token' should consist of printable ASCII "),
        (("token", "\0s3cret"), "Metadata 'token' should consist of printable ASCII "),
    ],
)
@pytest.mark.parametrize("wrap", [str, Secret])
def test_metadata_that_cannot_be_sent_is_refused_without_showing_any_value(
    server: Any,
    connect: Connect,
    entry: tuple[str, str],
    complaint: str,
    wrap: Callable[[str], str | Secret],
) -> None:
    key, value = entry
    metadata = [("authorization", Secret("an0ther")), (key, wrap(value))]
    with pytest.raises(UsageError) as caught:
        connect(server.address).call(SAY, HELLO, metadata)
    assert str(caught.value).startswith(complaint)
    told = "".join(traceback.format_exception(None, caught.value, caught.value.__traceback__))
    for secret in (value, "s3c", "an0ther"):
        assert secret not in told
    assert server.arrivals == []


def test_connections_to_the_same_target_share_no_tcp_connection(
    server: Any, connect: Connect
) -> None:
    one, two = connect(server.address), connect(server.address)
    for connection in (one, two, one, two):
        connection.call(SAY, HELLO)
    peers = [arrival.peer for arrival in server.arrivals]
    assert peers[:2] == peers[2:]
    assert peers[0] != peers[1]


@pytest.mark.parametrize("target", ["localhost", "http://localhost:1", ""])
def test_target_that_is_no_address_is_refused(target: str) -> None:
    with pytest.raises(UsageError, match="should be 'host:port'"):
        Connection(target, 1)


@pytest.mark.parametrize("deadline", [0, -0.5])
def test_deadline_that_has_passed_already_is_refused(deadline: float) -> None:
    with pytest.raises(UsageError) as caught:
        Connection("localhost:1", deadline)
    assert str(caught.value) == f"A deadline should be longer than 0 s, got {deadline:g} s."


def test_stream_can_be_refused_before_its_request_is_sent(server: Any, connect: Connect) -> None:
    server.answer = lambda request, context: context.abort(grpc.StatusCode.UNAUTHENTICATED, "no")
    connection = connect(server.address)
    for _ in range(50):
        stream = connection.open_stream(SAY, request=HELLO)
        assert stream.wait(10).status == (grpc.StatusCode.UNAUTHENTICATED, "no")
        stream.close()
    assert {arrival.request for arrival in server.arrivals} == {HELLO.SerializeToString()}
