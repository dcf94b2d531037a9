"""GrpcLibrary/record.py: what is kept of each call."""

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

from GrpcLibrary import record as record_module
from GrpcLibrary.connection import Connection
from GrpcLibrary.errors import CheckFailed
from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.record import MAX_INSTANCE, MAX_MESSAGE, CallRecord, RecordedCall, RecordedStep
from GrpcLibrary.schema import Schema

SUBSCRIBE = "/my_service.MyServiceAPI/MyServiceSubscribe"
ECHO = "/my_service.MyServiceAPI/MyServiceEcho"
SHUTDOWN = "/my_service.MyServiceAPI/MyServiceShutdown"
OK = Status(grpc.StatusCode.OK, "")
ANSWER: Any = object()


def record_of(instance: str = "a") -> CallRecord:
    """Return a record of sessions whose answers all come from that instance."""
    return CallRecord(lambda outcome: instance, kind="session")


@pytest.fixture
def record() -> CallRecord:
    return record_of()


def outcome(
    *,
    owner: str = "s1",
    status: Status = OK,
    response: Any = None,
    method: str = ECHO,
    duration: float = 0.1,
) -> Outcome:
    return Outcome(method, "gateway:10000", status, duration, response, owner=owner)


def failed(code: str = "INTERNAL", message: str = "") -> Outcome:
    return outcome(status=Status(grpc.StatusCode[code], message))


def calls_of(record: CallRecord) -> list[RecordedCall]:
    return [entry for entry in record.take() if isinstance(entry, RecordedCall)]


def test_answered_call_is_kept_with_its_identity_and_its_instance(record: CallRecord) -> None:
    seen = outcome(response=ANSWER)
    record.call_ended(seen)
    (call,) = calls_of(record)
    assert call == RecordedCall(
        seen.id, seen.ended, "s1", ECHO, "gateway:10000", "a", "OK", "", 0.1, None, "session", False
    )
    assert not call.is_error


def test_failed_call_is_kept_with_its_status(record: CallRecord) -> None:
    record.call_ended(failed("INTERNAL", "session conflict"))
    (call,) = calls_of(record)
    assert (call.instance, call.code, call.message) == ("", "INTERNAL", "session conflict")
    assert call.is_error


def test_calls_of_connections_have_no_instance() -> None:
    record = CallRecord()
    record.call_ended(outcome(owner="guide", response=ANSWER))
    (call,) = calls_of(record)
    assert (call.kind, call.owner, call.instance) == ("connection", "guide", "")


def test_nothing_secret_is_kept(record: CallRecord, schema: Schema) -> None:
    login = schema.method("MyServiceAPI/Login").response(token="t0ken", role="admin")
    record.call_ended(outcome(response=login))
    assert "t0ken" not in repr(record.take())


def test_each_call_has_its_own_identity(record: CallRecord) -> None:
    seen = [outcome(), failed(), outcome()]
    for one in seen:
        record.call_ended(one)
    assert [call.id for call in calls_of(record)] == [one.id for one in seen]
    assert len({one.id for one in seen}) == 3


def test_calls_are_taken_once(record: CallRecord) -> None:
    record.call_ended(outcome())
    assert len(record.take()) == 1
    assert record.take() == []


def test_call_after_whose_answer_an_instance_goes_says_so(record: CallRecord) -> None:
    record.shutdown_methods.add(SHUTDOWN)
    refused = Status(grpc.StatusCode.PERMISSION_DENIED, "")
    record.call_ended(outcome(method=SHUTDOWN, response=ANSWER))
    record.call_ended(outcome(method=SHUTDOWN, status=refused))
    record.call_ended(outcome(response=ANSWER))
    assert [call.is_shutdown for call in calls_of(record)] == [True, False, False]


def test_what_a_server_says_is_bounded_and_printable() -> None:
    record = record_of("\x1b[31m" + "i" * 1_000_000)
    record.call_ended(failed(message="\n\u202e" + "w" * 1_000_000))
    record.call_ended(outcome(response=ANSWER))
    refused, answered = calls_of(record)
    assert refused.message.startswith("\\n\\u202ew")
    assert refused.message.endswith("w…")
    assert answered.instance.startswith("\\x1b[31mi")
    assert len(refused.message) < MAX_MESSAGE + 10
    assert len(answered.instance) < MAX_INSTANCE + 10


def test_latest_outcome_is_that_of_the_test_s_own_call(record: CallRecord) -> None:
    own = outcome()
    record.call_ended(own)
    record.in_background().call_ended(failed())
    assert record.latest is own
    assert [call.code for call in calls_of(record)] == ["OK", "INTERNAL"]


def test_failures_of_keywords_are_taken_once_with_what_they_are_about(record: CallRecord) -> None:
    outcomes, keyword = [outcome(), outcome()], object()
    failure = CheckFailed("It moved 2 times, expected 0.", *outcomes)
    record.keyword_failed(failure, keyword)
    (failed,) = record.take_failures()
    assert (failed.failure, failed.keyword) == (failure, keyword)
    assert [one.id for one in failed.failure.outcomes] == [one.id for one in outcomes]
    assert record.take_failures() == []


def test_expected_outcomes_are_taken_once(record: CallRecord) -> None:
    one, other = failed(), failed()
    record.expect(one)
    record.expect(other)
    assert record.take_expected() == {one.id, other.id}
    assert record.take_expected() == set()


def test_calls_of_many_threads_are_all_kept(record: CallRecord) -> None:
    background = record.in_background()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            pool.submit(lambda: [background.call_ended(outcome()) for _ in range(500)])
    assert len({call.id for call in calls_of(record)}) == 4000


def test_record_that_nobody_takes_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_module, "MAX_ENTRIES", 10)
    record = CallRecord()
    for number in range(25):
        record.call_ended(outcome(owner=f"s{number}"))
    assert [call.owner for call in record.take()] == [f"s{n}" for n in range(15, 25)]


class Stream:
    """Stands in for a stream that goes on until it is given an outcome."""

    method = SUBSCRIBE
    target = "gateway:10000"
    owner = "s1"

    def __init__(self) -> None:
        self.outcome: Outcome | None = None

    def message(self) -> Outcome:
        return outcome(method=SUBSCRIBE, response=ANSWER)

    def end(self, code: str = "UNAVAILABLE") -> None:
        status = Status(grpc.StatusCode[code], "gone")
        self.outcome = Outcome(self.method, self.target, status, 2.5, messages=1, owner=self.owner)


@pytest.fixture
def stream() -> Any:
    return Stream()


def test_stream_is_told_step_by_step(record: CallRecord, stream: Any) -> None:
    record.stream_opened(stream)
    seen = stream.message()
    record.message_received(stream, seen)
    record.messages_received(stream, 5)
    steps = [entry for entry in record.take() if isinstance(entry, RecordedStep)]
    assert [(step.id, step.what, step.instance, step.messages) for step in steps] == [
        (0, "opened", "", 0),
        (seen.id, "message", "a", 1),
        (0, "message", "", 5),
    ]
    assert {(step.owner, step.method, step.kind) for step in steps} == {
        ("s1", SUBSCRIBE, "session")
    }
    assert record.latest is seen


def test_stream_is_a_call_once_it_has_ended(record: CallRecord, stream: Any) -> None:
    record.stream_opened(stream)
    record.message_received(stream, stream.message())
    assert calls_of(record) == []
    stream.end()
    (call,) = calls_of(record)
    assert call.id == stream.outcome.id
    assert call[2:10] == (*("s1", SUBSCRIBE, "gateway:10000", "a", "UNAVAILABLE", "gone", 2.5, 1),)
    assert record.take() == []


def test_stream_in_the_background_is_kept(record: CallRecord, stream: Any) -> None:
    record.in_background().stream_opened(stream)
    stream.end()
    assert len(calls_of(record)) == 1


def test_message_that_is_read_after_the_end_came_before_it(record: CallRecord, stream: Any) -> None:
    record.stream_opened(stream)
    stream.end()
    record.messages_received(stream, 3)
    record.message_received(stream, stream.message())
    _, three, one, end = record.take()
    assert max(three.at, one.at) <= end.at


@pytest.mark.parametrize(("code", "is_error"), [("CANCELLED", False), ("INTERNAL", True)])
def test_stream_that_the_client_cancels_is_no_error(
    record: CallRecord, stream: Any, code: str, is_error: bool
) -> None:
    record.stream_opened(stream)
    stream.end(code)
    assert [call.is_error for call in calls_of(record)] == [is_error]


def test_call_that_was_cancelled_is_an_error(record: CallRecord) -> None:
    record.call_ended(failed("CANCELLED"))
    assert [call.is_error for call in calls_of(record)] == [True]


def test_message_that_is_read_after_the_end_was_taken_is_left_out(
    record: CallRecord, stream: Any
) -> None:
    record.stream_opened(stream)
    stream.end()
    assert len(record.take()) == 2
    record.message_received(stream, stream.message())
    assert record.take() == []


def test_ended_streams_that_nobody_takes_are_let_go(
    record: CallRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_module, "MAX_STREAMS", 10)
    kept = []
    for _ in range(50):
        stream: Any = Stream()
        kept.append(weakref.ref(stream))
        record.stream_opened(stream)
        stream.end()
    del stream
    gc.collect()
    assert len([one for one in kept if one() is not None]) <= 10
    assert len(record.take()) == 100


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
        record.call_ended(seen)
        recording.append(time.perf_counter() - called)
        calling.append(called - started)
    assert statistics.median(recording) < statistics.median(calling) / 20
