"""MyServiceLibrary/record.py: what is kept of each call."""

import gc
import statistics
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from library_runs import Server

from GrpcLibrary.connection import Connection
from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.schema import Schema
from MyServiceLibrary import record as record_module
from MyServiceLibrary.record import CallRecord, RecordedCall, RecordedStep
from MyServiceLibrary.session import Session

SUBSCRIBE = "/my_service.MyServiceAPI/MyServiceSubscribe"
ECHO = "/my_service.MyServiceAPI/MyServiceEcho"
OK = Status(grpc.StatusCode.OK, "")


@pytest.fixture
def record() -> CallRecord:
    return CallRecord()


def outcome(duration: float = 0.1, status: Status = OK, response: Any = None) -> Outcome:
    return Outcome(ECHO, "gateway:10000", status, duration, response)


def test_answered_call_is_kept_with_its_instance(record: CallRecord, schema: Schema) -> None:
    answer = schema.method("MyServiceAPI/MyServiceEcho").response(pod_name="a", client_value="v")
    seen = outcome(response=answer)
    assert record.add("s1", seen) is seen
    (call,) = record.take()
    assert call == (seen.ended, "s1", ECHO, "gateway:10000", "a", "OK", "", 0.1, None, "")
    assert not call.is_error


def test_failed_call_is_kept_with_its_status(record: CallRecord) -> None:
    record.add("s1", outcome(status=Status(grpc.StatusCode.INTERNAL, "session conflict")))
    (call,) = record.take()
    assert (call.instance, call.code, call.message) == ("", "INTERNAL", "session conflict")
    assert call.is_error


def test_login_has_no_instance(record: CallRecord, schema: Schema) -> None:
    login = schema.method("MyServiceAPI/Login").response(token="t0ken", role="admin")
    record.add("s1", outcome(response=login))
    (call,) = record.take()
    assert call.instance == ""
    assert "t0ken" not in repr(call)


def test_calls_are_taken_once(record: CallRecord) -> None:
    record.add("s1", outcome())
    assert len(record.take()) == 1
    assert record.take() == []


def test_judgement_that_failed_is_kept_with_its_call(record: CallRecord) -> None:
    outcomes = [record.add("s1", outcome(duration)) for duration in (0.1, 0.2, 0.3)]
    record.add_failure(outcomes[1], "It was wrong.")
    assert [call.failure for call in record.take()] == ["", "It was wrong.", ""]


def test_judgement_of_a_call_that_was_taken_before_is_dropped(record: CallRecord) -> None:
    early = record.add("s1", outcome())
    record.take()
    record.add_failure(early, "It was wrong.")
    record.add("s1", outcome())
    assert [call.failure for call in record.take()] == [""]


def test_calls_of_many_threads_are_all_kept(record: CallRecord) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(8):
            pool.submit(
                lambda name: [record.add(name, outcome()) for _ in range(500)], f"s{number}"
            )
    assert len(record.take()) == 4000


def test_record_that_nobody_takes_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_module, "MAX_ENTRIES", 10)
    record = CallRecord()
    for number in range(25):
        record.add(f"s{number}", outcome())
    assert [call.session_id for call in record.take()] == [f"s{n}" for n in range(15, 25)]


class Stream:
    """Stands in for a stream that goes on until it is given an outcome."""

    method = SUBSCRIBE
    target = "gateway:10000"

    def __init__(self) -> None:
        self.outcome: Outcome | None = None

    def message(self, schema: Schema, instance: str) -> Outcome:
        answer = schema.method("MyServiceAPI/MyServiceSubscribe").response(pod_name=instance)
        return Outcome(self.method, self.target, OK, 0.1, answer)

    def end(self, code: str = "UNAVAILABLE") -> None:
        status = Status(grpc.StatusCode[code], "gone")
        self.outcome = Outcome(self.method, self.target, status, 2.5)


@pytest.fixture
def stream() -> Any:
    return Stream()


def test_stream_is_told_step_by_step(record: CallRecord, stream: Any, schema: Schema) -> None:
    assert record.add_stream("s1", stream) is stream
    for instance in "ab":
        record.add_message(stream, stream.message(schema, instance))
    steps = [entry for entry in record.take() if isinstance(entry, RecordedStep)]
    assert [(step.session_id, step.what, step.instance) for step in steps] == [
        ("s1", "opened", ""),
        ("s1", "message", "a"),
        ("s1", "message", "b"),
    ]


def test_stream_is_a_call_once_it_has_ended(
    record: CallRecord, stream: Any, schema: Schema
) -> None:
    record.add_stream("s1", stream)
    record.add_message(stream, stream.message(schema, "a"))
    assert [entry for entry in record.take() if isinstance(entry, RecordedCall)] == []
    stream.end()
    (call,) = record.take()
    assert isinstance(call, RecordedCall)
    assert call[1:] == (
        *("s1", SUBSCRIBE, "gateway:10000", "a", "UNAVAILABLE", "gone", 2.5, 1, ""),
    )
    assert record.take() == []


@pytest.mark.parametrize(("code", "is_error"), [("CANCELLED", False), ("INTERNAL", True)])
def test_stream_that_the_client_cancels_is_no_error(
    record: CallRecord, stream: Any, code: str, is_error: bool
) -> None:
    record.add_stream(None, stream)
    stream.end(code)
    call = record.take()[-1]
    assert isinstance(call, RecordedCall)
    assert (call.session_id, call.is_error) == ("", is_error)


def test_call_that_was_cancelled_is_an_error(record: CallRecord) -> None:
    record.add("s1", outcome(status=Status(grpc.StatusCode.CANCELLED, "")))
    assert [call.is_error for call in record.take() if isinstance(call, RecordedCall)] == [True]


def test_message_that_is_read_after_the_end_was_taken_is_left_out(
    record: CallRecord, stream: Any, schema: Schema
) -> None:
    record.add_stream("s1", stream)
    stream.end()
    assert len(record.take()) == 2
    record.add_message(stream, stream.message(schema, "a"))
    assert record.take() == []


def test_ended_streams_that_nobody_takes_are_let_go(
    record: CallRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_module, "MAX_STREAMS", 10)
    kept = []
    for _ in range(50):
        stream: Any = Stream()
        kept.append(weakref.ref(stream))
        record.add_stream("s1", stream).outcome = outcome()
    del stream
    gc.collect()
    assert len([one for one in kept if one() is not None]) <= 10
    assert len(record.take()) == 100


def test_failure_of_a_session_is_noted_with_its_sentence(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    call = session.echo()
    gateway.record.add(session.id, call.outcome)
    sentence = str(session.failure(call, "'b'"))
    assert [call.failure for call in gateway.record.take()] == [sentence]


def test_recording_takes_less_than_a_twentieth_of_a_call(
    server: Server, connect: Callable[..., Connection], schema: Schema, record: CallRecord
) -> None:
    method = schema.method("MyServiceAPI/MyServiceEcho")
    connection = connect(server.address)
    connection.call(method, method.request())
    calling, recording = [], []
    for _ in range(200):
        started = time.perf_counter()
        seen = connection.call(method, method.request())
        called = time.perf_counter()
        record.add("s1", seen)
        recording.append(time.perf_counter() - called)
        calling.append(called - started)
    assert statistics.median(recording) < statistics.median(calling) / 20
