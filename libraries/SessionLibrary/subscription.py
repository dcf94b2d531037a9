"""A session's subscription: messages that count from 0, all from one instance."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import grpc

from GrpcLibrary.errors import CheckFailed, RpcFailed, UsageError
from GrpcLibrary.pace import paced
from GrpcLibrary.stream import Stream

from .description import Rpc
from .judgement import check_failure, failure, judge_answer, judge_same
from .session import Call, Session
from .unavailable import can_be_tried_again

# A timer may fire a little early, by the share of an interval that this is.
TIMER_TOLERANCE = 0.1
# A busy machine may be late. Messages that are sent too seldom fall behind more and more:
# they may take twice the time that was asked for, and this much more.
LATE_SECONDS = 1.0


def stream_rpc(session: Session) -> Rpc:
    """Return the method that subscribes; raise UsageError where the system has none."""
    system = session.gateway.system
    if system.stream is None:
        raise UsageError(f"The description of '{system.name}' has no section [stream].")
    return system.stream


@dataclass(eq=False)
class Subscription:
    """An open stream of a session, and what it has brought so far.

    `number` is that of the session's call, `value` what was sent, `started` a moment of
    `time.monotonic` before which message `first` cannot have been sent, `delay` how much later
    it was received by a client that had to wait for an instance, `received` the number of
    messages, `instance` where they came from.
    """

    alias: str
    session: Session
    rpc: Rpc
    number: int
    value: str
    stream: Stream = field(repr=False)
    started: float
    delay: float = 0.0
    received: int = 0
    first: int = 0
    instance: str | None = None

    @classmethod
    def open(
        cls, session: Session, alias: str, value: str | None = None, deadline: float | None = None
    ) -> "Subscription":
        rpc = stream_rpc(session)
        number, sent = session.next_call(value)
        started = time.monotonic()
        values = session.values(number, sent)
        stream = session.gateway.open_stream(
            rpc, values, session.metadata(values), session.id, deadline
        )
        return cls(alias, session, rpc, number, sent, stream, started, instance=session.instance)

    @classmethod
    def open_elsewhere(
        cls, session: Session, alias: str, value: str | None, timeout: float, errors: int
    ) -> "Subscription":
        """Open one that an instance serves which has never served the session.

        Up to `errors` streams may fail before, as calls do that can be tried again.
        """
        for number, after in paced(timeout):
            opened = cls.open(session, alias, value)
            try:
                opened.wait_for_move(max(timeout - after, session.gateway.deadline))
                return opened
            except RpcFailed as err:
                opened.close()
                end = Call(opened.number, opened.value, opened.rpc, err.outcome)
                if number > errors or not can_be_tried_again(session, end):
                    raise
                failed = err
            except BaseException:
                opened.close()
                raise
        raise failed

    def close(self) -> None:
        self.stream.close()

    def next_message(self, timeout: float) -> Call:
        """Return the next message; fail unless it is a good one of the same instance."""
        call = self._receive(timeout, time.monotonic() + timeout, "one more message")
        if call.response is None:
            raise failure(self.session, call, f"message {self.received}")
        self._judge_same_instance(call)
        return call

    def receive_in_time(self, messages: int, interval: float) -> None:
        """Receive that many messages, each when it is due: neither early nor much later."""
        for _ in range(messages):
            due = self.started + (self.received - self.first) * interval
            left = due + self.delay + self.session.gateway.deadline - time.monotonic()
            call = self.next_message(max(0.0, left))
            early = due - time.monotonic()
            allowed = self.delay + (self.received - self.first) * interval + LATE_SECONDS
            if -early > allowed:
                raise failure(
                    self.session,
                    call,
                    f"message {self.received - 1} {interval:g} s after the one before, and it "
                    f"came {-early:.1f} s later than that",
                )
            if early > TIMER_TOLERANCE * interval:
                raise failure(
                    self.session,
                    call,
                    f"message {self.received - 1} {interval:g} s after the one before, and it "
                    f"came {early:.3f} s earlier",
                )

    def wait_for_end(self, codes: Sequence[grpc.StatusCode], timeout: float) -> Call:
        """Return the end, with one of the codes and a message; judge messages before it."""
        give_up_at = time.monotonic() + timeout
        while True:
            call = self._receive(timeout, give_up_at, "its end")
            if call.response is None:
                break
            self._judge_same_instance(call)
            if time.monotonic() > give_up_at:
                raise self._missing("its end", timeout)
        status = call.outcome.status
        names = dict.fromkeys(code.name for code in codes)
        expected = f"{' or '.join(names)} and a message"
        if status.code not in codes:
            raise failure(self.session, call, expected)
        if not status.message:
            raise check_failure(self.session, call, expected)
        return call

    def wait_for_deadline(self, deadline: float) -> Call:
        """Return the end of a stream by its deadline, which must be neither early nor late."""
        limit = deadline + self.session.gateway.deadline
        call = self.wait_for_end([grpc.StatusCode.DEADLINE_EXCEEDED], limit)
        seconds = call.outcome.duration
        if seconds < deadline * (1 - TIMER_TOLERANCE):
            expected = f"that after {deadline:g} s, and it was after {seconds:.3f} s"
            raise check_failure(self.session, call, expected)
        return call

    def wait_for_move(self, timeout: float) -> str:
        """Return the instance that the stream goes on or begins from, one new to the session.

        Messages from its own instance may come before. Whether it counts on then or anew is
        for the gateway to say.
        """
        give_up_at = time.monotonic() + timeout
        seen = tuple(self.session.instances)
        while True:
            call = self._receive(timeout, give_up_at, "messages from another instance")
            if call.response is None:
                raise failure(self.session, call, "messages from another instance")
            if call.instance not in seen:
                break
            if self.received == 0:
                expected = "an instance that has never served the session"
                raise failure(self.session, call, expected)
            self._judge_same_instance(call)
            if time.monotonic() > give_up_at:
                raise self._missing("messages from another instance", timeout)
        counts_anew = self.rpc.counter is not None and self.rpc.counter.read(call.outcome) == 0
        index = 0 if counts_anew else self.received
        judge_answer(self.session, call, index=index)
        now, is_new = time.monotonic(), self.received == 0
        self._note(call, index)
        self.first = self.received - 1
        if is_new:  # this client may be late to see its first message, but none comes early
            self.delay = now - self.started
        else:
            self.started, self.delay = now, 0.0
        return str(self.instance)

    def _receive(self, timeout: float, give_up_at: float, wanted: str) -> Call:
        """Return what comes until `give_up_at`, which is when the whole `timeout` is over."""
        try:
            left = max(0.0, give_up_at - time.monotonic())
            outcome = self.session.gateway.receive(self.stream, left)
        except TimeoutError:
            raise self._missing(wanted, timeout) from None
        return Call(self.number, self.value, self.rpc, outcome)

    def _missing(self, wanted: str, timeout: float) -> CheckFailed:
        return CheckFailed(
            f"Session '{self.session.alias}': call {self.number}, {self.rpc.name} at "
            f"'{self.session.gateway.address}', brought {_messages(self.received)}, "
            f"expected {wanted} within {timeout:.3f} s."
        )

    def _judge_same_instance(self, call: Call) -> None:
        which, index = f"message {self.received}", self.received
        judge_same(self.session, call, self.instance, which, index=index)
        self._note(call, index)

    def _note(self, call: Call, index: int) -> None:
        """Note the message; the first one of an instance tells where the session is."""
        self.received = index + 1
        if self.instance != call.instance or index == 0:
            self.instance = call.instance
            self.session.kept.take(call.outcome)
            self.session.note_instance(call.instance)


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
