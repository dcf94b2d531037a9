"""A session's subscription: messages that count from 0, all from one instance."""

import time
from dataclasses import dataclass, field

import grpc

from GrpcLibrary.stream import Stream

from .errors import ServiceFailure
from .session import SERVER_VALUE, Call, Session

# A timer may fire a little early, by the share of an interval that this is.
TIMER_TOLERANCE = 0.1


@dataclass(eq=False)
class Subscription:
    """An open MyServiceSubscribe, and what it has brought so far.

    `number` is that of the session's call, `value` what was sent, `started` a moment of
    `time.monotonic` at which message `first` was due, `received` the number of messages,
    `instance` where they came from.
    """

    alias: str
    session: Session
    number: int
    value: str
    stream: Stream = field(repr=False)
    started: float
    received: int = 0
    first: int = 0
    instance: str | None = None

    @classmethod
    def open(
        cls, session: Session, alias: str, value: str | None = None, deadline: float | None = None
    ) -> "Subscription":
        number, sent = session.next_call(value)
        started = time.monotonic()
        stream = session.gateway.subscribe(session.id, session.token, sent, deadline)
        return cls(alias, session, number, sent, stream, started, instance=session.instance)

    def close(self) -> None:
        self.stream.close()

    def next_message(self, within: float) -> Call:
        """Return the next message; fail unless it is a good one of the same instance."""
        call = self._receive(within)
        if call.response is None:
            raise self._ended(call, f"message {self.received}")
        self._judge_same_instance(call)
        return call

    def count(self, messages: int, interval: float) -> None:
        """Receive so many messages, each when it is due: neither early nor much later."""
        for _ in range(messages):
            due = self.started + (self.received - self.first) * interval
            limit = due + self.session.gateway.timeout
            call = self.next_message(max(0.0, limit - time.monotonic()))
            early = due - time.monotonic()
            if early > TIMER_TOLERANCE * interval:
                raise self.session.failure(
                    call,
                    f"message {self.received - 1} {interval:g} s after the one before, and it "
                    f"came {early:.3f} s earlier",
                )

    def wait_for_end(self, code: grpc.StatusCode, within: float) -> Call:
        """Return the end, which must have the code and say why; judge messages before it."""
        give_up_at = time.monotonic() + within
        while True:
            call = self._receive(max(0.0, give_up_at - time.monotonic()), "its end")
            if call.response is None:
                break
            self._judge_same_instance(call)
            if time.monotonic() > give_up_at:
                raise self._missing("its end", within)
        status = call.outcome.status
        if status.code is not code:
            raise self._ended(call, f"{code.name} and a message")
        if not status.message:
            raise self.session.misfit(call, f"{code.name} and a message", "ended with OK")
        return call

    def wait_for_deadline(self, deadline: float) -> None:
        """Wait until the stream has passed its deadline, which must be neither early nor late."""
        limit = deadline + self.session.gateway.timeout
        call = self.wait_for_end(grpc.StatusCode.DEADLINE_EXCEEDED, limit)
        seconds = call.outcome.duration
        if seconds < deadline * (1 - TIMER_TOLERANCE):
            raise self.session.misfit(
                call, f"that after {deadline:g} s, and it was after {seconds:.3f} s"
            )

    def wait_for_move(self, within: float) -> str:
        """Return the instance that the stream goes on or begins from, one new to the session.

        Messages from its own instance may come before. Whether it counts on then or anew is
        for the gateway to say.
        """
        give_up_at = time.monotonic() + within
        seen = tuple(self.session.instances)
        while True:
            call = self._receive(max(0.0, give_up_at - time.monotonic()))
            if call.response is None:
                raise self._ended(call, "messages from another instance")
            if call.response.pod_name not in seen:
                break
            if self.received == 0:
                raise self.session.failure(call, "an instance that has never served the session")
            self._judge_same_instance(call)
            if time.monotonic() > give_up_at:
                raise self._missing("messages from another instance", within)
        self._judge(call, 0 if call.response.index == 0 else self.received)
        self.started, self.first = time.monotonic(), self.received - 1
        return str(self.instance)

    def _receive(self, within: float, wanted: str = "one more message") -> Call:
        try:
            outcome = self.session.gateway.receive(self.stream, within)
        except TimeoutError:
            raise self._missing(wanted, within) from None
        return Call(self.number, self.value, outcome)

    def _missing(self, wanted: str, within: float) -> ServiceFailure:
        return ServiceFailure(
            f"Session '{self.session.alias}': call {self.number}, MyServiceSubscribe at "
            f"'{self.session.gateway.address}', brought {self.received} messages, "
            f"expected {wanted} within {within:.3f} s."
        )

    def _judge_same_instance(self, call: Call) -> None:
        own = self.instance
        if own is not None and call.response.pod_name != own:
            raise self.session.failure(call, f"'{own}' as before (message {self.received})")
        if own is None and call.response.pod_name in self.session.shut_down:
            raise self.session.failure(call, "an instance that the session has not shut down")
        self._judge(call, self.received)

    def _judge(self, call: Call, index: int) -> None:
        self.session.judge(
            call,
            index=index,
            client_value=self.value,
            server_value=SERVER_VALUE,
            server_method="MyServiceSubscribe",
        )
        self.received = index + 1
        if self.instance != call.response.pod_name or index == 0:
            self.instance = call.response.pod_name
            self.session.note_instance(call)

    def _ended(self, call: Call, expected: str) -> AssertionError:
        return self.session.failure(call, expected, "ended with OK")
