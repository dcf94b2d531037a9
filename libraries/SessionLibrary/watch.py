"""Watching a session's calls until they come to what is waited for."""

import time
from collections.abc import Iterator
from typing import NamedTuple

import grpc

from GrpcLibrary.errors import UsageError
from GrpcLibrary.pace import paced

from .judgement import check_failure, failure, judge_answer, judge_stay
from .session import Call, Session
from .unavailable import (
    can_be_tried_again,
    compile_pattern,
    names_of,
    says_no_instance_is_left,
    words_of,
)


class Watch:
    """Calls at once, then at a steady pace until `timeout` seconds are over."""

    def __init__(self, session: Session, timeout: float):
        if timeout < 0:
            raise UsageError(f"'timeout' should be 0 or more, got '{timeout:g} s'.")
        self._session = session
        self._timeout = timeout
        self.calls = 0
        self.seconds = 0.0  # from the start to the end of the latest call

    def __iter__(self) -> Iterator[Call]:
        started = time.monotonic()
        for number, _ in paced(self._timeout):
            call = self._session.call()
            self.calls = number
            self.seconds = time.monotonic() - started
            yield call

    @property
    def is_late(self) -> bool:
        """Whether the latest call ended after the limit; a single call has none."""
        return self._timeout > 0 and self.seconds > self._timeout

    def describe(self) -> str:
        """Say when it should have come, and when the latest call was."""
        if self._timeout == 0:
            return "at once"
        return (
            f"within {self._timeout:g} s (this was call {self.calls}, after {self.seconds:.1f} s)"
        )


class Transfer(NamedTuple):
    """A session's move: from where, to where, after how long, and what it took."""

    origin: str
    destination: str
    seconds: float
    calls: int
    errors: int


def wait_for_transfer(session: Session, timeout: float, errors: int) -> Transfer:
    """Call until an instance answers that has never served the session.

    With `timeout` 0 that must be the next call. Up to `errors` calls may fail on the way, as
    calls do that can be tried again.
    """
    if errors < 0:
        raise UsageError(f"'errors' should be 0 or more, got '{errors}'.")
    if not session.instances:
        raise UsageError(f"Session '{session.alias}' has had no instance yet that it could leave.")
    seen = tuple(session.instances)
    watch = Watch(session, timeout)
    failed = 0
    for call in watch:
        if call.response is None:
            failed += 1
            if failed > errors or not can_be_tried_again(session, call):
                break
            continue
        judge_answer(session, call)
        session.note_instance(call.instance)
        if call.instance not in seen and not watch.is_late:
            return Transfer(seen[-1], call.instance, watch.seconds, watch.calls, failed)
    names = " and ".join(f"'{name}'" for name in seen)
    expected = f"an answer from an instance other than {names} {watch.describe()}"
    if failed:
        expected += f" and at most {errors} failed calls (there were {failed}){_promise(call)}"
    raise failure(session, call, expected)


def _promise(call: Call) -> str:
    """Name the promise that is broken where what failed is what an instance says of itself."""
    if call.response is None and says_no_instance_is_left(call.outcome.status.message):
        return "; as long as another instance is free, the gateway should try that one"
    return ""


def wait_until_unavailable(
    session: Session, message: str | None, timeout: float, errors: int = 0
) -> Call:
    """Call until one fails, which must be because no instance is available.

    Within the `timeout`, up to `errors` calls may fail before in other words, as calls do
    that can be tried again.

    `message` is a regular expression, searched for in the status message; by default,
    the message must say that no instance is left.
    """
    if message is not None and not message.strip():
        raise UsageError("'message' should say what to search for, got an empty one.")
    system = session.gateway.system
    chosen = system.message if message is None else message
    pattern, codes = compile_pattern(chosen), names_of(system.unavailable)
    watch = Watch(session, timeout)
    failed = 0
    for call in watch:
        status = call.outcome.status
        if status.is_ok:
            if timeout > 0:
                judge_answer(session, call)
                session.note_instance(call.instance)
            continue
        fits = bool(status.message) and pattern.search(status.message) is not None
        if timeout > 0 and failed < errors and not fits and can_be_tried_again(session, call):
            failed += 1
            continue
        if status.code not in system.unavailable:
            raise failure(session, call, codes)
        if not fits:
            way_out = " (other words of a gateway can be given as 'message')" if not chosen else ""
            raise check_failure(session, call, f"a message that {words_of(chosen)}{way_out}")
        if watch.is_late:
            raise check_failure(session, call, f"that {watch.describe()}")
        return call
    raise failure(session, call, f"{codes} {watch.describe()}")


def wait_until_served(session: Session, timeout: float) -> Call:
    """Call until an instance answers, the session's own if it has one.

    Until then, calls may fail because no instance is available, or no gateway: gRPC itself says
    UNAVAILABLE for that, whatever the system says.
    """
    allowed = {grpc.StatusCode.UNAVAILABLE, *session.gateway.system.unavailable}
    watch = Watch(session, timeout)
    for call in watch:
        if call.response is None:
            if call.outcome.status.code in allowed:
                continue
            break
        judge_stay(session, call)
        if not watch.is_late:
            return call
    raise failure(session, call, f"an answer {watch.describe()}")
