"""Watching a session's calls until they come to what is waited for."""

import re
import time
from collections.abc import Iterator
from typing import NamedTuple

import grpc

from GrpcLibrary.pace import paced

from .errors import UsageError
from .session import Call, Session

UNAVAILABLE = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)

# A gateway that itself cannot be reached is UNAVAILABLE, too, and so is an auth service that
# is gone. Their messages may name a service or a server, but they say first what it is about.
# Nor is it enough that instances are spoken of somewhere: a quota of theirs may be exhausted.
_SERVERS = r"(backend|upstream|service|server|instance|endpoint)s"
_ARE = r"\s+((is|are|was|were|all|both|now|still|currently|temporarily)\s+)*"
NO_INSTANCE_MESSAGE = (
    r"\A(?!.*(failed to connect|\bdns\b|resol(ving|ution)|no route to|no response|"
    r"no connection|connection to|name service|\bauth))"
    rf".*(\b{_SERVERS}?{_ARE}(unavailable|not\s+available|busy|overloaded)\b"
    rf"|\b{_SERVERS}{_ARE}exhausted\b"
    r"|\bno\s+((more|other|another|single|healthy|live|available|free|idle|ready|running|"
    rf"active|reachable)\s+)*{_SERVERS}?\b)"
)


class Watch:
    """Calls Echo at once, then at a steady pace until `within` seconds are over."""

    def __init__(self, session: Session, within: float):
        if within < 0:
            raise UsageError(f"'within' should be 0 or more, got '{within:g} s'.")
        self._session = session
        self._within = within
        self.calls = 0
        self.seconds = 0.0  # from the start to the end of the latest call

    def __iter__(self) -> Iterator[Call]:
        started = time.monotonic()
        for number, _ in paced(self._within):
            call = self._session.call_echo()
            self.calls = number
            self.seconds = time.monotonic() - started
            yield call

    @property
    def is_late(self) -> bool:
        """Whether the latest call ended after the limit; a single call has none."""
        return self._within > 0 and self.seconds > self._within

    def describe(self) -> str:
        """Say when it should have come, and when the latest call was."""
        if self._within == 0:
            return "at once"
        return f"within {self._within:g} s (this was call {self.calls}, after {self.seconds:.1f} s)"


class Transfer(NamedTuple):
    """A session's move: from where, to where, after how long, and what it took."""

    origin: str
    destination: str
    seconds: float
    calls: int
    errors: int


def wait_for_transfer(session: Session, within: float, errors: int) -> Transfer:
    """Call until an instance answers that has never served the session.

    With `within` 0 that must be the next call. Up to `errors` calls may fail on the way.
    """
    if errors < 0:
        raise UsageError(f"'errors' should be 0 or more, got '{errors}'.")
    if not session.instances:
        raise UsageError(f"Session '{session.alias}' has had no instance yet that it could leave.")
    seen = tuple(session.instances)
    watch = Watch(session, within)
    failed = 0
    for call in watch:
        if call.response is None:
            failed += 1
            if failed > errors:
                break
            continue
        session.judge_echo(call)
        if call.response.pod_name not in seen and not watch.is_late:
            return Transfer(seen[-1], call.response.pod_name, watch.seconds, watch.calls, failed)
    expected = f"an answer from an instance other than {_names(seen)} {watch.describe()}"
    if failed:
        expected += f" and at most {errors} failed calls (there were {failed})"
    raise session.failure(call, expected)


def wait_until_unavailable(session: Session, message: str | None, within: float) -> Call:
    """Call until one fails, which must be because no instance is available.

    `message` is a regular expression, searched for in the status message; by default,
    the message must say that no instance is left.
    """
    if message is not None and not message.strip():
        raise UsageError("'message' should say what to search for, got an empty one.")
    pattern = _compile(NO_INSTANCE_MESSAGE if message is None else message)
    words = "says that no instance is left" if message is None else f"matches '{message}'"
    watch = Watch(session, within)
    codes = " or ".join(code.name for code in UNAVAILABLE)
    for call in watch:
        status = call.outcome.status
        if status.is_ok:
            if within > 0:
                session.judge_echo(call)
            continue
        if status.code not in UNAVAILABLE:
            raise session.failure(call, codes)
        if not status.message or not pattern.search(status.message):
            raise session.misfit(call, f"a message that {words}")
        if watch.is_late:
            raise session.misfit(call, f"that {watch.describe()}")
        return call
    raise session.failure(call, f"{codes} {watch.describe()}")


def wait_until_served(session: Session, within: float) -> Call:
    """Call until an instance answers, the session's own if it has one.

    Until then, calls may fail because no instance is available.
    """
    own = session.instance
    watch = Watch(session, within)
    for call in watch:
        if call.response is None:
            if call.outcome.status.code in UNAVAILABLE:
                continue
            break
        session.judge_answer(call)
        if own is not None and call.response.pod_name != own:
            raise session.failure(call, f"'{own}' as before")
        if not watch.is_late:
            return call
    raise session.failure(call, f"an answer {watch.describe()}")


def says_no_instance_is_left(message: str) -> bool:
    return _compile(NO_INSTANCE_MESSAGE).search(message) is not None


def _compile(message: str) -> re.Pattern[str]:
    try:
        return re.compile(message, re.IGNORECASE | re.DOTALL)
    except re.error as err:
        raise UsageError(f"'{message}' is not a regular expression: {err}.") from None


def _names(instances: tuple[str, ...]) -> str:
    return " and ".join(f"'{name}'" for name in instances)
