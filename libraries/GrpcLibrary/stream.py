"""A call that sends or receives more than one message."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from google.protobuf.message import Message

from .outcome import GrpcError, Outcome, Status, as_mapping

# How many received messages wait to be read. Beyond, the server has to wait as well: gRPC's
# flow control keeps a stream that nobody reads from filling the memory.
BUFFERED_MESSAGES = 1000


class Stream:
    """An open call of any kind, whose sending and receiving are independent of each other."""

    def __init__(self, method: str, target: str):
        self.method = method
        self.target = target
        self.received = 0
        self._started = time.perf_counter()
        self._outgoing: deque[Message] = deque()
        self._incoming: deque[Message] = deque()
        self._changed = threading.Condition()
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
    def outcome(self) -> Outcome | None:
        """What the call came to, or None while it goes on."""
        return self._outcome

    def send(self, message: Message) -> None:
        with self._changed:
            if self._outcome is not None:
                raise GrpcError(
                    f"Nothing can be sent on '{self.method}': "
                    f"it has ended with {self._outcome.status}."
                )
            if self._half_closed:
                raise GrpcError(f"Nothing more can be sent on '{self.method}': it is half-closed.")
            self._outgoing.append(message)
            self._changed.notify_all()

    def half_close(self) -> None:
        """Say that nothing more will be sent; receiving goes on."""
        with self._changed:
            self._half_closed = True
            self._changed.notify_all()

    def receive(self, timeout: float) -> Message | None:
        """Return the next message, or None when the stream has ended and all is received.

        Raises TimeoutError when neither is so after `timeout` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(self._can_tell, timeout):
                raise TimeoutError
            if not self._incoming:
                return None
            message = self._incoming.popleft()
            self.received += 1
            if len(self._incoming) == BUFFERED_MESSAGES - 1:
                self._changed.notify_all()
            return message

    def wait(self, timeout: float) -> Outcome:
        """Return what the call came to; raise TimeoutError if it has not ended by then.

        Messages that nobody has received are dropped.
        """
        deadline = time.monotonic() + timeout
        while self.receive(max(0.0, deadline - time.monotonic())) is not None:
            pass
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
        return bool(self._incoming) or self._outcome is not None

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
        try:
            for message in self._call:
                with self._changed:
                    self._changed.wait_for(self._has_room)
                    self._incoming.append(message)
                    self._changed.notify_all()
        except grpc.RpcError:
            pass  # the call itself tells its status, here as after an end without one
        with self._changed:
            self._outcome = Outcome(
                self.method,
                self.target,
                Status(self._call.code(), self._call.details() or ""),
                time.perf_counter() - self._started,
                None,
                as_mapping(self._call.initial_metadata()),
                as_mapping(self._call.trailing_metadata()),
            )
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return len(self._incoming) < BUFFERED_MESSAGES or self._closed
