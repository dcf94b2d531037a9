"""What became of each call, kept for those who tell of it afterwards."""

import time
from collections import deque
from dataclasses import dataclass
from typing import Literal, NamedTuple

from GrpcLibrary.outcome import Outcome
from GrpcLibrary.stream import Stream

# Beyond, the oldest are forgotten, so that a library whose record nobody takes stays small.
MAX_ENTRIES = 1_000_000
MAX_STREAMS = 10_000


class RecordedCall(NamedTuple):
    """One call that has ended, without anything that is secret.

    `at` is when it had ended, in seconds since 1970, `duration` in seconds. `instance` is
    empty where none answered, `failure` unless a judgement of the call failed: then it is
    that failure's sentence. `messages` is how many a stream has brought.
    """

    at: float
    session_id: str
    method: str
    target: str
    instance: str
    code: str
    message: str
    duration: float
    messages: int | None = None
    failure: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the client saw an error; a stream that it has cancelled itself is none."""
        return self.code != "OK" and (self.code != "CANCELLED" or self.messages is None)


class RecordedStep(NamedTuple):
    """What a stream did at that moment: it was opened, or brought a message."""

    at: float
    session_id: str
    method: str
    target: str
    instance: str
    what: Literal["opened", "message"]
    failure: str = ""


Recorded = RecordedCall | RecordedStep


@dataclass
class _Open:
    """A stream that goes on, and what it has brought so far."""

    session_id: str
    instance: str = ""
    messages: int = 0


class CallRecord:
    """The calls of all sessions of a library, in about the order in which they ended.

    Several threads may add to it at the same moment. `aliases` are what the tests call the
    sessions, by session id.
    """

    def __init__(self) -> None:
        self.aliases: dict[str, str] = {}
        self._entries: deque[Recorded] = deque(maxlen=MAX_ENTRIES)
        self._failures: deque[tuple[Outcome, str]] = deque(maxlen=MAX_ENTRIES)
        self._streams: dict[Stream, _Open] = {}

    def add(self, session_id: str | None, outcome: Outcome) -> Outcome:
        """Record a call and return its outcome."""
        instance = getattr(outcome.response, "pod_name", "")
        self._entries.append(_recorded(session_id, outcome, instance, None))
        return outcome

    def add_stream(self, session_id: str | None, stream: Stream) -> Stream:
        """Record that a stream was opened and, later on, what it came to; return it."""
        if len(self._streams) >= MAX_STREAMS:
            self._add_ended_streams()
        opened = _Open(session_id or "")
        self._streams[stream] = opened
        where = stream.method, stream.target, ""
        self._entries.append(RecordedStep(time.time(), opened.session_id, *where, "opened"))
        return stream

    def add_message(self, stream: Stream, outcome: Outcome) -> None:
        """Record a message of a stream, unless the stream's end was taken before."""
        opened = self._streams.get(stream)
        if opened is None:
            return
        opened.instance = getattr(outcome.response, "pod_name", "")
        opened.messages += 1
        where = outcome.method, outcome.target, opened.instance
        self._entries.append(RecordedStep(outcome.ended, opened.session_id, *where, "message"))

    def add_failure(self, outcome: Outcome, sentence: str) -> None:
        """Note that a call, or a stream's message, was judged and failed with this sentence."""
        self._failures.append((outcome, sentence))

    def take(self) -> list[Recorded]:
        """Return what was recorded since the last time; a stream that goes on ends later."""
        self._add_ended_streams()
        entries = [self._entries.popleft() for _ in range(len(self._entries))]
        failures = {(one.ended, one.method): sentence for one, sentence in self._failures}
        self._failures.clear()
        if failures:
            return [_judged(entry, failures.get((entry.at, entry.method))) for entry in entries]
        return entries

    def _add_ended_streams(self) -> None:
        for stream, opened in list(self._streams.items()):
            if stream.outcome is not None:
                del self._streams[stream]
                self._entries.append(
                    _recorded(opened.session_id, stream.outcome, opened.instance, opened.messages)
                )


def _recorded(
    session_id: str | None, outcome: Outcome, instance: str, messages: int | None
) -> RecordedCall:
    return RecordedCall(
        outcome.ended,
        session_id or "",
        outcome.method,
        outcome.target,
        instance,
        outcome.status.code.name,
        outcome.status.message,
        outcome.duration,
        messages,
    )


def _judged(entry: Recorded, failure: str | None) -> Recorded:
    return entry if failure is None else entry._replace(failure=failure)
