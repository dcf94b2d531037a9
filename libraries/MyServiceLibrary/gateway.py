"""The gateway as its clients see it: the RPCs of my_service.MyServiceAPI."""

import copy
import time
from pathlib import Path
from typing import Literal

import grpc
from robot.api.types import Secret

from GrpcLibrary.connection import Connection
from GrpcLibrary.outcome import LastOutcome, Outcome, Status
from GrpcLibrary.schema import Schema
from GrpcLibrary.stream import Stream

from .record import CallRecord

SERVICE = "my_service.MyServiceAPI"

# The calls that need a token and a session id.
SessionMethod = Literal["MyServiceEcho", "MyServiceSubscribe", "MyServiceShutdown"]

# A subscription goes on until it is cancelled, and yet every RPC has a deadline.
SUBSCRIPTION_SECONDS = 3600.0


class Gateway:
    def __init__(
        self,
        address: str,
        timeout: float,
        proto: Path,
        last: LastOutcome,
        record: CallRecord | None = None,
    ):
        """Connect to the address (`host:port`); each call may take `timeout` seconds."""
        self.record = record or CallRecord()
        schema = Schema.from_path(proto)
        self._login = schema.method(f"{SERVICE}/Login")
        self._echo = schema.method(f"{SERVICE}/MyServiceEcho")
        self._subscribe = schema.method(f"{SERVICE}/MyServiceSubscribe")
        self._shutdown = schema.method(f"{SERVICE}/MyServiceShutdown")
        self._last = last
        self._connection = Connection(address, timeout, last)
        try:
            self._connection.wait_until_ready()
        except BaseException:
            self._connection.close()
            raise

    @property
    def address(self) -> str:
        return self._connection.target

    @property
    def timeout(self) -> float:
        """Seconds that a call may take."""
        return self._connection.deadline

    def login(self, username: str, password: Secret, session_id: str) -> Outcome:
        request = self._login.request(
            username=username, password=password.value, session_id=session_id
        )
        return self.record.add(session_id, self._connection.call(self._login, request))

    def echo(self, session_id: str | None, token: Secret | None, value: str) -> Outcome:
        request = self._echo.request(value=value)
        metadata = _metadata(session_id, token)
        return self.record.add(session_id, self._connection.call(self._echo, request, metadata))

    def subscribe(
        self,
        session_id: str | None,
        token: Secret | None,
        value: str,
        deadline: float | None = None,
    ) -> Stream:
        """Open a subscription; without a `deadline`, it may last as long as any test."""
        seconds = SUBSCRIPTION_SECONDS if deadline is None else deadline
        request = self._subscribe.request(value=value)
        stream = self._connection.open_stream(
            self._subscribe, _metadata(session_id, token), seconds, request
        )
        return self.record.add_stream(session_id, stream)

    def receive(self, stream: Stream, within: float) -> Outcome:
        """Return a subscription's next message as an outcome, or what its end came to.

        Raises TimeoutError when neither comes within so many seconds.
        """
        started = time.perf_counter()
        messages = stream.receive(1, within)
        outcome = stream.outcome
        if messages:
            status = Status(grpc.StatusCode.OK, "")
            took = time.perf_counter() - started
            outcome = Outcome(stream.method, stream.target, status, took, messages[0])
            self.record.add_message(stream, outcome)
        if outcome is None:
            raise TimeoutError
        self._last.value = outcome
        return outcome

    def first_message(self, session_id: str | None, token: Secret | None, value: str) -> Outcome:
        """Open a subscription and cancel it at its first message; it may end before."""
        stream = self.subscribe(session_id, token, value, self.timeout)
        try:
            return self.receive(stream, 2 * self.timeout)  # its deadline ends it before
        finally:
            stream.close()

    def shutdown(self, session_id: str | None, token: Secret | None) -> Outcome:
        request = self._shutdown.request()
        metadata = _metadata(session_id, token)
        return self.record.add(session_id, self._connection.call(self._shutdown, request, metadata))

    def at(self, address: str, last: LastOutcome) -> "Gateway":
        """Return a channel of its own to that address, with the same deadline."""
        other = copy.copy(self)
        other._last = last
        other._connection = Connection(address, self.timeout, last)
        return other

    def close(self) -> None:
        self._connection.close()


def _metadata(session_id: str | None, token: Secret | None) -> tuple[tuple[str, str | Secret], ...]:
    """Return what a session's call is sent with; what is None is left out."""
    entries = (("authorization", token), ("session-id", session_id))
    return tuple((key, value) for key, value in entries if value is not None)
