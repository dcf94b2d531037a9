"""What became of each call, kept for those who show it or judge it afterwards."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from .errors import CheckFailed, RpcFailed
from .outcome import Outcome
from .printable import printable
from .stream import Stream

# Beyond, the oldest are forgotten, so that a library whose record nobody takes stays small.
MAX_ENTRIES = 1_000_000
MAX_STREAMS = 10_000

# What is kept of a text that a server has sent.
MAX_MESSAGE = 1000
MAX_INSTANCE = 200

Kind = Literal["session", "connection"]


class RecordedCall(NamedTuple):
    """One call that has ended, without anything that is secret.

    `id` is that of its outcome. `at` is when it had ended, in seconds since 1970, `duration`
    in seconds. `owner` is on whose behalf it was made (a session's id, or a connection's
    alias, as `kind` says), `instance` the one that answered, empty where none did or it is not
    known. `messages` is how many a stream has brought. `is_shutdown` says that the instance
    goes after its answer.
    """

    id: int
    at: float
    owner: str
    method: str
    target: str
    instance: str
    code: str
    message: str
    duration: float
    messages: int | None = None
    kind: Kind = "connection"
    is_shutdown: bool = False

    @property
    def is_error(self) -> bool:
        """Whether the client saw an error; a stream that it has cancelled itself is none."""
        return self.code != "OK" and (self.code != "CANCELLED" or self.messages is None)


class RecordedStep(NamedTuple):
    """What a stream did at that moment: it was opened, or brought messages.

    `id` is that of the message's outcome; 0 where there is none.
    """

    id: int
    at: float
    owner: str
    method: str
    target: str
    instance: str
    what: Literal["opened", "message"]
    messages: int = 0
    kind: Kind = "connection"


Recorded = RecordedCall | RecordedStep


class RecordedFailure(NamedTuple):
    """A failure of a keyword, and the keyword in Robot Framework's result model."""

    failure: RpcFailed | CheckFailed
    keyword: Any


@dataclass
class _Open:
    """A stream that has not been recorded as ended, and where its messages came from."""

    instance: str = ""


def _no_instance(outcome: Outcome) -> str:
    return ""


class CallRecord:
    """The calls that a library has made, in about the order in which they ended.

    Several threads may add to it at the same moment. `latest` is the outcome of the test's
    latest call; `instance_of` tells which instance gave an answer. `aliases` are the names
    that tests have given to owners. `kind` is what an owner is. `shutdown_methods` are the
    paths of those after whose answer an instance goes.
    """

    def __init__(
        self, instance_of: Callable[[Outcome], str] = _no_instance, kind: Kind = "connection"
    ) -> None:
        self.kind: Kind = kind
        self.aliases: dict[str, str] = {}
        self.shutdown_methods: set[str] = set()
        self.latest: Outcome | None = None
        self._instance_of = instance_of
        self._failures: list[RecordedFailure] = []
        self._expected: set[int] = set()
        self._entries: deque[Recorded] = deque(maxlen=MAX_ENTRIES)
        self._streams: dict[Stream, _Open] = {}

    def call_ended(self, outcome: Outcome) -> None:
        """Record a unary call, the test's latest."""
        self.latest = outcome
        self.add(outcome)

    def add(self, outcome: Outcome) -> None:
        """Record a unary call that the test did not make itself."""
        self._entries.append(self._call(outcome, self._instance(outcome)))

    def stream_opened(self, stream: Stream) -> None:
        """Record that a stream was opened and, later on, what it came to."""
        if len(self._streams) >= MAX_STREAMS:
            self._add_ended_streams()
        self._streams[stream] = _Open()
        where = stream.owner, stream.method, stream.target, ""
        self._entries.append(RecordedStep(0, time.time(), *where, "opened", kind=self.kind))

    def message_received(self, stream: Stream, outcome: Outcome) -> None:
        """Record one message of a stream as an outcome of its own, the test's latest."""
        self.latest = outcome
        self._add_messages(stream, outcome.id, outcome.ended, self._instance(outcome), 1)

    def messages_received(self, stream: Stream, count: int) -> None:
        """Record messages of a stream that came together."""
        self._add_messages(stream, 0, time.time(), "", count)

    def take(self) -> list[Recorded]:
        """Return what was recorded since the last time; a stream that goes on ends later."""
        self._add_ended_streams()
        return [self._entries.popleft() for _ in range(len(self._entries))]

    def keyword_failed(self, failure: RpcFailed | CheckFailed, keyword: Any) -> None:
        """Note that a keyword failed, given as Robot Framework's result of it."""
        self._failures.append(RecordedFailure(failure, keyword))

    def take_failures(self) -> list[RecordedFailure]:
        """Return the keywords' failures since the last time."""
        failures, self._failures = self._failures, []
        return failures

    def expect(self, *outcomes: Outcome) -> None:
        """Note that the test has expected these statuses, so that none is an error to it."""
        self._expected.update(outcome.id for outcome in outcomes)

    def take_expected(self) -> set[int]:
        """Return the ids of the outcomes that were expected since the last time."""
        expected, self._expected = self._expected, set()
        return expected

    def in_background(self) -> "BackgroundRecord":
        """Return who records calls that the test did not make itself: none is its latest."""
        return BackgroundRecord(self)

    def _instance(self, outcome: Outcome) -> str:
        if outcome.response is None:
            return ""
        return printable(self._instance_of(outcome), MAX_INSTANCE)

    def _call(self, outcome: Outcome, instance: str) -> RecordedCall:
        code, message = outcome.status
        is_shutdown = outcome.method in self.shutdown_methods and outcome.response is not None
        return RecordedCall(
            outcome.id,
            outcome.ended,
            outcome.owner,
            outcome.method,
            outcome.target,
            instance,
            code.name,
            printable(message, MAX_MESSAGE),
            outcome.duration,
            outcome.messages,
            self.kind,
            is_shutdown,
        )

    def _add_messages(
        self, stream: Stream, number: int, at: float, instance: str, count: int
    ) -> None:
        opened = self._streams.get(stream)
        if opened is None:
            return  # the stream's end was taken before
        if stream.outcome is not None:
            at = min(at, stream.outcome.ended)  # it had come before the end, and was read later
        opened.instance = instance
        where = stream.owner, stream.method, stream.target, instance
        self._entries.append(RecordedStep(number, at, *where, "message", count, self.kind))

    def _add_ended_streams(self) -> None:
        for stream, opened in list(self._streams.items()):
            if stream.outcome is not None:
                del self._streams[stream]
                self._entries.append(self._call(stream.outcome, opened.instance))


class BackgroundRecord:
    """Records unary calls beside the test's own."""

    def __init__(self, record: CallRecord):
        self._record = record

    def call_ended(self, outcome: Outcome) -> None:
        self._record.add(outcome)

    def stream_opened(self, stream: Stream) -> None:
        self._record.stream_opened(stream)
