"""What clients are told when no instance is left for them."""

import re
from collections.abc import Sequence

import grpc

from GrpcLibrary.errors import UsageError

from .judgement import check_failure, failure
from .session import Call, Session

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


def compile_pattern(message: str | None) -> re.Pattern[str]:
    """Return the pattern for the message; None stands for the default words."""
    try:
        text = NO_INSTANCE_MESSAGE if message is None else message
        return re.compile(text, re.IGNORECASE | re.DOTALL)
    except re.error as err:
        raise UsageError(f"'{message}' is not a regular expression: {err}.") from None


def words_of(message: str | None) -> str:
    """Say what a message must do to fit the pattern."""
    return "says that no instance is left" if message is None else f"matches '{message}'"


def names_of(codes: Sequence[grpc.StatusCode]) -> str:
    return " or ".join(code.name for code in codes)


def says_no_instance_is_left(message: str) -> bool:
    return compile_pattern(None).search(message) is not None


def judge_refused(session: Session, call: Call) -> None:
    """Check that a call was refused because no instance is left for its session."""
    system = session.gateway.system
    status = call.outcome.status
    if status.is_ok:
        raise failure(session, call, "a refusal, as before")
    if status.code not in system.unavailable:
        raise failure(session, call, f"an answer, {names_of(system.unavailable)}")
    if not compile_pattern(system.message).search(status.message):
        raise check_failure(session, call, f"a message that {words_of(system.message)}")
