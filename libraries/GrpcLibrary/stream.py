"""A call that sends or receives more than one message."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from google.protobuf.message import Message

from .errors import RpcFailed, UsageError
from .outcome import Outcome, Status
from .received import ReceivedMetadata
from .schema import Method, UnreadableAnswer

# How many received messages wait to be read. Beyond, the server has to wait as well: gRPC's
# flow control keeps a stream that nobody reads from filling the memory.
BUFFERED_MESSAGES = 1000

# Who wants many messages is woken when so many have come, not for each: that would take twice
# as long.
BATCH_MESSAGES = BUFFERED_MESSAGES // 2


class Stream:
    """An open call of any kind, whose sending and receiving are independent of each other."""

    def __init__(self, method: Method, target: str, owner: str = ""):
        """`owner` is on whose behalf it is opened."""
        self.method = method.path
        self.owner = owner
        self._arrived = 0
        self._read_message = method.read
        self._types = method.types
        self.target = target
        self._started = time.perf_counter()
        self._outgoing: deque[Message] = deque()
        self._incoming: deque[Message] = deque()
        self._changed = threading.Condition()
        self._awaited = BATCH_MESSAGES
        self._half_closed = False
        self._closed = False
        self._outcome: Outcome | None = None
        self._call: Any = None
        self._reader = threading.Thread(target=self._read, daemon=True)

    def start(self, open_call: Callable[[Iterator[Message]], Any]) -> None:
        """Open the call with the iterator of what will be sent, and begin to receive."""
        self._call = open_call(self._sent())
        self._reader.start()

    @property
    def initial_metadata(self) -> ReceivedMetadata:
        """What the server sent before its first message; waits for it."""
        return ReceivedMetadata(self._call.initial_metadata())

    @property
    def outcome(self) -> Outcome | None:
        """What the call came to, or None while it goes on."""
        return self._outcome

    def send(self, message: Message) -> None:
        """Send the message as soon as the server takes it.

        Raises RpcFailed where the call has ended, and UsageError where it is half-closed.
        """
        with self._changed:
            if self._outcome is not None:
                raise RpcFailed(
                    f"Nothing can be sent on '{self.method}': "
                    f"it has ended with {self._outcome.status}.",
                    self._outcome,
                )
            if self._half_closed:
                raise UsageError(f"Nothing more can be sent on '{self.method}': it is half-closed.")
            self._outgoing.append(message)
            self._changed.notify_all()

    def half_close(self) -> None:
        """Say that nothing more will be sent; receiving goes on."""
        with self._changed:
            self._half_closed = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        """Whether the call has ended and every message of it was received."""
        with self._changed:
            return self._outcome is not None and not self._incoming

    def receive(self, count: int, timeout: float) -> list[Message]:
        """Return the next messages, up to `count` of them, as soon as some can be told.

        None are returned when nothing came within `timeout` seconds, or the stream is over.
        """
        with self._changed:
            self._awaited = min(count, BATCH_MESSAGES)
            self._changed.wait_for(self._can_tell, timeout)
            messages = [self._incoming.popleft() for _ in range(min(count, len(self._incoming)))]
            self._changed.notify_all()
            return messages

    def wait(self, timeout: float) -> Outcome:
        """Return what the call came to; raise TimeoutError if it has not ended by then.

        Messages that nobody has received are dropped.
        """
        deadline = time.monotonic() + timeout
        while not self.is_over:
            left = deadline - time.monotonic()
            self.receive(BUFFERED_MESSAGES, max(0.0, left))
            if left <= 0 and self._outcome is None:
                raise TimeoutError
        assert self._outcome is not None
        return self._outcome

    def close(self) -> None:
        """Cancel the call, if it goes on, and wait until its threads have ended."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._call.cancel()
        self._reader.join()

    def _can_tell(self) -> bool:
        return len(self._incoming) >= self._awaited or self._outcome is not None

    def _sent(self) -> Iterator[Message]:
        """Yield what is to be sent, in a thread of grpcio's, until the sending side closes."""
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._outgoing or self._half_closed or self._outcome or self._closed
                )
                if not self._outgoing or self._closed or self._outcome:
                    return
                message = self._outgoing.popleft()
            yield message

    def _read(self) -> None:
        unreadable = ""
        try:
            for data in self._call:
                message = self._read_message(data)
                with self._changed:
                    self._changed.wait_for(self._has_room)
                    self._incoming.append(message)
                    self._arrived += 1
                    if len(self._incoming) == self._awaited:
                        self._changed.notify_all()
        except grpc.RpcError:
            pass  # the call itself tells its status, here as after an end without one
        except UnreadableAnswer as err:
            unreadable = str(err)
            self._call.cancel()
        status = Status(self._call.code(), self._call.details() or "")
        if unreadable:
            status = Status(grpc.StatusCode.INTERNAL, unreadable)
        with self._changed:
            self._outcome = Outcome(
                self.method,
                self.target,
                status,
                time.perf_counter() - self._started,
                None,
                ReceivedMetadata(self._call.initial_metadata()),
                ReceivedMetadata(self._call.trailing_metadata()),
                (self._types,),
                messages=self._arrived,
                owner=self.owner,
            )
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return len(self._incoming) < BUFFERED_MESSAGES or self._closed
